import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashOf } from '../../src/accounts/tokens.ts'
import { audit, createKey, createUser, signIn } from '../../src/accounts/index.ts'
import { sql } from '../database.ts'
import { freshWorld, PASSWORD, someone, type TestWorld } from './world.ts'

/** Tables without a fence, each with the reason why it needs none. Nothing else may be without. */
const EXEMPT: Record<string, string> = {
  migration: 'tells which files were applied; the application has no right to it',
  key_in_use: 'tells the key of all workspaces; the application has no right to it',
  pace: 'shared by all workspaces on purpose; its key is a hash and its row tells of no account',
  sign_in_attempt: 'counted before anybody is known; its key is a hash and its row names nobody',
}
/** Fenced, but not against their owner: why. */
const NOT_FORCED: Record<string, string> = {
  workspace: 'workspace_ids() lists the numbers, and nothing else, under the owner',
}

interface Fence {
  name: string
  enabled: boolean
  forced: boolean
  policies: number
  isPartition: boolean
  canRead: boolean
}

let world: TestWorld
let tables: Fence[]

beforeAll(async () => {
  world = await freshWorld()
  tables = await asOwner<Fence>(`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      c.relispartition as "isPartition",
      (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
      has_table_privilege('homing_app', c.oid, 'select, insert, update, delete') as "canRead"
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    order by c.relname`)
})
afterAll(() => world.close())

describe('the catalogue', () => {
  test('is seen: the tables everybody knows are in it', () => {
    const names = tables.map((table) => table.name)
    expect(names).toEqual(expect.arrayContaining(['workspace', 'person', 'event', 'audit', 'pace']))
    expect(names.length).toBeGreaterThan(30)
  })

  test('every table is fenced, unreachable, or exempt for a reason', () => {
    const open = tables.filter(
      ({ name, enabled, forced, policies, isPartition, canRead }) =>
        !(enabled && policies > 0 && (forced || name in NOT_FORCED))
        && !(isPartition && !canRead)
        && !(name in EXEMPT),
    )
    expect(open).toEqual([])
  })

  test('the exemptions are needed: no name on the lists is gone or fenced by now', () => {
    const fenced = new Map(tables.map((table) => [table.name, table]))
    for (const name of Object.keys(EXEMPT)) expect(fenced.get(name)?.enabled, name).toBe(false)
    for (const name of Object.keys(NOT_FORCED)) expect(fenced.get(name)?.forced, name).toBe(false)
  })

  test('a partition made later is out of reach', async () => {
    await world.database.inWorkspace(world.workspaceId, (tx) =>
      sql`select ensure_event_months('2025-05-01Z', '2025-06-01Z')`.execute(tx),
    )
    await expect(
      world.database.inWorkspace(world.workspaceId, (tx) =>
        sql`select count(*) from event_2025_05`.execute(tx),
      ),
    ).rejects.toThrow(/permission denied/)
  })
})

describe('without a standing', () => {
  beforeAll(async () => {
    await fillEveryFencedTable()
  })

  test('every fenced table shows nothing, though each has a row', async () => {
    for (const { name } of tables.filter((table) => table.enabled)) {
      const seen = await world.database.withoutWorkspace((tx) =>
        sql<{ count: number }>`select count(*)::int as count from ${sql.table(name)}`.execute(tx),
      )
      expect(seen.rows[0]!.count, name).toBe(0)
      const [{ count }] = (await asOwner<{ count: number }>(
        `select count(*)::int as count from "${name}"`,
      )) as [{ count: number }]
      expect(count, `${name} is empty, so seeing nothing there proves nothing`).toBeGreaterThan(0)
    }
  })

  test('nor does another workspace see any row of this one', async () => {
    for (const { name } of tables.filter((table) => table.enabled && table.name !== 'workspace')) {
      const seen = await world.database.inWorkspace(world.otherWorkspaceId, (tx) =>
        sql<{ count: number }>`select count(*)::int as count from ${sql.table(name)}`.execute(tx),
      )
      expect(seen.rows[0]!.count, name).toBe(0)
    }
  })

  test('a presented hash shows the row kept under it and no other', async () => {
    const by = someone(world.workspaceId)
    const { key } = await createKey(world, by, { name: 'one', role: 'viewer' })
    await createKey(world, by, { name: 'two', role: 'viewer' })
    const { rows } = await world.database.withoutWorkspace(async (tx) => {
      await sql`select set_config('homing.token', ${hashOf(key).toString('hex')}, true)`.execute(tx)
      return sql<{ name: string }>`select name from api_key`.execute(tx)
    })
    expect(rows).toEqual([{ name: 'one' }])
  })

  test('a workspace cannot be entered by writing its number', async () => {
    const { workspaceId, otherWorkspaceId } = world
    await expect(
      world.database.inWorkspace(otherWorkspaceId, (tx) =>
        sql`insert into owner (workspace_id, name) values (${workspaceId}, 'x')`.execute(tx),
      ),
    ).rejects.toThrow(/row-level security/)
    await expect(
      world.database.inWorkspace(otherWorkspaceId, (tx) =>
        sql`insert into membership (workspace_id, user_id, role)
            select ${workspaceId}, 'x', 'administrator'`.execute(tx),
      ),
    ).rejects.toThrow(/row-level security/)
  })
})

/** Tables whose columns agree with each other: a sample of each type alone would not do. */
const ODD: Record<string, string> = {
  activity_lane: `insert into activity_lane (workspace_id, connection_id, since)
    values (homing_workspace(), 1, now())`,
  told_campaign: `insert into told_campaign (workspace_id, connection_id, campaign_id)
    values (homing_workspace(), 1, 1)`,
  told_recipient: `insert into told_recipient (workspace_id, connection_id, campaign_id, address_id,
      module, record_id, wanted) values (homing_workspace(), 1, 1, 1, 'x', 'x', '{1}')`,
  told_raised: `insert into told_raised (workspace_id, connection_id, campaign_id, address_id, kind,
      name, module, record_id, raised_at)
    values (homing_workspace(), 1, 1, 1, 'action', 'x', 'x', 'x', now())`,
  told_figures: `insert into told_figures (workspace_id, connection_id, module, record_id)
    values (homing_workspace(), 1, 'x', 'x')`,
  told_newcomer: `insert into told_newcomer (workspace_id, connection_id, address_id)
    values (homing_workspace(), 1, 1)`,
  told_job: `insert into told_job (workspace_id, connection_id, job_id, begun_at)
    values (homing_workspace(), 1, 'x', now())`,
  crm_record: `insert into crm_record (workspace_id, connection_id, module, external_id, person_id,
      changed_at) values (homing_workspace(), 1, 'x', 'x', 1, now())`,
  webhook_news: `insert into webhook_news (workspace_id, type, subject_ids, size)
    values (homing_workspace(), 'x', '{1}', 1)`,
  own_field: `insert into own_field (workspace_id, key, label, kind, made_at)
    values (homing_workspace(), 'x', 'x', 'text', now())`,
  person_list: `insert into person_list (workspace_id, name, kind, created_by)
    values (homing_workspace(), 'x', 'static', 'x')`,
  confirmation: `insert into confirmation (workspace_id, token_hash, caller, deed_hash, ends_at)
    values (homing_workspace(), 'x', 'x', 'x', now())`,
  field_access: `insert into field_access (workspace_id, role, field, is_visible)
    values (homing_workspace(), 'viewer', 'opens', false)`,
  analyst: `insert into analyst (workspace_id, name, login, database, role, created_by, created_at)
    values (homing_workspace(), 'x', 'x', 'x', 'viewer', 'x', now())`,
  saved_view: `insert into saved_view (workspace_id, name, definition, owner_id, owner, seen_by,
      created_at, updated_at)
    values (homing_workspace(), 'x', '{}', 'x', 'x', 'owner', now(), now())`,
  view_policy: `insert into view_policy (workspace_id, mails_outside)
    values (homing_workspace(), true)`,
  view_schedule: `insert into view_schedule (workspace_id, view_id, format, every, at_hour,
      skips_empty, owner_id, owner, next_at, created_at)
    values (homing_workspace(), 'x', 'csv', 'day', 1, true, 'x', 'x', now(), now())`,
  view_reader: `insert into view_reader (workspace_id, schedule_id, reader, address)
    values (homing_workspace(), 1, 'x', 'x')`,
  view_sending: `insert into view_sending (workspace_id, schedule_id, due_at, is_by_hand,
      next_try_at, created_at)
    values (homing_workspace(), 1, now(), true, now(), now())`,
  view_letter: `insert into view_letter (workspace_id, sending_id, reader)
    values (homing_workspace(), 1, 'x')`,
  view_pace: `insert into view_pace (workspace_id, question, cost, ms, measured_at)
    values (homing_workspace(), 'x', 1, 1, now())`,
  dashboard: `insert into dashboard (workspace_id, name, tiles, owner_id, owner, seen_by,
      created_at, updated_at)
    values (homing_workspace(), 'x', '[]', 'x', 'x', 'owner', now(), now())`,
  dashboard_at_home: `insert into dashboard_at_home (workspace_id, user_id, dashboard_id)
    values (homing_workspace(), 'x', 1)`,
  click_rule: `insert into click_rule (workspace_id, name, path, version, created_by)
    values (homing_workspace(), 'x', '/x', 1, 'x')`,
  click_outcome: `insert into click_outcome (workspace_id, rule_id, place, kind, name)
    values (homing_workspace(), 1, 1, 'tag', 'x')`,
  not_same_person: `insert into not_same_person (workspace_id, person_id, other_id, said_by, said_at)
    values (homing_workspace(), 1, 2, 'x', now())`,
  write_back: `insert into write_back (workspace_id, connection_id, address_id, wanted, is_single,
      caused_at, due_at)
    values (homing_workspace(), 1, 1, 'out', true, now(), now())`,
  consent_doubt_decision: `insert into consent_doubt_decision (workspace_id, fact_id, decision,
      decided_by, decided_at)
    values (homing_workspace(), 1, 'person', 'x', now())`,
}

/** A row in every fenced table: by the accounts' own doors, the rest copied in by the owner. */
async function fillEveryFencedTable() {
  const by = someone(world.workspaceId)
  const email = 'ada@example.com'
  await createUser(world, by, { name: 'Ada', email, password: PASSWORD, role: 'viewer' })
  await signIn(world, { email, password: PASSWORD, address: '1', agent: '', earlierToken: null })
  await createKey(world, by, { name: 'key', role: 'viewer' })
  await world.database.inWorkspace(world.workspaceId, (tx) =>
    audit(tx, { actor: 'test', action: 'x', subject: 'x', subjectId: 1, sentence: 'x', at: 0 }),
  )
  const session = await world.database.engine.lendAsOwner()
  try {
    // Constraints are not the question here: a row of defaults in each table is enough.
    await session.script(`set session_replication_role = replica;
      select set_config('homing.workspace', '${world.workspaceId}', false)`)
    for (const { name, isPartition } of tables.filter((table) => table.enabled)) {
      const { rows } = await session.query(`select 1 from "${name}" limit 1`)
      if (rows.length > 0 || isPartition) continue
      await session.script(await insertOfDefaults(session, name))
    }
  } finally {
    await session.script(`set session_replication_role = default`)
    session.release()
  }
}

type Owner = Awaited<ReturnType<TestWorld['database']['engine']['lendAsOwner']>>

async function insertOfDefaults(session: Owner, table: string): Promise<string> {
  const { rows: columns } = await session.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attnotnull
       and not atthasdef and attidentity = ''`,
    [table],
  )
  const { rows: checks } = await session.query<{ text: string }>(
    `select pg_get_constraintdef(oid) as text from pg_constraint
     where conrelid = $1::regclass and contype = 'c'`,
    [table],
  )
  const values = columns.map(({ name, type }) => {
    if (name === 'workspace_id') return String(world.workspaceId)
    const allowed = checks
      .map(
        ({ text }) =>
          new RegExp(`\\(${name} = (?:ANY \\(ARRAY\\[)?'?([^':\\],)]+)`).exec(text)?.[1],
      )
      .find((value) => value !== undefined)
    return allowed === undefined ? sampleOf(type) : `'${allowed}'`
  })
  if (table === 'consent_fact') return consentFact()
  if (table === 'sync_schedule') return schedule()
  if (table in ODD) return ODD[table]!
  const names = columns.map(({ name }) => `"${name}"`)
  return `insert into "${table}" (${names.join(', ')}) values (${values.join(', ')})`
}

function consentFact(): string {
  return `insert into consent_fact (workspace_id, address_id, scope, opted_in, occurred_at, source,
    natural_key) values (${world.workspaceId}, 1, 'everything', false, now(), 'user', 'x')`
}

function schedule(): string {
  return `insert into sync_schedule (workspace_id, connection_id, kind, every_minutes)
    values (${world.workspaceId}, 1, 'lists', 30)`
}

function sampleOf(type: string): string {
  if (/int|numeric|double/.test(type)) return '1'
  if (type.startsWith('timestamp')) return `'2025-05-05Z'`
  if (type === 'boolean') return 'false'
  if (type.endsWith('[]')) return `'{lists}'`
  if (type.startsWith('json')) return `'{}'`
  if (type === 'bytea') return `'\\x01'`
  if (type === 'uuid') return `'00000000-0000-0000-0000-000000000001'`
  return `'x'`
}

async function asOwner<Row>(text: string): Promise<Row[]> {
  const session = await world.database.engine.lendAsOwner()
  try {
    return (await session.query<Row>(text)).rows
  } finally {
    session.release()
  }
}
