import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox, type WorldDefinition } from '../../sandbox/index.ts'
import { html, links, made, ordered } from './campaign-tour.ts'
import { call, held, report, subscribed, walk, write, type Line } from './client.ts'

const hour = 3_600_000
const day = 24 * hour
const small = lawFirm(23, { companies: 60, households: 50, unattached: 20 })
let sandbox: Sandbox
let client: string
let business: string

const begin = (world: WorldDefinition = small) =>
  startSandbox({ world, seed: 23, enforceLimits: false, now: Date.now() - 60 * day })

beforeEach(async () => {
  sandbox = await begin()
  const lists = await walk(sandbox, '/v3/contact_lists', 'lists')
  const id = (name: string) => String(lists.find((one) => one.name === name)?.list_id)
  client = id('Client letter')
  business = id('Business owners')
})
afterEach(() => sandbox.close())

const inHours = (hours: number) => new Date(sandbox.clock.now() + hours * hour).toISOString()
const rows = (id: string, kind: string) => walk(sandbox, report(id, kind), 'tracking_activities')
const campaign = (name: string) => sandbox.campaigns().find((one) => one.name === name)
const history = async (id: string) => {
  const { body } = await call(sandbox, `/v3/emails/activities/${id}/send_history`)
  return body as unknown as Line[]
}

/** Who may be written to and is on one of the lists. */
function audience(of: Sandbox, listIds: string[]): string[] {
  return of
    .truth()
    .contacts.filter((one) => one.deletedAt === undefined)
    .filter((one) => ['implicit', 'explicit'].includes(one.permission))
    .filter((one) => one.listIds.some((id) => listIds.includes(id)))
    .map((one) => one.contactId)
    .sort()
}

const ids = (found: Line[]) => found.map((one) => String(one.contact_id)).sort()

describe('a letter written through the API', () => {
  it('goes at its moment to everybody on its lists who may be written to, once each', async () => {
    const { id } = await made(sandbox, 'Autumn news')
    await ordered(sandbox, id, [client, business], inHours(24))
    const [out, gone, off, held_] = subscribed(sandbox).filter((one) =>
      one.listIds.includes(client),
    )
    const permission = (one: typeof out, permission_to_send: string) =>
      write(sandbox, `PUT /v3/contacts/${String(one?.contactId)}`, {
        update_source: 'Account',
        email_address: { address: one?.address, permission_to_send },
      })
    await permission(out, 'unsubscribed')
    await permission(held_, 'temp_hold')
    await write(sandbox, `DELETE /v3/contacts/${String(gone?.contactId)}`)
    sandbox.recipients.optOut(String(off?.contactId))
    const pending = await write(sandbox, 'POST /v3/contacts', {
      create_source: 'Account',
      email_address: {
        address: 'pending@postbox.example',
        permission_to_send: 'pending_confirmation',
      },
      list_memberships: [client],
    })
    const fresh = await write(sandbox, 'POST /v3/contacts', {
      create_source: 'Account',
      email_address: { address: 'fresh@postbox.example' },
      list_memberships: [client, business],
    })
    sandbox.clock.advance(day - 1)
    expect(await rows(id, 'sends')).toEqual([])
    const expected = audience(sandbox, [client, business])
    sandbox.clock.advance(1 + 10 * 60_000)
    const sends = ids(await rows(id, 'sends'))
    expect(sends).toEqual(expected)
    expect(new Set(sends).size).toBe(sends.length)
    expect(sends).toContain(fresh.body.contact_id)
    const barred = [out, gone, off, held_].map((one) => String(one?.contactId))
    for (const one of [...barred, String(pending.body.contact_id)]) expect(sends).not.toContain(one)
    expect(campaign('Autumn news')?.activities[0]).toMatchObject({
      runs: [{ listIds: [client, business], outcome: { count: sends.length, reasonCode: 0 } }],
    })
    expect(campaign('Autumn news')?.activities[0]?.recipients).toHaveLength(sends.length)
  })

  it('is read, followed and left, as every report and total tells', async () => {
    const { id, campaignId } = await made(sandbox, 'Autumn news')
    await ordered(sandbox, id, [client, business], inHours(1))
    const status = async () => (await call(sandbox, `/v3/emails/${campaignId}`)).body.current_status
    const statuses = [await status()]
    sandbox.clock.advance(hour + 60_000)
    statuses.push(await status())
    sandbox.clock.advance(hour)
    statuses.push(await status())
    expect(statuses).toEqual(['Scheduled', 'Executing', 'Done'])
    sandbox.clock.runUntilQuiet()
    const clicks = await rows(id, 'clicks')
    expect(new Set(clicks.map((row) => row.link_url))).toEqual(new Set(links))
    const kinds = ['sends', 'opens', 'clicks', 'bounces', 'optouts', 'forwards'] as const
    const { body } = await call(sandbox, `/v3/reports/stats/email_campaign_activities/${id}`)
    const [result] = body.results as { stats: Record<string, number> }[]
    for (const kind of kinds) {
      const distinct = new Set(ids(await rows(id, kind)))
      expect([kind, result?.stats[`em_${kind}`]]).toEqual([kind, distinct.size])
      if (kind !== 'forwards') expect([kind, distinct.size > 0]).toEqual([kind, true])
    }
    const base = '/v3/reports/summary_reports/email_campaign_summaries'
    const [newest] = await walk(sandbox, base, 'bulk_email_campaign_summaries')
    expect(newest).toMatchObject({
      campaign_id: campaignId,
      unique_counts: { sends: result?.stats.em_sends, optouts: result?.stats.em_optouts },
    })
    const [left] = await rows(id, 'optouts')
    expect(held(sandbox, String(left?.contact_id))).toMatchObject({
      permission: 'unsubscribed',
      optOut: { source: 'Contact', campaignActivityId: id },
    })
    const links_ = await call(sandbox, `/v3/reports/email_reports/${id}/links?no_clicks=true`)
    const counted = links_.body.link_click_counts as Line[]
    expect(counted.map((one) => one.link_url)).toEqual(links)
    const permalink = await call(sandbox, `/v3/emails/activities/${id}?include=permalink_url`)
    expect(permalink.body.permalink_url).toMatch(/^https:/)
  })

  it('is the same story whenever the same is written', async () => {
    const tell = async (of: Sandbox) => {
      const { id } = await made(of, 'Autumn news')
      await ordered(of, id, [client], new Date(of.clock.now() + hour).toISOString())
      of.clock.runUntilQuiet()
      const told = of.truth().campaigns.find((one) => one.name === 'Autumn news')
      return Object.values(told?.activities[0]?.rows ?? {})
        .flat()
        .map((row) => `${row.kind} ${row.contactId} ${row.at - of.world.start} ${row.url ?? ''}`)
    }
    const other = await begin()
    const story = await tell(sandbox)
    expect(story.length).toBeGreaterThan(50)
    expect(await tell(other)).toEqual(story)
    await other.close()
  })

  it('without a link is followed nowhere', async () => {
    const html_content = '<html><body>[[trackingImage]]<p>Only words.</p></body></html>'
    const { id } = await made(sandbox, 'Words', { html_content })
    await ordered(sandbox, id, [client], '0')
    sandbox.clock.runUntilQuiet()
    expect((await rows(id, 'opens')).length).toBeGreaterThan(10)
    expect(await rows(id, 'clicks')).toEqual([])
  })

  it('keeps its reports after it was removed', async () => {
    const { id, campaignId } = await made(sandbox, 'Autumn news')
    await ordered(sandbox, id, [client], '0')
    const executing = await write(sandbox, `DELETE /v3/emails/${campaignId}`)
    expect(executing.status).toBe(400)
    sandbox.clock.advance(hour)
    const before = (await rows(id, 'sends')).length
    expect((await write(sandbox, `DELETE /v3/emails/${campaignId}`)).status).toBe(204)
    expect(await rows(id, 'sends')).toHaveLength(before)
    expect(await history(id)).toHaveLength(1)
  })
})

describe('sent once more', () => {
  it('goes to those only who came in the meantime, and is the next line of the history', async () => {
    const { id } = await made(sandbox, 'Autumn news')
    await ordered(sandbox, id, [client], '0')
    sandbox.clock.advance(day)
    const first = (await rows(id, 'sends')).length
    const fresh = await write(sandbox, 'POST /v3/contacts', {
      create_source: 'Account',
      email_address: { address: 'fresh@postbox.example' },
      list_memberships: [client],
    })
    const again = () =>
      write(sandbox, `POST /v3/emails/activities/${id}/schedules`, { scheduled_date: '0' })
    expect((await again()).status).toBe(201)
    sandbox.clock.advance(hour)
    const sends = await rows(id, 'sends')
    expect(sends).toHaveLength(first + 1)
    expect(sends[0]?.contact_id).toBe(fresh.body.contact_id)
    await again()
    sandbox.clock.advance(hour)
    expect(await history(id)).toMatchObject([
      { send_id: 1, count: first, send_status: 'COMPLETED', reason_code: 0 },
      { send_id: 2, count: 1, send_status: 'COMPLETED', reason_code: 0 },
      { send_id: 3, count: 0, send_status: 'COMPLETED', reason_code: 12 },
    ])
  })

  it('an unscheduled second time leaves it done', async () => {
    const { id } = await made(sandbox, 'Autumn news')
    await ordered(sandbox, id, [client], '0')
    sandbox.clock.advance(hour)
    const path = `/v3/emails/activities/${id}`
    await write(sandbox, `POST ${path}/schedules`, { scheduled_date: inHours(5) })
    expect((await call(sandbox, path)).body.current_status).toBe('SCHEDULED')
    await write(sandbox, `DELETE ${path}/schedules`)
    expect((await call(sandbox, path)).body.current_status).toBe('DONE')
  })
})

describe('comes to nothing', () => {
  it('with a link that is too long: an error, and no report', async () => {
    const long = `https://www.harrowgate-lindqvist.example/${'x'.repeat(1000)}`
    const html_content = html.replace('</body>', `<a href="${long}">x</a></body>`)
    const { id, campaignId } = await made(sandbox, 'Too long', { html_content })
    await ordered(sandbox, id, [client], '0')
    expect((await call(sandbox, `/v3/emails/${campaignId}`)).body.current_status).toBe('Error')
    const line = { send_status: 'ERRORED', reason_code: 8, count: 0 }
    expect(await history(id)).toMatchObject([line])
    expect(await rows(id, 'sends')).toEqual([])
    const { body } = await call(sandbox, `/v3/reports/stats/email_campaign_activities/${id}`)
    expect([body.results, (body.errors as Line[]).length]).toEqual([[], 1])
  })

  it('on an empty list: done, to nobody', async () => {
    const { body } = await write(sandbox, 'POST /v3/contact_lists', { name: 'Empty' })
    const { id } = await made(sandbox, 'To nobody')
    await ordered(sandbox, id, [String(body.list_id)], '0')
    sandbox.clock.advance(hour)
    expect(await history(id)).toMatchObject([{ send_status: 'COMPLETED', reason_code: 12 }])
  })
})

describe('among the firm’s own letters', () => {
  /** The firm's newest letter goes out three days after the start instead. */
  function summerToCome(): WorldDefinition {
    const world = lawFirm(23, { companies: 60, households: 50, unattached: 20 })
    const summer = world.campaigns.find((one) => one.name === 'Summer client letter')
    Object.assign(summer?.activities[0] ?? {}, { sendAfter: 3 * day })
    return world
  }

  it('who left because of it receives none of the later ones, and nobody leaves twice', async () => {
    const other = await begin(summerToCome())
    const { id } = await made(other, 'Autumn news')
    await ordered(other, id, [client, business], '0')
    other.clock.runUntilQuiet()
    const { campaigns } = other.truth()
    const told = (name: string) =>
      campaigns.find((one) => one.name === name)?.activities[0]?.rows ?? { optouts: [], sends: [] }
    const due = other.world.start + 3 * day
    const left = told('Autumn news').optouts.filter((row) => row.at < due)
    expect(left.length).toBeGreaterThan(0)
    const later = told('Summer client letter').sends.map((row) => row.contactId)
    expect(later.length).toBeGreaterThan(50)
    for (const { contactId } of left) expect(later).not.toContain(contactId)
    const leavers = campaigns.flatMap((one) =>
      one.activities.flatMap(({ rows: { optouts } }) => optouts.map((row) => row.contactId)),
    )
    expect(new Set(leavers).size).toBe(leavers.length)
    await other.close()
  })

  it('one of the firm’s that is taken back is not sent, and can be written anew', async () => {
    const other = await begin(summerToCome())
    const found = other.campaigns().find((one) => one.name === 'Summer client letter')
    const id = String(found?.activities[0]?.campaignActivityId)
    const path = `/v3/emails/activities/${id}`
    expect((await write(other, `DELETE ${path}/schedules`)).status).toBe(204)
    other.clock.advance(10 * day)
    expect((await call(other, path)).body.current_status).toBe('DRAFT')
    expect((await call(other, report(id, 'sends'))).body.tracking_activities).toEqual([])
    expect((await ordered(other, id, [client], '0')).status).toBe(201)
    other.clock.advance(hour)
    const sent = other.campaigns().find((one) => one.campaignId === found?.campaignId)
    expect(sent?.activities[0]?.recipients.length).toBeGreaterThan(50)
    await other.close()
  })
})
