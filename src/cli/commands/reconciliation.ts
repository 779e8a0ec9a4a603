import type { Command } from 'commander'
import type { z } from 'zod'
import type {
  campaignReconciliation,
  differenceReason,
  metric,
  reconciliationRow,
} from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { followRun, runWords } from '../follow.ts'
import { foot, paged, readPages, type PageOptions } from '../paging.ts'
import { pickCampaign } from '../pick.ts'
import { progress } from '../progress.ts'
import { sheet, table } from '../table.ts'
import { counted, moment, number } from '../words.ts'
import { open, type Cli, type Work } from '../work.ts'

type Found = z.output<typeof campaignReconciliation>
type MetricResult = Found['metrics'][number]
type Row = z.output<typeof reconciliationRow>

/** homing campaigns reconcile | rebuild */
export function reconciliationCommands(campaigns: Command, cli: Cli): void {
  paged(campaigns.command('reconcile [campaign]'))
    .description("read what is missing and compare with the ESP's totals; all, without a campaign")
    .option('--no-run', 'show the last result only')
    .action(
      async (
        typed: string | undefined,
        options: PageOptions & { run: boolean },
        command: Command,
      ) => {
        const work = open(cli, command)
        if (typed === undefined) return list(work, options)
        const campaignId = await pickCampaign(work.call, typed)
        if (options.run) await runNow(work, campaignId)
        const found = await work.call('reconciliation.show', { params: { campaignId } })
        work.print(found, () => reconciliationSheet(found, work.terminal.width))
      },
    )
  campaigns
    .command('rebuild <campaign>')
    .description("make a campaign's counts again from its events, and prove them")
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const campaignId = await pickCampaign(work.call, typed)
      const proof = await work.call('reconciliation.rebuild', { params: { campaignId } })
      work.print(proof, () =>
        sheet([
          ['Rebuilt', moment(proof.at)],
          ['Proof', proofWords(proof)],
        ]),
      )
    })
}

async function list(work: Work, options: PageOptions): Promise<void> {
  const page = await readPages(options, (query) => work.call('reconciliation.list', { query }))
  const nothing = 'No campaign has been sent yet.'
  work.print(page, () => listTable(page.items, work.terminal.width) + foot(page, nothing))
}

async function runNow(work: Work, campaignId: number): Promise<void> {
  const queued = await work.call('reconciliation.start', { params: { campaignId } })
  const title = queued.campaign?.name ?? queued.connectionName
  const ended = await followRun(work.call, queued.id, progress(work.terminal, title))
  if (ended.status === 'done') return
  throw new Complaint(1, `The run ${ended.id} ${runWords(ended)}`, {
    remedy: 'Add --no-run to see the last result.',
  })
}

function listTable(rows: readonly Row[], width: number | null): string {
  if (rows.length === 0) return ''
  return table<Row>(
    [
      { title: 'ID', value: ({ campaign }) => String(campaign.id), isFigure: true },
      { title: 'CAMPAIGN', value: ({ campaign }) => campaign.name },
      { title: 'STANDS', value: standingWords },
      { title: 'UNEXPLAINED', value: (row) => number(row.unexplained), isFigure: true },
      { title: 'SINCE', value: (row) => moment(row.since) },
      { title: 'CHECKED', value: (row) => moment(row.checkedAt) },
    ],
    rows,
    width,
  )
}

function standingWords({ standing, isProofBroken }: Row): string {
  return isProofBroken ? 'counts differ from the ledger' : (standing ?? 'not reconciled yet')
}

function reconciliationSheet(found: Found, width: number | null): string {
  const head = sheet([
    ['Campaign', `${found.campaign.name} (${found.campaign.id})`],
    ['Stands', found.standing ?? 'not reconciled yet'],
    ['Since', moment(found.since)],
    ['Checked', moment(found.checkedAt)],
    ['ESP counted', moment(found.espAt)],
    ['Read', moment(found.asOf)],
    ['Proof', found.proof === null ? 'not proved yet' : proofWords(found.proof)],
  ])
  const rows = table<Line>(
    [
      { title: 'METRIC', value: ({ row }) => (row ? METRIC_TITLES[row.metric] : '') },
      { title: 'ESP', value: ({ row }) => (row ? number(row.esp) : ''), isFigure: true },
      { title: 'HOMING', value: ({ row }) => (row ? number(row.local) : ''), isFigure: true },
      {
        title: 'DIFFERENCE',
        value: ({ row }) => (row ? signed(row.difference) : ''),
        isFigure: true,
      },
      { title: 'WHY', value: ({ part }) => (part ? partWords(part) : '') },
    ],
    found.metrics.flatMap(linesOf),
    width,
  )
  const retries = found.retries.map(
    ({ kind, missing, tries, nextAt }) =>
      `${kind}: ${counted(missing, 'row')} missing after ${counted(tries, 'try', 'tries')}, `
      + `next ${nextAt === null ? 'when you ask' : moment(nextAt)}\n`,
  )
  return `${head}\n${rows}${retries.join('')}`
}

/** A metric with its first reason; each further reason has a line of its own. */
interface Line {
  row?: MetricResult
  part?: MetricResult['parts'][number]
}

function linesOf(row: MetricResult): Line[] {
  const [first, ...others] = row.parts
  return [{ row, ...(first && { part: first }) }, ...others.map((part) => ({ part }))]
}

function partWords({ reason, count }: MetricResult['parts'][number]): string {
  return `${signed(count)} ${REASON_WORDS[reason]}`
}

function signed(count: number): string {
  return count > 0 ? `+${number(count)}` : number(count)
}

function proofWords({ mismatches, recipientsRead, recipients }: NonNullable<Found['proof']>) {
  if (mismatches.length === 0) {
    return `${number(recipientsRead)} of ${counted(recipients, 'recipient')} follow from the events`
  }
  return mismatches
    .map(
      ({ place, kind, ledger, kept }) => `${place} of ${kind}: ${kept}, the events say ${ledger}`,
    )
    .join('; ')
}

const METRIC_TITLES: Record<z.output<typeof metric>, string> = {
  sent: 'Sent',
  delivered: 'Delivered',
  uniqueOpens: 'People who opened',
  opens: 'Opens in all',
  uniqueClicks: 'People who clicked',
  clicks: 'Clicks in all',
  forwards: 'Forwards',
  bounces: 'Bounces',
  optOuts: 'Opt-outs',
  complaints: 'Complaints',
}

const REASON_WORDS: Record<z.output<typeof differenceReason>, string> = {
  machine: 'by machines, which the ESP counts',
  definition: 'counted differently',
  no_rows: 'told as a number only',
  parked: 'that could not be read: see homing problems',
  activity_unknown: 'in a mailing the ESP does not list',
  taken_back: 'taken back by the ESP',
  outside_window: 'older than what the ESP still tells',
  late: 'counted at another moment',
  unexplained: 'UNEXPLAINED: see homing problems',
}
