import { Option, type Command } from 'commander'
import type { z } from 'zod'
import { OWN_KINDS, type keptOwnField, type OwnKind } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { personSheet } from '../person-sheet.ts'
import { pickPerson } from '../pick.ts'
import { table } from '../table.ts'
import { open, type Cli } from '../work.ts'

type OwnField = z.output<typeof keptOwnField>

interface Words {
  label?: string
  choices?: string[]
}

/** homing own-fields list | add | change | retire | restore | set */
export function ownFieldCommands(root: Command, cli: Cli): void {
  const fields = root.command('own-fields').description('fields of people that the firm defined')
  fields
    .command('list')
    .description('the fields by their names, retired ones too')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('ownFields.list', {})
      work.print(answer, () => fieldTable(answer.items, work.terminal.width))
    })
  fields
    .command('add <key> <label>')
    .description('define a field; a file fills it by a column named by its key')
    .addOption(new Option('--kind <kind>', 'what it takes').choices(OWN_KINDS).default('text'))
    .option('--choices <words...>', 'of a choice: what may be chosen')
    .action(
      async (key: string, label: string, options: Words & { kind: OwnKind }, command: Command) => {
        const work = open(cli, command)
        const { kind, choices = [] } = options
        const answer = await work.call('ownFields.create', { body: { key, label, kind, choices } })
        work.print(answer, () => fieldTable(answer.items, work.terminal.width))
      },
    )
  fields
    .command('change <key>')
    .description('rename a field, or change what may be chosen')
    .option('--label <name>', 'its new name')
    .option('--choices <words...>', 'what may be chosen, all of it')
    .action(async (key: string, { label, choices }: Words, command: Command) => {
      const work = open(cli, command)
      const body = { ...(label !== undefined && { label }), ...(choices && { choices }) }
      const answer = await work.call('ownFields.change', { params: { key }, body })
      work.print(answer, () => fieldTable(answer.items, work.terminal.width))
    })
  retiring(fields, cli)
  fields
    .command('set <person> <values...>')
    .description('write values of a person, each as key=value; an empty value empties the field')
    .action(async (typed: string, pairs: string[], _: unknown, command: Command) => {
      const values = Object.fromEntries(pairs.map(pairOf))
      const work = open(cli, command)
      const params = { personId: await pickPerson(work.call, typed) }
      const found = await work.call('people.changeOwn', { params, body: { values } })
      work.print(found, () => personSheet(found))
    })
}

function retiring(fields: Command, cli: Cli): void {
  for (const name of ['retire', 'restore'] as const) {
    fields
      .command(`${name} <key>`)
      .description(
        name === 'retire' ? 'offer and fill it no more; values stay' : 'take it into use again',
      )
      .action(async (key: string, _: unknown, command: Command) => {
        const work = open(cli, command)
        const body = { isRetired: name === 'retire' }
        const answer = await work.call('ownFields.change', { params: { key }, body })
        work.print(answer, () => fieldTable(answer.items, work.terminal.width))
      })
  }
}

function pairOf(pair: string): [string, string] {
  const at = pair.indexOf('=')
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)]
  throw new Complaint(1, `"${pair}" is no key=value.`, {
    field: 'values',
    remedy: 'Write it as tier=Gold.',
  })
}

function fieldTable(rows: readonly OwnField[], width: number | null): string {
  if (rows.length === 0) return 'No field of your own yet.\n'
  return table<OwnField>(
    [
      { title: 'KEY', value: (row) => row.key },
      { title: 'FIELD', value: (row) => row.label },
      { title: 'TAKES', value: (row) => row.choices.join(', ') || row.kind.replace('_', ' or ') },
      { title: 'STATE', value: (row) => (row.isRetired ? 'retired' : 'in use') },
    ],
    rows,
    width,
  )
}
