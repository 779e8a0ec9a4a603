import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { footer, header, html, letter, made, ordered, sender } from './campaign-tour.ts'
import { call, walk, write, type Line, type Reply } from './client.ts'

const nobody = '00000000-0000-4000-8000-000000000000'
const day = 86_400_000
const world = lawFirm(21, { companies: 10, households: 8, unattached: 4 })
let sandbox: Sandbox
let lists: string[]
beforeEach(async () => {
  sandbox = await startSandbox({ world, seed: 21, enforceLimits: false })
  lists = (await walk(sandbox, '/v3/contact_lists', 'lists')).map((one) => String(one.list_id))
})
afterEach(() => sandbox.close())

const post = (body: unknown) => write(sandbox, 'POST /v3/emails', body)
const messages = ({ body }: Reply) =>
  (body as unknown as Line[]).map((one) => String(one.error_message)).join('; ')
const keys = ({ body }: Reply) => (body as unknown as Line[]).map((one) => one.error_key)

describe('a campaign is created', () => {
  it('as a draft with a primary e-mail and a permalink, answered with 200', async () => {
    const { body, id, permalink, campaignId } = await made(sandbox, 'Autumn news')
    expect(body).toMatchObject({
      name: 'Autumn news',
      current_status: 'Draft',
      type: 'CUSTOM_CODE_EMAIL',
      type_code: 26,
    })
    expect(id).not.toBe(permalink)
    const [newest] = await walk(sandbox, '/v3/emails', 'campaigns')
    expect(newest?.campaign_id).toBe(campaignId)
    const include = 'html_content,physical_address_in_footer,permalink_url'
    const read = await call(sandbox, `/v3/emails/activities/${id}?include=${include}`)
    expect(read.body).toMatchObject({
      ...header,
      campaign_id: campaignId,
      role: 'primary_email',
      current_status: 'DRAFT',
      format_type: 5,
      contact_list_ids: [],
      html_content: html,
      physical_address_in_footer: { address_line1: '200 East Kilbourn Avenue' },
    })
    expect(read.body).not.toHaveProperty('permalink_url')
  })

  it('once for each name, removed campaigns included', async () => {
    const { campaignId } = await made(sandbox, 'Autumn news')
    const again = await post(letter('Autumn news'))
    expect([again.status, keys(again)]).toEqual([409, ['campaigns.api.conflict']])
    expect((await write(sandbox, `DELETE /v3/emails/${campaignId}`)).status).toBe(204)
    expect((await post(letter('Autumn news'))).status).toBe(409)
    expect((await post(letter('Summer client letter'))).status).toBe(409)
  })

  it.each([
    ['a name too long', letter('x'.repeat(81)), 'name'],
    ['no name', { email_campaign_activities: letter('x').email_campaign_activities }, 'name'],
    ['no activity', { name: 'x', email_campaign_activities: [] }, 'single'],
    ['another format', letter('x', { format_type: 4 }), 'format_type'],
    ['no subject', letter('x', { subject: ' ' }), 'subject'],
    ['a sender too long', letter('x', { from_name: 'x'.repeat(101) }), 'from_name'],
    ['no tracking image', letter('x', { html_content: '<p>Hello</p>' }), 'trackingImage'],
    ['too much html', letter('x', { html_content: html.padEnd(150_001) }), 'html_content'],
    ['a preheader too long', letter('x', { preheader: 'x'.repeat(201) }), 'preheader'],
    ['an unknown sender', letter('x', { from_email: 'a@postbox.example' }), 'from_email'],
    [
      'an unconfirmed address for replies',
      letter('x', { reply_to_email: 'events@harrowgate-lindqvist.example' }),
      'reply_to_email',
    ],
    [
      'an address in the US without its state',
      letter('x', { physical_address_in_footer: { ...footer, state_code: undefined } }),
      'state_code',
    ],
  ])('not with %s', async (_, body, named) => {
    const before = sandbox.campaigns().length
    const reply = await post(body)
    expect([reply.status, keys(reply)[0]]).toEqual([400, 'campaigns.api.validation.error'])
    expect(messages(reply)).toContain(named)
    expect(sandbox.campaigns()).toHaveLength(before)
  })

  it('not without the scope, nor from something else than JSON', async () => {
    const { accessToken } = sandbox.issueTokens()
    const response = await fetch(`${sandbox.url}/v3/emails`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'text/plain' },
      body: JSON.stringify(letter('x')),
    })
    expect(response.status).toBe(415)
    expect((await write(sandbox, 'POST /v3/emails', letter('x'), 'nonsense')).status).toBe(401)
  })
})

describe('a campaign is renamed and removed', () => {
  const rename = (id: string, name: string) => write(sandbox, `PATCH /v3/emails/${id}`, { name })

  it('takes a free name, or its own', async () => {
    const { campaignId, body } = await made(sandbox, 'Autumn news')
    sandbox.clock.advance(1000)
    const renamed = await rename(campaignId, 'Winter news')
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Winter news' } })
    expect(renamed.body.campaign_activities).toHaveLength(2)
    expect(renamed.body.updated_at).not.toBe(body.updated_at)
    expect((await rename(campaignId, 'Winter news')).status).toBe(200)
    expect((await rename(campaignId, 'Spring client letter')).status).toBe(409)
    expect((await rename(campaignId, 'x'.repeat(81))).status).toBe(400)
    expect((await rename(nobody, 'x')).status).toBe(404)
  })

  it('is still in the collection, but its activities are gone', async () => {
    const { campaignId, id } = await made(sandbox, 'Autumn news')
    expect((await write(sandbox, `DELETE /v3/emails/${campaignId}`)).status).toBe(204)
    const { body } = await call(sandbox, `/v3/emails/${campaignId}`)
    expect(body.current_status).toBe('Removed')
    expect((await rename(campaignId, 'x')).status).toBe(400)
    for (const path of ['', '/schedules', '/previews']) {
      expect((await call(sandbox, `/v3/emails/activities/${id}${path}`)).status).toBe(404)
    }
    expect((await write(sandbox, `PUT /v3/emails/activities/${id}`, header)).status).toBe(404)
    expect((await write(sandbox, `DELETE /v3/emails/${campaignId}`)).status).toBe(204)
    expect((await write(sandbox, `DELETE /v3/emails/${nobody}`)).status).toBe(404)
  })

  it('not while it is scheduled', async () => {
    const { campaignId, id } = await made(sandbox, 'Autumn news')
    const date = new Date(sandbox.clock.now() + day).toISOString()
    expect((await ordered(sandbox, id, lists, date)).status).toBe(201)
    const refused = await write(sandbox, `DELETE /v3/emails/${campaignId}`)
    expect([refused.status, messages(refused)]).toEqual([400, expect.stringContaining('Scheduled')])
  })
})

describe('an activity is updated', () => {
  const put = (id: string, body: unknown) => write(sandbox, `PUT /v3/emails/activities/${id}`, body)

  it('keeps the subresources that are left out, and forgets everything else', async () => {
    const more = { physical_address_in_footer: footer }
    const { id, permalink } = await made(sandbox, 'Autumn news', more)
    await put(id, { ...header, contact_list_ids: [...lists, ...lists] })
    const { preheader: _, ...bare } = { ...header, subject: 'Newer' }
    const changed = await put(id, bare)
    expect(changed.body).toMatchObject({ subject: 'Newer', contact_list_ids: [], preheader: '' })
    expect(changed.body).not.toHaveProperty('html_content')
    const include = 'include=html_content,physical_address_in_footer'
    const { body } = await call(sandbox, `/v3/emails/activities/${id}?${include}`)
    expect(body).toMatchObject({ html_content: html, physical_address_in_footer: footer })
    const public_ = await call(sandbox, `/v3/emails/activities/${permalink}`)
    expect(public_.body.subject).toBe('Newer')
  })

  it('takes its own answer back', async () => {
    const { id } = await made(sandbox, 'Autumn news')
    const target = `/v3/emails/activities/${id}?include=html_content,physical_address_in_footer`
    const { body } = await call(sandbox, target)
    const changed = await put(id, { ...body, contact_list_ids: lists })
    expect(changed).toMatchObject({ status: 200, body: { ...body, contact_list_ids: lists } })
  })

  it.each([
    ['no subject', { subject: '' }, 'subject'],
    ['an unknown list', { contact_list_ids: [nobody] }, nobody],
    ['an unknown segment', { segment_ids: [7] }, 'segment_ids'],
    ['an unconfirmed sender', { from_email: 'a@postbox.example' }, 'from_email'],
    ['html without its image', { html_content: '<p>Hello</p>' }, 'trackingImage'],
  ])('not with %s', async (_, more, named) => {
    const { id } = await made(sandbox, 'Autumn news')
    const reply = await put(id, { ...header, ...more })
    expect(reply.status).toBe(400)
    expect(messages(reply)).toContain(named)
  })

  it('not with lists and segments at once, nor another than the primary draft', async () => {
    const { id, permalink } = await made(sandbox, 'Autumn news')
    const both = await put(id, { ...header, contact_list_ids: lists, segment_ids: [7] })
    expect(messages(both)).toContain('at the same time')
    expect(messages(await put(permalink, header))).toContain('permalink')
    expect((await put(nobody, header)).status).toBe(404)
    await ordered(sandbox, id, lists, new Date(sandbox.clock.now() + day).toISOString())
    const waiting = await put(id, header)
    expect([waiting.status, messages(waiting)]).toEqual([400, expect.stringContaining('SCHEDULED')])
    sandbox.clock.advance(2 * day)
    expect(messages(await put(id, header))).toContain('DONE')
  })
})

it('senders can be looked up, with whether they are confirmed', async () => {
  const { body } = await call(sandbox, '/v3/account/emails?confirm_status=CONFIRMED')
  const confirmed = (body as unknown as Line[]).map((one) => one.email_address)
  expect(confirmed).toContain(sender)
  expect(confirmed).not.toContain('events@harrowgate-lindqvist.example')
  const address = await call(sandbox, '/v3/account/summary/physical_address')
  expect(address.body).toMatchObject({ city: 'Milwaukee', country_code: 'US' })
})
