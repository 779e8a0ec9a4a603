import type { AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import type { Tone } from '../pieces/StateBadge.tsx'

export type Preferences = AnswerTo<'people.preferences'>
export type PreferenceRow = Preferences['rows'][number]
export type Preference = PreferenceRow['whole']

/** A preference in a word or two; the colour says whether one may write. */
export function wordOf({ state, reason, mayWrite }: Preference): { tone: Tone; word: string } {
  if (reason === 'complaint') return { tone: 'bad', word: t`Reported as spam` }
  if (reason === 'opted_out_address') return { tone: 'bad', word: t`Not at this address` }
  if (state === 'withdrawn') return { tone: mayWrite ? 'waiting' : 'bad', word: t`Opted out` }
  if (reason === 'consent_expired') return { tone: 'bad', word: t`Consent ended` }
  if (reason === 'consent_missing') return { tone: 'bad', word: t`Consent is missing` }
  if (state === 'express') return { tone: 'good', word: t`Express` }
  if (state === 'implied') return { tone: 'good', word: t`Implied` }
  return { tone: 'plain', word: t`Unknown` }
}

/** The names of the topics a person has left. */
export function topicsLeft({ rows }: Preferences): PreferenceRow[] {
  return rows.filter((row) => row.topic !== null && row.whole.refusals.includes('opted_out_topic'))
}
