import type { AnswerTo } from '../api.ts'
import type { Tone } from '../pieces/StateBadge.tsx'

export type Preferences = AnswerTo<'people.preferences'>
export type PreferenceRow = Preferences['rows'][number]
export type Preference = PreferenceRow['whole']

/** A preference in a word or two; the colour says whether one may write. */
export function wordOf({ state, reason, mayWrite }: Preference): { tone: Tone; word: string } {
  if (reason === 'complaint') return { tone: 'bad', word: 'Reported as spam' }
  if (reason === 'opted_out_address') return { tone: 'bad', word: 'Not at this address' }
  if (state === 'withdrawn') return { tone: mayWrite ? 'waiting' : 'bad', word: 'Opted out' }
  if (reason === 'consent_expired') return { tone: 'bad', word: 'Consent ended' }
  if (reason === 'consent_missing') return { tone: 'bad', word: 'Consent is missing' }
  if (state === 'express') return { tone: 'good', word: 'Express' }
  if (state === 'implied') return { tone: 'good', word: 'Implied' }
  return { tone: 'plain', word: 'Unknown' }
}

/** The names of the topics a person has left. */
export function topicsLeft({ rows }: Preferences): PreferenceRow[] {
  return rows.filter((row) => row.topic !== null && row.whole.refusals.includes('opted_out_topic'))
}
