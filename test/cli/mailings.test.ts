import { writeFileSync } from 'node:fs'
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

const draft = {
  campaignId: 4,
  name: 'Spring letter',
  description: '',
  subject: 'Hello',
  preheader: '',
  fromName: '',
  fromAddress: '',
  replyTo: '',
  html: '',
  connection: { id: 1, name: 'CC', connector: 'cc', connectorTitle: 'Constant Contact' },
  fields: {},
  lists: [{ id: 'l1', name: 'Clients' }],
  whom: null,
  version: 3,
  status: 'draft' as const,
  wish: 'drafted' as const,
  sendAt: null,
  telling: 'idle' as const,
  outcome: '',
  remedy: '',
  toldVersion: 3,
  heldAt: '2026-05-03T12:00:00.000Z',
  heldStatus: 'draft' as const,
  heldSendAt: null,
  differences: [{ field: 'lists', here: 'Clients', there: 'nobody' }],
  lacks: [],
  sendingLacks: [
    { field: 'lists', sentence: 'Constant Contact holds another audience', remedy: 'Sync it.' },
  ],
  tags: [],
  closed: null,
  madeBy: 'Jo',
  changedBy: 'Jo',
  changedAt: '2026-05-03T12:00:00.000Z',
}

test('a campaign is made with its content from a file and its lists by name', async () => {
  const bodies: unknown[] = []
  const env = await against({
    'campaigns.make': ({ body }) => {
      bodies.push(JSON.parse(body))
      return draft
    },
    'connections.mailingChoices': () => ({
      asOf: '2026-05-03T12:00:00.000Z',
      lists: [{ id: 'l1', name: 'Clients', members: 3 }],
      senders: [],
      masters: [],
    }),
  })
  const file = join(scratch(), 'letter.html')
  writeFileSync(file, '<p>Hello</p>')
  const words = ['--name', 'Spring letter', '--connection', '1', '--html', file]
  const said = await tryCli(['campaigns', 'make', ...words, '--list', 'Clients'], env)
  expect(said.exitCode).toBe(0)
  expect(bodies).toEqual([
    {
      name: 'Spring letter',
      connectionId: 1,
      html: '<p>Hello</p>',
      lists: [{ id: 'l1', name: 'Clients' }],
    },
  ])
  expect(said.out).toContain('“nobody” there, “Clients” here')
  const wrong = await tryCli(['campaigns', 'make', ...words, '--list', 'Friends'], env)
  expect(wrong.exitCode).toBe(2)
  expect(wrong.err).toContain('There is no list “Friends”. There are: Clients.')
})

test('a sending is asked for at a moment or at once, never by accident', async () => {
  const bodies: unknown[] = []
  const env = await against({
    'campaigns.schedule': ({ body }) => {
      bodies.push(JSON.parse(body))
      return { ...draft, status: 'scheduled' as const }
    },
  })
  const ask = (...more: string[]) => tryCli(['campaigns', 'schedule', '4', ...more], env)
  expect((await ask()).exitCode).toBe(2)
  expect((await ask('--at', 'soon')).err).toContain('“soon” is no moment.')
  expect((await ask('--at', '2027-05-03T09:00:00+02:00')).exitCode).toBe(0)
  expect((await ask('--now')).exitCode).toBe(0)
  expect(bodies).toEqual([{ at: '2027-05-03T07:00:00.000Z' }, { at: null }])
})
