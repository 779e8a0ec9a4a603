import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate, type Engine, type Session } from '../../src/platform/database/index.ts'
import { emptyEngine, type EmptyEngine } from '../empty-engine.ts'
import { MIGRATIONS } from '../template.ts'

/** Before what they were to fill was made up for. */
const BEFORE = '0100_kept_persons.sql'
/** An owner as docs/operating.md asks for: no superuser, so that the fence holds for it, too. */
const OWNER = 'homing_test_keeper'

const NOTHING_SAID = { first_name: '', last_name: '', job_title: '', phone: '', country: '' }

/** As an installation was left that came this far, without what other tables would need. */
const OLD = `
  set session_replication_role = replica;
  insert into workspace (id, name) overriding system value values (1, 'A firm');
  insert into connection (id, workspace_id, connector, name, status)
    overriding system value values (3, 1, 'x', 'The CRM', 'active');
  insert into address (id, workspace_id, address, canonical) overriding system value
    values (5, 1, 'ann@x.example', 'ann@x.example'), (6, 1, 'bob@x.example', 'bob@x.example');
  insert into person (id, workspace_id, origin, name, city, made_by) overriding system value
    values (7, 1, 'crm', 'Ann', 'Rome', 'crm:3');
  insert into person_address (workspace_id, person_id, address_id, ended_at)
    values (1, 7, 5, null), (1, 7, 6, now());
  insert into push (id, workspace_id, connection_id, cause, status, created_by, created_at)
    overriding system value values (1, 1, 3, 'selection', 'done', 'Ruth', '2026-01-01');
  insert into push_item (workspace_id, push_id, list_id, address_id, verb, status, settled_at, changes)
    values (1, 1, 1, 5, 'tell', 'done', '2026-01-01', '[
      {"fieldId": "name", "before": "", "after": "An"},
      {"fieldId": "city", "before": "", "after": "Rome"},
      {"fieldId": "job", "before": "same", "after": "same"}]'),
    (1, 1, 1, 6, 'tell', 'failed', '2026-01-01',
      '[{"fieldId": "name", "before": "", "after": "Bob"}]');
  insert into contact (workspace_id, connection_id, address_id, external_id, told)
    values (1, 3, 5, 'a', '{"name": "Ann"}'), (1, 3, 6, 'b', '{}');
  insert into crm_record (workspace_id, connection_id, module, external_id, person_id, changed_at, said)
    values (1, 3, 'Contacts', 'a', 7, now(), '{}'),
      (1, 3, 'Contacts', 'b', 7, now(), '{"name": "as it says now"}');
  insert into campaign_draft (workspace_id, campaign_id, connection_id, wish, wishes, send_at, made_by,
      changed_by)
    values (1, 8, 3, 'scheduled', 2, '2099-01-01 12:00Z', 'Ruth', 'Ruth');
  insert into campaign_audience (workspace_id, campaign_id, wishes, source, step, read_at, push_id,
      push_ids)
    values (1, 8, 2, 'own_lists', 'compared', '2026-01-01', 1, '{9}');
  reset session_replication_role`

let at: EmptyEngine
let folder: string
beforeEach(async () => {
  at = await emptyEngine()
  folder = await mkdtemp(join(tmpdir(), 'homing-migrations-'))
  await at.load(`
    do $$ begin create role ${OWNER} nosuperuser createrole;
    exception when duplicate_object or unique_violation then null; end $$;
    grant homing_app to ${OWNER} with admin option;
    alter schema public owner to ${OWNER};
    do $$ begin execute format('grant create on database %I to ${OWNER}', current_database());
    end $$`)
})
afterEach(async () => {
  await rm(folder, { recursive: true })
  await at.close()
})

test('what 0047 and 0048 were to fill is filled, where an owner behind the fence ran them', async () => {
  await upTo(BEFORE)
  await at.load(OLD)
  await migrate(ownedBy(at.engine), MIGRATIONS)
  const found = async (text: string) => (await ask<{ found: unknown }>(text)).map((r) => r.found)
  expect(await found('select told as found from contact order by address_id')).toEqual([
    { city: 'Rome', name: 'Ann' },
    {},
  ])
  expect(await found('select said as found from crm_record order by external_id')).toEqual([
    { ...NOTHING_SAID, name: 'Ann', city: 'Rome' },
    { name: 'as it says now' },
  ])
  expect(await found('select push_ids as found from campaign_audience')).toEqual([[1, 9]])
  expect(await found('select look_again_at::text as found from campaign_audience')).toEqual([
    '2099-01-01 11:45:00+00',
  ])
  expect(await ask('select kind, total, status from task')).toEqual([
    { kind: 'carry_opt_outs', total: 1, status: 'queued' },
  ])
  expect(await open()).toEqual([])
})

/** Tables of a workspace whose owner is let over the fence. */
const open = () =>
  ask(`select relname from pg_class
  where relrowsecurity and not relforcerowsecurity and relname <> 'workspace'`)

/** The migrations up to this one, as an installation ran them that lies back in time. */
async function upTo(last: string): Promise<void> {
  const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql') && name <= last)
  for (const name of names) await cp(join(MIGRATIONS, name), join(folder, name))
  await migrate(ownedBy(at.engine), folder)
}

function ownedBy(engine: Engine): Engine {
  return {
    ...engine,
    async lendAsOwner(): Promise<Session> {
      const session = await engine.lendAsOwner()
      await session.query(`set role ${OWNER}`)
      const release = () => void session.query('reset role').then(() => session.release())
      return { ...session, release }
    },
  }
}

async function ask<Row>(text: string): Promise<Row[]> {
  const session = await at.engine.lendAsOwner()
  try {
    return (await session.query<Row>(text)).rows
  } finally {
    session.release()
  }
}
