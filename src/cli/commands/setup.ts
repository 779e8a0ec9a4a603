import type { Command } from 'commander'
import { Complaint } from '../complaint.ts'
import { secretFromStdin } from '../secret.ts'
import { connect, findServer } from '../server.ts'
import { printing, type Cli } from '../work.ts'

interface SetupOptions {
  firm?: string
  name?: string
  email?: string
  timeZone?: string
  passwordStdin?: boolean
}

/** homing setup: creates the firm and its administrator without a browser. */
export function setupCommand(root: Command, cli: Cli): void {
  root
    .command('setup')
    .description('create the firm and its administrator; possible once')
    .option('--firm <name>')
    .option('--name <name>', "the administrator's name")
    .option('--email <address>', 'with which the administrator signs in')
    .option('--time-zone <zone>', 'such as Europe/Paris')
    .option('--password-stdin', 'read the password from standard input')
    .addHelpText(
      'after',
      '\nWhat is missing is asked for where somebody can answer. The password comes from a prompt,'
        + '\nfrom standard input, or from HOMING_PASSWORD; never from the command line.',
    )
    .action(async (options: SetupOptions, command: Command) => {
      const call = connect(findServer(cli.env))
      const { isNeeded } = await call('setup.state', {})
      if (!isNeeded) {
        throw new Complaint(1, 'This Homing has its firm and administrator already.', {
          remedy: 'Sign in, or ask the administrator for a user.',
        })
      }
      const body = await complete(options, cli)
      const made = await call('setup.create', { body })
      printing(cli, command).print(
        made,
        () => `${made.workspace.name} is set up; ${made.user.email} is its administrator.\n`,
      )
    })
}

async function complete(options: SetupOptions, cli: Cli) {
  const { firm, name, email, timeZone } = options
  const password = await givenPassword(options, cli)
  const zone = timeZone === undefined ? {} : { timeZone }
  if (firm && name && email && password) return { firm, name, email, password, ...zone }
  if (!cli.terminal.canAsk) {
    const missing = Object.entries({ firm, name, email, password }).find(([, value]) => !value)
    throw new Complaint(2, `Setup needs --firm, --name, --email and a password.`, {
      field: missing?.[0] ?? 'firm',
      remedy: 'Give the password on standard input with --password-stdin, or as HOMING_PASSWORD.',
    })
  }
  // Loaded here only: no other command asks anybody anything.
  const { ask } = await import('../ask.ts')
  return { ...(await ask({ firm, name, email, password })), ...zone }
}

async function givenPassword(options: SetupOptions, cli: Cli): Promise<string | undefined> {
  if (options.passwordStdin !== true) return cli.env['HOMING_PASSWORD'] || undefined
  return secretFromStdin(cli, 'password')
}
