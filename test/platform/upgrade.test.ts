import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Database, migrate, proveFence } from '../../src/platform/database/index.ts'
import type { Engine } from '../../src/platform/database/index.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { emptyEngine } from '../empty-engine.ts'
import { MIGRATIONS } from '../template.ts'

/** The data of each release, made by tools/release-fixture.mjs at its commit. */
const RELEASES = ['release-0.1.0']
const FIXTURES = new URL('../fixtures/', import.meta.url).pathname

interface Known {
  secret: string
  counts: Record<string, number>
  figures: { campaign: string; kind: number; people: number; events: number }[]
}

let opened: Awaited<ReturnType<typeof emptyEngine>>[] = []
let files: string[]
beforeAll(async () => {
  files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort()
})
afterEach(async () => {
  for (const one of opened) await one.close()
  opened = []
})

describe.each(RELEASES)('the data of %s', (release) => {
  test('is brought up to date with nothing lost, and stands behind the fence', async () => {
    const { engine, known, before } = await lived(release)
    const applied = await migrate(engine, MIGRATIONS)
    expect(applied).toEqual(files.filter((name) => !before.includes(name)))
    const { migration: _, ...counts } = known.counts
    expect(await countRows(engine, Object.keys(counts))).toEqual(counts)
    expect(await figures(engine)).toEqual(known.figures)
    await proveFence(new Database(engine))
    expect(await migrate(engine, MIGRATIONS)).toEqual([])
  }, 120_000)

  test('goes on where a start was killed half-way', async () => {
    const { engine, known, before } = await lived(release)
    const missing = files.filter((name) => !before.includes(name))
    for (const name of missing) {
      await expect(migrate(failingOnce(engine, name), MIGRATIONS)).rejects.toThrow(/power/)
      // Whatever the file did up to then is gone with it; those before it stay.
      const { rows } = await ask<{ name: string }>(engine, 'select name from migration order by 1')
      expect(rows.map((row) => row.name)).toEqual(files.slice(0, files.indexOf(name)))
      const one = await folderUpTo(name)
      expect(await migrate(engine, one)).toEqual([name])
      await rm(one, { recursive: true })
    }
    expect(await migrate(engine, MIGRATIONS)).toEqual([])
    const { migration: _, ...counts } = known.counts
    expect(await countRows(engine, Object.keys(counts))).toEqual(counts)
  }, 120_000)

  test('keeps its sealed tokens, and its work can go on', async () => {
    const { engine, known } = await lived(release)
    await migrate(engine, MIGRATIONS)
    const { rows } = await ask<{ id: number; workspace_id: number; sealed: Uint8Array }>(
      engine,
      `select id, workspace_id, sealed from connection where status = 'active'`,
    )
    expect(rows).toHaveLength(1)
    const secrets = new Secrets(Buffer.from(known.secret, 'hex'))
    const { id, workspace_id, sealed } = rows[0]!
    const place = `connection:${workspace_id}:${id}`
    const opened = secrets.open<{ grant: { refreshToken: string } }>(place, sealed)
    expect(opened.grant.refreshToken).toMatch(/\S{8,}/)
    // The import that the power cut off is still there to be taken up.
    const running = await ask(engine, `select 1 from import where status = 'running'`)
    expect(running.rows).toHaveLength(1)
  }, 120_000)

  test('is refused by the version before, once upgraded', async () => {
    const { engine } = await lived(release)
    await migrate(engine, MIGRATIONS)
    const older = await folderUpTo(files.at(-2)!)
    await expect(migrate(engine, older)).rejects.toThrow(/written by a newer version/)
    await rm(older, { recursive: true })
  }, 120_000)
})

/** An engine with the release's data in it, as that release left it. */
async function lived(release: string) {
  const target = await emptyEngine()
  opened.push(target)
  const sql = gunzipSync(await readFile(join(FIXTURES, `${release}.sql.gz`))).toString('utf8')
  const known = JSON.parse(await readFile(join(FIXTURES, `${release}.json`), 'utf8')) as Known
  await target.load(sql)
  const { rows } = await ask<{ name: string }>(
    target.engine,
    'select name from migration order by name',
  )
  const before = rows.map((row) => row.name)
  expect(before.length).toBeGreaterThanOrEqual(6)
  return { engine: target.engine, known, before }
}

/** The same engine, that loses its power at the end of the named migration, before it is noted. */
function failingOnce(engine: Engine, migration: string): Engine {
  return {
    ...engine,
    async lendAsOwner() {
      const session = await engine.lendAsOwner()
      return {
        ...session,
        query: (text, values) => {
          if (/insert into migration/.test(text) && values?.[0] === migration) {
            throw new Error('the power went')
          }
          return session.query(text, values)
        },
      }
    },
  }
}

/** A copy of the migrations that ends with the named one. */
async function folderUpTo(last: string): Promise<string> {
  const folder = await mkdtemp(
    join(tmpdir(), `homing-migrations-${randomBytes(3).toString('hex')}`),
  )
  for (const name of files.slice(0, files.indexOf(last) + 1)) {
    await cp(join(MIGRATIONS, name), join(folder, name))
  }
  return folder
}

async function countRows(engine: Engine, tables: string[]) {
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const { rows } = await ask<{ rows: number }>(
      engine,
      `select count(*)::int as rows from "${table}"`,
    )
    counts[table] = rows[0]!.rows
  }
  return counts
}

async function figures(engine: Engine) {
  const { rows } = await ask<Known['figures'][number]>(
    engine,
    `select c.name as campaign, n.kind, n.people, n.events::int as events from campaign_count n
     join campaign c on c.id = n.campaign_id order by 1, 2`,
  )
  return rows
}

async function ask<Row>(engine: Engine, text: string) {
  const session = await engine.lendAsOwner()
  try {
    return await session.query<Row>(text)
  } finally {
    session.release()
  }
}
