import { sql } from 'kysely'
import { wakeWebhooks } from '../outbox/index.ts'
import { bigints, inOneGo, integers, moments } from '../platform/database/index.ts'
import type { Line } from './lines.ts'
import type { Batch } from './path.ts'

/** What a webhook calls an event: event.opt_out. */
export function eventType(kind: Line['common']['kind']): `event.${typeof kind}` {
  return `event.${kind}`
}

/**
 * Keeps which of the batch's events were new, for the webhooks that listen for such: a row a kind,
 * which names the events. Nothing is done where nobody listens.
 */
export async function tellEvents({ tx, workspaceId, lines, listened }: Batch): Promise<void> {
  const types = await listened
  if (types.size === 0) return
  const told = new Map<string, Line[]>()
  for (const line of lines) {
    const type = eventType(line.common.kind)
    if (!types.has(type)) continue
    const ofType = told.get(type)
    if (ofType === undefined) told.set(type, [line])
    else ofType.push(line)
  }
  if (told.size === 0) return
  const answers = await inOneGo(
    tx,
    [...told].map(
      ([type, of]) => sql`
        select tell_webhooks(${workspaceId}, ${type},
          ${integers(of.map((line) => line.addressId)).array},
          ${moments(of.map((line) => line.occurredAt)).array},
          ${bigints(of.map((line) => line.common.key)).array}) as ids`,
    ),
  )
  const ids = answers.flatMap(({ rows }) => (rows as { ids: number[] | null }[])[0]!.ids ?? [])
  await wakeWebhooks(tx, workspaceId, [...new Set(ids)])
}
