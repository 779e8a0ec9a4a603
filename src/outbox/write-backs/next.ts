import { sql } from 'kysely'
import type { Channel } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Called } from './settle.ts'

/** Rows taken at a time: a job asks again until nothing is due. */
const BATCH_MAX = 50
/** Contacts who share a fax number at a system, looked at at most. */
const IDS_MAX = 20

/** Something a system must be told, due now. */
export interface DueWriteBack {
  id: number
  addressId: number
  kind: 'consent' | 'address' | 'erase' | 'validity'
  topicId: number | null
  fromAddressId: number | null
  wanted: 'out' | 'in' | 'moved' | 'gone' | 'invalid' | 'valid'
  version: number
  tries: number
  called: Called | null
  mark: string
  channel: Channel
  /** Of a fax number: by which ids the system knows it. */
  contactIds: string[]
  /** As they are spelled: whom to look for there, and, of a corrected address, the new one. */
  address: string
  newAddress: string | null
  /** What the deciding fact says, for systems that keep a reason. */
  reason: string
  /** Of somebody who was erased: by which ids the system knows them (contactIdsOf). */
  sealed: Uint8Array | null
}

/**
 * What is due on a lane: wishes before what does not arrive, single ones first, then the oldest;
 * the matters of one address stand together, a corrected address first.
 */
export async function nextWriteBacks(
  tx: Tx,
  at: { workspaceId: number; connectionId: number },
  now: number,
): Promise<DueWriteBack[]> {
  const { rows } = await sql<DueWriteBack>`
    select w.id, w.address_id as "addressId", w.kind, w.topic_id as "topicId",
      w.from_address_id as "fromAddressId", w.wanted, w.version, w.tries, w.called, w.mark,
      coalesce(b.address, a.address) as address,
      case when w.kind = 'address' then a.address end as "newAddress",
      coalesce(f.reason, '') as reason, w.sealed, a.kind as channel,
      case when a.kind = 'fax' then array(select k.external_id from contact_identity k
        where k.workspace_id = w.workspace_id and k.connection_id = w.connection_id
          and k.address_id = w.address_id order by k.external_id limit ${IDS_MAX})
        else '{}' end as "contactIds"
    from write_back w
    join address a on a.workspace_id = w.workspace_id and a.id = w.address_id
    left join address b on b.workspace_id = w.workspace_id and b.id = w.from_address_id
    left join consent_fact f on f.workspace_id = w.workspace_id and f.id = w.caused_by
    where w.workspace_id = ${at.workspaceId} and w.connection_id = ${at.connectionId}
      and w.status = 'waiting' and w.next_try_at <= ${new Date(now)}
    order by w.kind = 'validity', w.is_single desc, w.due_at, w.address_id, w.kind, w.id
    limit ${BATCH_MAX}`.execute(tx)
  return rows
}
