import { sql, type RawBuilder } from 'kysely'
import { Refused } from '../refused.ts'
import type { Tx } from './database.ts'

/** Bytes of a name that a cursor holds, a third more as it is spelt; a longer one is looked up. */
const NAME_BYTES_MAX = 300

type Named = 'person' | 'person_list' | 'saved_view'

/**
 * The next of a page of rows in the order of their names and ids: the last row's place as it stands
 * now. Whoever goes on from there misses nobody when that row is renamed, or gone, by then.
 */
export async function nextByName(tx: Tx, table: Named, lastId: number): Promise<string> {
  const name = (await foldedName(tx, table, lastId)) ?? ''
  const bytes = Buffer.from(name)
  return bytes.length > NAME_BYTES_MAX ? String(lastId) : `${lastId}.${bytes.toString('base64url')}`
}

/** Whether a row comes behind the place that a page ended at; refuses what no page ended with. */
export async function afterName(
  tx: Tx,
  table: Named,
  [alias, after]: [alias: string, after: string],
): Promise<RawBuilder<boolean>> {
  const [, id, spelt] = /^(\d{1,9})(?:\.([\w-]*))?$/.exec(after) ?? []
  const name =
    id === undefined
      ? null
      : spelt === undefined
        ? await foldedName(tx, table, Number(id))
        : Buffer.from(spelt, 'base64url').toString()
  if (name === null || name.includes('\0')) {
    throw new Refused(400, 'after is not the next of an earlier page.', { field: 'after' })
  }
  const [own, key] = [sql.ref(`${alias}.name`), sql.ref(`${alias}.id`)]
  return sql<boolean>`(lower(${own}), ${key}) > (${name}::text, ${Number(id)}::integer)`
}

async function foldedName(tx: Tx, table: Named, id: number): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`
    select lower(name) as name from ${sql.table(table)}
    where workspace_id = (select homing_workspace()) and id = ${id}`.execute(tx)
  return rows[0]?.name ?? null
}
