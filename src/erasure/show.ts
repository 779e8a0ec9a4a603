import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { erasedElsewhere, type ErasedElsewhere } from './elsewhere.ts'
import { notFound } from '../platform/refused.ts'

/** Erasures a list answers at most, the newest. */
const LISTED_MAX = 100

/** An erasure as API and screens show it. Times are ISO 8601. */
export interface ErasureView {
  id: number
  status: 'running' | 'done'
  step: 'receipts' | 'texts' | 'waiting' | 'done'
  /** Receipts looked through, of how many. */
  done: number
  total: number
  outcome: { name: string; count: number }[]
  /** What the systems that knew the person make of it. */
  elsewhere: ErasedElsewhere[]
  askedBy: string
  startedAt: string
  endedAt: string | null
}

/** One erasure. Refuses an id that is not there. */
export async function showErasure(tx: Tx, id: number): Promise<ErasureView> {
  const [view] = await erasures(tx, id)
  if (view === undefined) throw notFound('erasure', id)
  return view
}

/** The newest erasures: when, by whom, how far; never of whom. */
export async function listErasures(tx: Tx): Promise<ErasureView[]> {
  return erasures(tx, null)
}

async function erasures(tx: Tx, id: number | null): Promise<ErasureView[]> {
  const { rows } = await sql<
    Omit<ErasureView, 'outcome' | 'elsewhere' | 'startedAt' | 'endedAt'> & {
      outcome: Record<string, number>
      startedAt: Date
      endedAt: Date | null
    }
  >`
    select e.id, e.status, e.step, e.outcome, e.asked_by as "askedBy",
      e.started_at as "startedAt", e.ended_at as "endedAt",
      case when e.step = 'receipts' then e.place else e.place_max end as done,
      e.place_max as total
    from erasure e
    where e.workspace_id = homing_workspace() and (${id}::integer is null or e.id = ${id})
    order by e.id desc limit ${LISTED_MAX}`.execute(tx)
  const elsewhere = await erasedElsewhere(
    tx,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({
    ...row,
    elsewhere: elsewhere.get(row.id) ?? [],
    outcome: Object.entries(row.outcome).map(([name, count]) => ({ name, count })),
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  }))
}
