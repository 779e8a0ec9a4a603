import { writeFileSync } from 'node:fs'
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

const TAX = {
  id: 7,
  groupId: 2,
  name: 'Tax',
  description: '',
  consentNeeded: null,
  place: 0,
  archivedAt: null,
  mappings: 1,
  optedOut: 12,
}
const topics = () => ({ groups: [{ id: 2, name: 'Letters', place: 0 }], topics: [TAX] })

describe('homing may-write', () => {
  const answer = (address: string) => ({
    address,
    mayWrite: address.startsWith('y'),
    reason: 'no_objection' as const,
    sentence: address.startsWith('y') ? 'Nobody has objected.' : 'Opted out of Tax.',
    refusals: [],
    state: 'unknown' as const,
    fact: null,
  })
  const asked: unknown[] = []
  const mayWrite = ({ body }: { body: string }) => {
    const { addresses } = JSON.parse(body) as { addresses: string[] }
    asked.push(JSON.parse(body))
    return {
      items: addresses.map(answer),
      mayWrite: addresses.filter((one) => one.startsWith('y')).length,
      asOf: '2026-05-03T12:00:00.000Z',
    }
  }

  test('tells of each address why, and ends well whatever the answer', async () => {
    const env = await against({ 'consent.mayWrite': mayWrite, 'topics.list': topics })
    const said = await tryCli(['may-write', 'y@x.example', 'n@x.example', '--topic', 'tax'], env)
    expect(said.exitCode).toBe(0)
    expect(said.out).toContain('n@x.example  no      unknown  Opted out of Tax.')
    expect(said.err).toBe('1 of 2 addresses may be written to.\n')
    expect(asked.at(-1)).toMatchObject({ topicId: 7, class: 'marketing' })
  })

  test('takes a file of any length, a question of 10,000 at a time, and answers as JSON', async () => {
    const env = await against({ 'consent.mayWrite': mayWrite })
    const file = join(scratch(), 'addresses.txt')
    const lines = Array.from({ length: 10_001 }, (_, n) => `y${n}@x.example`)
    writeFileSync(file, `${lines.join('\r\n')}\n\n`)
    const before = asked.length
    const args = ['may-write', '--file', file, '--class', 'transactional', '--json']
    const said = await tryCli(args, env)
    expect(said.exitCode).toBe(0)
    const told = JSON.parse(said.out) as { items: { address: string }[]; mayWrite: number }
    expect(told.items.map((one) => one.address)).toEqual(lines)
    expect(told.mayWrite).toBe(10_001)
    expect(asked.length - before).toBe(2)
    expect(said.err).toBe('')
  })

  test('without any address is not understood', async () => {
    const env = await against({})
    const said = await tryCli(['may-write'], env)
    expect(said.exitCode).toBe(2)
    expect(said.err).toContain('Name at least one address')
  })
})

describe('homing topics', () => {
  test('lists them, with their groups and who left', async () => {
    const env = await against({ 'topics.list': topics })
    const said = await tryCli(['topics', 'list'], env)
    expect(said.out).toContain('Tax')
    expect(said.out).toMatch(/Letters +as the firm says +1 +12 +in use/)
  })

  test('maps only after it has told what that does', async () => {
    const mapped: unknown[] = []
    const env = await against({
      'topics.list': topics,
      'mappings.preview': () => ({ people: 12, sentence: '12 people left this group …' }),
      'mappings.create': ({ body }: { body: string }) => void mapped.push(JSON.parse(body)),
    })
    const args = ['topics', 'map', '3', 'l1', '--topic', 'Tax']
    expect((await tryCli(args, env)).out).toContain('Nothing is changed yet: add --yes.')
    expect(mapped).toEqual([])
    expect((await tryCli([...args, '--yes'], env)).out).toContain('12 people left this group')
    expect(mapped).toEqual([{ connectionId: 3, kind: 'list', externalId: 'l1', topicIds: [7] }])
  })

  test('an unknown topic is told with the remedy', async () => {
    const env = await against({ 'topics.list': topics })
    const said = await tryCli(['topics', 'archive', 'Golf'], env)
    expect(said).toMatchObject({ exitCode: 1 })
    expect(said.err).toContain('There is no topic "Golf".')
  })
})
