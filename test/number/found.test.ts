import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { linksOfCampaign } from '../../src/ledger/index.ts'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { carryOutErasures, startErasure } from '../../src/erasure/index.ts'
import { freshHoming, type TestHoming } from '../api/homing.ts'
import { makeWorkspace, sql } from '../database.ts'
import { NOW, prepareGround, SENT_AT, take, type Ground } from '../ledger/world.ts'
import { viewerOf, type Json, type Viewer } from './viewer.ts'

const DAY = 24 * 3_600_000
let homing: TestHoming
let ground: Ground
let viewer: Viewer
beforeAll(async () => {
  homing = await freshHoming()
  homing.tick(NOW - homing.now())
}, 60_000)
afterAll(() => homing.close())
beforeEach(async () => {
  const workspaceId = await makeWorkspace(homing.database, 'A firm')
  ground = await prepareGround(homing.database, workspaceId)
  viewer = viewerOf(homing, await homing.keyFor('administrator', workspaceId))
})

function event(kind: FeedbackEvent['kind'], who: string, more: Partial<FeedbackEvent> = {}) {
  const address = `${who}@example.com`
  return { kind, address, activity: 'A1', occurredAt: SENT_AT, ...more }
}
const inside = (statement: ReturnType<typeof sql>) =>
  homing.database.inWorkspace(ground.workspaceId, (tx) => statement.execute(tx))
const click = (who: string, url: string, more: Partial<FeedbackEvent> = {}) =>
  event('click', who, { occurredAt: SENT_AT + DAY, link: { url }, ...more })
const idOf = async (who: string) =>
  (await viewer.get(`/api/people?search=${who}@example.com`)).items[0].id as number

test('a resend is two mails sent, and one that reached somebody', async () => {
  await take(ground, [
    event('sent', 'ada', { activity: 'A2' }),
    event('sent', 'ada', { activity: 'A2R', occurredAt: SENT_AT + DAY }),
  ])
  const path = `/api/campaigns/${ground.campaigns[1]}`
  const { figures } = await viewer.get(path)
  for (const [figure, total] of [
    ['sent', 2],
    ['delivered', 1],
  ] as const) {
    const [row] = await viewer.all(`${path}/log?figure=${figure}`)
    expect([figures[figure].total, row.count], figure).toEqual([total, total])
  }
})

test('the grid of recipients is exported as it is narrowed', async () => {
  await take(ground, [event('sent', 'ada'), event('open', 'ada'), event('click', 'ben')])
  const path = `/api/campaigns/${ground.campaigns[0]}/recipients`
  for (const [filter, rows] of [
    ['', 2],
    ['?opened=true', 1],
    ['?bounced=true', 0],
    ['?search=ben', 1],
  ] as const) {
    expect((await viewer.all(path + filter)).length, filter).toBe(rows)
    expect(await viewer.csv(`${path}.csv${filter}`), filter).toBe(rows)
  }
})

test('of more links than are told it is said how many there are', async () => {
  const urls = Array.from({ length: 1_003 }, (_, n) => `https://example.com/${n}`)
  await take(
    ground,
    urls.map((url, n) => click('ada', url, { occurredAt: SENT_AT + DAY + n * 60_000 })),
  )
  const found = await homing.database.inWorkspace(ground.workspaceId, (tx) =>
    linksOfCampaign(tx, ground.campaigns[0]!, 'human'),
  )
  expect([found.items.length, found.total]).toEqual([1_000, 1_003])
  expect((await viewer.get(`/api/campaigns/${ground.campaigns[1]}/links`)).total).toBe(0)
})

describe('views that ship', () => {
  const run = (viewId: string) => viewer.post(`/api/views/${viewId}/run`, {})

  test('count who clicked a link as the campaign does, shared and erased addresses too', async () => {
    const url = 'https://example.com/tax'
    await take(ground, [
      ...['ada', 'ben', 'cleo'].map((who) => event('sent', who)),
      ...['ada', 'ben', 'cleo'].map((who) => click(who, url)),
    ])
    const [ada, ben] = [await idOf('ada'), await idOf('ben')]
    await inside(sql`update campaign set sent_at = null, status = 'draft'
      where id = ${ground.campaigns[1]!}`)
    await viewer.post(`/api/people/${ada}/merge`, { otherId: ben })
    const cleo = await idOf('cleo')
    const { workspaceId } = ground
    const { name } = await viewer.get(`/api/people/${cleo}`)
    const actor = { id: 'u1', name: 'Olive Owner' }
    await startErasure(homing.homing, { workspaceId, personId: cleo, actor, confirm: name })
    await carryOutErasures(homing.homing)
    const { items } = await viewer.get(`/api/campaigns/${ground.campaigns[0]}/links`)
    expect(items.map(({ people, clicks }: Json) => [people, clicks])).toEqual([[3, 3]])
    expect((await run('links-of-a-campaign')).rows).toEqual([[url, 3, 3]])
  })

  test('know the last mailing though it was removed at its service since', async () => {
    const [first, second] = ground.campaigns
    await take(ground, [
      event('sent', 'ada'),
      event('sent', 'ben', { activity: 'A2' }),
      event('opt_out', 'ada', { occurredAt: SENT_AT + DAY }),
    ])
    await inside(
      sql`update campaign set sent_at = ${new Date(SENT_AT - DAY)} where id = ${second!}`,
    )
    await inside(sql`update campaign set status = 'removed' where id = ${first!}`)
    const [newest] = (await viewer.get('/api/campaigns?status=sent')).items
    expect([newest.id, newest.figures.optOuts.count]).toEqual([first, 1])
    expect((await run('who-opted-out')).rows.length).toBe(1)
  })
})

describe('consent that ends soon', () => {
  const imply = (id: number, days: number, about: Json = { scope: 'everything' }) =>
    viewer.post(`/api/people/${id}/consent`, {
      ...{ about, state: 'implied', evidence: 'A mandate.' },
      until: new Date(NOW + days * DAY).toISOString(),
    })
  const ending = async () => {
    const list = await viewer.all('/api/consent/ending?days=30')
    const { people, consents } = await viewer.get('/api/consent/ending/count?days=30')
    expect(consents).toBe(list.length)
    expect(await viewer.csv('/api/consent/ending.csv?days=30')).toBe(consents)
    expect(people).toBe(new Set(list.map(({ person }) => person.id)).size)
    return list.map(({ person, endsAt }) => [person.id, (Date.parse(endsAt) - NOW) / DAY])
  }

  test('is that of who stands for those who were merged, with the first that ends', async () => {
    await take(ground, [event('sent', 'ada'), event('sent', 'ben'), event('sent', 'cleo')])
    const [ada, ben, cleo] = [await idOf('ada'), await idOf('ben'), await idOf('cleo')]
    await imply(ada, 20)
    await imply(ben, 9)
    await imply(cleo, 400)
    expect(await ending()).toEqual([
      [ben, 9],
      [ada, 20],
    ])
    await viewer.post(`/api/people/${ada}/merge`, { otherId: ben })
    expect(await ending()).toEqual([[ada, 9]])
    // What the one gave for long does not outlive what the other gave: each has to have given it.
    await viewer.post(`/api/people/${cleo}/merge`, { otherId: ada })
    expect(await ending()).toEqual([[cleo, 9]])
  })

  test('is counted by matters as it is listed, and by people beside', async () => {
    await take(ground, [event('sent', 'ada')])
    const ada = await idOf('ada')
    const topics = []
    for (const name of ['Tax', 'Events']) {
      const made = await viewer.ask('POST', '/api/topics', { name })
      topics.push(JSON.parse(made.text).id)
    }
    await imply(ada, 9, { scope: 'topics', topicIds: topics })
    expect((await ending()).length).toBe(2)
  })
})
