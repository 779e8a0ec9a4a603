import type { AnswerTo, RowOf } from '../api.ts'
import type { FigureName } from '../campaigns/figures.ts'
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
  sent: { label: 'Sent', figure: 'sent' },
  delivered: { label: 'Delivered', figure: 'delivered' },
  uniqueOpens: { label: 'People who opened', figure: 'opens' },
  opens: { label: 'Opens in all' },
  uniqueClicks: { label: 'People who clicked', figure: 'clicks' },
  clicks: { label: 'Clicks in all' },
  forwards: { label: 'Forwards', figure: 'forwards' },
  bounces: { label: 'Bounces', figure: 'bounces' },
  optOuts: { label: 'Opt-outs', figure: 'optOuts' },
  complaints: { label: 'Complaints', figure: 'complaints' },
}

export const STANDING_WORDS: Record<Standing, { label: string; tone: Tone }> = {
  agrees: { label: 'Agrees', tone: 'good' },
  explained: { label: 'Explained', tone: 'good' },
  waiting: { label: 'Waiting for late news', tone: 'waiting' },
  unexplained: { label: 'Unexplained', tone: 'bad' },
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
      return tell(`${count} by machines: ${vendor} counts them, Homing leaves them out.`, 'all')
    case 'definition':
      if (!isMoreThere) {
        return tell(`${count} fewer: ${vendor} counts contacts, and some changed their address.`)
      }
      return metric === 'sent'
        ? tell(`${count} sent again: ${vendor} counts every mail, Homing each address once.`)
        : tell(`${count} more, because ${vendor} counts differently.`)
    case 'no_rows':
      return tell(`${count} of which ${vendor} tells the number, and never who.`)
    case 'parked':
      return tell(`${count} came and could not be read.`, 'problems')
    case 'activity_unknown':
      return tell(`${count} belong to a mailing that ${vendor} counts and does not list.`)
    case 'taken_back':
      return tell(`${count} taken back by ${vendor}: it had counted them. Homing keeps them.`)
    case 'outside_window':
      return tell(`${count} are older than what ${vendor} still tells.`)
    case 'late':
      return isMoreThere
        ? tell(`${count} not told yet: ${vendor} counts them, and Homing asks again.`)
        : tell(`${count} came after ${vendor} had counted.`)
    case 'unexplained':
      return tell(
        `${count} ${isMoreThere ? 'more there' : 'more here'}, and nobody knows why.`,
        'problems',
      )
  }
}

function tell(sentence: string, door: Door = null) {
  return { sentence, door }
}

/** +12, -3, or that both are the same. */
export function differenceWords(difference: number): string {
  if (difference === 0) return 'equal'
  return difference > 0 ? `+${wholeNumber(difference)}` : `−${wholeNumber(-difference)}`
}

type Counted = Pick<NonNullable<MetricResult['definition']>, 'counts' | 'resends' | 'machines'>

/** What the total counts, as the connector knows it. */
export function definitionWords({ counts, resends, machines }: Counted, vendor: string): string {
  const what = counts === 'people' ? 'people, each once' : 'every time it happened'
  const again = resends === 'once' ? 'a resend counts nobody twice' : 'a resend counts for itself'
  const who = machines === 'included' ? 'machines counted in' : 'machines left out'
  return `${vendor} counts ${what}; ${again}; ${who}.`
}
