import { sql } from 'kysely'
import type { Database, Tx } from '../../src/platform/database/index.ts'
import { analyze, makeFirm } from '../firm.ts'
import { load, step } from '../load.ts'

export const NOW = Date.UTC(2026, 4, 3)
const TOPICS = 12
const GROUPS = 8
/** Every so many addresses are shared by two people. */
const SHARED_EVERY = 10

export interface ConsentGround {
  workspaceId: number
  topicIds: number[]
  addresses: string[]
  /** Somebody with facts. */
  personId: number
}

/**
 * A firm with people, each with an address, some sharing one, topics, groups of an ESP of which most
 * are mapped, and facts of every scope: opt-outs, express and implied consent, of people and of
 * addresses.
 */
export async function fillConsent(
  database: Database,
  sizes: { people: number; facts: number },
): Promise<ConsentGround> {
  const workspaceId = await makeFirm(database)
  const ground = await load(database, workspaceId, async (tx) => {
    await step('people', () => fillPeople(tx, workspaceId, sizes.people))
    const topicIds = await fillTopics(tx, workspaceId)
    await step('what they said', () => fillFacts(tx, workspaceId, sizes.facts))
    const { rows } = await sql<{ address: string }>`
      select address from address where workspace_id = ${workspaceId} order by id`.execute(tx)
    const { rows: some } = await sql<{ id: number }>`
      select max(person_id) as id from consent_fact
      where workspace_id = ${workspaceId}`.execute(tx)
    return { topicIds, addresses: rows.map((row) => row.address), personId: some[0]!.id }
  })
  await step('statistics', () => analyze(database))
  return { workspaceId, ...ground }
}

async function fillPeople(tx: Tx, workspaceId: number, people: number): Promise<void> {
  await sql`
    insert into owner (workspace_id, name)
    select ${workspaceId}, 'Owner ' || n from generate_series(1, 50) n`.execute(tx)
  await sql`
    insert into person (workspace_id, origin, name, external_id, city, owner_id)
    select ${workspaceId}, 'import', 'Person ' || n, n::text,
      (array['Bath', 'Leeds', 'York', ''])[1 + n % 4], o.first + n % 50
    from generate_series(1, ${people}::integer) n
    cross join (select min(id) as first from owner where workspace_id = ${workspaceId}) o
    `.execute(tx)
  await sql`
    insert into address (workspace_id, kind, address, canonical)
    select ${workspaceId}, 'email', 'p' || n || '@x.example', 'p' || n || '@x.example'
    from generate_series(1, ${people}::integer) n`.execute(tx)
  await sql`
    insert into person_address (workspace_id, person_id, address_id, is_primary)
    select ${workspaceId}, p.first + n, a.first + (n + d) % ${people}::integer, d = 0
    from generate_series(0, ${people}::integer - 1) n
    cross join generate_series(0, 1) d
    cross join (select min(id) as first from person where workspace_id = ${workspaceId}) p
    cross join (select min(id) as first from address where workspace_id = ${workspaceId}) a
    where d = 0 or n % ${SHARED_EVERY}::integer = 0`.execute(tx)
}

async function fillTopics(tx: Tx, workspaceId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    insert into topic (workspace_id, name, place)
    select ${workspaceId}, 'Topic ' || n, n from generate_series(1, ${TOPICS}::integer) n
    returning id`.execute(tx)
  const { id: connectionId } = await tx
    .insertInto('connection')
    .values({ workspace_id: workspaceId, connector: 'x', name: 'The ESP', status: 'active' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const ids = rows.map((row) => row.id)
  // The last group is mapped to nothing.
  await sql`
    insert into topic_mapping (workspace_id, connection_id, kind, external_id, topic_id)
    select ${workspaceId}, ${connectionId}, 'group', 'g' || n, (${ids}::integer[])[n]
    from generate_series(1, ${GROUPS - 1}::integer) n`.execute(tx)
  return ids
}

/** One in six by an ESP's group, one in three of a topic; half are opt-outs. */
async function fillFacts(tx: Tx, workspaceId: number, facts: number): Promise<void> {
  await sql`
    insert into consent_fact (workspace_id, person_id, address_id, scope, topic_id, connection_id,
      external_kind, external_id, opted_in, is_explicit, occurred_at, expires_at, source,
      natural_key)
    select ${workspaceId},
      case when n % 6 <> 0 and n % 2 = 0 then p.first + (n * 7919::bigint) % p.count end,
      case when n % 6 = 0 or n % 2 = 1 then a.first + (n * 7919::bigint) % p.count end,
      case when n % 6 = 0 or n % 3 = 1 then 'topic' else 'everything' end,
      case when n % 6 <> 0 and n % 3 = 1 then t.first + n % ${TOPICS}::integer end,
      case when n % 6 = 0 then c.id end,
      case when n % 6 = 0 then 'group' end,
      case when n % 6 = 0 then 'g' || (1 + (n / 6) % ${GROUPS}::integer) end,
      n % 6 <> 0 and n % 4 < 2, n % 6 <> 0 and n % 4 = 0,
      to_timestamp(${NOW}::bigint / 1000.0) - make_interval(mins => n),
      case when n % 6 <> 0 and n % 4 = 1
        then to_timestamp(${NOW}::bigint / 1000.0) + make_interval(days => 1 + n % 730) end,
      case when n % 6 = 0 then 'esp' else 'user' end, 'bench:' || n
    from generate_series(1, ${facts}::integer) n
    cross join (
      select min(id) as first, count(*)::integer as count from person
      where workspace_id = ${workspaceId}
    ) p
    cross join (select min(id) as first from address where workspace_id = ${workspaceId}) a
    cross join (select min(id) as first from topic where workspace_id = ${workspaceId}) t
    cross join (select id from connection where workspace_id = ${workspaceId}) c`.execute(tx)
}
