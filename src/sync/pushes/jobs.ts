import { sql } from 'kysely'
import {
  DECIDED_MAX,
  noteRefused,
  refusalsOf,
  whoseRecords,
  type OfRecords,
  type PushOf,
} from '../../audience/index.ts'
import type { AudienceLimits, MemberRecord, RemoteJob } from '../../connectors/index.ts'
import { ERASED_TEXT } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'

export type Verb = 'put_on' | 'put_known_on' | 'take_off' | 'tell'

/** A bulk job that is not over. */
export interface OpenJob {
  id: number
  listId: number
  list: string
  verb: Verb
  status: 'calling' | 'ordered'
  externalId: string | null
  people: number
  tries: number
  /** Epoch milliseconds. */
  orderedAt: number | null
}

/** Jobs of a push the ESP works on at once. */
export const OPEN_MAX = 8
/** Of who waits, so many are looked at for the next job. */
const LOOKED_AT_MAX = 5_000

/** The bulk jobs of a push that are not over, in the order they were begun. */
export async function openJobs(tx: Tx, { workspaceId, pushId }: PushOf): Promise<OpenJob[]> {
  const { rows } = await sql<OpenJob>`
    select j.id, j.list_id as "listId", l.external_id as list, j.verb, j.status, j.people, j.tries,
      j.external_id as "externalId",
      (extract(epoch from j.ordered_at) * 1000)::float8 as "orderedAt"
    from push_job j join list l on l.workspace_id = j.workspace_id and l.id = j.list_id
    where j.workspace_id = ${workspaceId} and j.push_id = ${pushId}
      and j.status in ('calling', 'ordered')
    order by j.id`.execute(tx)
  return rows
}

/**
 * The next job: people who wait for the same list and the same verb, as many as one call takes.
 * Kept before it is called, so that a crash knows what it asked for. False: nobody waits.
 */
export async function nextJob(
  tx: Tx,
  { workspaceId, pushId, connectionId }: PushOf & { connectionId: number },
  limits: AudienceLimits,
): Promise<boolean> {
  const { rows } = await sql<{ id: number; listId: number; verb: Verb }>`
    with waiting as materialized (
      select i.id, i.list_id, case when i.verb = 'remove' then 'take_off'
        when i.verb = 'tell' then 'tell'
        when k.address_id is null then 'put_on' else 'put_known_on' end as verb
      from (
        select * from push_item where workspace_id = ${workspaceId} and push_id = ${pushId}
          and status = 'waiting' and (verb <> 'tell' or is_seen)
        order by list_id, verb, id limit ${LOOKED_AT_MAX}
      ) i
      left join contact k on k.workspace_id = i.workspace_id and k.address_id = i.address_id
        and k.connection_id = ${connectionId} and k.gone_at is null
        and k.external_id <> ${ERASED_TEXT}
    ), first as (select list_id, verb from waiting order by list_id, verb, id limit 1)
    select w.id, w.list_id as "listId", w.verb from waiting w join first using (list_id, verb)
    order by w.id limit ${Math.min(DECIDED_MAX, limits.peopleMax)}`.execute(tx)
  const [first] = rows
  if (first === undefined) return false
  const { listId, verb } = first
  const max = verb === 'put_on' || verb === 'tell' ? limits.peopleMax : limits.contactsMax
  await beginJob(tx, { workspaceId, pushId }, { listId, verb, ids: idsOf(rows.slice(0, max)) })
  return true
}

async function beginJob(
  tx: Tx,
  { workspaceId, pushId }: PushOf,
  { listId, verb, ids }: { listId: number; verb: Verb; ids: number[] },
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    insert into push_job (workspace_id, push_id, list_id, verb, people)
    values (${workspaceId}, ${pushId}, ${listId}, ${verb}, ${ids.length}) returning id`.execute(tx)
  await sql`
    update push_item set status = 'sent', job_id = ${rows[0]!.id}
    where workspace_id = ${workspaceId} and id = any(${ids}::integer[])`.execute(tx)
}

/** One person of a job, as the call needs it. */
export interface Told {
  id: number
  addressId: number
  personId: number | null
  address: string
  contactId: string | null
  /** As whoseRecords has them. */
  records: MemberRecord[]
}

/**
 * Whom a job is to be called for, decided at this very moment: who may no longer be put on the list
 * is left out, with the reason, whatever the plan said.
 */
export async function whomToTell(
  tx: Tx,
  { workspaceId, connectionId }: { workspaceId: number; connectionId: number },
  { job, now, records }: { job: OpenJob; now: number; records: OfRecords | null },
): Promise<Told[]> {
  const { rows } = await sql<Told>`
    select i.id, i.address_id as "addressId", i.person_id as "personId", a.address,
      k.external_id as "contactId", ${whoseRecords(records)} as records
    from push_item i
    join address a on a.workspace_id = i.workspace_id and a.id = i.address_id
    left join contact k on k.workspace_id = i.workspace_id and k.connection_id = ${connectionId}
      and k.address_id = i.address_id and k.external_id <> ${ERASED_TEXT}
    where i.workspace_id = ${workspaceId} and i.job_id = ${job.id} and i.status = 'sent'
    order by i.id`.execute(tx)
  if (job.verb === 'take_off') return rows.filter((row) => row.contactId !== null)
  const addressIds = rows.map((row) => row.addressId)
  const refused = await refusalsOf(tx, { workspaceId, listId: job.listId, addressIds, now })
  const out = rows.flatMap(({ id, addressId }) =>
    refused.has(addressId) ? [{ id, reason: refused.get(addressId)! }] : [],
  )
  await noteRefused(tx, workspaceId, out)
  return rows.filter(
    (row) => !refused.has(row.addressId) && (job.verb === 'put_on' || row.contactId !== null),
  )
}

/** What the ESP answered, or told of the job since. Answers whether it came any further. */
export async function noteJob(
  tx: Tx,
  workspaceId: number,
  { job, told, now }: { job: OpenJob; told: RemoteJob; now: number },
): Promise<boolean> {
  const status = told.state === 'done' ? 'done' : told.state === 'failed' ? 'failed' : 'ordered'
  const isOver = status !== 'ordered'
  const outcome = status === 'failed' ? `The service ended the job: ${told.word}.` : ''
  const { rows } = await sql<{ moved: boolean }>`
    with old as (select percent from push_job
      where workspace_id = ${workspaceId} and id = ${job.id})
    update push_job set status = ${status}, external_id = ${told.id}, percent = ${told.percent},
      errors = ${told.errors}, barred = ${told.barred},
      ordered_at = coalesce(ordered_at, ${new Date(now)}),
      taken_at = coalesce(taken_at, ${told.takenAt === null ? null : new Date(told.takenAt)}),
      ended_at = ${isOver ? new Date(now) : null}::timestamptz,
      outcome = ${outcome}
    from old
    where workspace_id = ${workspaceId} and id = ${job.id}
    returning old.percent is distinct from push_job.percent as moved`.execute(tx)
  return isOver || rows[0]!.moved
}

/** A job that ends without the ESP's word: what it did is seen when its list is read back. */
export async function endJob(
  tx: Tx,
  workspaceId: number,
  { job, status, outcome }: { job: OpenJob; status: 'late' | 'empty' | 'failed'; outcome: string },
): Promise<void> {
  await sql`
    update push_job set status = ${status}, outcome = ${outcome}, ended_at = now()
    where workspace_id = ${workspaceId} and id = ${job.id}`.execute(tx)
}

/** The ESP refused the whole of a job: half of it is asked for at a time, to find who it is. */
export async function splitJob(tx: Tx, of: PushOf, job: OpenJob): Promise<void> {
  const { workspaceId } = of
  const { rows } = await sql<{ id: number }>`
    select id from push_item where workspace_id = ${workspaceId} and job_id = ${job.id}
      and status = 'sent' order by id`.execute(tx)
  const ids = idsOf(rows)
  const half = Math.ceil(ids.length / 2)
  for (const part of [ids.slice(0, half), ids.slice(half)]) {
    await beginJob(tx, of, { listId: job.listId, verb: job.verb, ids: part })
  }
  await sql`
    update push_job set status = 'split', ended_at = now()
    where workspace_id = ${workspaceId} and id = ${job.id}`.execute(tx)
}

function idsOf(rows: readonly { id: number }[]): number[] {
  return rows.map((row) => row.id)
}
