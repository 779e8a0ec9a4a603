import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { call, newest, nextOf, report, sentActivities, walk, type Line } from './client.ts'

const day = 86_400_000
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ enforceLimits: false, now: Date.now() - 14 * day })
})
afterAll(() => sandbox.close())

describe('the world behind the API', () => {
  it('falls quiet before the observer’s present', () => {
    expect(sandbox.world.story.quietAt).toBeLessThan(Date.now())
    expect(sandbox.world.story.quietAt).toBeGreaterThan(sandbox.clock.now())
  })

  it('shows more as the clock goes on, and never anything after it', async () => {
    const { id } = newest(sandbox)
    const before = await walk(sandbox, report(id, 'opens'), 'tracking_activities')
    sandbox.clock.advance(day)
    const after = await walk(sandbox, report(id, 'opens'), 'tracking_activities')
    expect(after.length).toBeGreaterThan(before.length)
    const times = after.map((row) => Date.parse(row.created_time as string))
    expect(Math.max(...times)).toBeLessThanOrEqual(sandbox.clock.now())
    expect(times).toEqual([...times].sort((a, b) => b - a))
  })

  it('has the campaigns a firm would have', async () => {
    const campaigns = await walk(sandbox, '/v3/emails?limit=2', 'campaigns')
    const statuses = campaigns.map((one) => one.current_status).sort()
    expect(statuses).toEqual(['Done', 'Done', 'Done', 'Draft', 'Scheduled'])
    const spring = campaigns.find((one) => one.name === 'Spring client letter')
    const { body } = await call(sandbox, `/v3/emails/${String(spring?.campaign_id)}`)
    const roles = (body.campaign_activities as Line[]).map((one) => one.role)
    expect(roles).toEqual(['primary_email', 'permalink', 'resend'])
  })
})

describe('totals equal rows', () => {
  it.each(['opens', 'clicks', 'bounces', 'forwards', 'optouts', 'sends'])('%s', async (kind) => {
    for (const { id } of sentActivities(sandbox)) {
      const { body } = await call(sandbox, `/v3/reports/stats/email_campaign_activities/${id}`)
      const stats = (body.results as { stats: Record<string, number> }[])[0]?.stats ?? {}
      const rows = await walk(sandbox, report(id, kind), 'tracking_activities')
      const distinct = new Set(rows.map((row) => row.contact_id)).size
      expect(stats[`em_${kind}`]).toBe(distinct)
      if (kind === 'opens' || kind === 'clicks') {
        expect(stats[`em_${kind}_all`]).toBe(rows.length)
        const devices = ['computer', 'mobile', 'tablet', 'other', 'none']
        const sum = devices.reduce((all, one) => all + (stats[`em_${kind}_all_${one}`] ?? 0), 0)
        expect(sum).toBe(rows.length)
      }
    }
  })

  it('bounces by code, through the filter and in the statistics', async () => {
    const { id } = newest(sandbox)
    const { body } = await call(sandbox, `/v3/reports/stats/email_campaign_activities/${id}`)
    const stats = (body.results as { stats: Record<string, number> }[])[0]?.stats ?? {}
    const names = { Z: 'blocked', F: 'mailbox_full', B: 'nonexistent_address', X: 'other' }
    for (const [code, name] of Object.entries(names)) {
      const target = `${report(id, 'bounces')}?bounce_code=${code}`
      const rows = await walk(sandbox, target, 'tracking_activities')
      expect(stats[`em_bounces_${name}`]).toBe(rows.length)
    }
    const two = await walk(
      sandbox,
      `${report(id, 'bounces')}?bounce_code=Z&bounce_code=V`,
      'tracking_activities',
    )
    expect(new Set(two.map((row) => row.bounce_code))).toEqual(new Set(['Z', 'V']))
  })

  it('unique opens tell the last open of each contact', async () => {
    const { id } = newest(sandbox)
    const opens = await walk(sandbox, report(id, 'opens'), 'tracking_activities')
    const unique = await walk(sandbox, report(id, 'unique_opens'), 'tracking_activities')
    const last = new Map([...opens].reverse().map((row) => [row.contact_id, row.created_time]))
    expect(new Map(unique.map((row) => [row.contact_id, row.created_time]))).toEqual(last)
  })

  it('links count distinct contacts, and url_id selects their clicks', async () => {
    const { id } = newest(sandbox)
    const { body } = await call(sandbox, `/v3/reports/email_reports/${id}/links?no_clicks=true`)
    for (const link of body.link_click_counts as Line[]) {
      const target = `${report(id, 'clicks')}?url_id=${String(link.url_id)}`
      const rows = await walk(sandbox, target, 'tracking_activities')
      expect(new Set(rows.map((row) => row.contact_id)).size).toBe(link.unique_clicks)
    }
  })
})

describe('paging', () => {
  it('delivers every row once while new rows arrive on top', async () => {
    const other = await startSandbox({ enforceLimits: false, now: Date.now() - 14 * day })
    const { id } = newest(other)
    const token = other.issueTokens().accessToken
    const atStart = newest(other).activity.rows.opens.length
    const rows: Line[] = []
    let next: string | undefined = `${report(id, 'opens')}?limit=20`
    while (next !== undefined) {
      const { body } = await call(other, next, token)
      rows.push(...(body.tracking_activities as Line[]))
      other.clock.advance(6 * 3_600_000)
      next = nextOf(body)
    }
    const keys = rows.map((row) => `${String(row.contact_id)} ${String(row.created_time)}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(rows).toHaveLength(atStart)
    expect(newest(other).activity.rows.opens.length).toBeGreaterThan(atStart)
    await other.close()
  })

  it('gives the contacts once each, whatever the page size', async () => {
    const contacts = await walk(sandbox, '/v3/contacts?limit=499&status=all', 'contacts')
    const ids = contacts.map((one) => one.contact_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe(sandbox.truth().contacts.length)
  })

  it('refuses a limit out of range and a cursor of another report', async () => {
    const { id } = newest(sandbox)
    expect((await call(sandbox, '/v3/contacts?limit=501')).status).toBe(400)
    const { body } = await call(sandbox, `${report(id, 'opens')}?limit=5`)
    const cursor = nextOf(body)?.split('cursor=')[1]
    const foreign = await call(sandbox, `${report(id, 'clicks')}?cursor=${String(cursor)}`)
    expect(foreign.status).toBe(400)
    expect(foreign.body).toEqual([
      { error_key: 'reportingsvc.validation.error', error_message: 'cursor is not valid' },
    ])
  })
})

describe('contacts', () => {
  it('answers who opted out since a moment, from any source', async () => {
    sandbox.clock.runUntilQuiet()
    const since = new Date(sandbox.world.start).toISOString()
    const target = `/v3/contacts?optout_after=${since}&status=unsubscribed&limit=500`
    const contacts = await walk(sandbox, target, 'contacts')
    const expected = sandbox
      .truth()
      .contacts.filter((one) => one.optOut !== undefined && one.optOut.at > since)
    expect(contacts.map((one) => one.contact_id).sort()).toEqual(
      expected.map((one) => one.contactId).sort(),
    )
    const sources = expected.map((one) => one.optOut)
    expect(sources.some((one) => one?.campaignActivityId === undefined)).toBe(true)
    expect(sources.some((one) => one?.campaignActivityId !== undefined)).toBe(true)
    expect(sources.some((one) => one?.reason === '')).toBe(true)
    expect(sources.some((one) => one?.reason !== '')).toBe(true)
  })

  it('invites a contact back once; only its own answer lifts the opt-out', async () => {
    const out = sandbox.truth().contacts.find((one) => one.permission === 'unsubscribed')
    const [list] = await walk(sandbox, '/v3/contact_lists', 'lists')
    const put = () =>
      fetch(`${sandbox.url}/v3/contacts/resubscribe/${String(out?.contactId)}`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${sandbox.issueTokens().accessToken}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ list_ids: [list?.list_id] }),
      })
    expect((await put()).status).toBe(200)
    const { body } = await call(sandbox, `/v3/contacts/${String(out?.contactId)}`)
    expect((body.email_address as Line).permission_to_send).toBe('unsubscribed')
    expect((await put()).status).toBe(409)
  })

  it('finds a contact by address, whatever the case', async () => {
    const [first] = sandbox.truth().contacts
    const email = encodeURIComponent(String(first?.address.toUpperCase()))
    const found = await walk(sandbox, `/v3/contacts?email=${email}`, 'contacts')
    expect(found.map((one) => one.contact_id)).toEqual([first?.contactId])
  })

  it('tells one contact’s history, newest first', async () => {
    const { activity } = newest(sandbox)
    const id = activity.rows.clicks[0]?.contactId
    const base = `/v3/reports/contact_reports/${String(id)}`
    const rows = await walk(
      sandbox,
      `${base}/activity_details?tracking_activities_list=em_sends,em_clicks&limit=3`,
      'tracking_activities',
    )
    const of = sandbox.truth().campaigns.flatMap((one) => one.activities)
    const expected = of.flatMap((one) =>
      [...one.rows.sends, ...one.rows.clicks].filter((row) => row.contactId === id),
    )
    expect(rows).toHaveLength(expected.length)
  })
})
