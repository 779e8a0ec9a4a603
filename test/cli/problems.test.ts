import { afterEach, expect, test } from 'vitest'
import { Problem, stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

const NOW = '2026-05-03T09:00:00.000Z'
const GROUP = '11111111-2222-3333-4444-555555555555'

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

const task = (more: object = {}) => ({
  id: 4,
  kind: 'ignore',
  title: 'Ignore 2 problems: One cause',
  status: 'done',
  done: 2,
  total: 2,
  outcome: [{ name: 'ignored', count: 2 }],
  message: null,
  startedBy: 'Ada',
  canUndo: true,
  queuedAt: NOW,
  startedAt: NOW,
  endedAt: NOW,
  ...more,
})

test('a group is decided by its key, followed to its end, and told how to take it back', async () => {
  const env = await against({
    'problems.groups': () => ({
      items: [
        {
          key: GROUP,
          cause: 'One cause',
          whoMustAct: 'you',
          remedy: '',
          count: 2,
          oldestAt: NOW,
          newestAt: NOW,
          connections: [],
        },
      ],
    }),
    'problems.decideGroup': () => task({ status: 'queued', done: 0, endedAt: null }),
    'tasks.show': () => task(),
  })
  const shown = await tryCli(['problems', 'groups'], env)
  expect(shown.out).toContain(GROUP)
  const said = await tryCli(['problems', 'ignore', '--group', GROUP], env)
  expect(said.exitCode).toBe(0)
  expect(said.err).toContain('2 ignored. To take it back: homing problems undo 4')
  const none = await tryCli(['problems', 'ignore'], env)
  expect(none.exitCode).toBe(2)
})

test('a fix sends the value; a refusal names the field', async () => {
  const refused = { status: 422, title: 'No', detail: 'There is no @ in the address.' }
  const env = await against({
    'problems.fix': ({ body }) =>
      (JSON.parse(body) as { value: string }).value.includes('@')
        ? { status: 'resolved', sentence: 'Put right.' }
        : new Problem({ ...refused, errors: [{ field: 'value', reason: refused.detail }] }),
  })
  expect((await tryCli(['problems', 'fix', '3', 'ada@example.com'], env)).out).toBe(
    'resolved: Put right.\n',
  )
  const said = await tryCli(['problems', 'fix', '3', 'ada'], env)
  expect(said.exitCode).toBe(1)
  expect(said.err).toContain('There is no @ in the address.')
})

test('old receipts are read again by connection, day and reader', async () => {
  const env = await against({
    'receipts.readAgain': () => task({ kind: 'read_receipts', status: 'queued', endedAt: null }),
    'tasks.show': () => task({ kind: 'read_receipts', canUndo: false }),
  })
  const args = ['receipts', 'read-again', '--connection', '3', '--since', '2026-01-01']
  const said = await tryCli([...args, '--reader-older-than', '2'], env)
  expect(said.exitCode).toBe(0)
  expect(JSON.parse(stub!.seen[0]!.body)).toEqual({
    since: '2026-01-01T00:00:00.000Z',
    readerOlderThan: 2,
  })
  expect((await tryCli([...args.slice(0, -1), 'yesterday'], env)).exitCode).toBe(2)
})

test('an event is traced by its id, station by station', async () => {
  const env = await against({
    'events.trace': () => ({
      id: '1_2_3',
      kind: 'open',
      occurredAt: NOW,
      timeIsApproximate: false,
      address: 'ada@example.com',
      campaign: { id: 1, name: 'Spring client letter' },
      link: null,
      detail: null,
      agent: null,
      stations: [
        { name: 'Came home', at: NOW, sentence: 'Came home by run 7.', doors: [] },
        { name: 'Verdict', at: null, sentence: 'Judged human.', doors: [] },
      ],
    }),
  })
  const said = await tryCli(['trace', '1_2_3'], env)
  expect(said.out).toMatch(/^open of Spring client letter at ada@example.com\n/)
  expect(said.out).toMatch(/Came home +2026-05-03 09:00 UTC\n    Came home by run 7.\n/)
  expect((await tryCli(['trace'], env)).exitCode).toBe(2)
})
