import type { AnswerTo } from '../../api.ts'
import { wholeNumber } from '../../pieces/format.ts'

export type Proof = NonNullable<AnswerTo<'campaigns.audience'>['proof']>
export type FateCount = Proof['counts'][number]
type Row = AnswerTo<'campaigns.audienceRows'>['items'][number]
export type Group = Row['group']

/** Whose list is shown. */
export interface Chosen {
  group?: Group
  reason?: string
  label: string
}

export const FATE_LABELS: Record<Row['group'], string> = {
  sent: 'sent',
  sent_against: 'skipped, and sent all the same',
  skipped: 'skipped',
  missing: 'missing on the lists',
  unmailable_there: 'not sent by the service',
  awaits: 'to be sent',
  not_told_yet: 'not told yet',
  no_send_told: 'no send told',
  intended: 'meant to get it',
  barred: 'must not get it',
  stranger: 'strangers',
  stranger_sent: 'strangers who got it',
}

/** "1,204 = 1,100 sent + 60 skipped + 44 missing on the lists", the fates in their order. */
export function equation(proof: Proof): string {
  const sums = new Map<string, number>()
  for (const { fate, count } of proof.counts) {
    const label = FATE_LABELS[fate]
    sums.set(label, (sums.get(label) ?? 0) + count)
  }
  const parts = [...sums].map(([label, count]) => `${wholeNumber(count)} ${label}`)
  return `${wholeNumber(proof.chosen)} = ${parts.join(' + ') || 'nobody'}`
}

/** While something is being prepared it is looked at often. */
export function paceOf(answer: AnswerTo<'campaigns.audience'> | undefined): number | false {
  const step = answer?.proof?.step
  return step === undefined || step === 'compared' ? 15_000 : 2_000
}

export const STEP_WORDS: Record<Proof['step'], string> = {
  freeze: 'Whom it is meant for is being frozen.',
  fill: 'Its list is being made.',
  fill_wait: 'Its list is being changed at the service.',
  read: 'What is on its lists is being read.',
  compared: '',
}

/** Which look at the service's lists holds a campaign. */
export const LOOK_WORDS: Record<Proof['look'], string> = {
  first: 'Held by the first look',
  second: 'Held by the second look',
  missed: 'The second look was missed',
}
