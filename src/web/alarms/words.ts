import type { AnswerTo, RowOf } from '../api.ts'
import { msg, plural, t, tc } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import type { Tone } from '../pieces/StateBadge.tsx'

export type Alarm = RowOf<'alarms.list'>
export type ConnectionFreshness = AnswerTo<'freshness.list'>['items'][number]
export type Freshness = NonNullable<AnswerTo<'campaigns.freshness'>['freshness']>
export type Retention = NonNullable<AnswerTo<'campaigns.freshness'>['retention']>

export interface StateWord {
  tone: Tone
  word: string
  /** What the word means, in a sentence. */
  meaning: string
}

/** The one word for how fresh something is, its colour, and what it means. */
export const FRESHNESS_WORDS: Record<Freshness['state'], StateWord> = {
  fresh: {
    tone: 'good',
    word: tc('freshness')`Fresh`,
    meaning: t`As new as the schedule makes it.`,
  },
  due: {
    tone: 'plain',
    word: tc('freshness')`Due`,
    meaning: t`The next reading is due or under way.`,
  },
  late: {
    tone: 'waiting',
    word: tc('freshness')`Late`,
    meaning: t`At least one reading was missed.`,
  },
  silent: {
    tone: 'bad',
    word: tc('freshness')`Silent`,
    meaning: t`Nothing comes, or implausibly little.`,
  },
  stopped: {
    tone: 'plain',
    word: tc('freshness')`Stopped`,
    meaning: t`Nothing more comes by itself.`,
  },
}

export const SEVERITY_WORDS: Record<Alarm['severity'], { tone: Tone; word: string }> = {
  at_risk: { tone: 'waiting', word: t`At risk` },
  broken: { tone: 'bad', word: t`Broken` },
}

export const ACTOR_WORDS: Record<Alarm['whoMustAct'], string> = {
  you: t`You`,
  vendor: t`The vendor`,
  homing: 'Homing',
}

const RETENTION_TONES: Record<Retention['state'], Tone> = {
  downloaded: 'good',
  running: 'plain',
  at_risk: 'waiting',
  over: 'bad',
}
const DAY_MS = 24 * 3_600_000

/** "10 days left", with its colour: how long the vendor still keeps what is not here. */
export function countdown(retention: Retention, now: number): { tone: Tone; word: string } {
  const tone = RETENTION_TONES[retention.state]
  if (retention.state === 'downloaded') return { tone, word: t`All here` }
  const days = Math.floor((Date.parse(retention.endsAt) - now) / DAY_MS)
  if (days < 0) return { tone, word: t`Time is up` }
  return {
    tone,
    word: plural(days, msg`${wholeNumber(days)} day left`, msg`${wholeNumber(days)} days left`),
  }
}
