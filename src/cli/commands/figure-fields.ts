import type { Command } from 'commander'
import type { z } from 'zod'
import type { figureField, figuresTold } from '../../api/contract/index.ts'
import { pickConnection } from '../pick.ts'
import { sheet, table, type Column } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Told = z.output<typeof figuresTold>
type Field = z.output<typeof figureField>

/** homing activities figures | figure-fields | choose-figures */
export function figureCommands(group: Command, cli: Cli): void {
  group
    .command('figures <connection>')
    .description('in which fields it is told the figures of people')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const answer = await work.call('activities.figures', { params })
      work.print(answer, () => figuresSheet(answer))
    })
  group
    .command('figure-fields <connection>')
    .description('the fields it has for them')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const answer = await work.call('activities.figureFields', { params })
      const nothing = 'Its records have no fields of the firm’s own.\n'
      work.print(answer, () => (answer.items.length === 0 ? nothing : table(FIELDS, answer.items)))
    })
  group
    .command('choose-figures <connection> [choices...]')
    .option('--none', 'tell no figures any more; what stands there stays')
    .description('choose all fields anew, such as contact.opens=cf_101 contact.last_open=cf_102')
    .action(async (...given: [string, string[], { none?: true }, Command]) => {
      const [typed, choices, { none }, command] = given
      if ((choices.length === 0) !== (none === true)) {
        command.error('Say either which figure stands in which field, or --none.')
      }
      const fields = fieldsIn(choices, (words) => command.error(words))
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const answer = await work.call('activities.chooseFigures', { params, body: { fields } })
      work.print(answer, () => figuresSheet(answer))
    })
}

/** Which figures there are, the API says. */
function fieldsIn(choices: readonly string[], refuse: (words: string) => never): Told['fields'] {
  const fields: Record<string, Record<string, string>> = {}
  for (const choice of choices) {
    const [, module, figure, field] = /^(\w+)\.(\w+)=(\w+)$/.exec(choice) ?? []
    if (field === undefined) refuse(`“${choice}” is none such as contact.opens=cf_101.`)
    fields[module!] = { ...fields[module!], [figure!]: field! }
  }
  return fields
}

function figuresSheet(item: Told): string {
  if (!item.canBeTold) return 'This connection is told no figures of people.\n'
  const chosen = item.modules.flatMap(({ id, title }) =>
    Object.entries(item.fields[id] ?? {}).map(
      ([figure, field]) => [`${title}: ${figure}`, field ?? ''] as const,
    ),
  )
  if (chosen.length === 0) return 'No fields are chosen: it is told no figures of people.\n'
  return sheet([
    ...chosen,
    ['People told of', number(item.told)],
    ['Waiting', number(item.waiting)],
    ['Failed', number(item.failed)],
    ['Last told', item.lastToldAt === null ? 'never' : moment(item.lastToldAt)],
    ...(item.fault === '' ? [] : [['Stopped', item.fault] as const]),
  ])
}

const FIELDS: Column<Field>[] = [
  { title: 'Records', value: (one) => one.module },
  { title: 'Field', value: (one) => one.name },
  { title: 'Holds', value: (one) => one.holds },
]
