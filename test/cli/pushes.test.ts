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

const AT = '2026-05-03T12:00:00.000Z'
const ROW = {
  id: 3,
  connectionId: 1,
  connectionName: 'Main account',
  cause: 'selection' as const,
  isExact: false,
  status: 'planned' as const,
  lists: ['Newsletter', 'Tax'],
  adds: 1234,
  removals: 5,
  tells: 0,
  createdBy: 'Ruth',
  createdAt: AT,
  endedAt: null,
  outcome: '',
}
const COUNT = { listId: 4, list: 'Newsletter', verb: 'add' as const, reason: '', sentence: '' }
const PUSH = {
  ...ROW,
  reasons: [] as string[],
  comparedWith: AT,
  approvedBy: null,
  startedAt: null,
  cancelledBy: null,
  counts: [
    { ...COUNT, status: 'waiting' as const, count: 1200 },
    {
      ...COUNT,
      status: 'skipped' as const,
      reason: 'opted_out',
      sentence: 'Opted out of everything.',
      count: 34,
    },
  ],
  jobs: { total: 0, over: 0 },
  pausedUntil: null,
  fault: '',
}
const did = (body: string) => (JSON.parse(body) as { do: string }).do

describe('homing pushes', () => {
  test('lists them, says where there are none, and answers JSON', async () => {
    const env = await against({ 'pushes.list': () => ({ items: [ROW], next: null }) })
    const said = await tryCli(['pushes', 'list'], env)
    expect(said).toMatchObject({ exitCode: 0, err: '' })
    expect(said.out).toContain('3  Main account  Newsletter, Tax  1,234    5     0  planned  Ruth')
    const json = await tryCli(['pushes', 'list', '--json'], env)
    expect(JSON.parse(json.out)).toEqual({ items: [ROW], next: null })
    await stub!.close()
    const none = await against({ 'pushes.list': () => ({ items: [], next: null }) })
    expect((await tryCli(['pushes', 'list'], none)).out).toBe('There are no pushes yet.\n')
  })

  test('shows a push with each fate and its reason, and why it is held', async () => {
    const reasons = ['12 of 40 would be taken off “Newsletter”: 30 %.']
    const env = await against({
      'pushes.show': () => ({ ...PUSH, status: 'held' as const, reasons, comparedWith: null }),
    })
    const { out } = await tryCli(['pushes', 'show', '3'], env)
    expect(out).toContain('3, held')
    expect(out).toContain('never read')
    expect(out).toContain(reasons[0])
    expect(out).toContain('1,200 to be put on')
    expect(out).toContain('34 left out: put on (Opted out of everything.)')
  })

  test.each(['dry-run', 'retry'] as const)(
    '%s waits for the plan and shows it',
    async (verb) => {
      let looks = 0
      const begun = { ...PUSH, id: verb === 'retry' ? 9 : 3, status: 'planning' as const }
      const asked: string[] = []
      const env = await against({
        'pushes.steer': ({ body }) => {
          asked.push(did(body))
          return begun
        },
        'pushes.retry': () => {
          asked.push('retry')
          return begun
        },
        'pushes.show': () => (++looks < 2 ? begun : { ...begun, status: 'planned' as const }),
      })
      const { out } = await tryCli(['pushes', verb, '3'], env)
      expect(asked).toEqual([verb === 'retry' ? 'retry' : 'plan'])
      expect(looks).toBe(2)
      expect(out).toContain(`${begun.id}, planned`)
    },
    20_000,
  )

  test.each([
    ['start', 'running'],
    ['pause', 'paused'],
    ['resume', 'running'],
    ['cancel', 'cancelled'],
  ] as const)('%s steers it, and says how it is', async (verb, status) => {
    const asked: string[] = []
    const env = await against({
      'pushes.steer': ({ body }) => {
        asked.push(did(body))
        return { ...PUSH, status }
      },
    })
    expect((await tryCli(['pushes', verb, '3'], env)).out).toBe(`Push 3 is ${status}.\n`)
    expect(asked).toEqual([verb])
  })

  test.each([
    ['approve', 'approved'],
    ['refuse', 'cancelled'],
  ] as const)('%s decides one that is held', async (decision, status) => {
    const asked: unknown[] = []
    const env = await against({
      'pushes.decide': ({ body }) => {
        asked.push(JSON.parse(body))
        return { ...PUSH, status }
      },
    })
    expect((await tryCli(['pushes', decision, '3'], env)).out).toBe(`Push 3 is ${status}.\n`)
    expect(asked).toEqual([{ decision }])
  })

  test('begin makes a list where one is wanted, chooses everybody, and plans', async () => {
    const asked: unknown[] = []
    const env = await against({
      'lists.create': ({ body }) => {
        asked.push(JSON.parse(body))
        return { id: 9, externalId: 'l-9', name: 'Opened: Spring' }
      },
      'pushes.create': ({ body }) => {
        asked.push(JSON.parse(body))
        return PUSH
      },
      'pushes.choose': ({ body }) => {
        asked.push(JSON.parse(body))
        return { changed: 2 }
      },
      'pushes.steer': ({ body }) => {
        asked.push(did(body))
        return PUSH
      },
    })
    const words = ['pushes', 'begin', '7', '--on', '2', '--make', 'Opened: Spring', '--exact']
    expect((await tryCli(words, env)).out).toContain(`${PUSH.id}, planned`)
    expect(asked).toEqual([
      { name: 'Opened: Spring' },
      { connectionId: 2, isExact: true },
      { listId: 9, whom: { personListId: 7 } },
      'plan',
    ])
  })

  test('begin wants a list, or one that is to be made, and not both', async () => {
    const env = await against({})
    const said = await tryCli(['pushes', 'begin', '7', '--on', '2'], env)
    expect(said.exitCode).toBe(2)
    expect(said.err).toContain('--make')
  })

  test('what is no number of a push is refused before anybody is asked', async () => {
    const env = await against({})
    const said = await tryCli(['pushes', 'show', 'three'], env)
    expect(said.exitCode).not.toBe(0)
    expect(said.err).toContain('three')
  })
})

const HELD = {
  people: [{ id: 17, name: 'Ada', address: 'ada@example.com' }],
  items: [
    {
      personId: 17,
      name: 'Ada',
      addressId: 170,
      address: 'ada@example.com',
      connectionId: 1,
      connectionName: 'Main account',
      listId: 4,
      list: 'Newsletter',
      permission: 'implicit',
      since: AT,
    },
  ],
  isCut: false,
  lists: [{ id: 5, name: 'Tax', connectionId: 1, connectionName: 'Main account' }],
}

describe('homing memberships', () => {
  test('lists where a person is, and the lists there are', async () => {
    const env = await against({ 'memberships.list': () => HELD })
    const { out } = await tryCli(['memberships', 'list', '17'], env)
    expect(out).toContain('4  Newsletter  Main account  ada@example.com  2026-05-03 12:00 UTC')
    expect(out).toContain('5  Tax       Main account')
  })

  test('puts a person on a list, and takes off by the address that is on it', async () => {
    const asked: unknown[] = []
    const env = await against({
      'memberships.list': () => HELD,
      'memberships.change': ({ body }) => {
        asked.push(JSON.parse(body))
        return { pushIds: [8] }
      },
    })
    const added = await tryCli(['memberships', 'add', '17', '5'], env)
    expect(added.out).toBe('Push 8 is under way.\n')
    const removed = await tryCli(['memberships', 'remove', '17', '4'], env)
    expect(removed.out).toBe('Push 8 is under way.\n')
    expect(asked).toEqual([
      { adds: [{ personId: 17, listId: 5 }] },
      { removals: [{ addressId: 170, listId: 4 }] },
    ])
  })

  test('who is not on the list is told so, and nothing is asked for', async () => {
    const env = await against({ 'memberships.list': () => HELD })
    const said = await tryCli(['memberships', 'remove', '17', '5'], env)
    expect(said.exitCode).not.toBe(0)
    expect(said.err).toContain('not on list 5')
  })
})
