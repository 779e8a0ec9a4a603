import { Option, type Command } from 'commander'
import { ROLES } from '../../api/contract/index.ts'
import { positive } from '../paging.ts'
import { table } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Role = (typeof ROLES)[number]

interface CreateOptions {
  name: string
  role: Role
  days?: number
}

/** homing keys list | create | remove */
export function keyCommands(root: Command, cli: Cli): void {
  const keys = root.command('keys').description('API keys, for programs and scripts')
  keys
    .command('list')
    .description('keys; the secret itself is shown only when a key is made')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('keys.list', {})
      work.print(answer, () => keyTable(answer.items, work.terminal.width))
    })
  keys
    .command('create')
    .description('make a key; it is shown this once')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--role <role>').choices([...ROLES]).makeOptionMandatory())
    .option('--days <days>', 'days until it expires; never, unless told', positive)
    .action(async (options: CreateOptions, command: Command) => {
      const work = open(cli, command)
      const { name, role, days } = options
      const body = { name, role, ...(days !== undefined && { expiresInDays: days }) }
      const made = await work.call('keys.create', { body })
      work.print(made, () => `${made.key}\n`)
      if (!work.asJson) work.terminal.err('Keep it now: it is not shown again.\n')
    })
  keys
    .command('remove <id>')
    .description('revoke a key')
    .action(async (keyId: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      await work.call('keys.remove', { params: { keyId } })
      work.print(null, () => `Key ${keyId} is revoked.\n`)
    })
}

interface Key {
  id: string
  name: string
  hint: string
  role: string
  lastUsedAt: string | null
  expiresAt: string | null
}

function keyTable(keys: readonly Key[], width: number | null): string {
  if (keys.length === 0) return 'No API key yet.\n'
  return table<Key>(
    [
      { title: 'ID', value: (key) => key.id },
      { title: 'NAME', value: (key) => key.name },
      { title: 'BEGINS', value: (key) => key.hint },
      { title: 'ROLE', value: (key) => key.role },
      { title: 'LAST USED', value: (key) => moment(key.lastUsedAt) },
      { title: 'EXPIRES', value: (key) => moment(key.expiresAt) },
    ],
    keys,
    width,
  )
}
