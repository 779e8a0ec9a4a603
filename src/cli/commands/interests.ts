import type { Command } from 'commander'
import type { z } from 'zod'
import type { interestsOfPerson } from '../../api/contract/index.ts'
import { pickPerson } from '../pick.ts'
import { table } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Found = z.output<typeof interestsOfPerson>

/** homing interests list | save | half-life | show | state */
export function interestCommands(root: Command, cli: Cli): void {
  const group = root.command('interests').description('what people are interested in, and why')
  group
    .command('list')
    .description('the interests by code')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const found = await work.call('interests.list', {})
      work.print(found, () => listWords(found, work.terminal.width))
    })
  group
    .command('save <code> <name>')
    .description('make an interest, or change the one with this code')
    .option('--half-life <days>', 'after so many days a point is worth half', Number)
    .action(
      async (code: string, name: string, options: { halfLife?: number }, command: Command) => {
        const work = open(cli, command)
        const body = { code, name, halfLifeDays: options.halfLife ?? null }
        const found = await work.call('interests.save', { body })
        work.print(found, () => listWords(found, work.terminal.width))
      },
    )
  group
    .command('half-life <days>')
    .description('after how many days a point is worth half, where an interest does not say it')
    .action(async (days: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const body = { halfLifeDays: Number(days) }
      const found = await work.call('interests.changeHalfLife', { body })
      work.print(found, () => listWords(found, work.terminal.width))
    })
  group
    .command('show <person>')
    .description('the interests of a person, by id or e-mail address, explained one by one')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { personId: await pickPerson(work.call, typed) }
      const found = await work.call('interests.ofPerson', { params })
      work.print(found, () => personWords(found, work.terminal.width))
    })
  group
    .command('state <person> <code>')
    .description('state that a person is interested')
    .option('--points <number>', 'what it is worth today', Number, 10)
    .option('--note <text>', 'how it is known', '')
    .action(
      async (
        typed: string,
        code: string,
        { points, note }: { points: number; note: string },
        command: Command,
      ) => {
        const work = open(cli, command)
        const params = { personId: await pickPerson(work.call, typed) }
        const found = await work.call('interests.state', { params, body: { code, points, note } })
        work.print(found, () => personWords(found, work.terminal.width))
      },
    )
}

interface List {
  halfLifeDays: number
  items: { code: string; name: string; halfLifeDays: number | null }[]
}

function listWords({ items, halfLifeDays }: List, width: number | null): string {
  const rule = `A point is worth half after ${halfLifeDays} days.\n`
  if (items.length === 0) return rule
  const rows = table(
    [
      { title: 'CODE', value: (row) => row.code },
      { title: 'NAME', value: (row) => row.name },
      { title: 'HALF-LIFE', value: (row) => String(row.halfLifeDays ?? '-'), isFigure: true },
    ],
    items,
    width,
  )
  return rows + rule
}

function personWords({ interests, tags }: Found, width: number | null): string {
  const lines = interests.flatMap((interest) =>
    interest.evidence.map((one) => ({ ...one, interest })),
  )
  if (lines.length === 0) return 'No interest is known.\n'
  const rows = table(
    [
      { title: 'INTEREST', value: ({ interest }) => interest.name },
      { title: 'SCORE', value: ({ interest }) => interest.score.toFixed(1), isFigure: true },
      { title: 'WHEN', value: (row) => moment(row.at) },
      { title: 'WHY', value: (row) => row.rule ?? `stated by ${row.statedBy}` },
      { title: 'POINTS', value: (row) => String(row.points), isFigure: true },
      { title: 'NOW', value: (row) => row.worth.toFixed(1), isFigure: true },
      { title: 'LINK', value: (row) => row.link ?? row.note },
    ],
    lines,
    width,
  )
  return tags.length === 0 ? rows : `${rows}Tags: ${tags.join(', ')}\n`
}
