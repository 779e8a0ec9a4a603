import { Option, type Command } from 'commander'
import type { z } from 'zod'
import type { viewSchedule, viewSending } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { foot, paged, readPages, type PageOptions } from '../paging.ts'
import { table } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli, type Work } from '../work.ts'

type Schedule = z.output<typeof viewSchedule>
type Sending = z.output<typeof viewSending>

interface MakeOptions {
  week?: number
  month?: number
  at: number
  as: Schedule['format']
  to: string[]
  owner?: string
  set: string[]
  unlessEmpty?: boolean
}

/** homing views schedule list | make | send | sendings | end, beside the views themselves */
export function viewScheduleCommands(
  group: Command,
  cli: Cli,
  valuesOf: (set: string[]) => Schedule['parameters'],
): void {
  const schedule = group.command('schedule').description('views that are sent by e-mail')
  paged(schedule.command('list'))
    .description('when, as what and to whom views are sent')
    .action(async (options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const page = await readPages(options, (query) => work.call('viewSchedules.list', { query }))
      work.print(page, () => scheduleTable(page.items) + foot(page, 'No view is sent.'))
    })
  making(schedule, cli, valuesOf)
  schedule
    .command('send <id>')
    .description('send it once more, now')
    .action(async (id: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const asked = await work.call('viewSchedules.send', { params: paramsOf(id) })
      work.print(asked, () => `It is being sent: homing views schedule sendings ${id}\n`)
    })
  paged(schedule.command('sendings <id>'))
    .description('what became of its sendings, the newest first')
    .action(async (id: string, options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const page = await readPages(options, (query) =>
        work.call('viewSchedules.sendings', { params: paramsOf(id), query }),
      )
      work.print(page, () => sendingTable(page.items) + foot(page, 'Nothing was sent yet.'))
    })
  schedule
    .command('end <id>')
    .description('send it no more')
    .action(async (id: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      await work.call('viewSchedules.remove', { params: paramsOf(id) })
      work.print({}, () => 'It is sent no more.\n')
    })
}

function making(schedule: Command, cli: Cli, valuesOf: (set: string[]) => Schedule['parameters']) {
  const many = (one: string, all: string[]) => [...all, one]
  schedule
    .command('make <view>')
    .description('have a view sent; every day unless --week or --month says otherwise')
    .option('--week <day>', 'every week, on day 1 (Monday) to 7', Number)
    .option('--month <day>', 'every month, on day 1 to 31; the last where it is shorter', Number)
    .option('--at <hour>', 'hour of the firm’s clocks', Number, 7)
    .addOption(
      new Option('--as <format>', 'what it goes as')
        .choices(['csv', 'xlsx', 'pdf'])
        .default('xlsx'),
    )
    .addOption(
      new Option('--to <reader>', 'a user’s name, or another address; again for several')
        .argParser(many)
        .default([], 'none'),
    )
    .option('--owner <user>', 'whose eyes it sees with, by name; for administrators')
    .addOption(
      new Option('--set <key=value>', 'a parameter; again for several values')
        .argParser(many)
        .default([], 'none'),
    )
    .option('--unless-empty', 'only when something is found')
    .action(async (viewId: string, options: MakeOptions, command: Command) => {
      const work = open(cli, command)
      const made = await work.call('viewSchedules.make', {
        body: { viewId, parameters: valuesOf(options.set), ...(await wordsOf(work, options)) },
      })
      work.print(made, () => scheduleTable([made]))
    })
}

async function wordsOf(work: Work, options: MakeOptions) {
  const { week, month, at: atHour, as: format, to, owner, unlessEmpty } = options
  if (week !== undefined && month !== undefined) {
    throw new Complaint(2, 'Ask for one of --week and --month.')
  }
  const { users } = await work.call('viewSchedules.readers', {})
  const userNamed = (name: string) => {
    const found = users.filter((one) => one.name.toLowerCase() === name.toLowerCase())
    if (found.length === 1) return found[0]!.id
    throw new Complaint(1, `${found.length === 0 ? 'No' : 'More than one'} user is called ${name}.`)
  }
  const every = week !== undefined ? 'week' : month !== undefined ? 'month' : 'day'
  return {
    ...({ every } as const),
    onDay: week ?? month ?? null,
    ...{ atHour, format, skipsEmpty: unlessEmpty === true },
    readers: to.map((one) => (one.includes('@') ? { address: one } : { userId: userNamed(one) })),
    ...(owner !== undefined && { ownerId: userNamed(owner) }),
  }
}

function paramsOf(id: string): { scheduleId: number } {
  if (/^[1-9]\d{0,8}$/.test(id)) return { scheduleId: Number(id) }
  throw new Complaint(2, `${id} is no schedule’s number.`)
}

function scheduleTable(schedules: Schedule[]): string {
  return table(
    [
      { title: 'Id', value: (one) => String(one.id), isFigure: true },
      { title: 'View', value: (one) => one.viewName },
      { title: 'When', value: whenWords },
      { title: 'As', value: (one) => one.format },
      { title: 'To', value: (one) => one.readers.map(({ name }) => name).join(', ') },
      { title: 'Owner', value: (one) => one.owner },
      { title: 'Next', value: (one) => (one.nextAt === null ? one.status : moment(one.nextAt)) },
      { title: 'Last', value: (one) => one.last?.outcome ?? '' },
    ],
    schedules,
  )
}

function whenWords({ every, onDay, atHour }: Schedule): string {
  const day = every === 'day' ? '' : ` on day ${onDay}`
  return `every ${every}${day} at ${String(atHour).padStart(2, '0')}:00`
}

function sendingTable(sendings: Sending[]): string {
  return table(
    [
      { title: 'Due', value: (one) => moment(one.dueAt) },
      { title: 'State', value: (one) => one.status },
      {
        title: 'Rows',
        value: (one) => (one.rows === null ? '' : String(one.rows)),
        isFigure: true,
      },
      { title: 'Tries', value: (one) => String(one.tries), isFigure: true },
      { title: 'Outcome', value: (one) => one.outcome },
    ],
    sendings,
  )
}
