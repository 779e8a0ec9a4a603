import { createHash } from 'node:crypto'

/**
 * What tells apart the things one address did at one instant: connection, activity, kind and link.
 * Address and time are columns of the event's primary key beside it, so together they are the
 * natural key of a happening: the same news told twice has the same key, through whichever door.
 * A vendor's own event id is not part of it, for vendors are known to change theirs on a retry.
 *
 * Answers a signed 64-bit integer in decimals, as PostgreSQL's bigint takes it.
 */
export function naturalKey(parts: {
  connectionId: number
  activity: string
  kind: number
  link: string
}): string {
  const { connectionId, activity, kind, link } = parts
  const text = [KEY_VERSION, connectionId, activity, kind, link].join('\n')
  return createHash('sha256').update(text).digest().readBigInt64BE().toString()
}

/** Changing the recipe would make every known event look new. */
const KEY_VERSION = 1
