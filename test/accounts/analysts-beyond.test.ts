import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAnalyst, removeAnalyst } from '../../src/accounts/index.ts'
import { administer, sql } from '../database.ts'
import { analystsWorld, SERVER, world, type AnalystsWorld } from './analysts-world.ts'
import { someone } from './world.ts'

/** What PostgreSQL itself tells and lets everybody do, beyond the views. */
describe.runIf(SERVER !== undefined)('an analyst, beyond the views', () => {
  let made: AnalystsWorld
  beforeAll(async () => {
    made = await analystsWorld()
  }, 600_000)
  afterAll(() => made?.close(), 600_000)

  async function asOwner(text: string): Promise<void> {
    const session = await made.database.engine.lendAsOwner()
    await session.script(text).finally(() => session.release())
  }

  test('neither statistics, nor sessions, nor errors tell another firm’s names', async () => {
    const { ask, client } = await made.analyst(made.firm, 'administrator')
    // Common enough for PostgreSQL to remember it, as it remembers no name that is there once.
    await made.database.inWorkspace(made.other, (tx) =>
      sql`update campaign set name = 'Canary'`.execute(tx),
    )
    await asOwner('analyze campaign; analyze organization; analyze connection')
    for (const of of ['pg_stats', 'pg_stats_ext', 'pg_stats_ext_exprs']) {
      expect(await ask(`select * from ${of} where schemaname = 'public'`), of).toEqual([])
    }
    const sessions = await ask<{ query: string }>(
      'select query from pg_stat_activity where usename <> current_user and query is not null',
    )
    expect(sessions.length).toBeGreaterThan(0)
    expect(sessions.every(({ query }) => /^$|insufficient privilege/.test(query))).toBe(true)

    const estimate = async (name: string) =>
      JSON.stringify(
        await ask(`explain select * from answers.campaigns where campaign = '${name}'`),
      ).replaceAll(name, '')
    expect(await estimate('Canary')).toBe(await estimate('Nobody'))

    for (const setting of ['seqscan', 'indexscan', 'hashjoin', 'mergejoin', 'nestloop']) {
      await client.query(`set enable_${setting} = off`)
      for (const view of ['campaigns', 'recipients', 'events', 'links', 'interests']) {
        for (const column of ['campaign', 'campaign_name']) {
          const asked = `select 1 from answers.${view}
            where case when ${column} like 'Canary%' then ${column}::integer end > 0`
          expect(await ask(asked), `${view}.${column} without ${setting}`).toEqual([])
        }
      }
      await client.query(`reset enable_${setting}`)
    }
  }, 600_000)

  test('where a function runs with its owner’s rights for everybody, none is added', async () => {
    await asOwner(`create function all_names() returns text language sql security definer
      as $$ select string_agg(name, '') from campaign $$`)
    // Homing shuts its own; somebody else's is not Homing's to shut.
    const { ask } = await made.analyst(made.firm)
    await expect(ask('select public.all_names()')).rejects.toThrow(/permission denied/)
    await asOwner('grant execute on function all_names() to public')
    await asOwner(`create or replace procedure close_functions() language sql as $$ select 1 $$`)
    const adding = addAnalyst(world(made.database), someone(made.firm), {
      ...{ name: 'late', role: 'viewer' },
    })
    await expect(adding).rejects.toThrow(/may call as its owner all_names/)
    const left = `select 1 from pg_roles where rolname like '%\\_late'`
    expect(await ask(left)).toEqual([])
    await asOwner('drop function all_names()')
  }, 600_000)

  test('who made something in another database is shut out, and goes once it is gone', async () => {
    const { name, login, password } = await made.analyst(made.firm)
    const by = someone(made.firm)
    const url = Object.assign(new URL(SERVER!), { username: login, password }).href
    const elsewhere = new pg.Client({ connectionString: url })
    elsewhere.on('error', () => undefined)
    await elsewhere.connect()
    await elsewhere.query(`select lo_from_bytea(0, 'x')`)
    await elsewhere.end()
    const removing = removeAnalyst(world(made.database), by, name)
    await expect(removing).rejects.toThrow(/is shut, and owns something in another database/)
    await expect(made.connected(login, password)).rejects.toThrow(/not permitted to log in/)
    await administer(SERVER!, `drop owned by ${login}`)
    await removeAnalyst(world(made.database), by, name)
    await expect(made.connected(login, password)).rejects.toThrow(/does not exist|authentication/)
  }, 600_000)
})
