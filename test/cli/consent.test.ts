import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
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
const bodyOf = (name: string) => {
  const { body } = stub!.seen.find((one) => one.name === name)!
  return JSON.parse(body) as unknown
}

const POLICY = { consentNeeded: 'none', impliedDays: 730, noticeDays: 30, seedIsExempt: false }

describe('homing consent', () => {
  test('shows the policy, and the exact answer to programs', async () => {
    const env = await against({ 'consent.policy': () => POLICY })
    expect((await tryCli(['consent', 'policy'], env)).out).toContain('no consent')
    const said = await tryCli(['--json', 'consent', 'policy'], env)
    expect(JSON.parse(said.out)).toEqual(POLICY)
  })

  test('changes what was said and keeps the rest', async () => {
    const env = await against({
      'consent.policy': () => POLICY,
      'consent.changePolicy': ({ body }) => JSON.parse(body) as object,
    })
    const said = await tryCli(['consent', 'set', '--needs', 'implied', '--seeds', 'exempt'], env)
    expect(said.exitCode).toBe(0)
    expect(bodyOf('consent.changePolicy')).toEqual({
      ...{ ...POLICY, consentNeeded: 'implied', seedIsExempt: true },
    })
    expect(said.out).toContain('implied consent')
  })

  test('changes nothing where nothing was said', async () => {
    const env = await against({ 'consent.policy': () => POLICY })
    expect((await tryCli(['consent', 'set'], env)).exitCode).toBe(2)
    expect((await tryCli(['consent', 'set', '--needs', 'much'], env)).exitCode).toBe(2)
  })

  test('tells before how many it would shut out', async () => {
    const env = await against({
      'consent.policy': () => POLICY,
      'consent.preview': () => ({ people: 1_200, blockedNow: 40, blockedThen: 1_100 }),
    })
    const said = await tryCli(['consent', 'preview', '--needs', 'express', '--topic', '7'], env)
    expect(said.out).toContain('1,100')
    expect(bodyOf('consent.preview')).toEqual({
      ...{ topicId: 7, consentNeeded: 'express', seedIsExempt: false },
    })
  })

  test('lists whose ends soon, a page at a time, or all of it as a file', async () => {
    const env = await against({
      'consent.ending': () => ({
        items: [
          {
            person: { id: 5, name: 'Ada Example' },
            owner: null,
            address: 'ada@example.com',
            topic: null,
            endsAt: '2026-05-20T09:00:00.000Z',
            from: 'user',
            evidence: 'a mandate',
          },
        ],
        next: 'x',
      }),
      'consent.endingCsv': () => 'person\nAda\n',
    })
    const said = await tryCli(['consent', 'ending', '--days', '60'], env)
    expect(said.out).toContain('ada@example.com')
    expect(said.out).toContain('There is more')
    expect(stub!.seen[0]!.query).toMatchObject({ days: '60' })
    const file = join(scratch(), 'ending.csv')
    expect((await tryCli(['consent', 'ending', '--out', file], env)).exitCode).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe('person\nAda\n')
  })
})

describe('homing seeds', () => {
  const seed = {
    addressId: 3,
    address: 'Eve@example.com',
    note: 'looks at all',
    addedBy: 'Olive',
    addedAt: '2026-05-03T09:00:00.000Z',
    people: [{ id: 1, name: 'Eve' }],
  }

  test('lists, adds and removes by address', async () => {
    const env = await against({
      'seeds.list': () => ({ items: [seed] }),
      'seeds.add': () => null,
      'seeds.remove': () => null,
    })
    expect((await tryCli(['seeds', 'list'], env)).out).toContain('looks at all')
    const added = await tryCli(['seeds', 'add', 'bob@example.com', '--note', 'new'], env)
    expect(added.exitCode).toBe(0)
    expect(bodyOf('seeds.add')).toEqual({ address: 'bob@example.com', note: 'new' })
    expect((await tryCli(['seeds', 'remove', 'eve@EXAMPLE.com'], env)).exitCode).toBe(0)
    expect(stub!.seen.at(-1)!.params).toEqual({ addressId: '3' })
    expect((await tryCli(['seeds', 'remove', 'nobody@example.com'], env)).exitCode).toBe(1)
  })
})
