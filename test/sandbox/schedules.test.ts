import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { header, html, made, ordered } from './campaign-tour.ts'
import { call, walk, write, type Line } from './client.ts'

const nobody = '00000000-0000-4000-8000-000000000000'
const hour = 3_600_000
const world = lawFirm(22, { companies: 10, households: 8, unattached: 4 })
let sandbox: Sandbox
let lists: string[]
beforeEach(async () => {
  sandbox = await startSandbox({ world, seed: 22, enforceLimits: false })
  lists = (await walk(sandbox, '/v3/contact_lists', 'lists')).map((one) => String(one.list_id))
})
afterEach(() => sandbox.close())

const inHours = (hours: number) => new Date(sandbox.clock.now() + hours * hour).toISOString()
const path = (id: string, rest = '') => `/v3/emails/activities/${id}${rest}`
const status = async (id: string) => (await call(sandbox, path(id))).body.current_status
const schedule = (id: string, scheduled_date: unknown) =>
  write(sandbox, `POST ${path(id, '/schedules')}`, { scheduled_date })
const shown = async (id: string) => (await call(sandbox, path(id, '/schedules'))).body

describe('a letter is scheduled', () => {
  it('and shows its date, until it is taken back', async () => {
    const { id, campaignId } = await made(sandbox, 'Autumn news')
    expect(await shown(id)).toEqual([])
    const date = inHours(2)
    const made_ = await ordered(sandbox, id, lists, date)
    expect(made_).toMatchObject({ status: 201, body: [{ scheduled_date: date }] })
    expect([await status(id), await shown(id)]).toEqual(['SCHEDULED', [{ scheduled_date: date }]])
    const { body } = await call(sandbox, `/v3/emails/${campaignId}`)
    expect(body.current_status).toBe('Scheduled')
    expect((await schedule(id, inHours(3))).status).toBe(400)
    const unschedule = () => write(sandbox, `DELETE ${path(id, '/schedules')}`)
    expect((await unschedule()).status).toBe(204)
    expect([await status(id), await shown(id)]).toEqual(['DRAFT', []])
    expect((await unschedule()).status).toBe(400)
    sandbox.clock.advance(5 * hour)
    expect(await status(id)).toBe('DRAFT')
    expect((await call(sandbox, path(id, '/send_history'))).body).toEqual([])
  })

  it('keeps the clock busy until it went out, and no longer once it was taken back', async () => {
    sandbox.clock.runUntilQuiet()
    const { id } = await made(sandbox, 'Autumn news')
    await ordered(sandbox, id, lists, inHours(1))
    expect(sandbox.clock.quiet()).toBe(false)
    await write(sandbox, `DELETE ${path(id, '/schedules')}`)
    expect(sandbox.clock.quiet()).toBe(true)
  })

  it('by a day, by a time with an offset, or at once', async () => {
    const { id } = await made(sandbox, 'Autumn news')
    const tomorrow = new Date(sandbox.clock.now() + 24 * hour).toISOString().slice(0, 10)
    const byDay = await ordered(sandbox, id, lists, tomorrow)
    expect(byDay.body).toEqual([{ scheduled_date: `${tomorrow}T00:00:00.000Z` }])
    await write(sandbox, `DELETE ${path(id, '/schedules')}`)
    const offset = await schedule(id, `${tomorrow}T06:30:00-05:00`)
    expect(offset.body).toEqual([{ scheduled_date: `${tomorrow}T11:30:00.000Z` }])
    await write(sandbox, `DELETE ${path(id, '/schedules')}`)
    expect(await schedule(id, '0')).toMatchObject({ status: 201, body: [] })
    expect([await status(id), await shown(id)]).toEqual(['EXECUTING', []])
    sandbox.clock.advance(hour)
    expect(await status(id)).toBe('DONE')
  })

  it('not without recipients, in the past, by nonsense, or another than the primary', async () => {
    const { id, permalink } = await made(sandbox, 'Autumn news')
    expect((await schedule(id, inHours(1))).status).toBe(400)
    await write(sandbox, `PUT ${path(id)}`, { ...header, contact_list_ids: lists })
    for (const date of [inHours(-1), 'tomorrow', '2026-13-45', '', 0, null]) {
      expect([date, (await schedule(id, date)).status]).toEqual([date, 400])
    }
    expect((await schedule(permalink, inHours(1))).status).toBe(400)
    expect((await schedule(nobody, inHours(1))).status).toBe(404)
    expect((await call(sandbox, path(nobody, '/schedules'))).status).toBe(404)
    expect(await status(id)).toBe('DRAFT')
  })

  it('as the firm’s own bulletin is, which can be taken back and written anew', async () => {
    const all = await walk(sandbox, '/v3/emails', 'campaigns')
    const bulletin = all.find((one) => one.current_status === 'Scheduled')
    const { body } = await call(sandbox, `/v3/emails/${String(bulletin?.campaign_id)}`)
    const [primary] = body.campaign_activities as Line[]
    const id = String(primary?.campaign_activity_id)
    expect(await shown(id)).toHaveLength(1)
    expect((await write(sandbox, `DELETE ${path(id, '/schedules')}`)).status).toBe(204)
    expect((await write(sandbox, `PUT ${path(id)}`, header)).status).toBe(200)
  })
})

describe('before it is sent', () => {
  const test = (id: string, body: unknown) => write(sandbox, `POST ${path(id, '/tests')}`, body)

  it('a test goes to some addresses, and is in no report', async () => {
    const { id, campaignId, permalink } = await made(sandbox, 'Autumn news')
    const email_addresses = ['a@postbox.example', 'b@postbox.example']
    const personal_message = 'Please look at it.'
    expect((await test(id, { email_addresses, personal_message })).status).toBe(204)
    const found = sandbox.campaigns().find((one) => one.campaignId === campaignId)
    expect(found?.testSends).toEqual([
      { at: inHours(0), addresses: email_addresses, personalMessage: personal_message },
    ])
    expect(found?.activities.flatMap((one) => one.recipients)).toEqual([])
    expect(await status(id)).toBe('DRAFT')
    const six = Array.from({ length: 6 }, (_, index) => `${index}@postbox.example`)
    for (const wrong of [[], six, ['nonsense']]) {
      expect((await test(id, { email_addresses: wrong })).status).toBe(400)
    }
    expect((await test(permalink, { email_addresses })).status).toBe(400)
    expect((await test(nobody, { email_addresses })).status).toBe(404)
  })

  it('no more than fifty tests a day', async () => {
    const { id } = await made(sandbox, 'Autumn news')
    const email_addresses = Array.from({ length: 5 }, (_, index) => `${index}@postbox.example`)
    const statuses: number[] = []
    for (let time = 0; time < 11; time += 1) {
      statuses.push((await test(id, { email_addresses })).status)
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 204), 400])
    sandbox.clock.advance(24 * hour)
    expect((await test(id, { email_addresses })).status).toBe(204)
  })

  it('a preview shows the letter without its marker, and as text', async () => {
    const { id } = await made(sandbox, 'Autumn news')
    const { body } = await call(sandbox, path(id, '/previews'))
    expect(body).toMatchObject({
      ...header,
      campaign_activity_id: id,
      preview_html_content: html.replace('[[trackingImage]]', ''),
      preview_text_content: 'News First page Second Write',
    })
  })
})
