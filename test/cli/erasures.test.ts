import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { scratch } from './scratch.ts'
import { stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

let stub: Awaited<ReturnType<typeof stubServer>> | undefined

afterEach(async () => {
  const faults = stub?.faults ?? []
  await stub?.close()
  stub = undefined
  expect(faults).toEqual([])
})

async function against(answers: Parameters<typeof stubServer>[0]) {
  stub = await stubServer(answers)
  return { HOMING_URL: stub.url, HOMING_API_KEY: 'hmg_test' }
}

const erasure = (more: object = {}) => ({
  ...{ id: 4, status: 'running', step: 'receipts', done: 1, total: 2, outcome: [], elsewhere: [] },
  ...{ askedBy: 'Olive', startedAt: '2026-05-03T09:00:00.000Z', endedAt: null },
  ...more,
})

test('the archive of a person is written to a file', async () => {
  const env = await against({ 'people.archive': () => 'PK' })
  const file = join(scratch(), 'ada.zip')
  const said = await tryCli(['people', 'export-person', '7', '--out', file], env)
  expect(said.exitCode).toBe(0)
  expect(readFileSync(file, 'utf8')).toBe('PK')
  expect(stub!.seen[0]!.params).toEqual({ personId: '7' })
})

test('erasing tells first what would happen, and how to do it', async () => {
  const env = await against({
    'erasures.preview': () => ({
      name: 'Ada "A" Example',
      erased: [{ what: 'the addresses', count: 2 }],
      kept: [{ what: 'events in 3 campaigns', count: 41, why: 'Every figure stays as it is.' }],
      receipts: 1200,
      elsewhere: [
        { connection: 'Main', contacts: 1, isAsked: true, rule: 'It deletes the contact.' },
        { connection: 'Old', contacts: 2, isAsked: false, rule: 'Delete it by hand.' },
      ],
    }),
  })
  const said = await tryCli(['people', 'erase', '7'], env)
  expect(said.exitCode).toBe(0)
  expect(said.out).toContain('2  the addresses')
  expect(said.out).toContain('41  events in 3 campaigns')
  expect(said.out).toContain('Main: 1 contact will be deleted. It deletes the contact.')
  expect(said.out).toContain('Old: 2 contacts to delete by hand. Delete it by hand.')
  expect(said.out).toContain('homing people erase 7 --confirm "Ada \\"A\\" Example"')
  expect(stub!.seen.map((one) => one.name)).toEqual(['erasures.preview'])
})

test('with the name typed it is done, and followed to its end', async () => {
  let asked = 0
  const env = await against({
    'erasures.start': ({ body }) => {
      expect(JSON.parse(body)).toEqual({ confirm: 'Ada' })
      return erasure()
    },
    'erasures.show': () => {
      asked += 1
      const outcome = [{ name: 'pages rewritten', count: 2 }]
      const endedAt = '2026-05-03T09:00:02.000Z'
      return asked === 1 ? erasure() : erasure({ status: 'done', step: 'done', outcome, endedAt })
    },
  })
  const said = await tryCli(['people', 'erase', '7', '--confirm', 'Ada'], env)
  expect(said.exitCode).toBe(0)
  expect(said.out).toContain('2 pages rewritten')
})

test('the log goes out, and repeats what a restored backup brought back', async () => {
  const log = 'person_id,person_hash,erased_at\n'
  const env = await against({
    'erasures.log': () => log,
    'erasures.repeat': ({ body }) => {
      expect(body).toBe(log)
      return { read: 3, erased: 2 }
    },
  })
  const file = join(scratch(), 'erasures.csv')
  expect((await tryCli(['erasures', 'log', '--out', file], env)).exitCode).toBe(0)
  writeFileSync(file, readFileSync(file))
  const said = await tryCli(['erasures', 'repeat', file], env)
  expect(said.out).toContain('2 of 3 erased again')
})
