import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordOptOut } from '../../src/consent/index.ts'
import { archiveOf, SECTIONS } from '../../src/erasure/index.ts'
import { zipOf } from '../../src/platform/zip.ts'
import { unzipped } from '../unzipped.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { NOW } from '../ledger/world.ts'
import { importFile } from '../people/world.ts'
import { ADMIN, erasureWorld, mailing, type ErasureWorld } from './world.ts'

let at: TestDatabase
let world: ErasureWorld
let files: Record<string, string>
let ada: number

async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const piece of pieces) parts.push(piece)
  return Buffer.concat(parts)
}

const items = (name: string) => JSON.parse(files[`${name}.json`]!) as Record<string, unknown>[]

beforeAll(async () => {
  at = await freshDatabase()
  world = await erasureWorld(at)
  await mailing(world)
  const { workspaceId } = world.by
  await importFile(
    world.homing,
    workspaceId,
    'name,email,other_emails\nAda Lovelace-Byron,ada@example.com,not an address\n',
  )
  ada = await world.personAt('ada@example.com')
  await world.inWorkspace((tx) =>
    recordOptOut(
      tx,
      { workspaceId, personId: ada, actor: ADMIN, now: NOW },
      { reason: 'rang', evidence: 'and ben@example.com wrote the same' },
    ),
  )
  const ask = { workspaceId, personId: ada, actor: ADMIN, firm: 'Example & Partners' }
  files = unzipped(await gathered(archiveOf(world.homing, ask)))
})
afterAll(() => at.close())

describe('the archive of a person', () => {
  test('has a page, a description and a file for every section', () => {
    const names = ['README.txt', ...SECTIONS.map(({ name }) => `${name}.json`), 'index.html']
    expect(Object.keys(files)).toEqual(names)
    expect(files['index.html']).toContain('What Example &amp; Partners keeps about you')
    for (const { name, title } of SECTIONS) {
      expect(files['README.txt']).toContain(`${name}.json`)
      expect(files['index.html']).toContain(title)
    }
  })

  test('tells everything there is', () => {
    const sizes = Object.fromEntries(SECTIONS.map(({ name }) => [name, items(name).length]))
    expect(sizes).toEqual({
      ...{ person: 1, organizations: 0, addresses: 1, consent: 4, mailings: 1, events: 6 },
      ...{
        audiences: 0,
        services: 1,
        pages: 7,
        problems: 0,
        imports: 1,
        audit: 2,
        messages: 0,
        interests: 0,
        lists: 0,
      },
    })
    expect(items('person')[0]).toMatchObject({ name: 'Ada Lovelace-Byron' })
    expect(items('events').map((one) => one['kind'])).toEqual([
      ...['sent', 'open', 'click', 'click', 'click', 'opt_out'],
    ])
    expect(items('mailings')[0]).toMatchObject({ sent: 1, clicks: 3, opt_outs: 1 })
    expect((items('mailings')[0]!['links'] as unknown[]).length).toBe(3)
    expect(items('pages').map((one) => (one['told'] as { contact_id: string }).contact_id)).toEqual(
      Array.from({ length: 7 }, () => 'contact-ada'),
    )
    expect(items('consent').map((one) => one['reason'])).toContain('Private to Ada')
    expect(items('audit').map((one) => one['action'])).toEqual(['record_opt_out', 'export_person'])
    expect(items('services')[0]).toMatchObject({ ids: ['contact-ada'] })
  })

  test('names nobody else', () => {
    const all = Object.values(files).join('\n')
    expect(all).not.toMatch(/ben@example|cleo@example|contact-ben/i)
    expect(files['consent.json']).toContain('[another address] wrote the same')
  })

  test('is a ZIP other programs read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'homing-zip-'))
    try {
      const body = async function* () {
        yield 'Grüße, '
        yield Buffer.alloc(300_000, 65)
      }
      const zip = await gathered(zipOf([{ name: 'ü.txt', body: body() }], new Date(NOW)))
      await writeFile(join(folder, 'a.zip'), zip)
      const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is '
      execFileSync(
        'python3',
        ['-c', `${script} None; z.extractall(sys.argv[2])`].concat(join(folder, 'a.zip'), folder),
      )
      expect((await readFile(join(folder, 'ü.txt'), 'utf8')).length).toBe(300_007)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('a body that fails fails the archive', async () => {
    const body = async function* () {
      yield 'some'
      throw new Error('The disk is gone.')
    }
    await expect(gathered(zipOf([{ name: 'a', body: body() }], new Date(NOW)))).rejects.toThrow(
      'The disk is gone.',
    )
  })

  test('of nobody there is none', async () => {
    const ask = { ...world.by, personId: 999_999, actor: ADMIN, firm: 'F' }
    await expect(gathered(archiveOf(world.homing, ask))).rejects.toThrow(/no person/)
  })
})
