import { parse } from 'csv-parse/sync'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshHoming, type TestHoming } from '../api/homing.ts'
import { sql } from '../database.ts'
import { SENT_AT, take } from '../ledger/world.ts'
import type { World } from '../lists/segments/world.ts'
import { asViewed } from './as-viewed.ts'
import { fullWorld, makeWorld } from './world.ts'

const DAY = 24 * 3_600_000
let homing: TestHoming
let world: World
let key: string
beforeAll(async () => {
  homing = await freshHoming()
  world = await makeWorld(homing.database, fullWorld())
  // Another firm's events stand in the same table.
  await makeWorld(homing.database, fullWorld())
  key = await homing.keyFor('administrator', world.workspaceId)
  await take(world.ground, [
    {
      ...{ kind: 'opt_out', address: 'a0@example.com', activity: 'A1' },
      ...{ occurredAt: SENT_AT + DAY, reason: '=HYPERLINK("http://evil.example")' },
    },
  ])
  await settled()
}, 600_000)
afterAll(() => homing.close())

async function ask(path: string, as = key): Promise<Buffer> {
  const response = await homing.ask('GET', `/api/ledger/${path}`, { key: as })
  const body = Buffer.from(await response.arrayBuffer())
  expect(response.status, body.toString().slice(0, 300)).toBe(200)
  return body
}
type Row = Record<string, unknown>
const csv = async (query = '', as = key): Promise<Record<string, string>[]> =>
  parse(await ask(`export.csv?${query}`, as), { columns: true })
async function parquet(query = '', as = key): Promise<Row[]> {
  const bytes = await ask(`export.parquet?${query}`, as)
  return parquetReadObjects({ file: Uint8Array.from(bytes).buffer })
}
const position = async () =>
  (JSON.parse(String(await ask('position'))) as { position: string }).position
/** A position behind everything that was written: others of the server may hold it back. */
async function settled(): Promise<string> {
  const mark = await homing.database.inWorkspace(world.workspaceId, async (tx) => {
    const { rows } = await sql<{ id: string }>`select pg_current_xact_id()::text as id`.execute(tx)
    return BigInt(rows[0]!.id)
  })
  for (;;) {
    const now = await position()
    if (BigInt(Buffer.from(now, 'base64url').toString().split(':')[2]!) > mark) return now
    await new Promise((done) => setTimeout(done, 50))
  }
}
const keyOf = (row: Row) => `${row['address_id']} ${String(row['event_key'])} ${String(row['at'])}`

describe('an export of the ledger', () => {
  test('is, row by row, what the API answers: as Parquet, with types', async () => {
    const viewed = await asViewed(homing.database, world.workspaceId)
    expect(viewed.length).toBeGreaterThan(20)
    const read = await parquet()
    const cells = read.map(({ address_id: _, event_key: __, ...row }) =>
      Object.fromEntries(
        Object.entries(row).map(([name, cell]) => [
          name,
          cell instanceof Date ? cell.toISOString() : (cell ?? null),
        ]),
      ),
    )
    expect(cells).toEqual(viewed)
    expect(read[0]!['at']).toBeInstanceOf(Date)
    const upTo = await position()
    expect(typeof read[0]!['event_key']).toBe('bigint')
    const {
      schema,
      row_groups: groups,
      key_value_metadata: words,
      // Named, since other databases of the server move the position on meanwhile.
    } = parquetMetadata(Uint8Array.from(await ask(`export.parquet?upTo=${upTo}`)).buffer)
    expect(schema.find(({ name }) => name === 'at')).toMatchObject({
      ...{ type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
    })
    const kind = groups[0]!.columns.find(
      ({ meta_data: of }) => of!.path_in_schema.join('.') === 'kind',
    )!.meta_data!
    expect(kind.encodings.join()).toMatch(/DICTIONARY/)
    expect(words).toEqual([{ key: 'homing.position', value: upTo }])
  }, 600_000)

  test('is the same as CSV, and no cell of it is a formula', async () => {
    const text = String(await ask('export.csv'))
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
    const viewed = await asViewed(homing.database, world.workspaceId)
    const rows = await csv()
    expect(rows.map(({ address_id: _, event_key: __, ...row }) => row)).toEqual(
      viewed.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, cell]) => [
            name,
            cell === null ? '' : String(cell).replace(/^=/, "'="),
          ]),
        ),
      ),
    )
    expect(rows.every((row) => /^-?\d+$/.test(row['event_key']!))).toBe(true)
  }, 600_000)

  test('goes on where the last ended: what came late is in it, and nothing twice', async () => {
    const before = await csv()
    const first = await settled()
    expect((await csv(`upTo=${first}`)).map(keyOf)).toEqual(before.map(keyOf))
    expect(await csv(`after=${first}`)).toEqual([])
    // Older than everything that is known.
    const late = [300, 200, 1].map((days, n) => ({
      ...{ kind: 'forward' as const, address: `a${n}@example.com`, activity: 'A1' },
      occurredAt: SENT_AT - days * DAY,
    }))
    await take(world.ground, late)
    const second = await settled()
    const news = await csv(`after=${first}&upTo=${second}`)
    expect(news.map((row) => row['kind'])).toEqual(['forward', 'forward', 'forward'])
    // The same export once more is the same, whatever came meanwhile.
    await take(world.ground, [{ ...late[0]!, occurredAt: SENT_AT - 301 * DAY }])
    expect((await csv(`upTo=${first}`)).map(keyOf)).toEqual(before.map(keyOf))
    expect(await csv(`after=${first}&upTo=${second}`)).toEqual(news)
    await settled()
    const rest = await parquet(`after=${second}`)
    expect(rest).toHaveLength(1)
    const parts = [...before, ...news].map(keyOf)
    const whole = (await csv()).map(keyOf)
    expect(new Set(whole).size).toBe(whole.length)
    expect(whole.filter((one) => !parts.includes(one))).toHaveLength(1)
    expect(parts.every((one) => whole.includes(one))).toBe(true)
  }, 600_000)

  test('is narrowed by time, campaign and kind', async () => {
    const all = await csv()
    const [one] = world.campaigns as [number]
    const since = new Date(SENT_AT).toISOString()
    const until = new Date(SENT_AT + 2 * DAY).toISOString()
    const meant = all.filter(
      (row) =>
        row['campaign_id'] === String(one)
        && ['open', 'click', 'opt_out'].includes(row['kind']!)
        && row['at']! >= since
        && row['at']! < until,
    )
    expect(meant.length).toBeGreaterThan(0)
    const asked = `kinds=open,click,opt_out&campaigns=${one}&since=${since}&until=${until}`
    expect(await csv(asked)).toEqual(meant)
    for (const bad of ['kinds=opened', 'campaigns=x', 'since=yesterday', 'after=nonsense']) {
      const refused = await homing.ask('GET', `/api/ledger/export.csv?${bad}`, { key })
      expect(refused.status, bad).toBe(400)
    }
  }, 600_000)

  test('a position of another database is refused', async () => {
    const own = Buffer.from(await position(), 'base64url').toString()
    const [, database, transaction] = own.split(':') as [string, string, string]
    for (const other of [
      `1:${database}0:${transaction}`,
      `1:${database}:${BigInt(transaction) + 1_000_000n}`,
    ]) {
      const after = Buffer.from(other).toString('base64url')
      const refused = await homing.ask('GET', `/api/ledger/export.csv?after=${after}`, { key })
      expect([refused.status, await refused.text()]).toEqual([
        409,
        expect.stringMatching(/another/),
      ])
    }
  })

  test('tells an editor nothing that is hidden from editors', async () => {
    const editor = await homing.keyFor('editor', world.workspaceId)
    const hide = (field: string) =>
      homing.database.inWorkspace(world.workspaceId, (tx) =>
        sql`insert into field_access (workspace_id, role, field, is_visible)
          values (${world.workspaceId}, 'editor', ${field}, false)`.execute(tx),
      )
    for (const field of ['opens', 'address', 'optOutReason', 'machines']) await hide(field)
    const rows = await csv('', editor)
    expect(rows.length).toBeGreaterThan(0)
    const kinds = new Set(rows.map((row) => row['kind']))
    expect([kinds.has('open'), kinds.has('click')]).toEqual([false, true])
    expect(Object.keys(rows[0]!)).not.toEqual(expect.arrayContaining(['address']))
    expect(Object.keys(rows[0]!)).not.toContain('reason')
    expect(rows.some((row) => row['made_by'] === 'machine')).toBe(false)
    expect(JSON.stringify(rows)).not.toContain('@')
    const refused = await homing.ask('GET', '/api/ledger/export.csv?kinds=open', { key: editor })
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringMatching(/Opens/)])
  }, 600_000)

  test('a page is a row group, and no row is lost between pages', async () => {
    const COUNT = 45_000
    await homing.database.inWorkspace(world.workspaceId, (tx) =>
      sql`insert into event (occurred_at, key, workspace_id, address_id, campaign_id, receipt_id, kind)
        select e.occurred_at + (n / 7) * interval '1 millisecond', e.key + n, e.workspace_id,
          e.address_id, e.campaign_id, e.receipt_id, 1
        from (select * from event where workspace_id = ${world.workspaceId} and key < 0 limit 1) e,
          generate_series(1, ${COUNT}) n`.execute(tx),
    )
    await settled()
    const bytes = Uint8Array.from(await ask('export.parquet?kinds=sent')).buffer
    expect(parquetMetadata(bytes).row_groups.length).toBe(3)
    const rows = await parquetReadObjects({
      file: bytes,
      columns: ['address_id', 'event_key', 'at'],
    })
    const { rows: held } = await homing.database.inWorkspace(world.workspaceId, (tx) =>
      sql<{ count: number }>`select count(*)::int as count from event
        where workspace_id = ${world.workspaceId} and kind = 1`.execute(tx),
    )
    expect(rows.length).toBe(held[0]!.count)
    expect(new Set(rows.map(keyOf)).size).toBe(rows.length)
  }, 600_000)
})

describe.runIf(process.env['TEST_DATABASE_URL'] !== undefined)('on a server', () => {
  test('what is under way while a position is taken comes after it, savepoints too', async () => {
    const session = await homing.database.engine.lend()
    let taken = ''
    try {
      await session.script(`begin; select set_config('homing.workspace',
        '${world.workspaceId}', true); savepoint a`)
      await session.script(`insert into event (occurred_at, key, workspace_id, address_id,
          campaign_id, receipt_id, kind)
        select e.occurred_at, 77, e.workspace_id, e.address_id, e.campaign_id, e.receipt_id, 5
        from event e where e.kind = 1 limit 1`)
      await session.script('release savepoint a')
      // Somebody else writes meanwhile, and is done before.
      await homing.database.inWorkspace(world.workspaceId, (tx) =>
        sql`update campaign set subject = subject`.execute(tx),
      )
      taken = await position()
      await session.script('commit')
    } finally {
      session.release()
    }
    const isIt = (row: Row) => String(row['event_key']) === '77'
    expect((await csv(`upTo=${taken}&kinds=forward`)).some(isIt)).toBe(false)
    await settled()
    expect((await csv(`after=${taken}&kinds=forward`)).filter(isIt)).toHaveLength(1)
  }, 600_000)
})
