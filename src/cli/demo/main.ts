import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { connectors } from '../../connectors/index.ts'
import { explain, inWords } from '../complaint.ts'
import { processTerminal, type Terminal } from '../terminal.ts'
import { counted, duration, number } from '../words.ts'
import { bringExport, FILE } from './by-files.ts'
import { CRMS } from './crm.ts'
import { Household } from './household.ts'
import { SIGN_IN } from './job.ts'
import { resultTable, type DemoResult } from './result.ts'
import { mainJob, setTheStage, type Stage } from './stage.ts'
import { newsBySync, watchNumbersMove } from './watch.ts'

const SERVICES = connectors
  .filter(({ system }) => system !== 'crm')
  .map(({ id }) => id)
  .join(', ')

interface DemoOptions {
  once?: boolean
  json?: boolean
  seed: number
  esp: string
  crm?: string
  port?: number
}

/** npm run demo: everything on a throw-away folder that goes when the demo goes. */
export async function runDemo(args: readonly string[]): Promise<void> {
  const options = understand(args)
  const terminal = processTerminal()
  const household = new Household()
  let isSettled = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      terminal.err('\nEnding the demo ...\n')
      void household.end().then(() => process.exit(isSettled ? 0 : 130))
    })
  }
  try {
    const stage = await setTheStage(household, { ...options, isQuiet: options.once === true })
    const result = await Promise.race([mainJob(stage, terminal), household.unasked()])
    tell(result, options, terminal)
    if (options.once === true) return
    isSettled = true
    terminal.err(invitation(stage.url))
    await Promise.race([
      watchNumbersMove(stage.call, await newsOf(stage), terminal),
      household.unasked(),
    ])
  } catch (error) {
    // Whoever ends the demo breaks off what it was doing: that is no failure to tell.
    if (household.isEnding) return
    terminal.err(inWords(explain(error), false))
    process.exitCode = 1
  } finally {
    await household.end()
  }
}

function tell(result: DemoResult, options: DemoOptions, terminal: Terminal): void {
  if (options.json === true) {
    terminal.out(`${JSON.stringify(result, null, 2)}\n`)
    return
  }
  const { events, seconds, campaigns, people, crm } = result
  terminal.out(`\n${resultTable(campaigns)}\n`)
  terminal.out(
    `${number(events)} events came home in ${duration(seconds * 1000)}. People corrected: `
      + `${number(people.optedOut)} opted out, ${number(people.invalidAddresses)} invalid `
      + 'addresses.\n',
  )
  if (crm === undefined) return
  terminal.out(
    `From the CRM: ${counted(crm.people, 'person', 'people')} and `
      + `${counted(crm.organizations, 'organization')}. It holds `
      + `${counted(crm.campaigns, 'campaign')} of ours with `
      + `${counted(crm.activities, 'activity', 'activities')} now, `
      + `${number(crm.optedOut)} opted out and ${number(crm.invalid)} invalid.\n`,
  )
}

function invitation(url: string): string {
  return (
    `\n  Homing runs at  ${url}\n  Sign in with    ${SIGN_IN.email}\n`
    + `  Password        ${SIGN_IN.password}\n\n`
    + 'Recipients go on reacting: a day of theirs passes in five minutes. Ctrl-C ends the demo\n'
    + 'and removes everything it made.\n\n'
  )
}

/** How more news is brought: by a sync, or by another export. Answers how many events were new. */
async function newsOf({ call, sandbox, isByFiles }: Stage): Promise<() => Promise<string>> {
  const { items } = await call('connections.list', {})
  const { id } = items.find(({ connector }) => connector === (isByFiles ? FILE : sandbox.esp))!
  if (!isByFiles) return () => newsBySync(call, id)
  return async () => `${number(await bringExport(call, sandbox, id))} rows of an export`
}

function understand(args: readonly string[]): DemoOptions {
  const command = new Command('demo')
    .description('Homing beside a simulated e-mail service with a sample law firm.')
    .option('--once', 'run the main job once, on a throw-away database, and end')
    .option('--json', 'print the result as one JSON document on standard output')
    .option('--seed <n>', 'another seed makes another world', whole, 1)
    .option('--esp <name>', `which e-mail service: ${SERVICES}`, 'constant-contact')
    .option('--crm <name>', `whose people they are, instead of a file's: ${CRMS.join(', ')}`, crm)
    .option('--port <port>', 'of the web app; 4700, or any free one, unless told', whole)
    .exitOverride()
  try {
    return command.parse(args as string[], { from: 'user' }).opts<DemoOptions>()
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
    throw error
  }
}

function crm(name: string): string {
  if (CRMS.includes(name)) return name
  throw new InvalidArgumentError(`There is: ${CRMS.join(', ')}.`)
}

function whole(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new InvalidArgumentError('It must be a whole number.')
}
