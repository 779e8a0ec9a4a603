import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanAfterErasures } from '../../src/erasure/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { erasureWorld, foundIn, mailing } from './world.ts'

const onServer = process.env['TEST_DATABASE_URL'] !== undefined
const hasDump = spawnSync('pg_dump', ['--version']).status === 0
if (!onServer || !hasDump) {
  console.warn('SKIPPED: a dump needs TEST_DATABASE_URL and pg_dump; the files are looked through.')
}

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

/** Everybody of one firm, of whom one is erased. */
async function withoutAda() {
  const world = await erasureWorld(at)
  await mailing(world)
  const ada = await world.personAt('ada@example.com')
  const [{ name }] = (await world.ask<{ name: string }>(
    `select name from person where id = ${ada}`,
  )) as [{ name: string }]
  return { world, erase: () => world.erase(ada, name) }
}

/** A dump as text, with the pages that are packed in it unpacked beside. */
function dumped(url: string): string {
  const text = execFileSync('pg_dump', ['--no-owner', url], { maxBuffer: 1 << 28 }).toString()
  const pages = [...text.matchAll(/\\\\x(1f8b[0-9a-f]+)/g)].map(([, hex]) =>
    gunzipSync(Buffer.from(hex!, 'hex')).toString('latin1'),
  )
  expect(pages.length).toBeGreaterThan(0)
  return [text, ...pages].join('\n')
}

test.skipIf(!onServer || !hasDump)('no letter of the person is in a dump', async () => {
  const { erase } = await withoutAda()
  expect(foundIn(dumped(at.url!)).length).toBeGreaterThan(5)
  await erase()
  expect(foundIn(dumped(at.url!))).toEqual([])
})

/** The words of the person in any file below, with the file. */
function inFiles(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return files
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .flatMap((path) => {
      const found = foundIn(readFileSync(path).toString('latin1'))
      return found.map((one) => `${path.slice(folder.length)} ${one.slice(0, 40)}`)
    })
}

test.skipIf(onServer)('no letter of the person is in a file of the embedded database', async () => {
  const folder = at.database.engine.folder!
  const { world, erase } = await withoutAda()
  expect(inFiles(folder).length).toBeGreaterThan(5)
  await erase()
  expect(inFiles(folder).length).toBeGreaterThan(0)
  await cleanAfterErasures(world.homing)
  expect(inFiles(folder)).toEqual([])
  const [one] = await world.ask<{ cleaned: boolean }>(
    'select files_cleaned_at is not null as cleaned from erasure',
  )
  expect(one).toEqual({ cleaned: true })
})
