import { Option, type Command } from 'commander'
import { ROLES } from '../../api/contract/index.ts'
import { table } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Role = (typeof ROLES)[number]

/** homing analysts list | add | remove */
export function analystCommands(root: Command, cli: Cli): void {
  const analysts = root
    .command('analysts')
    .description('logins of the database that read views by SQL; see docs/sql.md')
  analysts
    .command('list')
    .description('who may read by SQL, and with whose eyes')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('analysts.list', {})
      work.print(answer, () => analystTable(answer.items, work.terminal.width))
    })
  analysts
    .command('add <name>')
    .description('make a login for the workspace of your key; its password is shown this once')
    .addOption(
      new Option('--role <role>', 'whose fields it sees').choices([...ROLES]).default('viewer'),
    )
    .action(async (name: string, { role }: { role: Role }, command: Command) => {
      const work = open(cli, command)
      const made = await work.call('analysts.add', { body: { name, role } })
      work.print(made, () => connectWords(made.connecting))
      if (!work.asJson) work.terminal.err('Keep it now: the password is not shown again.\n')
    })
  analysts
    .command('remove <name>')
    .description('take a login away, its open sessions too')
    .action(async (name: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      await work.call('analysts.remove', { params: { name } })
      work.print(null, () => `${name} reads nothing any more.\n`)
    })
}

interface Connecting {
  host: string | null
  port: number | null
  database: string
  user: string
  password: string
}

function connectWords({ host, port, database, user, password }: Connecting): string {
  const at = host === null ? '' : `${host.includes(':') ? `[${host}]` : host}:${port}`
  return (
    `host      ${host ?? 'the one of DATABASE_URL'}\n`
    + (port === null ? '' : `port      ${port}\n`)
    + `database  ${database}\nuser      ${user}\npassword  ${password}\nschema    answers\n\n`
    + `psql 'postgresql://${user}:${password}@${at}/${encodeURIComponent(database)}'\n`
  )
}

interface Analyst {
  name: string
  login: string
  role: string
  createdBy: string
  createdAt: string
  canConnect: boolean
}

function analystTable(analysts: readonly Analyst[], width: number | null): string {
  if (analysts.length === 0) return 'Nobody reads by SQL.\n'
  return table<Analyst>(
    [
      { title: 'NAME', value: (one) => one.name },
      { title: 'LOGIN', value: (one) => one.login },
      { title: 'SEES AS', value: (one) => one.role },
      { title: 'CONNECTS', value: (one) => (one.canConnect ? 'yes' : 'no such login here') },
      { title: 'MADE BY', value: (one) => one.createdBy },
      { title: 'MADE', value: (one) => moment(one.createdAt) },
    ],
    analysts,
    width,
  )
}
