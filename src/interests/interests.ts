import { sql } from 'kysely'
import { audit, type Actor } from '../accounts/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'

/** Interests a firm has at most: they are chosen from a list. */
export const INTERESTS_MAX = 500
/** What holds where a firm has not said anything. */
const HALF_LIFE_AT_FIRST = 90

export interface Interest {
  id: number
  code: string
  name: string
  /** Of its own; null: the firm's. */
  halfLifeDays: number | null
}

export interface Interests {
  /** After so many days a point is worth half. */
  halfLifeDays: number
  items: Interest[]
}

/** Who changes something, and when. */
export interface By {
  workspaceId: number
  actor: Actor
  /** Epoch milliseconds. */
  now: number
}

/** The interests of the firm, and how soon one fades. */
export async function listInterests(tx: Tx, workspaceId: number): Promise<Interests> {
  const policy = await tx
    .selectFrom('interest_policy')
    .select('half_life_days')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  const items = await tx
    .selectFrom('interest')
    .select(['id', 'code', 'name', 'half_life_days as halfLifeDays'])
    .where('workspace_id', '=', workspaceId)
    .orderBy(sql`lower(code)`)
    .limit(INTERESTS_MAX)
    .execute()
  return { halfLifeDays: policy?.half_life_days ?? HALF_LIFE_AT_FIRST, items }
}

/** Makes an interest, or changes the one that has the code already. */
export async function saveInterest(
  tx: Tx,
  by: By,
  { code, name, halfLifeDays }: Omit<Interest, 'id'>,
): Promise<Interests> {
  const { workspaceId } = by
  const { items } = await listInterests(tx, workspaceId)
  const known = items.some((one) => one.code.toLowerCase() === code.toLowerCase())
  if (!known && items.length >= INTERESTS_MAX) {
    throw new Refused(409, `A firm has ${INTERESTS_MAX} interests at most.`, { field: 'code' })
  }
  await sql`
    insert into interest (workspace_id, code, name, half_life_days)
    values (${workspaceId}, ${code}, ${name}, ${halfLifeDays})
    on conflict (workspace_id, lower(code)) do update
      set name = excluded.name, half_life_days = excluded.half_life_days`.execute(tx)
  await tell(tx, by, 'save_interest', `${known ? 'Changed' : 'Added'} the interest ${name}.`)
  return listInterests(tx, workspaceId)
}

/** Changes how fast points lose their worth where an interest does not say it itself. */
export async function changeHalfLife(tx: Tx, by: By, days: number): Promise<Interests> {
  await sql`
    insert into interest_policy (workspace_id, half_life_days) values (${by.workspaceId}, ${days})
    on conflict (workspace_id) do update set half_life_days = excluded.half_life_days`.execute(tx)
  await tell(tx, by, 'change_half_life', `Points of interests are worth half after ${days} days.`)
  return listInterests(tx, by.workspaceId)
}

/** The interest of a code, however it is spelled; refuses one that is not there. */
export async function interestByCode(tx: Tx, workspaceId: number, code: string): Promise<number> {
  const row = await tx
    .selectFrom('interest')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where(sql`lower(code)`, '=', code.toLowerCase())
    .executeTakeFirst()
  if (row === undefined) throw notFound('interest', code)
  return row.id
}

async function tell(tx: Tx, { actor, workspaceId, now }: By, action: string, sentence: string) {
  const subject = { subject: 'workspace', subjectId: workspaceId }
  await audit(tx, { actor, action, ...subject, sentence, at: now })
}
