import type { AnswerTo, RowOf } from '../api.ts'
import type { FigureName } from '../campaigns/figures.ts'
import { t, tc } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import type { Tone } from '../pieces/StateBadge.tsx'

export type Found = AnswerTo<'reconciliation.show'>
export type MetricResult = Found['metrics'][number]
export type Result = RowOf<'reconciliation.history'>
export type Part = Result['parts'][number]
export type Standing = Result['standing']

interface MetricWords {
  label: string
  /** The figure whose log holds exactly the people counted; absent where events are counted. */
  figure?: FigureName
}

export const METRIC_WORDS: Record<Result['metric'], MetricWords> = {
  sent: { label: t`Sent`, figure: 'sent' },
  delivered: { label: t`Delivered`, figure: 'delivered' },
  uniqueOpens: { label: t`People who opened`, figure: 'opens' },
  opens: { label: t`Opens in all` },
  uniqueClicks: { label: t`People who clicked`, figure: 'clicks' },
  clicks: { label: t`Clicks in all` },
  forwards: { label: t`Forwards`, figure: 'forwards' },
  bounces: { label: t`Bounces`, figure: 'bounces' },
  optOuts: { label: t`Opt-outs`, figure: 'optOuts' },
  complaints: { label: t`Complaints`, figure: 'complaints' },
}

export const STANDING_WORDS: Record<Standing, { label: string; tone: Tone }> = {
  agrees: { label: t`Agrees`, tone: 'good' },
  explained: { label: t`Explained`, tone: 'good' },
  waiting: { label: t`Waiting for late news`, tone: 'waiting' },
  unexplained: { label: t`Unexplained`, tone: 'bad' },
}

/** The kinds of what is counted, as a broken proof names them. */
export const KIND_WORDS: Record<string, string> = {
  sent: tc('kind')`sent`,
  delivered: tc('kind')`delivered`,
  open: tc('kind')`open`,
  click: tc('kind')`click`,
  forward: tc('kind')`forward`,
  bounce: tc('kind')`bounce`,
  opt_out: tc('kind')`opt_out`,
  complaint: tc('kind')`complaint`,
}

/** Where a reason leads: the problems behind it, or the log with machines counted in. */
export type Door = 'problems' | 'all' | null

/** Why so many are counted more or fewer there, in one sentence, with where it leads. */
export function why(
  part: Part,
  vendor: string,
  metric: Result['metric'],
): { sentence: string; door: Door } {
  const count = wholeNumber(Math.abs(part.count))
  const isMoreThere = part.count > 0
  switch (part.reason) {
    case 'machine':
      return tell(t`${count} by machines: ${vendor} counts them, Homing leaves them out.`, 'all')
    case 'definition':
      if (!isMoreThere) {
        return tell(t`${count} fewer: ${vendor} counts contacts, and some changed their address.`)
      }
      return metric === 'sent'
        ? tell(t`${count} sent again: ${vendor} counts every mail, Homing each address once.`)
        : tell(t`${count} more, because ${vendor} counts differently.`)
    case 'no_rows':
      return tell(t`${count} of which ${vendor} tells the number, and never who.`)
    case 'parked':
      return tell(t`${count} came and could not be read.`, 'problems')
    case 'activity_unknown':
      return tell(t`${count} belong to a mailing that ${vendor} counts and does not list.`)
    case 'taken_back':
      return tell(t`${count} taken back by ${vendor}: it had counted them. Homing keeps them.`)
    case 'outside_window':
      return tell(t`${count} are older than what ${vendor} still tells.`)
    case 'late':
      return isMoreThere
        ? tell(t`${count} not told yet: ${vendor} counts them, and Homing asks again.`)
        : tell(t`${count} came after ${vendor} had counted.`)
    case 'unexplained':
      return tell(
        isMoreThere
          ? t`${count} more there, and nobody knows why.`
          : t`${count} more here, and nobody knows why.`,
        'problems',
      )
  }
}

function tell(sentence: string, door: Door = null) {
  return { sentence, door }
}

/** +12, -3, or that both are the same. */
export function differenceWords(difference: number): string {
  if (difference === 0) return t`equal`
  return difference > 0 ? `+${wholeNumber(difference)}` : `−${wholeNumber(-difference)}`
}

type Counted = Pick<NonNullable<MetricResult['definition']>, 'counts' | 'resends' | 'machines'>

/** What the total counts, as the connector knows it. */
export function definitionWords({ counts, resends, machines }: Counted, vendor: string): string {
  const what =
    counts === 'people'
      ? tc('counts')`people, each
    once`
      : tc('counts')`every time it happened`
  const again =
    resends === 'once'
      ? tc('counts')`a resend counts nobody
    twice`
      : tc('counts')`a resend counts for itself`
  const who =
    machines === 'included'
      ? tc('counts')`machines counted
    in`
      : tc('counts')`machines left out`
  return t`${vendor} counts ${what}; ${again}; ${who}.`
}
