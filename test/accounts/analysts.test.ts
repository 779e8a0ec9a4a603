import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAnalyst, listAnalysts, removeAnalyst } from '../../src/accounts/index.ts'
import type { Database } from '../../src/platform/database/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { ADAS, erasureWorld, mailing } from '../erasure/world.ts'
import { analystsWorld, SERVER, world, type AnalystsWorld } from './analysts-world.ts'
import { someone } from './world.ts'

test.skipIf(SERVER !== undefined)(
  'the embedded database has no analysts, and says so',
  async () => {
    const at = await freshDatabase()
    const adding = addAnalyst({ ...world(at.database) }, someone(at.workspaceId), {
      name: 'bi',
      role: 'viewer',
    })
    await expect(adding).rejects.toThrow(/Nobody can connect to the embedded database/)
    await at.close()
  },
)

/** On a database whose owner is neither a superuser nor outside the fence. */
describe.runIf(SERVER !== undefined)('analysts', () => {
  let made: AnalystsWorld
  let database: Database
  let firm: number
  let other: number
  let analyst: AnalystsWorld['analyst']
  let connected: AnalystsWorld['connected']
  beforeAll(async () => {
    made = await analystsWorld()
    ;({ database, firm, other, analyst, connected } = made)
  }, 600_000)
  afterAll(() => made?.close(), 600_000)

  test('nothing of another firm is seen, whatever is tried', async () => {
    const { ask, client, login } = await analyst(firm)
    const views = (
      await ask<{ name: string }>(
        `select viewname::text as name from pg_views where schemaname = 'answers'`,
      )
    ).map(({ name }) => name)
    const whole = async () => {
      let text = ''
      for (const view of views) text += JSON.stringify(await ask(`select * from answers.${view}`))
      return text
    }
    const before = await whole()
    expect(before).toContain('Firm Letter')
    expect(before).not.toContain('Canary')
    for (const attempt of [
      `set homing.workspace = '${other}'`,
      `select set_config('homing.workspace', '${other}', false)`,
      `set homing."user" = 'u1'`,
      'set row_security = off',
      'set default_transaction_read_only = off',
      `set search_path = answers, public, pg_temp`,
      `set role ${login}`,
    ]) {
      await client.query(attempt)
      const seen = await whole().catch((error: Error) => error.message)
      // With row_security off PostgreSQL refuses what it would have to filter.
      if (attempt.endsWith('off') && seen.includes('row-level security')) {
        await client.query('reset row_security')
        continue
      }
      expect(seen, attempt).toBe(before)
    }
    // A function that sees each row before the fence does: there is none.
    await expect(
      client.query(`create function pg_temp.see(t text) returns boolean language plpgsql
        cost 0.0001 as $$ begin raise notice '%', t; return true; end $$`),
    ).rejects.toThrow(/permission denied/)
    const leaky = `select 1 from answers.campaigns where
      case when campaign_name like 'Canary%' then 1 / (campaign_id - campaign_id) end > 0`
    expect(await ask(leaky)).toEqual([])
    const plan = JSON.stringify(await ask('explain (verbose) select * from answers.events'))
    expect(plan).toContain('homing_workspace')
  }, 600_000)

  const refused = () => [
    'select * from public.person',
    'select * from public.analyst',
    'select * from public.connection',
    'select * from public.user_account',
    'select * from answers_inside.opted_out_person',
    'select answers_inside.homing_workspace()',
    'table public.event_2026_05',
    'set role homing_app',
    'set role homing_answers',
    `set role ${made.owner}`,
    `set session authorization ${made.owner}`,
    'select * from public.workspace_ids()',
    `select public.ensure_event_months('2026-01-01', '2026-02-01')`,
    `select set_config('role', 'homing_app', false)`,
    'select rolpassword from pg_authid',
    'select * from pg_statistic',
    `select pg_read_file('/etc/passwd')`,
    `copy answers.people to '/tmp/people.csv'`,
    `copy answers.people to program 'cat'`,
    `insert into answers.connections (connection) values ('x')`,
    'delete from answers.people',
    'update answers.campaigns set campaign = null',
    'create table answers.mine (x int)',
    'create table public.mine (x int)',
    'create temporary table mine (x int)',
    'create schema mine',
    'create view answers.mine as select 1',
    'call answers_inside.arrange()',
    `call answers_inside.admit('${made.owner}')`,
    `alter role ${made.owner} superuser`,
    'create role mine',
    'alter view answers.people owner to current_user',
    'create or replace view answers.people as select 1',
  ]
  test('it reads these views and does nothing else', async () => {
    const { client, login, ask } = await analyst(firm)
    await client.query('set default_transaction_read_only = off')
    for (const attempt of refused()) {
      await expect(client.query(attempt), attempt).rejects.toThrow(
        /permission denied|must be|cannot|not exist|not updatable/i,
      )
    }
    const [settings] = await ask(`select current_setting('statement_timeout') as timeout,
      rolconnlimit as most, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls as climbs
      from pg_roles where rolname = current_user`)
    expect(settings).toEqual({ timeout: '5min', most: 5, climbs: false })
    // Every function of Homing's that it may call, by the catalogue and not by a list.
    const callable = await ask<{ name: string }>(`
      select p.proname::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname not in ('pg_catalog', 'information_schema')
        and has_function_privilege(p.oid, 'execute') and has_schema_privilege(n.oid, 'usage')`)
    expect(callable.map(({ name }) => name).sort()).toEqual(['homing_user', 'homing_workspace'])
    const readable = await ask<{ name: string }>(`
      select distinct n.nspname::text as name from pg_class c join pg_namespace n
        on n.oid = c.relnamespace
      where n.nspname not in ('pg_catalog', 'information_schema') and c.relkind in ('r', 'p', 'v')
        and has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select')`)
    expect(readable).toEqual([{ name: 'answers' }])
    const [{ text: logged } = { text: '' }] = await database.inWorkspace(
      firm,
      async (tx) =>
        (
          await sql<{ text: string }>`
          select string_agg(sentence || detail::text, ' ') as text from audit`.execute(tx)
        ).rows,
    )
    expect(logged).toContain('let bi_')
    expect(logged).not.toContain(login)
  }, 600_000)

  test('in another Homing of the same server it is nobody', async () => {
    const { login, password } = await analyst(firm)
    const at: TestDatabase = await freshDatabase()
    await addAnalyst(world(at.database), someone(at.workspaceId), { name: 'bi_1', role: 'viewer' })
    try {
      const there = new URL(at.url!)
      const url = Object.assign(there, { username: login, password }).href
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await expect(client.query('select * from answers.people')).rejects.toThrow(/denied/)
      await client.end()
    } finally {
      await removeAnalyst(world(at.database), someone(at.workspaceId), 'bi_1')
      await at.close()
    }
  }, 600_000)

  test('a name is taken once, and a removed analyst is out at once', async () => {
    const { name, client, login, password } = await analyst(firm)
    const again = addAnalyst(world(database), someone(firm), { name, role: 'viewer' })
    await expect(again).rejects.toThrow(/login .* already/)
    const elsewhere = addAnalyst(world(database), someone(other), { name, role: 'viewer' })
    await expect(elsewhere).rejects.toThrow(/login .* already/)
    await expect(removeAnalyst(world(database), someone(other), name)).rejects.toThrow(/no analyst/)
    const ended = new Promise((done) => client.once('end', done))
    await removeAnalyst(world(database), someone(firm), name)
    await ended
    await expect(connected(login, password)).rejects.toThrow(/does not exist|authentication/)
    const left = await database.inWorkspace(firm, listAnalysts)
    expect(left.map((one) => one.name)).not.toContain(name)
    expect(left.every(({ canConnect }) => canConnect)).toBe(true)
  }, 600_000)

  test('of whom was erased no letter is left', async () => {
    const at = await erasureWorld({ database, workspaceId: firm, otherWorkspaceId: other } as never)
    await mailing(at)
    const { ask } = await analyst(at.by.workspaceId, 'administrator')
    const whole = async () => {
      let text = ''
      for (const view of [
        'people',
        'recipients',
        'events',
        'links',
        'consent_facts',
        'interests',
      ]) {
        text += JSON.stringify(await ask(`select * from answers.${view}`)).toLowerCase()
      }
      return ADAS.filter((needle) => text.includes(needle))
    }
    expect(await whole()).not.toEqual([])
    const personId = await at.personAt('ada@example.com')
    await at.erase(personId, 'Ada Lovelace-Byron')
    expect(await at.ask('select status, step, outcome from erasure')).toMatchObject([
      { status: 'done' },
    ])
    expect(await whole()).toEqual([])
  }, 600_000)
})
