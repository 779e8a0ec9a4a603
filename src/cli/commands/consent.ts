import { Option, type Command } from 'commander'
import type { z } from 'zod'
import type { consentPolicy, endingConsent } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { download } from '../download.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { pickTopic } from '../pick.ts'
import { sheet, table } from '../table.ts'
import { counted, moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Policy = z.output<typeof consentPolicy>
type Ending = z.output<typeof endingConsent>

const NEEDED = ['none', 'implied', 'express'] as const
type Needed = (typeof NEEDED)[number]

interface PolicyOptions {
  needs?: Needed
  impliedDays?: number
  noticeDays?: number
  seeds?: 'exempt' | 'as-others'
}

/** homing consent policy | set | preview | ending; the seed list is `homing seeds` */
export function consentCommands(root: Command, cli: Cli): void {
  const consent = root
    .command('consent')
    .description('what the firm needs before it writes marketing, and whose consent ends')
  consent
    .command('policy')
    .description('what the firm needs; a topic may need something else (homing topics)')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const policy = await work.call('consent.policy', {})
      work.print(policy, () => policySheet(policy))
    })
  withPolicy(consent.command('set'))
    .description('change it; look at a preview before')
    .option('--implied-days <days>', 'how long implied consent lasts where nobody says', positive)
    .option('--notice-days <days>', 'how long before its end somebody is told', positive)
    .action(async (options: PolicyOptions, command: Command) => {
      const work = open(cli, command)
      const now = await work.call('consent.policy', {})
      const changed = await work.call('consent.changePolicy', { body: changeOf(options, now) })
      work.print(changed, () => policySheet(changed))
    })
  withPolicy(consent.command('preview'))
    .description('how many people could not be written to any more; changes nothing')
    .option('--topic <topic>', 'by a need of this topic instead of the firm, by id or name')
    .action(async (options: PolicyOptions & { topic?: string }, command: Command) => {
      const work = open(cli, command)
      const { topic } = options
      const topicId = topic === undefined ? null : await pickTopic(work.call, topic)
      const { consentNeeded, seedIsExempt } = changeOf(
        options,
        await work.call('consent.policy', {}),
      )
      const body = { topicId, consentNeeded, seedIsExempt }
      const preview = await work.call('consent.preview', { body })
      work.print(preview, () =>
        sheet([
          ['People', number(preview.people)],
          ['Not written to now', number(preview.blockedNow)],
          ['Not written to then', number(preview.blockedThen)],
        ]),
      )
    })
  endingCommand(consent, cli)
}

function withPolicy(command: Command): Command {
  return command
    .addOption(new Option('--needs <consent>', 'before marketing').choices([...NEEDED]))
    .addOption(
      new Option('--seeds <how>', 'whether the seed list gets every mailing').choices([
        'exempt',
        'as-others',
      ]),
    )
}

function endingCommand(consent: Command, cli: Cli): void {
  paged(consent.command('ending'))
    .description('implied consent that ends soon, soonest first')
    .option('--days <days>', 'so many days ahead; as the policy says where left out', positive)
    .option('--out <file>', 'all of it as CSV')
    .action(async (options: PageOptions & { days?: number; out?: string }, command: Command) => {
      const work = open(cli, command)
      const within = options.days === undefined ? {} : { days: options.days }
      if (options.out !== undefined) {
        const file = await work.call('consent.endingCsv', { query: within })
        return download(file, work.terminal, options.out)
      }
      const page = await readPages(options, (query) =>
        work.call('consent.ending', { query: { ...query, ...within } }),
      )
      work.print(page, () => endingTable(page.items, work.terminal.width) + foot(page, NOBODY))
    })
}

const NOBODY = 'Nobody’s implied consent ends in that time.'

function changeOf(options: PolicyOptions, now: Policy): Policy {
  const { needs, impliedDays, noticeDays, seeds } = options
  if ([needs, impliedDays, noticeDays, seeds].every((one) => one === undefined)) {
    throw new Complaint(2, 'Nothing is to be changed.', { remedy: 'Give --needs or --seeds.' })
  }
  return {
    consentNeeded: needs ?? now.consentNeeded,
    impliedDays: impliedDays ?? now.impliedDays,
    noticeDays: noticeDays ?? now.noticeDays,
    seedIsExempt: seeds === undefined ? now.seedIsExempt : seeds === 'exempt',
  }
}

const WORDS: Record<Needed, string> = {
  none: 'no consent',
  implied: 'implied consent',
  express: 'express consent',
}

function policySheet(policy: Policy): string {
  const { consentNeeded, impliedDays, noticeDays, seedIsExempt } = policy
  return sheet([
    ['Needed before marketing', WORDS[consentNeeded]],
    ['Implied consent lasts', counted(impliedDays, 'day')],
    ['Told before its end', counted(noticeDays, 'day')],
    ['The seed list', seedIsExempt ? 'gets every mailing' : 'is asked like everybody'],
  ])
}

function endingTable(items: readonly Ending[], width: number | null): string {
  if (items.length === 0) return ''
  return table<Ending>(
    [
      { title: 'ID', value: (row) => String(row.person.id), isFigure: true },
      { title: 'PERSON', value: (row) => row.person.name },
      { title: 'ADDRESS', value: (row) => row.address ?? '-' },
      { title: 'OF', value: (row) => row.topic?.name ?? 'everything' },
      { title: 'ENDS', value: (row) => moment(row.endsAt) },
      { title: 'OWNER', value: (row) => row.owner ?? '-' },
      { title: 'RESTS ON', value: (row) => row.evidence },
    ],
    items,
    width,
  )
}
