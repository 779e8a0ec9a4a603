import { Command } from 'commander'
import { backupCommands } from './commands/backup.ts'
import { activityCommands } from './commands/activities.ts'
import { alarmCommands } from './commands/alarms.ts'
import { analystCommands } from './commands/analysts.ts'
import { bounceCommands } from './commands/bounces.ts'
import { campaignCommands } from './commands/campaigns.ts'
import { figuresCommand } from './commands/figures.ts'
import { clickRuleCommands } from './commands/click-rules.ts'
import { connectionCommands } from './commands/connections.ts'
import { doubtCommands } from './commands/doubts.ts'
import { doctorCommand } from './commands/doctor.ts'
import { erasureCommands } from './commands/erasures.ts'
import { hookCommands } from './commands/hooks.ts'
import { fileCommands } from './commands/files.ts'
import { importCommands } from './commands/imports.ts'
import { interestCommands } from './commands/interests.ts'
import { ownFieldCommands } from './commands/own-fields.ts'
import { listCommands } from './commands/lists.ts'
import { ledgerCommands } from './commands/ledger.ts'
import { keyCommands } from './commands/keys.ts'
import { mayWriteCommand } from './commands/may-write.ts'
import { peopleCommands } from './commands/people.ts'
import { preferenceCommands } from './commands/preferences.ts'
import { mappingCommands } from './commands/mapping.ts'
import { mcpCommand } from './commands/mcp.ts'
import { membershipCommands } from './commands/memberships.ts'
import { problemCommands } from './commands/problems.ts'
import { pushCommands } from './commands/pushes.ts'
import { receiptCommands } from './commands/receipts.ts'
import { goingOutCommands } from './commands/going-out.ts'
import { heldCommands } from './commands/held.ts'
import { runCommands } from './commands/runs.ts'
import { consentCommands } from './commands/consent.ts'
import { seedCommands } from './commands/seeds.ts'
import { scheduleCommands } from './commands/schedules.ts'
import { setupCommand } from './commands/setup.ts'
import { syncCommand } from './commands/sync.ts'
import { topicCommands } from './commands/topics.ts'
import { traceCommand } from './commands/trace.ts'
import { viewCommands } from './commands/views.ts'
import { whyCommand } from './commands/why.ts'
import { userCommands } from './commands/users.ts'
import { webhookCommands } from './commands/webhooks.ts'
import type { Cli } from './work.ts'

const AFTER_HELP = `
The server is found by HOMING_URL and HOMING_API_KEY, or by operator.json in the data folder
(DATA_DIR, ./data by default). Exit codes: 0 done, 1 refused or failed, 2 not understood.`

/** Every command of homing. leaveWith tells that one failed which threw nothing. */
export function program(cli: Cli, leaveWith: (code: 1) => void): Command {
  const root = new Command('homing')
    .description("Brings every campaign's news home: the command line of a running Homing.")
    .option('--json', 'answer for programs: the exact answer of the API, as JSON')
    .addHelpText('after', AFTER_HELP)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => cli.terminal.out(text),
      writeErr: (text) => cli.terminal.err(text),
    })
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
  setupCommand(root, cli)
  fileCommands(root, cli)
  importCommands(root, cli, leaveWith)
  connectionCommands(root, cli, leaveWith)
  hookCommands(root, cli)
  syncCommand(root, cli, leaveWith)
  runCommands(root, cli)
  scheduleCommands(root, cli)
  heldCommands(root, cli)
  goingOutCommands(root, cli)
  activityCommands(root, cli)
  pushCommands(root, cli)
  membershipCommands(root, cli)
  mappingCommands(root, cli)
  campaignCommands(root, cli)
  figuresCommand(root, cli)
  bounceCommands(root, cli)
  interestCommands(root, cli)
  ownFieldCommands(root, cli)
  clickRuleCommands(root, cli)
  peopleCommands(root, cli)
  mayWriteCommand(root, cli)
  listCommands(root, cli)
  topicCommands(root, cli)
  consentCommands(root, cli)
  seedCommands(root, cli)
  erasureCommands(root, cli)
  preferenceCommands(root, cli)
  doubtCommands(root, cli)
  problemCommands(root, cli)
  receiptCommands(root, cli, leaveWith)
  traceCommand(root, cli)
  viewCommands(root, cli)
  ledgerCommands(root, cli)
  whyCommand(root, cli)
  alarmCommands(root, cli)
  webhookCommands(root, cli)
  userCommands(root, cli)
  keyCommands(root, cli)
  analystCommands(root, cli)
  backupCommands(root, cli)
  mcpCommand(root, cli)
  doctorCommand(root, cli, leaveWith)
  return root
}
