import { afterEach, describe, expect, test } from 'vitest'
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

const DEFINITION = { version: 1 as const, subject: 'people' as const, columns: ['person'] }
const VIEW = {
  ...{ id: '7', name: 'Everybody', description: '', subject: 'people' as const, isPreset: false },
  ...{ owner: 'Ruth', isYours: true, seenBy: 'everybody' as const, roles: [], version: 1 },
  createdAt: '2026-05-03T12:00:00.000Z',
  updatedAt: '2026-05-03T12:00:00.000Z',
  archivedAt: null,
  definition: DEFINITION,
}
const column = { id: 'owner', title: 'Owner', type: 'text' as const, isMeasure: false, unit: null }
const PAGE = {
  asOf: '2026-05-03T12:00:00.000Z',
  columns: [
    column,
    { ...column, id: 'person', title: 'Person', type: 'person' as const },
    { ...column, id: 'month', title: 'Month', type: 'time' as const, unit: 'month' as const },
    { ...column, id: 'rate', title: 'Rate', type: 'rate' as const, isMeasure: true },
  ],
  next: null,
}

describe('homing views', () => {
  test('lists them, and shows a definition as it can be given back', async () => {
    const env = await against({
      'views.list': () => ({ items: [VIEW], next: null }),
      'views.presets': () => ({ items: [{ ...VIEW, id: 'who-opted-out', isPreset: true }] }),
      'views.show': () => VIEW,
    })
    const listed = await tryCli(['views', 'list'], env)
    expect(listed.out).toContain('7  Everybody  people  Ruth   everybody  2026-05-03 12:00 UTC')
    expect((await tryCli(['views', 'list', '--presets'], env)).out).toContain('who-opted-out')
    const shown = await tryCli(['views', 'show', '7'], env)
    expect(JSON.parse(shown.out.slice(shown.out.indexOf('{')))).toMatchObject(DEFINITION)
  })

  test('runs one with parameters, page by page, and tells a rate with its numbers', async () => {
    const bodies: unknown[] = []
    const env = await against({
      'views.runSaved': ({ body }) => {
        bodies.push(JSON.parse(body))
        const row = [
          ...['Ruth', { id: 3, name: 'Ada' }, '2026-05-01T00:00:00.000Z'],
          { part: 1, whole: 4, rate: 0.25 },
        ]
        return { ...PAGE, rows: [row], next: bodies.length === 1 ? 'more' : null }
      },
    })
    const set = ['--set', 'campaigns=3', '--set', 'owner=Ruth', '--set', 'owner=Sam']
    const { out } = await tryCli(['views', 'run', '7', '--all', ...set], env)
    expect(out.match(/Ruth {3}Ada {5}2026-05-01 {2}25(\.0)? ?% \(1 \/ 4\)/g)).toHaveLength(2)
    expect(bodies).toMatchObject([
      { parameters: { campaigns: [3], owner: ['Ruth', 'Sam'] } },
      { after: 'more' },
    ])
    const json = await tryCli(['views', 'run', '7', '--json'], env)
    expect(JSON.parse(json.out)).toMatchObject({ ...PAGE, rows: [{}] })
  })

  test('saves a definition from standard input', async () => {
    const made: unknown[] = []
    const env = await against({
      'views.make': ({ body }) => {
        made.push(JSON.parse(body))
        return VIEW
      },
    })
    const args = ['views', 'make', 'Everybody', '-', '--seen-by', 'everybody']
    const { exitCode } = await tryCli(args, env, JSON.stringify(DEFINITION))
    expect(exitCode).toBe(0)
    expect(made).toEqual([
      { name: 'Everybody', description: '', definition: DEFINITION, seenBy: 'everybody' },
    ])
    expect((await tryCli(args, env, 'no JSON')).exitCode).toBe(1)
    expect((await tryCli(['views', 'run', '7', '--set', 'x'], env)).exitCode).toBe(2)
    expect((await tryCli(['views', 'run', '7', '--pdf'], env)).err).toContain('--output view.pdf')
  })

  test('has one sent by e-mail, to a user by name', async () => {
    const made: unknown[] = []
    const schedule = {
      ...{ id: 4, viewId: '7', viewName: 'Everybody', parameters: {}, format: 'pdf' as const },
      ...{ every: 'week' as const, onDay: 1, atHour: 8, skipsEmpty: true, ownerId: 'u1' },
      ...{ owner: 'Ruth', status: 'active' as const, reason: '', version: 1, last: null },
      nextAt: '2026-05-04T07:00:00.000Z',
      readers: [{ userId: 'u1', name: 'Ruth', address: null }],
    }
    const env = await against({
      'viewSchedules.readers': () => ({
        ...{ users: [{ id: 'u1', name: 'Ruth' }], mailsOutside: false, isMailOn: true },
      }),
      'viewSchedules.make': ({ body }) => {
        made.push(JSON.parse(body))
        return schedule
      },
      'viewSchedules.list': () => ({ items: [schedule], next: null }),
    })
    const args = ['--week', '1', '--at', '8', '--as', 'pdf', '--to', 'ruth', '--unless-empty']
    const { out } = await tryCli(['views', 'schedule', 'make', '7', ...args], env)
    expect(out).toContain('every week on day 1 at 08:00')
    expect(made).toEqual([
      {
        ...{ viewId: '7', parameters: {}, every: 'week', onDay: 1, atHour: 8, format: 'pdf' },
        ...{ skipsEmpty: true, readers: [{ userId: 'u1' }] },
      },
    ])
    expect((await tryCli(['views', 'schedule', 'list'], env)).out).toContain('Everybody')
  })
})
