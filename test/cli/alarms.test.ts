import { afterEach, expect, test } from 'vitest'
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

const NOW = '2026-05-03T09:00:00.000Z'

function anAlarm(more: object = {}) {
  return {
    id: 4,
    rule: 'grant_refused',
    title: 'The authorisation is no longer accepted',
    state: 'open' as const,
    severity: 'broken' as const,
    sentence: 'Constant Contact no longer accepts it.',
    nextStep: 'Authorise it again.',
    whoMustAct: 'you' as const,
    connection: { id: 1, name: 'Letters' },
    campaign: null,
    since: NOW,
    dueAt: null,
    clearedAt: null,
    silencedUntil: null,
    silencedBy: null,
    ...more,
  }
}

test('alarms list says what is wrong, who must act and the next step', async () => {
  const env = await against({ 'alarms.list': () => ({ items: [anAlarm()], next: null }) })
  const said = await tryCli(['alarms', 'list', '--state', 'over'], env)
  expect(said.exitCode).toBe(0)
  expect(said.out).toContain('Constant Contact no longer accepts it.')
  expect(said.out).toContain('Authorise it again.')
  expect(stub!.seen[0]!.query).toMatchObject({ state: 'over' })
})

test('alarms silence and hear', async () => {
  const env = await against({
    'alarms.silence': ({ body }) => anAlarm({ silencedUntil: JSON.parse(body).until }),
  })
  const silenced = await tryCli(['alarms', 'silence', '4', '--days', '7'], env)
  expect(silenced.out).toContain('Silent until')
  const days = Date.parse(JSON.parse(stub!.seen[0]!.body).until) - Date.now()
  expect(Math.round(days / 86_400_000)).toBe(7)
  await tryCli(['alarms', 'hear', '4'], env)
  expect(JSON.parse(stub!.seen[1]!.body)).toEqual({ until: null })
  expect((await tryCli(['alarms', 'silence', '4'], env)).exitCode).toBe(2)
})

test('freshness shows each connection and what will be lost', async () => {
  const env = await against({
    'freshness.list': () => ({
      items: [
        {
          connectionId: 1,
          state: 'silent',
          reasons: ['Read in full 3 hours ago.'],
          lastEventAt: NOW,
          lastLearntAt: NOW,
          lastPullAt: NOW,
          nextPullAt: null,
          grantEndsAt: null,
        },
      ],
    }),
    'connections.list': () => ({ items: [] }),
    'retention.show': () => ({
      items: [
        {
          campaign: { id: 7, name: 'Spring client letter' },
          connection: { id: 1, name: 'Letters' },
          vendor: 'Constant Contact',
          sentAt: NOW,
          lastPullAt: null,
          retention: {
            days: 90,
            isDocumented: false,
            state: 'at_risk',
            warnsAt: NOW,
            endsAt: '2026-08-01T09:00:00.000Z',
          },
        },
      ],
      atStake: 3,
      downloaded: 5,
    }),
  })
  const said = await tryCli(['freshness'], env)
  expect(said.out).toMatch(/^1 +silent /m)
  expect(said.out).toMatch(/Spring client letter +2026-08-01 09:00 UTC +a guess/)
  expect(said.out).toContain('And 2 more.')
})

test('webhooks: the secret stands alone on standard output, once', async () => {
  const webhook = {
    id: 2,
    name: 'listener.example.com',
    url: 'https://listener.example.com/',
    types: ['alarm.raised' as const],
    status: 'active' as const,
    failures: 0,
    failingSince: null,
    restsUntil: null,
    formerSecretUntil: null,
    waiting: 12,
    failing: 0,
    delivered: 3_400,
    lastTry: { httpStatus: 200, outcome: 'Answered 200.', at: NOW },
    disabledReason: '',
    disabledAt: null,
    createdAt: NOW,
  }
  const env = await against({
    'webhooks.create': () => ({ webhook, secret: 'whsec_c2VjcmV0' }),
    'webhooks.list': () => ({ items: [webhook] }),
    'webhooks.deliveries': () => ({ items: [], next: null }),
    'webhooks.change': ({ body }) => ({
      ...webhook,
      status: 'paused' as const,
      ...(JSON.parse(body) as Partial<typeof webhook>),
    }),
    'webhooks.rotate': () => ({ webhook, secret: 'whsec_bmV3ZXI=' }),
    'webhooks.replay': () => ({ messages: 1_204 }),
    'webhooks.remove': () => undefined,
  })
  const made = await tryCli(['webhooks', 'add', webhook.url], env)
  expect(made.out).toBe('whsec_c2VjcmV0\n')
  const listed = (await tryCli(['webhooks', 'list'], env)).out
  expect(listed).toMatch(/listener\.example\.com +active +3,400 +12 +0 +Answered 200\./)
  expect((await tryCli(['webhooks', 'deliveries', '2'], env)).out).toContain('Nothing was sent')
  expect((await tryCli(['webhooks', 'pause', '2'], env)).out).toContain('is paused')
  const since = ['--since', '2026-05-03T09:00:00Z']
  expect((await tryCli(['webhooks', 'replay', '2', ...since], env)).out).toContain(
    '1,204 messages will be told once more',
  )
  expect((await tryCli(['webhooks', 'rotate', '2'], env)).out).toBe('whsec_bmV3ZXI=\n')
  const chosen = ['--types', 'event.click', 'consent.opted_out']
  expect((await tryCli(['webhooks', 'tell-of', '2', ...chosen], env)).out).toContain(
    'is told of event.click, consent.opted_out.',
  )
  const unknown = await tryCli(['webhooks', 'tell-of', '2', '--types', 'event.sneeze'], env)
  expect(unknown.err).toContain('event.sneeze')
  expect((await tryCli(['webhooks', 'remove', '2'], env)).out).toContain('is removed')
})
