import type { AnswerTo } from '../../api.ts'
import { t, tc } from '../../languages/messages.ts'
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

/** What became of somebody; each stands alone, and after a number of people. */
export const FATE_LABELS: Record<Row['group'], string> = {
  sent: tc('fate')`sent`,
  sent_against: tc('fate')`skipped, and sent all the same`,
  skipped: tc('fate')`skipped`,
  missing: tc('fate')`missing on the lists`,
  unmailable_there: tc('fate')`not sent by the service`,
  awaits: tc('fate')`to be sent`,
  not_told_yet: tc('fate')`not told yet`,
  no_send_told: tc('fate')`no send told`,
  intended: tc('fate')`meant to get it`,
  barred: tc('fate')`must not get it`,
  stranger: tc('fate')`strangers`,
  stranger_sent: tc('fate')`strangers who got it`,
}

/** "44 missing on the lists". */
export function fateWords(fate: Group, count: number): string {
  return `${wholeNumber(count)} ${FATE_LABELS[fate]}`
}

/** "1,204 = 1,100 sent + 60 skipped + 44 missing on the lists", the fates in their order. */
export function equation(proof: Proof): string {
  const sums = new Map<string, number>()
  for (const { fate, count } of proof.counts) {
    const label = FATE_LABELS[fate]
    sums.set(label, (sums.get(label) ?? 0) + count)
  }
  const parts = [...sums].map(([label, count]) => `${wholeNumber(count)} ${label}`)
  return `${wholeNumber(proof.chosen)} = ${parts.join(' + ') || t`nobody`}`
}

/** While something is being prepared it is looked at often. */
export function paceOf(answer: AnswerTo<'campaigns.audience'> | undefined): number | false {
  const step = answer?.proof?.step
  return step === undefined || step === 'compared' ? 15_000 : 2_000
}

export const STEP_WORDS: Record<Proof['step'], string> = {
  freeze: t`Whom it is meant for is being frozen.`,
  fill: t`Its list is being made.`,
  fill_wait: t`Its list is being changed at the service.`,
  read: t`What is on its lists is being read.`,
  compared: '',
}

/** Which look at the service's lists holds a campaign. */
export const LOOK_WORDS: Record<Proof['look'], string> = {
  first: t`Held by the first look`,
  second: t`Held by the second look`,
  missed: t`The second look was missed`,
}
