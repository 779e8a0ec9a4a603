import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { StaticFiles } from '../../src/api/static-files.ts'

let folder: string
let files: StaticFiles
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homing-web-'))
  await mkdir(join(folder, 'web', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await writeFile(join(folder, 'web', 'index.html'), '<p>the app</p>')
  await writeFile(join(folder, 'web', 'assets', 'main-1a2b.js'), 'run()')
  files = await StaticFiles.read(join(folder, 'web'))
})
afterAll(() => rm(folder, { recursive: true }))

test('hashed files are kept for good, the app itself is asked for again', async () => {
  const script = files.answer('/assets/main-1a2b.js', undefined)!
  expect(script.headers.get('cache-control')).toContain('immutable')
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  const app = files.answer('/index.html', undefined)!
  expect(app.headers.get('cache-control')).toBe('no-cache')
  expect(files.answer('/index.html', app.headers.get('etag')!)!.status).toBe(304)
})

test("a screen's address gives the app, a missing file gives nothing", async () => {
  expect(await files.answer('/people/7', undefined)!.text()).toBe('<p>the app</p>')
  expect(files.answer('/assets/gone-3c4d.js', undefined)).toBeNull()
})

test('nothing beside the folder can be named', async () => {
  for (const path of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '//secret.txt',
    '/assets/../../secret.txt',
  ]) {
    expect(files.answer(path, undefined), path).toBeNull()
  }
})

test('an app that was not built is an empty one', async () => {
  expect((await StaticFiles.read(join(folder, 'none'))).answer('/', undefined)).toBeNull()
})
