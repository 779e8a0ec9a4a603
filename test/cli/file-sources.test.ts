import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aFoundFile, aSource } from '../web/file-source-answers.ts'
import { stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

let stub: Awaited<ReturnType<typeof stubServer>> | undefined
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homing-cli-sources-'))
})
afterEach(async () => {
  const faults = stub?.faults ?? []
  await stub?.close()
  await rm(folder, { recursive: true, force: true })
  expect(faults).toEqual([])
})

async function against(answers: Parameters<typeof stubServer>[0]) {
  stub = await stubServer(answers)
  return { HOMING_URL: stub.url, HOMING_API_KEY: 'hmg_test' }
}

test('sources are listed with their state, and why one fails', async () => {
  const failing = aSource({ id: 4, fault: 'There is no /out.', remedy: 'Check the folder.' })
  const env = await against({
    'fileSources.list': () => ({ items: [aSource(), failing] }),
  })
  const said = await tryCli(['files', 'sources', '7'], env)
  expect(said.exitCode).toBe(0)
  expect(said.out).toMatch(/3 +SFTP files\.example\.com:22 \/out +\*\.csv +60 min +works/)
  expect(said.out).toMatch(/failing.*There is no \/out\. Check the folder\./)
})

test('a source is added and changed by a file of settings', async () => {
  const env = await against({
    'fileSources.add': () => aSource(),
    'fileSources.change': () => aSource({ isOn: false }),
  })
  const file = join(folder, 'source.json')
  await writeFile(file, JSON.stringify({ kind: 'folder', path: '/srv/in' }))
  expect((await tryCli(['files', 'add-source', '7', '--settings', file], env)).exitCode).toBe(0)
  await writeFile(file, JSON.stringify({ isOn: false }))
  const changed = await tryCli(['files', 'change-source', '3', '--settings', file], env)
  expect(changed.out).toMatch(/paused/)
  expect(stub!.seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { kind: 'folder', path: '/srv/in' },
    { isOn: false },
  ])
  const missing = await tryCli(['files', 'add-source', '7', '--settings', `${file}x`], env)
  expect(missing.exitCode).toBe(2)
})

test('what was found is listed; a look is asked for; a source is removed', async () => {
  const refused = aFoundFile({ name: 'b.csv', status: 'refused', fault: 'The file is empty.' })
  const env = await against({
    'fileSources.found': () => ({ items: [aFoundFile(), refused], next: null }),
    'fileSources.look': () => aSource(),
    'fileSources.remove': () => undefined,
  })
  const found = await tryCli(['files', 'found', '3'], env)
  expect(found.out).toMatch(/a\.csv +taken .* 1,200 +2 +processed\/a\.csv/)
  expect(found.out).toMatch(/b\.csv +refused .*The file is empty\./)
  expect((await tryCli(['files', 'look', '3'], env)).out).toMatch(/is looked at/)
  expect((await tryCli(['files', 'remove-source', '3'], env)).out).toMatch(/Removed/)
})
