import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate, openPglite } from '../../src/platform/database/index.ts'
import { MIGRATIONS } from '../template.ts'

/** The last migration before kinds of sync had schedules of their own. */
const LAST_BEFORE = '0006'

let engine: Awaited<ReturnType<typeof openPglite>>
let before: string

beforeAll(async () => {
  before = await mkdtemp(join(tmpdir(), 'homing-migrations-'))
  for (const file of await readdir(MIGRATIONS)) {
    if (file.slice(0, 4) <= LAST_BEFORE) await cp(join(MIGRATIONS, file), join(before, file))
  }
  engine = await openPglite(null)
  await migrate(engine, before)
}, 120_000)
afterAll(async () => {
  await engine.close()
  await rm(before, { recursive: true, force: true })
})

test('a connection’s one schedule becomes that of its news; runs keep what they were', async () => {
  await script(`
    insert into workspace (name) values ('Example');
    insert into connection (workspace_id, connector, name, status, schedule_minutes, next_run_at,
        last_pull_at)
      values (1, 'constant-contact', 'Letters', 'active', 120, '2026-05-03T10:00Z',
        '2026-05-03T08:00Z'),
      (1, 'constant-contact', 'Removed', 'active', 30, null, null);
    update connection set deleted_at = now() where name = 'Removed';
    insert into run (workspace_id, connection_id, kind, started_from, status)
      values (1, 1, 'feedback', 'user', 'running')`)
  await migrate(engine, MIGRATIONS)
  const schedules = await rows(`select kind, is_on, every_minutes, at_minute,
    next_at = '2026-05-03T10:00Z' as keeps_its_time from sync_schedule order by kind`)
  const news = { is_on: true, every_minutes: 120, at_minute: null, keeps_its_time: true }
  expect(schedules).toEqual([
    { kind: 'activities', ...news },
    { kind: 'opt_outs', ...news },
    { kind: 'totals', ...news },
  ])
  expect(await rows('select kinds, status, phases_done from run')).toEqual([
    { kinds: ['opt_outs', 'totals', 'activities'], status: 'running', phases_done: [] },
  ])
  expect(
    await rows(`select relforcerowsecurity as forced from pg_class where relname = 'connection'`),
  ).toEqual([{ forced: true }])
})

async function script(text: string): Promise<void> {
  const session = await engine.lendAsOwner()
  await session.script(text).finally(() => session.release())
}

async function rows(text: string): Promise<unknown[]> {
  const session = await engine.lendAsOwner()
  return (await session.query(text).finally(() => session.release())).rows
}
