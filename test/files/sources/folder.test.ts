import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WatchedFolders } from '../../../src/platform/watched-folder.ts'
import { exportOf, sourceWorld, type SourceWorld } from './world.ts'

let root: string
let folder: string
let world: SourceWorld
let count = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'homing-sources-'))
  await mkdir(join(root, 'in'))
  world = await sourceWorld({ folders: new WatchedFolders([join(root, 'in')]) })
})
afterAll(async () => {
  await world.homing.close()
  await rm(root, { recursive: true, force: true })
})
beforeEach(async () => {
  folder = join(root, 'in', `folder-${++count}`)
  await mkdir(folder)
  await world.connect()
})

const put = (name: string, text: string) => writeFile(join(folder, name), text)
const source = (more: object = {}) => world.add({ kind: 'folder', path: folder, ...more })

test('a file is taken once it stood still for a minute, once, and by its pattern', async () => {
  const { id } = await source({ pattern: '*.csv, *.TSV' })
  await put('a.csv', exportOf(3))
  await put('notes.txt', 'not for Homing')
  await put('.hidden.csv', exportOf(3))
  const first = await world.look(id)
  expect(await world.found(id)).toMatchObject([{ name: 'a.csv', status: 'settling' }])
  expect(await world.events()).toBe(0)
  expect(Date.parse(first.nextAt) - world.now()).toBe(60_000)
  world.pass(60_000)
  await world.look(id)
  expect(await world.found(id)).toMatchObject([{ name: 'a.csv', status: 'taken', rows: 3 }])
  expect(await world.events()).toBe(3)
  await world.lookTwice(id)
  expect(await world.found(id)).toHaveLength(1)
})

test('one that is still written waits; re-uploaded with more rows, or renamed, it doubles nothing', async () => {
  const { id } = await source()
  const whole = exportOf(6)
  await put('a.csv', whole.slice(0, 150))
  await world.look(id)
  await put('a.csv', whole.slice(0, 200))
  world.pass(60_000)
  await world.look(id)
  expect(await world.found(id)).toMatchObject([{ status: 'settling' }])
  await put('a.csv', exportOf(4))
  await world.lookTwice(id)
  expect(await world.events()).toBe(4)
  await put('a.csv', whole)
  await world.lookTwice(id)
  expect(await world.found(id)).toMatchObject([{ rows: 6 }, { rows: 4 }])
  expect(await world.events()).toBe(6)
  await rename(join(folder, 'a.csv'), join(folder, 'b.csv'))
  await world.lookTwice(id)
  expect(await world.found(id)).toMatchObject([
    { name: 'b.csv', status: 'taken', isRepeated: true },
    { name: 'a.csv', isRepeated: false },
    { name: 'a.csv' },
  ])
  expect(await world.events()).toBe(6)
})

test('a former version put there again is known, and one renamed before it settled is not lost', async () => {
  const { id } = await source()
  await put('a.csv', exportOf(2))
  await world.lookTwice(id)
  await put('a.csv', exportOf(5))
  await world.lookTwice(id)
  await put('a.csv', exportOf(2))
  await world.lookTwice(id)
  await world.lookTwice(id)
  expect(await world.found(id)).toHaveLength(2)
  await put('c.tmp', exportOf(7))
  await world.look(id)
  await rename(join(folder, 'c.tmp'), join(folder, 'c.csv'))
  await world.lookTwice(id)
  expect(await world.found(id)).toMatchObject([{ name: 'c.csv', rows: 7 }, {}, {}])
  expect(await world.events()).toBe(7)
})

test('what was taken is moved, beside what lies there; what is broken stays', async () => {
  await world.connect('json')
  const { id } = await source({ moveTo: 'processed' })
  const event = { event: 'open', email: 'ada@example.com', campaign_id: 'j', time: '2026-05-01' }
  await mkdir(join(folder, 'processed'))
  await writeFile(join(folder, 'processed', 'a.json'), 'an older one')
  await put('a.json', JSON.stringify([{ ...event, time: '2026-05-01T10:00:00Z' }]))
  await put('broken.json', '[{"event": ')
  await world.lookTwice(id)
  const found = await world.found(id)
  expect(found.find(({ name }) => name === 'a.json')).toMatchObject({ status: 'taken', rows: 1 })
  const broken = found.find(({ name }) => name === 'broken.json')
  expect(broken).toMatchObject({ status: 'refused', movedTo: '' })
  expect(broken!.fault).not.toBe('')
  expect(await readdir(folder)).toEqual(['broken.json', 'processed'])
  expect((await readdir(join(folder, 'processed'))).sort()).toEqual([
    expect.stringMatching(/^a-\d+\.json$/),
    'a.json',
  ])
  expect(await world.events()).toBe(1)
})

test('a file that cannot be read is refused with line and next step, and tried again when asked', async () => {
  const { id } = await source()
  await put('empty.csv', '')
  await put('bad.json', '')
  await symlink(join(root, 'in'), join(folder, 'link.csv'))
  await world.lookTwice(id)
  expect(await world.found(id)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        name: 'link.csv',
        status: 'refused',
        fault: 'It is a link, and links are not followed.',
      }),
      expect.objectContaining({
        name: 'empty.csv',
        status: 'refused',
        fault: 'The file is empty.',
      }),
    ]),
  )
  expect((await world.problems()).join()).toMatch(/bad\.json: The file is empty\. So it is with 2/)
  await rm(join(folder, 'link.csv'))
  await rm(join(folder, 'bad.json'))
  await put('empty.csv', exportOf(1))
  await world.call('POST', `/api/file-sources/${id}/look`)
  await world.lookTwice(id)
  expect(await world.problems()).toEqual([])
  expect(await world.events()).toBe(1)
})

test('only what the operator allows can be named, and no link leads out', async () => {
  for (const path of [root, join(root, 'inside'), `${folder}/../../x`, 'in', '/etc']) {
    await expect(world.add({ kind: 'folder', path })).rejects.toThrow(/FILE_FOLDERS/)
  }
  await mkdir(join(root, 'outside'), { recursive: true })
  await symlink(join(root, 'outside'), join(folder, 'away'))
  const { id } = await world.add({ kind: 'folder', path: join(folder, 'away') })
  const looked = await world.look(id)
  expect(looked).toMatchObject({ fault: expect.stringMatching(/A link is on the way/) })
  expect(await world.problems()).toEqual([expect.stringMatching(/A link is on the way/)])
  await rm(join(folder, 'away'))
  await mkdir(join(folder, 'away'))
  expect(await world.look(id)).toMatchObject({ fault: '' })
  expect(await world.problems()).toEqual([])
})

test('without FILE_FOLDERS there is no folder at all', async () => {
  const { folders } = world.homing.homing
  Object.assign(world.homing.homing, { folders: undefined })
  await expect(source()).rejects.toThrow(/FILE_FOLDERS/)
  Object.assign(world.homing.homing, { folders })
})

test('where nothing can be moved it is told, and moved as soon as it can be', async () => {
  const { id } = await source({ moveTo: 'processed', pattern: '*.csv' })
  await put('a.csv', exportOf(1))
  await put('processed', 'a file where the folder should be')
  await world.lookTwice(id)
  const [stuck] = await world.found(id)
  expect(stuck).toMatchObject({ status: 'taken', movedTo: '' })
  expect(stuck!.fault).toMatch(/^It was taken, but could not be moved: /)
  await rm(join(folder, 'processed'))
  await world.look(id)
  expect(await world.found(id)).toMatchObject([{ movedTo: 'processed/a.csv', fault: '' }])
  expect(await readdir(join(folder, 'processed'))).toEqual(['a.csv'])
})

test('without a mapping nothing is fetched, and a removed connection keeps no secret', async () => {
  const other = await world.call<{ id: number }>('POST', '/api/connections', {
    ...{ connector: 'file', name: 'Unmapped', settings: {} },
  })
  const path = `/api/connections/${other.id}/file-sources`
  const body = { kind: 'sftp', host: 'files.example.com', user: 'u', password: 'secret' }
  const { id } = await world.call<{ id: number }>('POST', path, body)
  await world.look(id)
  const { items } = await world.call<{ items: object[] }>('GET', path)
  expect(items).toMatchObject([{ fault: expect.stringMatching(/Nobody has said yet/) }])
  expect(JSON.stringify(items)).not.toContain('secret')
  await world.call('DELETE', `/api/connections/${other.id}`)
  const held = await world.homing.database.inWorkspace(world.homing.workspaceId, (tx) =>
    tx.selectFrom('file_source').select(['sealed']).where('id', '=', id).executeTakeFirst(),
  )
  expect(held).toEqual({ sealed: null })
})
