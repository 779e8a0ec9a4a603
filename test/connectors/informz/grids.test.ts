import { describe, expect, it } from 'vitest'
import { informz } from '../../../src/connectors/esp/informz/index.ts'
import { childOf, type EventKind, textOf } from '../../../src/connectors/index.ts'
import { bytes, count, fault, good, gridsOf, type Row, scripted } from './line.ts'

const feedback = informz.feedback!
const ask = (kind: EventKind) => ({ activity: '800001', kind })
const AT = Date.UTC(2026, 1, 3, 4, 5, 6, 789)
const WHO = { Email: 'bea@client.example', user_id: 'P-1', mailing_instance_id: '800001' }
const CLICK = {
  ...WHO,
  Id: '42',
  Link: 'https://firm.example/news?a=1&b=2',
  Link_Date: '2026-02-03T04:05:06.7890000Z',
}
const CLICKS = 'mailing_activity_clicks'
const BOUNCES = 'mailing_activity_bounces'
const ACTIONS = 'mailing_activity_subscriber_actions'
const ARCHIVE = 'mailing_activity_subscriber_archive'

const read = (kind: EventKind, type: string, ...rows: Row[]) =>
  feedback.read(bytes(count(type, rows.length), [type, ...rows]), ask(kind))

describe('Informz, a request', () => {
  it('carries the proof in its document, and one brand', async () => {
    const { vendor, asked, exchanges } = scripted(good(count(CLICKS, 0), [CLICKS]))
    await feedback.page(vendor, ask('click'), null)
    const [document] = asked()
    expect(document!.name).toBe('GridRequest')
    expect(document!.children.map(({ name }) => name)).toEqual([
      ...['Password', 'Brand', 'User', 'Grids'],
    ])
    expect(textOf(document, 'Password')).toBe('p&ss')
    expect(childOf(document, 'Brand')).toMatchObject({
      attributes: { id: '1234' },
      text: 'Harrow & Co',
    })
    expect(exchanges[0]!.url).toBe('https://partner.informz.net/aapi/InformzService.svc')
    expect(exchanges[0]!.headers).toMatchObject({
      soapaction: expect.stringMatching(/^".*\/PostInformzMessage"$/),
    })
    expect(JSON.stringify(exchanges[0]!.headers)).not.toContain('p&ss')
  })

  it.each([
    ['InvalidCredentialsException', 'unauthorised', 'you'],
    ['BrandNotFoundException', 'unauthorised', 'you'],
    ['NoAvailableIPAddressException', 'forbidden', 'you'],
    ['ItemNotFoundException', 'not_found', 'homing'],
    ['InvalidGridCategoryException', 'refused', 'homing'],
    ['SystemAccessException', 'temporary', 'vendor'],
    ['NeverHeardOfException', 'temporary', 'vendor'],
  ])('that is answered with %s is %s', async (code, kind, whoMustAct) => {
    const { vendor } = scripted({ status: 500, body: fault(code) })
    await expect(feedback.page(vendor, ask('open'), null)).rejects.toMatchObject({
      ...{ kind, whoMustAct },
    })
  })

  it('goes to the one address, whether that was entered with its path or without', async () => {
    const { vendor, exchanges } = scripted({ status: 404 })
    const apiUrl = 'https://partner.informz.net/aapi/InformzService.svc/'
    const settings = { ...vendor.settings, apiUrl: informz.settings.shape['apiUrl']!.parse(apiUrl) }
    const health = await informz.check({ ...vendor, settings })
    expect(exchanges[0]!.url).toBe('https://partner.informz.net/aapi/InformzService.svc')
    expect(health.checks).toMatchObject([{ ok: false, remedy: expect.stringMatching(/address/) }])
  })

  it.each(['', '1 2', '<a/>'])('asks about no id that is none: “%s”', async (activity) => {
    const { vendor, asked } = scripted(good([CLICKS]))
    const page = feedback.page(vendor, { activity, kind: 'open' }, null)
    await expect(page).rejects.toMatchObject({ kind: 'unreadable' })
    expect(asked()).toEqual([])
  })
})

describe('Informz, pages of a grid', () => {
  it('begin with the row after the last, until as many came as there are', async () => {
    const { vendor, asked } = scripted(
      good(count(CLICKS, 3), [CLICKS, CLICK, { ...CLICK, Id: '43' }]),
      good(count(CLICKS, 3), [CLICKS, { ...CLICK, Id: '44' }]),
    )
    const page = await feedback.page(vendor, ask('click'), null)
    expect(page).toMatchObject({ next: expect.stringMatching(/^0:3:/), total: 3 })
    expect(await feedback.page(vendor, ask('click'), page.next)).toMatchObject({ next: null })
    expect(gridsOf(asked()[1]!)).toEqual([
      `${CLICKS} mailing_instance_id 800001 EQ Count`,
      `${CLICKS} mailing_instance_id 800001 EQ email user_id mailing_instance_id id link link_date`
        + ' link_date 3 1000',
    ])
  })

  it('that repeat rows of their own or of the page before step over none', async () => {
    const row = (Id: number): Row => ({ ...CLICK, Id: String(Id) })
    const { vendor } = scripted(
      good(count(CLICKS, 4), [CLICKS, row(1), row(1), row(2)]),
      good(count(CLICKS, 4), [CLICKS, row(1), row(2), row(3)]),
      good(count(CLICKS, 4), [CLICKS, row(4)]),
    )
    const first = await feedback.page(vendor, ask('click'), null)
    expect(first.next).toMatch(/^0:3:/)
    const second = await feedback.page(vendor, ask('click'), first.next)
    expect(second.next).toMatch(/^0:4:/)
    expect(await feedback.page(vendor, ask('click'), second.next)).toMatchObject({ next: null })
  })

  it('without a count end with the first that has no rows: one may be short before', async () => {
    const { vendor } = scripted(good([CLICKS, CLICK]), good([CLICKS]))
    const page = await feedback.page(vendor, ask('click'), null)
    expect(page).toMatchObject({ next: expect.stringMatching(/^0:2:/) })
    expect(page.total).toBeUndefined()
    expect(await feedback.page(vendor, ask('click'), page.next)).toMatchObject({ next: null })
  })

  it('that keep back what they count are not taken for the end', async () => {
    const { vendor } = scripted(good(count(CLICKS, 3), [CLICKS]))
    await expect(feedback.page(vendor, ask('click'), null)).rejects.toMatchObject({
      kind: 'unreadable',
    })
  })

  it('of another instance than was asked for are not believed', async () => {
    const other = { ...CLICK, mailing_instance_id: '800002' }
    for (const rows of [[other], [CLICK, other]]) {
      const { vendor } = scripted(good(count(CLICKS, rows.length), [CLICKS, ...rows]))
      await expect(feedback.page(vendor, ask('click'), null)).rejects.toMatchObject({
        kind: 'unreadable',
      })
    }
  })

  it('with a row that does not say whose it is are read: that row alone is refused', async () => {
    const { vendor } = scripted(good(count(CLICKS, 2), [CLICKS, CLICK, {}]))
    const { body } = await feedback.page(vendor, ask('click'), null)
    const { rows, refused } = feedback.read(body, ask('click'))
    expect([rows.length, refused.map(({ place }) => place)]).toEqual([1, [1]])
  })

  it('of who was sent it go over to the archive, where an instance has gone there', async () => {
    const counts = [count(ACTIONS, 0), count(ARCHIVE, 2)] as const
    const { vendor, asked } = scripted(
      good(...counts, [ACTIONS]),
      good(...counts, [ARCHIVE, WHO, { ...WHO, Email: 'cy@client.example' }]),
    )
    const page = await feedback.page(vendor, ask('sent'), null)
    expect(page).toMatchObject({ next: '1:1', total: 2 })
    const last = await feedback.page(vendor, ask('sent'), page.next)
    expect(last.next).toBeNull()
    expect(feedback.read(last.body, ask('sent')).rows).toHaveLength(2)
    expect(gridsOf(asked()[1]!)[2]).toMatch(new RegExp(`^${ARCHIVE} `))
  })

  it('of bounces tell no total: a row may become a complaint, and there are as many', async () => {
    const { vendor } = scripted(good(count(BOUNCES, 0), [BOUNCES]))
    expect((await feedback.page(vendor, ask('complaint'), null)).total).toBeUndefined()
  })
})

describe('Informz, a row', () => {
  it('is read whichever way its fields are spelt', () => {
    expect(read('click', CLICKS, CLICK).rows).toEqual([
      {
        kind: 'click',
        address: 'bea@client.example',
        occurredAt: AT,
        activity: '800001',
        contactId: 'P-1',
        link: { url: 'https://firm.example/news?a=1&b=2', id: '42' },
      },
    ])
  })

  it.each([
    ['email', { Email: 'no address' }],
    ['link_date', { Link_Date: '2026-02-30T04:05:06Z' }],
    ['link_date', { Link_Date: '' }],
    ['link', { Link: '' }],
  ])('without a good %s is refused, and the others are read', (field, change) => {
    const page = read('click', CLICKS, { ...CLICK, ...change }, CLICK)
    expect(page.refused).toMatchObject([{ field, clue: { contactId: 'P-1' } }])
    expect(page.rows).toHaveLength(1)
  })

  it('of a bounce has no time; its two bits say what it is, and its code is kept', () => {
    const row = (hard: string, soft: string, complaint = '0') => ({
      ...WHO,
      ...{ is_hard_bounce: hard, is_soft_bounce: soft, is_aol_complaint: complaint },
      email_status_code: '5.1.1',
    })
    const rows = [row('1', '0'), row('0', 'true'), row('0', '0'), row('0', '0', '1')]
    const found = read('bounce', BOUNCES, ...rows).rows
    expect(found.map(({ bounce }) => bounce!.class)).toEqual(['hard', 'soft', 'other'])
    expect(found[0]).toMatchObject({ occurredAt: null, bounce: { code: '5.1.1' } })
    expect(read('complaint', BOUNCES, ...rows).rows).toMatchObject([{ kind: 'complaint' }])
    expect(read('bounce', BOUNCES, row('maybe', '0')).refused).toMatchObject([
      { field: 'is_hard_bounce' },
    ])
  })

  it('of a forward is one, whatever its number, and none where that is 0', () => {
    const rows = ['3', '0', '1'].map((forward_count, at) => ({
      ...{ ...WHO, Email: `${at}@client.example`, forward_count },
    }))
    const { rows: told, refused } = read('forward', 'mailing_activity_forward_count', ...rows)
    expect(refused).toEqual([])
    expect(told).toMatchObject([
      { kind: 'forward', address: '0@client.example', occurredAt: null },
      { kind: 'forward', address: '2@client.example', occurredAt: null },
    ])
  })

  it('of an opt-out has the reason in words', () => {
    const row = { ...WHO, optout_date: '2026-02-03T04:05:06Z', optout_description: 'Too many' }
    expect(read('opt_out', 'mailing_activity_optout', row).rows).toMatchObject([
      { reason: 'Too many', occurredAt: Date.UTC(2026, 1, 3, 4, 5, 6) },
    ])
  })

  it('in an answer that is no document is not looked for', () => {
    const page = new TextEncoder().encode('<html><body>Maintenance</body></html>')
    expect(() => feedback.read(page, ask('open'))).toThrow(/cannot be read/)
  })
})
