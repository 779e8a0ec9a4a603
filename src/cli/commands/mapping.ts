import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { z } from 'zod'
import { mappings, type mapping, type mappingPreview } from '../../api/contract/index.ts'
import { positive } from '../paging.ts'
import { pickConnection } from '../pick.ts'
import { sheet, table, type Column } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Mapping = z.output<typeof mapping>
type Preview = z.output<typeof mappingPreview>

/** homing mapping show | fields | make-field | preview | save | versions | restore */
export function mappingCommands(root: Command, cli: Cli): void {
  const group = root
    .command('mapping')
    .description('which field of a contact is filled from where, at a service')
  readCommands(group, cli)
  changeCommands(group, cli)
}

function readCommands(group: Command, cli: Cli): void {
  group
    .command('show <connection>')
    .description('the rules in force')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const answer = await work.call('mapping.show', { params })
      work.print(answer, () => rulesTable(answer))
    })
  group
    .command('fields <connection>')
    .description('the fields a contact has there, read now')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const answer = await work.call('contactFields.read', { params })
      work.print(answer, () =>
        table(
          [
            { title: 'Id', value: (one) => one.id },
            { title: 'Field', value: (one) => one.label },
            { title: 'Takes', value: (one) => `${one.kind}, ${one.charsMax} characters` },
            { title: 'Tag', value: (one) => (one.tag === null ? '' : `[[${one.tag}]]`) },
          ],
          answer.fields,
        ),
      )
    })
  group
    .command('preview <connection>')
    .argument('<person>', 'the person’s number', positive)
    .description('what the mapping makes of one person; nothing is told')
    .action(async (typed: string, personId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed), personId }
      const answer = await work.call('mapping.preview', { params, body: {} })
      work.print(answer, () => previewSheet(answer))
    })
  group
    .command('versions <connection>')
    .description('what was saved, the newest first')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const answer = await work.call('mapping.versions', { params, query: {} })
      work.print(answer, () =>
        table(
          [
            { title: 'Version', value: (one) => String(one.version), isFigure: true },
            { title: 'Fields', value: (one) => one.rules.map((r) => r.field.label).join(', ') },
            { title: 'By', value: (one) => one.madeBy ?? '' },
            { title: 'When', value: (one) => (one.madeAt === null ? '' : moment(one.madeAt)) },
          ],
          answer.items,
        ),
      )
    })
}

function changeCommands(group: Command, cli: Cli): void {
  group
    .command('save <connection> <file>')
    .description('save rules from a JSON file, as the body of PUT …/mapping')
    .action(async (typed: string, file: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const { body: shape } = mappings['mapping.save']
      const body = shape.parse(JSON.parse(await readFile(file, 'utf8')))
      const answer = await work.call('mapping.save', { params, body })
      work.print(answer, () => rulesTable(answer))
    })
  group
    .command('restore <connection>')
    .argument('<version>', 'as versions shows it', positive)
    .description('bring an earlier version back, as a new one')
    .action(async (typed: string, restored: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const { version } = await work.call('mapping.show', { params })
      const answer = await work.call('mapping.restore', { params, body: { version, restored } })
      work.print(answer, () => rulesTable(answer))
    })
  group
    .command('make-field <connection> <label>')
    .option('--kind <kind>', 'text, number or date', 'text')
    .description('make a custom field at the service')
    .action(async (typed: string, label: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const kind = command.opts<{ kind: 'text' | 'number' | 'date' }>().kind
      const answer = await work.call('contactFields.create', { params, body: { label, kind } })
      work.print(answer, () => `“${answer.label}” is there: ${answer.id}.\n`)
    })
}

const COLUMNS: Column<Mapping['rules'][number]>[] = [
  { title: 'Field', value: (one) => one.field.label },
  {
    title: 'Filled with',
    value: ({ from }) => ('source' in from ? from.source : `“${from.constant}”`),
  },
  { title: 'Steps', value: (one) => one.steps.map((step) => step.do).join(', ') },
  { title: 'Default', value: (one) => one.fallback },
  { title: 'Owner', value: (one) => one.owner + (one.comesHome ? ', comes home' : '') },
]

function rulesTable({ rules, version }: Mapping): string {
  const of = version === 0 ? 'Nothing was saved yet; by their names:' : `Version ${version}:`
  return `${of}\n${table(COLUMNS, rules)}`
}

function previewSheet(item: Preview): string {
  return sheet([
    ['Person', `${item.name} ${item.address ?? ''}`],
    ...item.fields.map(
      (one) =>
        [one.label, [one.sentence, one.remedy, one.passedOver].filter(Boolean).join(' ')] as const,
    ),
  ])
}
