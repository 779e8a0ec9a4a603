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

const link = (address: string) => ({
  address,
  preferenceUrl: `https://h.example/p/${address}`,
  unsubscribeUrl: `https://h.example/u/${address}`,
  headers: {
    'List-Unsubscribe': `<https://h.example/u/${address}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
  reason: '',
})
const nobody = (address: string) => ({
  address,
  preferenceUrl: null,
  unsubscribeUrl: null,
  headers: null,
  reason: 'Nobody here has this address.',
})

test('links for named addresses and those of a file, as CSV, and what is wrong beside it', async () => {
  const env = await against({
    'preferenceLinks.make': () => ({
      items: [link('a'), nobody('b')],
      made: 1,
      baseUrlProblem: 'PUBLIC_URL is not set.',
    }),
  })
  const file = join(scratch(), 'addresses.txt')
  writeFileSync(file, 'b\r\n\r\n')
  const said = await tryCli(['preferences', 'links', 'a', '--file', file, '--campaign', '7'], env)
  expect(JSON.parse(stub!.seen[0]!.body)).toEqual({ addresses: ['a', 'b'], campaignId: 7 })
  expect(said.out.split('\r\n')).toEqual([
    'email,preference_link,unsubscribe_link,list_unsubscribe,reason',
    'a,https://h.example/p/a,https://h.example/u/a,<https://h.example/u/a>,',
    'b,,,,Nobody here has this address.',
    '',
  ])
  expect(said.err).toBe('No link for 1 address.\nPUBLIC_URL is not set.\n')
})

test('many addresses are asked for in calls the API takes', async () => {
  const env = await against({
    'preferenceLinks.make': ({ body }) => {
      const { addresses } = JSON.parse(body) as { addresses: string[] }
      return { items: addresses.map(link), made: addresses.length, baseUrlProblem: null }
    },
  })
  const lines = Array.from({ length: 10_001 }, (_, n) => `p${n}`).join('\n')
  const said = await tryCli(['preferences', 'links', '--file', '-'], env, lines)
  expect(said.out.split('\r\n')).toHaveLength(10_003)
  expect(stub!.seen).toHaveLength(2)
})

test('without an address, or with a topic that is none, it is a mistake of the line', async () => {
  const env = await against({})
  expect((await tryCli(['preferences', 'links'], env)).exitCode).toBe(2)
  expect((await tryCli(['preferences', 'topic', '1', 'Tax'], env)).exitCode).toBe(2)
})

test('the topic of a mailing, and the key of links', async () => {
  const env = await against({
    'campaigns.setTopic': () => ({ topic: { id: 3, name: 'Tax' } }),
    'preferencePage.changeKey': () => ({ linkKey: 2, oldestLinkKey: 2 }),
  })
  const topic = await tryCli(['preferences', 'topic', '9', '3'], env)
  expect(topic.out).toBe('Leaving it by its link leaves “Tax”.\n')
  await tryCli(['preferences', 'topic', '9', 'none'], env)
  const key = await tryCli(['preferences', 'change-key', '--end-old-links'], env)
  expect(key.out).toContain('under key 2')
  expect(stub!.seen.map((one) => JSON.parse(one.body) as unknown)).toEqual([
    { topicId: 3 },
    { topicId: null },
    { endsOldLinks: true },
  ])
})

describe('doubts', () => {
  test('are listed by mailing and domain, and decided about', async () => {
    const env = await against({
      'doubts.groups': () => ({
        items: [
          {
            campaign: { id: 9, name: 'Letter' },
            domain: 'big.example',
            count: 489,
            doubt: '489 of 497',
            newestAt: '2026-05-03T09:00:00.000Z',
          },
        ],
      }),
      'doubts.decide': () => ({ decided: 488, lifted: 488, leftAsTheyAre: 1 }),
    })
    expect((await tryCli(['doubts', 'groups'], env)).out).toMatch(/489 +big\.example +Letter/)
    const args = ['doubts', 'machine', '--domain', 'big.example', '--campaign', '9']
    const said = await tryCli([...args, '--evidence', 'their gateway'], env)
    expect(said.out).toBe('488 decided, 488 lifted; 1 left: another opt-out holds.\n')
    expect(JSON.parse(stub!.seen[1]!.body)).toEqual({
      decision: 'machine',
      evidence: 'their gateway',
      campaignId: 9,
      domain: 'big.example',
    })
  })

  test('are named, or are those of a part, never neither', async () => {
    const env = await against({
      'doubts.decide': () => ({ decided: 1, lifted: 0, leftAsTheyAre: 0 }),
    })
    expect((await tryCli(['doubts', 'person'], env)).exitCode).toBe(2)
    expect((await tryCli(['doubts', 'person', '4', '--domain', 'x'], env)).exitCode).toBe(2)
    await tryCli(['doubts', 'person', '4', '5'], env)
    expect(JSON.parse(stub!.seen[0]!.body)).toEqual({
      decision: 'person',
      evidence: '',
      factIds: [4, 5],
    })
  })
})
