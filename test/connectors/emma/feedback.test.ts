import { describe, expect, it } from 'vitest'
import { emma } from '../../../src/connectors/esp/emma/index.ts'
import type { EventKind, RemoteCampaign } from '../../../src/connectors/index.ts'
import { bytes, good, scripted } from './line.ts'

const feedback = emma.feedback!
const ask = (kind: EventKind) => ({ activity: '901', kind })

/** As the tests of the vendor's own client show a row of a response. */
const ROW = {
  member_id: 200,
  email: 'bea@client.example',
  member_status_id: 'a',
  timestamp: '@D:2011-01-02T11:13:51',
  fields: { first_name: 'Bea' },
}
const CLICK = { ...ROW, link_id: 543 }
const LINKS = [{ link_id: 543, link_target: 'https://firm.example/news', total_clicks: 3 }]
const AT = Date.UTC(2011, 0, 2, 11, 13, 51)
const read = (kind: EventKind, ...rows: unknown[]) => feedback.read(bytes(rows), ask(kind))

describe('Emma, a listing of responses', () => {
  it('is read row by row, in UTC', () => {
    expect(read('open', ROW).rows).toEqual([
      {
        kind: 'open',
        address: 'bea@client.example',
        occurredAt: AT,
        activity: '901',
        name: { first: 'Bea' },
        contactId: '200',
      },
    ])
  })

  it.each(['2011-01-02T11:13:51', '@D:2011-02-30T11:13:51', '@D:2011-01-02', 1_293_966_831, null])(
    'refuses the time %s by its field, and reads the other rows',
    (timestamp) => {
      const page = read('open', { ...ROW, timestamp }, ROW)
      expect(page.refused).toMatchObject([{ field: 'timestamp', clue: { contactId: '200' } }])
      expect(page.rows).toHaveLength(1)
    },
  )

  it('tells hard bounces from soft ones, without a time', () => {
    const { timestamp: _, ...timeless } = ROW
    const rows = ['hard', 'soft', 'delivered'].map((delivery_type) => ({
      ...timeless,
      delivery_type,
    }))
    const bounces = read('bounce', ...rows).rows
    expect(bounces.map(({ occurredAt, bounce }) => [occurredAt, bounce])).toEqual([
      [null, { code: 'hard', class: 'hard' }],
      [null, { code: 'soft', class: 'soft' }],
    ])
    const delivered = read('delivered', ...rows)
    expect(delivered).toMatchObject({
      rows: [{ kind: 'delivered', occurredAt: null }],
      refused: [],
    })
    expect(delivered.rows).toHaveLength(1)
  })

  it.each(['bounce', 'delivered'] as const)(
    'refuses a delivery of a result nobody knows, asked for %s',
    (kind) => {
      const page = read(kind, { ...ROW, delivery_type: 'deferred' })
      expect(page.refused).toMatchObject([{ field: 'delivery_type' }])
    },
  )

  it('asks how many rows there are before the first page, and keeps it to the end', async () => {
    const full = Array.from({ length: 500 }, (_, place) => ({ ...ROW, place }))
    const { vendor, asked } = scripted(good('501'), good(full), good([ROW]))
    const page = await feedback.page(vendor, ask('bounce'), null)
    expect(page).toMatchObject({ next: expect.stringMatching(/^500\/501\//), total: 501 })
    expect(await feedback.page(vendor, ask('bounce'), page.next)).toMatchObject({ next: null })
    expect(asked()).toEqual([
      '/response/901/deliveries?result=bounced&count=true',
      '/response/901/deliveries?result=bounced&start=0&end=500',
      '/response/901/deliveries?result=bounced&start=500&end=1000',
    ])
  })

  it('of nothing is asked for no page', async () => {
    const { vendor, asked } = scripted(good('0'))
    const page = await feedback.page(vendor, ask('forward'), null)
    expect(page).toMatchObject({ next: null, total: 0 })
    expect(feedback.read(page.body, ask('forward')).rows).toEqual([])
    expect(asked()).toHaveLength(1)
  })

  it.each([
    ['an empty page before the end', good('3'), good([])],
    ['a number that is none', good('"3"'), good([ROW])],
    ['an object for a page', good('3'), good({ rows: [ROW] })],
  ])('does not take %s for the end', async (_, ...outcomes) => {
    const { vendor } = scripted(...outcomes)
    await expect(feedback.page(vendor, ask('open'), null)).rejects.toMatchObject({
      kind: 'unreadable',
    })
  })

  it.each(['../groups', '9 1', ''])('sends no id that is none: “%s”', async (activity) => {
    const { vendor, asked } = scripted(good('1'))
    await expect(feedback.page(vendor, { activity, kind: 'open' }, null)).rejects.toMatchObject({
      kind: 'unreadable',
    })
    expect(asked()).toEqual([])
  })

  it('carries both keys, and takes 403 for too fast', async () => {
    const { vendor, exchanges } = scripted({ status: 403 }, good('0'))
    await feedback.page(vendor, ask('open'), null)
    const basic = Buffer.from('public:private').toString('base64')
    expect(exchanges[0]!.headers).toMatchObject({ authorization: `Basic ${basic}` })
    expect(exchanges).toHaveLength(2)
  })
})

describe('Emma, clicks', () => {
  it('are stored with the links of their mailing, whose addresses they get', async () => {
    const { vendor, asked } = scripted(good('1'), good([CLICK]), good('1'), good(LINKS))
    const { body } = await feedback.page(vendor, ask('click'), null)
    expect(feedback.read(body, ask('click')).rows).toMatchObject([
      { occurredAt: AT, link: { url: 'https://firm.example/news', id: '543' } },
    ])
    expect(asked().slice(2)).toEqual([
      '/response/901/links?count=true',
      '/response/901/links?start=0&end=500',
    ])
  })

  it('on a link that is not listed are refused, and read again where it then is', async () => {
    const { vendor } = scripted(good('1'), good([{ ...CLICK, link_id: 9 }]), good('1'), good(LINKS))
    const { body } = await feedback.page(vendor, ask('click'), null)
    expect(feedback.read(body, ask('click'))).toMatchObject({
      rows: [],
      refused: [{ field: 'link_id', clue: { contactId: '200', occurredAt: AT } }],
    })
  })

  it('with a wrong address can be put right with their link kept', async () => {
    const wrong = { ...CLICK, email: 'no address' }
    const { vendor } = scripted(good('1'), good([wrong]), good('1'), good(LINKS))
    const { body } = await feedback.page(vendor, ask('click'), null)
    const { record } = feedback.read(body, ask('click')).refused[0]!
    const mended = { ...(record as object), email: 'bea@client.example' }
    expect(feedback.mend!.readRecord(mended, ask('click')).rows).toMatchObject([
      { address: 'bea@client.example', link: { url: 'https://firm.example/news' } },
    ])
  })
})

describe('Emma, mailings', () => {
  const mailing = (mailing_status: string, more: object = {}) => ({
    mailing_id: 901,
    name: 'Monthly update',
    subject: 'What is new',
    sender: 'ada@firm.example',
    mailing_status,
    created_ts: '@D:2011-01-01T10:00:00',
    send_started: null,
    ...more,
  })
  const BEGUN = { send_started: '@D:2011-01-02T10:27:43' }
  const STARTED = Date.UTC(2011, 0, 2, 10, 27, 43)

  async function listed(rows: object[], since: number | null = null) {
    const { vendor, asked } = scripted(good(String(rows.length)), good(rows))
    const found: RemoteCampaign[] = []
    for await (const page of feedback.campaigns(vendor, since)) found.push(...page)
    return { vendor, asked, found }
  }

  it.each([
    ['c', BEGUN, 'sent'],
    ['s', BEGUN, 'sending'],
    ['a', BEGUN, 'sending'],
    ['x', BEGUN, 'sent'],
    ['f', {}, 'error'],
    ['p', {}, undefined],
    ['x', {}, undefined],
    ['u', {}, undefined],
  ])('with the status %s and %j are taken for %s', async (letter, more, status) => {
    expect((await listed([mailing(letter, more)])).found[0]?.status).toBe(status)
  })

  it('are their own only activity once they began, and tell their mail', async () => {
    const { vendor } = scripted(good(mailing('c', { ...BEGUN, html_body: '<p>New</p>' })))
    expect(await feedback.campaign(vendor, '901')).toEqual({
      id: '901',
      name: 'Monthly update',
      status: 'sent',
      subject: 'What is new',
      fromName: '',
      fromAddress: 'ada@firm.example',
      createdAt: Date.UTC(2011, 0, 1, 10),
      updatedAt: STARTED,
      sentAt: STARTED,
      activities: [{ id: '901', role: 'mailing' }],
      html: '<p>New</p>',
    })
  })

  it.each([undefined, null, 7])('have no mail where html_body is %s', async (html_body) => {
    const { vendor } = scripted(good(mailing('c', { ...BEGUN, html_body })))
    expect(await feedback.campaign(vendor, '901')).toMatchObject({ html: null })
  })

  it('that are another than was asked for are unreadable', async () => {
    const { vendor } = scripted(good(mailing('c', BEGUN)))
    await expect(feedback.campaign(vendor, '902')).rejects.toMatchObject({ kind: 'unreadable' })
  })

  it('are asked for of every type: triggered ones and tests of halves by name alone', async () => {
    const { asked } = await listed([mailing('c', BEGUN)])
    for (const url of asked()) expect(url).toContain('mailing_types=m%2Ct%2Cr%2Cs%2Cc')
  })

  it('that did not change since are left out', async () => {
    expect((await listed([mailing('c', BEGUN)], STARTED + 1)).found).toEqual([])
    expect((await listed([mailing('c', BEGUN)], STARTED)).found).toHaveLength(1)
  })

  it('tell their figures, and leave out what is no figure', async () => {
    const { vendor } = scripted(
      good({ sent: 9, delivered: 8, bounced: 1, opened: 5, clicked: 4, clicked_unique: null }),
      { status: 404 },
    )
    expect(await emma.totals!.read(vendor, ['901', '902'])).toEqual([
      {
        campaignId: '901',
        sent: 9,
        delivered: 8,
        bounces: 1,
        opens: 5,
        clicks: 4,
        countedAt: null,
      },
    ])
    expect(emma.totals!.definitions).not.toHaveProperty('opens')
  })
})
