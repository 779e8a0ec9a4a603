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

const DEFINITION = {
  version: 1 as const,
  where: { about: 'address' as const, is: 'valid' as const },
}
const LIST = {
  id: 7,
  name: 'Clients',
  kind: 'static' as const,
  description: '',
  members: 1234,
  createdAt: '2026-05-03T12:00:00.000Z',
  createdBy: 'Ruth',
  updatedAt: '2026-05-03T12:00:00.000Z',
  archivedAt: null,
  definition: null,
}

describe('homing lists', () => {
  test('shows them, and the conditions of a segment as they can be given back', async () => {
    const segment = { ...LIST, kind: 'segment' as const, members: null, definition: DEFINITION }
    const env = await against({
      'personLists.list': () => ({ items: [LIST], next: null }),
      'personLists.show': () => segment,
      'personLists.size': () => ({ people: 88 }),
    })
    const listed = await tryCli(['lists', 'list'], env)
    expect(listed.out).toContain('7  Clients  static   1,234  2026-05-03 12:00 UTC')
    const shown = await tryCli(['lists', 'show', '7'], env)
    expect(shown.out).toContain('88')
    expect(JSON.parse(shown.out.slice(shown.out.indexOf('{')))).toEqual(DEFINITION)
  })

  test('puts the addresses of a CSV on a list, a thousand at a time, and names who is nobody', async () => {
    const asked: number[] = []
    const env = await against({
      'personLists.add': ({ body }) => {
        const { addresses } = JSON.parse(body) as { addresses: string[] }
        asked.push(addresses.length)
        const unknown = addresses.filter((one) => one.startsWith('no'))
        return { added: addresses.length - unknown.length, already: 0, unknown }
      },
    })
    const file = join(scratch(), 'people.csv')
    const rows = Array.from({ length: 1_500 }, (_, n) => `"p${n}@example.com",Person ${n}`)
    writeFileSync(file, ['email,name', ...rows, 'no@example.com,Nobody', rows[0]].join('\r\n'))
    const said = await tryCli(['lists', 'add', '7', file], env)
    expect(asked).toEqual([1000, 501])
    expect(said.out).toBe(
      'Added 1,500 people; 0 on the list already.\nNobody’s here: 1 address.\n  no@example.com\n',
    )
  })

  test('previews a definition, and refuses what is no JSON before anybody is asked', async () => {
    const env = await against({
      'personLists.preview': ({ body }) => {
        expect(JSON.parse(body)).toEqual({ definition: DEFINITION })
        return { count: 2, sample: [] }
      },
    })
    const file = join(scratch(), 'segment.json')
    writeFileSync(file, JSON.stringify(DEFINITION))
    expect((await tryCli(['lists', 'preview', file], env)).out).toBe('2 people\n')
    writeFileSync(file, '{')
    const refused = await tryCli(['lists', 'preview', file], env)
    expect(refused.exitCode).toBe(1)
    expect(refused.err).toContain('is no JSON')
  })
})
