import type { Homing } from '../homing.ts'
import { writeMails } from '../outbox/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { tell, type Told } from '../webhooks/index.ts'
import { alarmsById, type AlarmView } from './alarms.ts'
import { readersOf } from './choices.ts'
import type { Changes } from './episodes.ts'
import { zoneOf } from './digest.ts'
import { letterOfNews } from './letters.ts'

/**
 * Tells of what became of alarms, in the transaction in which it did: one message each to every
 * webhook, one mail for all of it to everybody who wants to hear at once.
 */
export async function tellOf(
  tx: Tx,
  homing: Homing,
  workspaceId: number,
  changes: Changes,
): Promise<void> {
  const ids = [...changes.raised, ...changes.worsened, ...changes.settled]
  if (ids.length === 0) return
  const now = homing.now()
  const alarms = new Map((await alarmsById(tx, ids, now)).map((alarm) => [alarm.id, alarm]))
  const of = (wanted: readonly number[]) => wanted.flatMap((id) => alarms.get(id) ?? [])
  const messages: Told[] = [
    ...of(changes.raised).map((alarm) => messageOf('alarm.raised', alarm, now)),
    ...of(changes.worsened).map((alarm) => messageOf('alarm.worsened', alarm, now)),
    ...of(changes.settled).map((alarm) => messageOf('alarm.over', alarm, now)),
  ]
  await tell(tx, homing, workspaceId, messages)
  if (homing.mail === undefined) return
  const letter = letterOfNews({
    raised: [...of(changes.worsened), ...of(changes.raised)],
    over: of(changes.settled),
    place: { publicUrl: homing.publicUrl, timeZone: await zoneOf(tx, workspaceId) },
  })
  const readers = await readersOf(tx, 'at_once')
  await writeMails(
    tx,
    homing,
    workspaceId,
    readers.map((userId) => ({ userId, kind: 'alarm' as const, ...letter })),
  )
}

function messageOf(type: Told['type'], alarm: AlarmView, at: number): Told {
  const { state: _state, silencedUntil: _until, silencedBy: _by, ...data } = alarm
  return { type, at, data: { alarm: data } }
}
