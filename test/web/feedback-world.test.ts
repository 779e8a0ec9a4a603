import { expect, test } from 'vitest'
import { contract, type Route } from '../../src/api/contract/index.ts'
import { answer, routeOf } from './feedback-answers.ts'
import { emptyWorld, fullWorld } from './feedback-world.ts'

const ASKED = [
  'GET /api/session',
  'GET /api/people/count',
  'GET /api/people/owners',
  'GET /api/people?organizationId=7',
  'GET /api/organizations/7',
  'GET /api/organizations/7/timeline?limit=200',
  'GET /api/campaigns?limit=2',
  'GET /api/campaigns/comparison?ids=3,2',
  'GET /api/campaigns/sum?sentFrom=2026-05-01T00:00:00.000Z',
  'GET /api/figures',
  'GET /api/campaigns/3',
  'GET /api/campaigns/3/activity',
  'GET /api/campaigns/3/links',
  'GET /api/campaigns/3/domains',
  'GET /api/campaigns/3/read-with',
  'GET /api/campaigns/3/hours',
  'GET /api/campaigns/3/mail',
  'GET /api/campaigns/3/actions',
  'GET /api/campaigns/3/log?figure=clicks&limit=200',
  'GET /api/campaigns/3/recipients?limit=200',
  'POST /api/campaigns/3/runs',
  'GET /api/reconciliation',
  'GET /api/campaigns/3/reconciliation',
  'GET /api/campaigns/3/reconciliation/history?metric=opens',
  'POST /api/campaigns/3/reconciliation',
  'POST /api/campaigns/3/rebuild',
  'GET /api/connectors',
  'GET /api/connections',
  'GET /api/connections/1',
  'POST /api/connections/1/check',
  'GET /api/connections/1/lists',
  'GET /api/connections/1/contacts',
  'GET /api/runs?connectionId=1',
  'GET /api/runs/2',
  'POST /api/runs/2/cancellation',
  'GET /api/problems',
  'GET /api/problems/count',
  'GET /api/problems/groups',
  'GET /api/problems/1',
  'GET /api/problems/1/surroundings',
  'GET /api/tasks',
  'GET /api/receipts?limit=200',
  'GET /api/receipts/31',
  'GET /api/receipts/31/rows?limit=200',
  'GET /api/receipts/31/body',
  'GET /api/events?campaignId=3&addressId=1',
  'GET /api/events/1777798800000000_-77_1/trace',
  'GET /api/pushes',
  'GET /api/alarms',
  'GET /api/alarms/count',
  'PUT /api/alarms/1/silence',
  'GET /api/freshness',
  'GET /api/campaigns/3/freshness',
  'GET /api/retention',
  'GET /api/notifications',
  'PUT /api/notifications',
  'POST /api/notifications/test',
  'GET /api/webhooks',
  'POST /api/webhooks',
  'PATCH /api/webhooks/1',
  'POST /api/webhooks/1/test',
  'POST /api/webhooks/1/secret',
  'POST /api/webhooks/1/replay',
  'GET /api/webhooks/1/deliveries',
]

test.each(ASKED)('%s is answered as the contract says', (line) => {
  const [method = '', url = ''] = line.split(' ')
  const answered = answer(fullWorld(), { method, url, body: {} })
  const route: Route = contract[routeOf(method, url.split('?')[0]!)!.name]
  expect(answered.status).toBe(route.status ?? 200)
  if (route.answer === undefined || 'stream' in route.answer) throw new Error('not JSON')
  expect(route.answer.safeParse(JSON.parse(answered.body)).error).toBeUndefined()
})

test('the empty firm has nothing, and what it lacks is refused', () => {
  const world = emptyWorld()
  expect(answer(world, { method: 'GET', url: '/api/campaigns' }).body).toContain('"items":[]')
  expect(answer(world, { method: 'GET', url: '/api/campaigns/3' }).status).toBe(404)
})

test.each(['opens', 'clicks', 'bounces', 'complaints'] as const)(
  'the log of %s holds as many rows as its figure counts, as the product promises',
  (figure) => {
    const world = fullWorld()
    const counted = world.campaigns[0]!.figures[figure]!.count
    const url = `/api/campaigns/3/log.csv?figure=${figure}`
    const lines = answer(world, { method: 'GET', url }).body.split('\n').filter(Boolean)
    expect(lines.length - 1).toBe(counted)
  },
)
