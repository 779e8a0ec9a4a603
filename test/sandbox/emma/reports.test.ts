import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { basic, call, ids, newest, stamp, start, truthOf, walk, type Line } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start({ now: Date.parse('2026-03-02T15:00:00Z') })
  sandbox.clock.runUntilQuiet()
}, 60_000)
afterAll(() => sandbox.close())

const kinds = [
  ['sends', 'sends'],
  ['opens', 'opens'],
  ['clicks', 'clicks'],
  ['forwards', 'forwards'],
  ['optouts', 'optouts'],
] as const

it('lets in whoever has the keys of that account, and nobody else', async () => {
  expect((await call(sandbox, 'GET /groups')).status).toBe(200)
  expect((await call(sandbox, 'GET /groups', undefined, basic('x'))).status).toBe(401)
  const other = await fetch(`${sandbox.url}/1/groups`, { headers: { authorization: basic() } })
  expect(other.status).toBe(401)
})

describe('the response to a mailing', () => {
  it.each(kinds)('%s has every row of the truth, newest first', async (name, kind) => {
    const { id, campaignActivityId } = await newest(sandbox)
    const told = truthOf(sandbox, campaignActivityId).rows[kind]
    expect(told.length).toBeGreaterThan(0)
    const links = await walk(sandbox, `/response/${id}/links`)
    const urlOf = (row: Line) => links.find((one) => one.link_id === row.link_id)?.link_target
    const rows = await walk(sandbox, `/response/${id}/${name}`)
    expect(rows.map((row) => [row.email, row.timestamp, urlOf(row)])).toEqual(
      told.map(({ address, at, url }) => [address, stamp(at), url]).reverse(),
    )
  })

  it('deliveries are final, without a moment, and agree with the bounces', async () => {
    const { id, campaignActivityId } = await newest(sandbox)
    const { totals } = truthOf(sandbox, campaignActivityId)
    const rows = await walk(sandbox, `/response/${id}/deliveries`)
    expect(rows).toHaveLength(totals.sends)
    expect(rows[0]).not.toHaveProperty('timestamp')
    const bounced = await walk(sandbox, `/response/${id}/deliveries?result=bounced`)
    expect(bounced).toHaveLength(totals.bounces)
    const hard = await walk(sandbox, `/response/${id}/deliveries?del_status=hard`)
    const { B = 0, S = 0 } = totals.bouncesByCode
    expect(hard).toHaveLength(B + S)
  })

  it('is counted as it is listed; complaints and reasons are not told', async () => {
    for (const { id, campaignActivityId, status } of (await ids(sandbox)).mailings) {
      if (status !== 'c') continue
      const { totals } = truthOf(sandbox, campaignActivityId)
      const { body } = await call(sandbox, `GET /response/${id}`)
      expect(body).toMatchObject({
        sent: totals.sends,
        delivered: totals.sends - totals.bounces,
        bounced: totals.bounces,
        in_progress: 0,
        opened: totals.opens,
        clicked: totals.clicks,
        clicked_unique: totals.uniqueClicks,
        forwarded: totals.forwards,
        opted_out: totals.optouts,
        recipient_count: totals.sends,
      })
      expect(Object.keys(body).join()).not.toMatch(/abuse|spam|complain|reason/)
    }
    const { body: months } = await call<Line[]>(sandbox, 'GET /response')
    const all = sandbox.truth().campaigns.reduce((sum, one) => sum + one.totals.sends, 0)
    expect(months.reduce((sum, one) => sum + Number(one.sent), 0)).toBe(all)
  })
})

it('a page holds 500, a count is a bare number', async () => {
  const { body: count } = await call<number>(sandbox, 'GET /members?count=true')
  const { body: page } = await call<Line[]>(sandbox, 'GET /members?start=0&end=2000')
  expect(page).toHaveLength(500)
  const members = await walk(sandbox, '/members')
  expect(count).toBe(members.length)
  expect(new Set(members.map((one) => one.member_id)).size).toBe(count)
})
