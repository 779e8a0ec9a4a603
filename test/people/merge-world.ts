import { sql } from 'kysely'
import type { Tx } from '../../src/platform/database/index.ts'

/** Everything a merge may touch, and what consent says, in a text that two states are equal by. */
export async function dumpOf(tx: Tx, workspaceId: number): Promise<string> {
  const parts: Record<string, unknown[]> = {}
  const keep = async (name: string, query: ReturnType<typeof sql>) => {
    parts[name] = (await query.execute(tx)).rows
  }
  await keep('person', sql`select * from person where workspace_id = ${workspaceId} order by id`)
  await keep(
    'person_address',
    sql`select * from person_address where workspace_id = ${workspaceId}
      order by person_id, address_id`,
  )
  await keep(
    'affiliation',
    sql`select * from affiliation where workspace_id = ${workspaceId}
      order by person_id, organization_id`,
  )
  await keep(
    'opted_out_person',
    sql`select * from opted_out_person where workspace_id = ${workspaceId} order by person_id`,
  )
  await keep(
    'opted_out_address',
    sql`select * from opted_out_address where workspace_id = ${workspaceId} order by address_id`,
  )
  for (const view of ['opted_out_topic', 'address_to_be_out', 'address_to_leave']) {
    await keep(
      view,
      sql`select * from ${sql.table(view)} where workspace_id = ${workspaceId} order by 1, 2`,
    )
  }
  await keep(
    'consent_fact',
    sql`select * from consent_fact where workspace_id = ${workspaceId} order by id`,
  )
  return JSON.stringify(parts, null, 1)
}

export interface Sketch {
  name: string
  externalId?: string
  origin?: 'import' | 'esp' | 'user'
  phone?: string
  /** The first is the primary one; in brackets: ended. */
  addresses?: string[]
  organizations?: string[]
}

/** Writes people as they are sketched; answers their ids by name. */
export async function sketch(
  tx: Tx,
  workspaceId: number,
  people: readonly Sketch[],
): Promise<Record<string, number>> {
  const ids: Record<string, number> = {}
  for (const one of people) {
    const { id } = await tx
      .insertInto('person')
      .values({
        workspace_id: workspaceId,
        origin: one.origin ?? 'import',
        name: one.name,
        external_id: one.externalId ?? null,
        phone: one.phone ?? '',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    ids[one.name] = id
    for (const [place, text] of (one.addresses ?? []).entries()) {
      const isEnded = text.startsWith('(')
      const address = text.replace(/[()]/g, '')
      await sql`
        insert into person_address (workspace_id, person_id, address_id, is_primary, started_at,
          ended_at)
        values (${workspaceId}, ${id}, ${await addressId(tx, workspaceId, address)},
          ${place === 0 && !isEnded}, timestamptz '2025-01-01Z' + ${place} * interval '1 day',
          ${isEnded ? new Date(Date.UTC(2025, 5, 1)) : null})`.execute(tx)
    }
    for (const name of one.organizations ?? []) {
      await sql`
        with known as (
          select id from organization where workspace_id = ${workspaceId} and name = ${name}
        ),
        made as (
          insert into organization (workspace_id, kind, name)
          select ${workspaceId}, ${name.startsWith('House') ? 'household' : 'company'}, ${name}
          where not exists (select from known) returning id
        )
        insert into affiliation (workspace_id, person_id, organization_id)
        select ${workspaceId}, ${id}, id from (select * from known union all select * from made) o
      `.execute(tx)
    }
  }
  return ids
}

/** The id of an address, written down where it is new. */
export async function addressId(tx: Tx, workspaceId: number, address: string): Promise<number> {
  await sql`insert into address (workspace_id, kind, address, canonical)
    values (${workspaceId}, 'email', ${address}, ${address}) on conflict do nothing`.execute(tx)
  const { id } = await tx
    .selectFrom('address')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('canonical', '=', address)
    .executeTakeFirstOrThrow()
  return id
}
