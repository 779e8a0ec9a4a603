import { stamp } from '../sugar-data/rows.ts'

/** Moments are told in the time zone of the user, who is in New York and forgets the summer. */
const offset = { text: '-05:00', ms: -5 * 3_600_000 } as const

/** A moment of the database, which is UTC, as it is told. */
export function told(at: string): string {
  const moment = Date.parse(`${at.replace(' ', 'T')}Z`)
  return new Date(moment + offset.ms).toISOString().slice(0, 19) + offset.text
}

/** A moment as it is given, in the database's notation; without an offset it is UTC. */
export function given(text: string): string | undefined {
  const form = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/
  const parts = form.exec(text.trim())
  if (parts === null) return undefined
  const [, day = '', time = '00:00', seconds = ':00', zone = 'Z'] = parts
  const at = Date.parse(`${day}T${time}${seconds}${zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`)
  return Number.isFinite(at) ? stamp(at) : undefined
}
