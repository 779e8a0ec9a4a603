import { sql } from 'kysely'
import { audit, workspaceIds } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import { Needs, pseudonymsOfTexts, veilReceipts } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { cleanAfterErasures } from './clean.ts'
import { seal, unseal, veilOf, type Sought } from './sought.ts'
import { forgetContacts } from './start.ts'
import { sweep } from './sweep.ts'
import { separateTexts } from './told-texts.ts'

/** A worker that has not finished a step in this time is taken for dead. */
const LEASE_SECONDS = 300
/** After a fault an erasure is tried again this much later, doubled each time up to an hour. */
const FAULT_MINUTES = 1
const FAULT_MINUTES_MAX = 60
/** Steps of one erasure before something must be wrong with its place. */
const STEPS_MAX = 1_000_000
/** Erasures of one workspace that a round takes up; the next takes the others. */
const ROUND_MAX = 100

/** Makes this process one that carries erasures out: at once, and what was cut off every minute. */
export async function startErasures(homing: Homing): Promise<void> {
  await homing.jobs.work('erasures', 1, async () => {
    await carryOutErasures(homing)
    if (!homing.ending?.aborted) await cleanAfterErasures(homing)
  })
  await homing.jobs.everyMinute('erasures')
  if (homing.database.engine.kind !== 'pglite') return
  // The embedded folder has one process: whoever had a lease died with the last one.
  for (const workspaceId of await workspaceIds(homing.database)) {
    await homing.database.inWorkspace(workspaceId, (tx) =>
      sql`update erasure set lease_until = null where status = 'running'
        and workspace_id = ${workspaceId}`.execute(tx),
    )
  }
}

/** Goes on with every erasure that nobody is at, each where its last step ended. */
export async function carryOutErasures(homing: Homing): Promise<void> {
  for (const workspaceId of await workspaceIds(homing.database)) {
    for (const erasureId of await dueIn(homing, workspaceId)) {
      if (homing.ending?.aborted) return
      await carryOut(homing, { workspaceId, erasureId })
    }
  }
}

async function dueIn(homing: Homing, workspaceId: number): Promise<number[]> {
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select id from erasure
      where workspace_id = ${workspaceId} and status = 'running'
        and coalesce(lease_until, '-infinity') < now()
      order by id limit ${ROUND_MAX}`.execute(tx)
    return rows.map((row) => row.id)
  })
}

interface At {
  workspaceId: number
  erasureId: number
}

/**
 * One erasure, step by step, each a transaction with its place: killed anywhere, the next worker
 * goes on. A fault of ours is logged without a word of the person, and tried again later.
 */
async function carryOut(homing: Homing, at: At): Promise<void> {
  const epoch = await claim(homing, at)
  if (epoch === null) return
  const needs = new Needs()
  try {
    for (let count = 0; count < STEPS_MAX; count++) {
      const goesOn = await homing.database.inWorkspace(at.workspaceId, (tx) =>
        step(homing, tx, { ...at, epoch, needs }),
      )
      if (!goesOn) return
      if (homing.ending?.aborted) return await giveBack(homing, at, epoch)
    }
    throw new Error(`Erasure ${at.erasureId} did not end after ${STEPS_MAX} steps.`)
  } catch (error) {
    homing.log.error({ err: error, erasure: at.erasureId }, 'an erasure failed by a fault of ours')
    const minutes = Math.min(FAULT_MINUTES * 2 ** Math.min(epoch, 10), FAULT_MINUTES_MAX)
    await homing.database.inWorkspace(at.workspaceId, (tx) =>
      sql`
        update erasure set lease_until = now() + make_interval(mins => ${minutes}::integer)
        where workspace_id = ${at.workspaceId} and id = ${at.erasureId} and epoch = ${epoch}
          and status = 'running'`.execute(tx),
    )
  }
}

async function claim(homing: Homing, { workspaceId, erasureId }: At): Promise<number | null> {
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ epoch: number }>`
      update erasure set epoch = epoch + 1,
        lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
      where workspace_id = ${workspaceId} and id = ${erasureId} and status = 'running'
        and coalesce(lease_until, '-infinity') < now()
      returning epoch`.execute(tx)
    return rows[0]?.epoch ?? null
  })
}

async function giveBack(homing: Homing, at: At, epoch: number): Promise<void> {
  await homing.database.inWorkspace(at.workspaceId, (tx) =>
    sql`
      update erasure set lease_until = null
      where workspace_id = ${at.workspaceId} and id = ${at.erasureId}
        and epoch = ${epoch}`.execute(tx),
  )
}

interface StepAt extends At {
  epoch: number
  needs: Needs
}

interface State {
  step: 'receipts' | 'texts' | 'waiting' | 'done'
  place: number
  place_max: number
  sealed: Uint8Array
  asked_by: string
}

/** One step; false where the erasure is done, waits, or has another worker. */
async function step(homing: Homing, tx: Tx, at: StepAt): Promise<boolean> {
  const { rows } = await sql<State>`
    update erasure set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where workspace_id = ${at.workspaceId} and id = ${at.erasureId} and epoch = ${at.epoch}
      and status = 'running'
    returning step, place, place_max, sealed, asked_by`.execute(tx)
  const state = rows[0]
  if (state === undefined) return false
  const sought = unseal(homing, at, state.sealed)
  if (sought.kept === null) {
    const kept = await separateTexts(tx, at.workspaceId, sought)
    await keep(tx, at, { sealed: seal(homing, at, { ...sought, kept }) })
    return true
  }
  switch (state.step) {
    case 'receipts':
      return veilNext(homing, tx, { at, state, sought })
    case 'texts':
      await note(tx, at, await sweep(tx, { ...at, by: state.asked_by }, sought))
      await keep(tx, at, { step: 'waiting' })
      return true
    case 'waiting':
      return endOrWait(homing, tx, { at, state, sought })
    case 'done':
      return false
  }
}

interface Standing {
  at: StepAt
  state: State
  sought: Sought
}

async function veilNext(homing: Homing, tx: Tx, { at, state, sought }: Standing) {
  const veil = veilOf(sought, await pseudonymsOfTexts(tx))
  const veiling = { ...at, veil, connectors: homing.connectors, upTo: state.place_max }
  const batch = await veilReceipts(tx, veiling, state.place)
  if (batch.place === null) {
    await keep(tx, at, { step: 'texts' })
    return true
  }
  await note(tx, at, {
    'pages rewritten': batch.rewritten,
    'pages that tell less now': batch.poorer,
    'problems about the person': batch.problems,
  })
  await sql`
    update erasure set place = ${batch.place}
    where workspace_id = ${at.workspaceId} and id = ${at.erasureId}`.execute(tx)
  return true
}

/**
 * A file that was being imported when the person was erased still lies in the database, and goes
 * when it is done. Until then the erasure waits. What was written meanwhile by somebody who had
 * read before it began is looked through once more.
 */
async function endOrWait(homing: Homing, tx: Tx, { at, state, sought }: Standing) {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select from import_chunk where workspace_id = ${at.workspaceId})
      as waits`.execute(tx)
  await forgetContacts(tx, at.workspaceId, sought)
  await note(tx, at, await sweep(tx, { ...at, by: state.asked_by }, sought))
  if (rows[0]!.waits) {
    await sql`
      update erasure set lease_until = null, epoch = greatest(epoch - 1, 0)
      where workspace_id = ${at.workspaceId} and id = ${at.erasureId}`.execute(tx)
    return false
  }
  await sql`
    update erasure set status = 'done', step = 'done', sealed = null, lease_until = null,
      ended_at = now()
    where workspace_id = ${at.workspaceId} and id = ${at.erasureId}`.execute(tx)
  await audit(tx, {
    actor: state.asked_by,
    action: 'erase_person',
    subject: 'erasure',
    subjectId: at.erasureId,
    sentence: 'Nothing is left of the person that was erased.',
    at: homing.now(),
  })
  return false
}

async function keep(
  tx: Tx,
  at: At,
  change: { step?: State['step']; sealed?: Uint8Array },
): Promise<void> {
  await tx
    .updateTable('erasure')
    .set(change)
    .where('workspace_id', '=', at.workspaceId)
    .where('id', '=', at.erasureId)
    .execute()
}

/** Adds to what was done, by name; what was nothing is not told. */
async function note(tx: Tx, at: At, counts: Record<string, number>): Promise<void> {
  const some = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
  await sql`
    update erasure set outcome = (
      select coalesce(jsonb_object_agg(name, count), '{}') from (
        select key as name, sum(value::integer) as count from (
          select * from jsonb_each_text(outcome)
          union all
          select * from jsonb_each_text(${JSON.stringify(some)}::jsonb)
        ) side group by key
      ) summed)
    where workspace_id = ${at.workspaceId} and id = ${at.erasureId}`.execute(tx)
}
