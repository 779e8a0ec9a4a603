import { sql } from 'kysely'
import type { Database } from '../../src/platform/database/index.ts'
import { analyze, makeFirm } from '../firm.ts'

/** A firm with people, each with an address; every tenth person opted out. */
export async function fillFirm(database: Database, people: number): Promise<number> {
  const workspaceId = await makeFirm(database)
  await database.inWorkspace(workspaceId, async (tx) => {
    await sql`
      insert into person (workspace_id, origin, name, first_name, last_name, external_id)
      select ${workspaceId}, 'import', 'Person ' || n, 'Person', 'No' || n, n::text
      from generate_series(1, ${people}::integer) n`.execute(tx)
    await sql`
      insert into address (workspace_id, kind, address, canonical)
      select ${workspaceId}, 'email', 'p' || n || '@push.example', 'p' || n || '@push.example'
      from generate_series(1, ${people}::integer) n`.execute(tx)
    await sql`
      insert into person_address (workspace_id, person_id, address_id, is_primary)
      select ${workspaceId}, p.id, a.id, true from person p
      join address a on a.workspace_id = p.workspace_id
        and a.canonical = 'p' || p.external_id || '@push.example'
      where p.workspace_id = ${workspaceId}`.execute(tx)
    await sql`
      insert into consent_fact (workspace_id, person_id, scope, opted_in, is_explicit, occurred_at,
        source, natural_key)
      select ${workspaceId}, id, 'everything', false, true, now(), 'user', 'bench:' || id
      from person where workspace_id = ${workspaceId} and id % 10 = 0`.execute(tx)
  })
  await analyze(database)
  return workspaceId
}
