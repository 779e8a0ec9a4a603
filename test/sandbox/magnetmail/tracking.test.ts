import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type ActivityTruth, type Sandbox } from '../../../sandbox/index.ts'
import { childOf, textOf, type Element } from '../../../sandbox/soap/index.ts'
import {
  always,
  connect,
  line,
  messages,
  parameters,
  rows,
  start,
  walk,
  type Call,
} from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start({ now: Date.parse('2026-03-02T15:00:00Z') })
  sandbox.clock.runUntilQuiet()
  call = (await connect(sandbox)).call
}, 60_000)
afterAll(() => sandbox.close())

const sent = () =>
  sandbox
    .truth()
    .campaigns.flatMap(({ name, activities }) =>
      activities.filter(({ sentAt }) => sentAt !== undefined).map((one) => ({ name, ...one })),
    )

const returned = (activity: ActivityTruth) =>
  new Set(
    activity.rows.bounces
      .filter(({ bounceCode }) => bounceCode !== 'V')
      .map(({ contactId }) => contactId),
  )

/** The number of every message, by the activity of the world it stands for. */
async function numbers(): Promise<{ id: string; activity: ActivityTruth }[]> {
  const listed = await messages(call)
  return sent().map((activity) => {
    const fits = (one: Record<string, string>) =>
      one.message_name === activity.name && one.lastSent === activity.sentAt
    const found = listed.filter(fits)
    expect(found).toHaveLength(1)
    return { id: found[0]?.message_id ?? '', activity }
  })
}

const address = (row: Element) => textOf(childOf(row, 'recipient') as Element, 'email') ?? ''

/** Who a contact is, as every report shows it: by its address of now. */
const addressOf = () => {
  const known = new Map(sandbox.truth().contacts.map((one) => [one.contactId, one.address]))
  return ({ contactId }: { contactId: string }) => known.get(contactId) ?? ''
}

async function report(id: string, type: string) {
  const all: Element[] = []
  for (let page = 1; page < 50; page += 1) {
    const asked = { report_type: type, message_id: id, page, recordsPerPage: 400, group_id: 0 }
    const result = await call('getDetailedTrackingUTC', asked)
    all.push(...rows(result, 'RecipientDetails'))
    if (all.length >= Number(textOf(result, 'totalRecords'))) return all
  }
  throw new Error('the report has no end')
}

it('stands on the same world as another vendor', async () => {
  const other = await startSandbox({ now: Date.parse('2026-03-02T15:00:00Z') })
  other.clock.runUntilQuiet()
  expect(sandbox.truth()).toEqual(other.truth())
  await other.close()
})

describe('what is told of messages', () => {
  it('counts what happened', async () => {
    for (const { id, activity } of await numbers()) {
      const told = line(await call('getTrackingData', { message_id: id, group_id: 0 }))
      const { totals } = activity
      const bounced = returned(activity).size
      expect(told).toMatchObject({
        EmailSent: String(totals.sends),
        EmailDelivered: String(totals.sends - bounced),
        EmailBounced: String(bounced),
        EmailOpened: String(totals.uniqueOpens),
        EmailLinksClicked: String(totals.clicks),
        Unsubscribed: String(totals.optouts),
        FTF: String(totals.forwards),
        FaxSent: '0',
      })
      const links = rows(await call('getLinkURLs', { message_id: id, group_id: 0 })).map(line)
      const clicks = links.reduce((sum, one) => sum + Number(one.link_clicks), 0)
      expect(clicks).toBe(totals.clicks)
    }
  })

  it('names the recipients of every report', async () => {
    const name = addressOf()
    const all = await numbers()
    const { id, activity } = all.toSorted(
      (a, b) => b.activity.totals.sends - a.activity.totals.sends,
    )[0] as (typeof all)[number]
    const told = async (type: string) => (await report(id, type)).map(address).toSorted()
    const lost = returned(activity)
    const of = (list: readonly { contactId: string }[]) => list.map(name).toSorted()
    const { sends, opens, clicks, optouts } = activity.rows
    expect(await told('email_sent')).toEqual(of(sends))
    expect(await told('all')).toEqual(of(sends))
    expect(await told('email_delivered')).toEqual(
      of(sends.filter((one) => !lost.has(one.contactId))),
    )
    expect(await told('email_bounced')).toEqual(of([...lost].map((contactId) => ({ contactId }))))
    expect(new Set(await told('email_opened'))).toEqual(new Set(of(opens)))
    expect(await told('links')).toEqual(of(clicks))
    expect(await told('unsubscribed')).toEqual(of(optouts))
    expect(await told('fax_all')).toEqual([])
    expect(lost.size).toBeGreaterThan(5)
    const first = new Map(opens.toReversed().map((one) => [name(one), one.time] as const))
    const opened = await report(id, 'email_opened')
    expect(opened.map((row) => [address(row), line(row).OpenDate]).toSorted()).toEqual(
      [...first].toSorted(),
    )
    const statuses = (await report(id, 'email_bounced')).map((row) => line(row).Status)
    expect(statuses).toContain('UNF')
    expect(statuses).not.toContain('Delivered')
  })

  it('counts and names those of one group only', async () => {
    const [{ id, activity } = { id: '', activity: undefined }] = await numbers()
    const groups = rows(await call('getGroupsUTC', { display_status: 1 })).map(line)
    const counts = await Promise.all(
      groups.map(async ({ group_id = '' }) => {
        return line(await call('getTrackingData', { message_id: id, group_id })).EmailSent
      }),
    )
    const whole = activity?.totals.sends ?? 0
    expect(counts.map(Number).some((one) => one > 0 && one < whole)).toBe(true)
    expect(counts.map(Number).every((one) => one <= whole)).toBe(true)
  })
})

describe('what is told of the whole account', () => {
  const kinds = [
    ['GetMessageSentTracking', 'sends', { ReportType: 'Sent' }],
    ['GetMessageOpenTracking', 'opens', { ReportType: 'Opened' }],
    ['GetMessageLinkTracking', 'clicks', { MessageId: 0 }],
  ] as const

  it.each(kinds)('%s has every row once', async (operation, kind, more) => {
    const told = await walk(call, operation, more)
    const ids = new Map((await numbers()).map(({ id, activity }) => [activity, id] as const))
    // The account is on the clocks of Chicago, and this spring they moved in the second week.
    const local = (time: string) =>
      new Date(Date.parse(time)).toLocaleString('sv-SE', { timeZone: 'America/Chicago' })
    const happened = [...ids].flatMap(([activity, id]) =>
      activity.rows[kind].map((row) => `${id} ${local(row.time)} ${row.url ?? ''}`),
    )
    const seen = told.map(
      (one) => `${one.MessageId} ${one.Date?.slice(0, 19).replace('T', ' ')} ${one.Url ?? ''}`,
    )
    expect(seen.toSorted()).toEqual(happened.toSorted())
    expect(new Set(told.map((one) => one.RecipientId)).size).toBe(
      new Set([...ids.keys()].flatMap((one) => one.rows[kind].map((row) => row.contactId))).size,
    )
  })

  it('tells how a sending ended, in long words', async () => {
    const told = await walk(call, 'GetMessageSentTracking', { ReportType: 'Sent' })
    const bounced = sent().reduce((sum, one) => sum + returned(one).size, 0)
    expect(told.filter((one) => one.Status !== 'Delivered')).toHaveLength(bounced)
    const words = new Set(told.map((one) => one.Status))
    expect([...words].sort()).toEqual([
      'Delivered',
      'Failed',
      'HardBounce',
      'MailboxFull',
      'SoftBounce',
      'TemporarilyUnavailable',
      'UserNotFound',
    ])
  })

  it('keeps to a span of time, a message and an address', async () => {
    const all = await walk(call, 'GetMessageLinkTracking', { MessageId: 0 })
    const { MessageId = '', Url = '', Date: from = '' } = all[Math.floor(all.length / 2)] ?? {}
    const since = await walk(call, 'GetMessageLinkTracking', { SearchStartDate: from })
    expect(since).toEqual(all.filter((one) => (one.Date ?? '') >= from))
    expect(since.length).toBeLessThan(all.length)
    const one = await walk(call, 'GetMessageLinkTracking', { MessageId, LinkUrl: Url })
    expect(one).toEqual(all.filter((row) => row.MessageId === MessageId && row.Url === Url))
  })

  it('tells who left, and who complained', async () => {
    const truth = sandbox.truth()
    const name = addressOf()
    const ofRows = (kind: 'optouts' | 'abuse') => sent().flatMap((one) => one.rows[kind].map(name))
    const others = truth.contacts.filter(
      ({ optOut }) => optOut !== undefined && optOut.campaignActivityId === undefined,
    )
    const asked = { fromDate: '2000-01-01T00:00:00', toDate: '2100-01-01T00:00:00' }
    const told = rows(await call('getUnsubscribes', asked))
    const left = [...ofRows('optouts'), ...others.map((one) => one.address)]
    expect(told.map(address).toSorted()).toEqual(left.toSorted())
    const complaints = rows(await call('getSpamComplaints', asked))
    expect(complaints.map(address).toSorted()).toEqual(ofRows('abuse').toSorted())
    expect(complaints.length).toBeGreaterThan(0)
    const tracked = await walk(call, 'GetUnsubscribeTracking', {})
    expect(tracked).toHaveLength(told.length)
    const byLetter = tracked.filter((one) => one.MessageId !== '0')
    expect(byLetter).toHaveLength(ofRows('optouts').length)
  })
})

it('a page holds no more than the vendor gives, and none is missing', async () => {
  const small = await start({ now: Date.parse('2026-03-02T15:00:00Z'), rowsPerPage: 300 })
  const connection = await connect(small)
  const one = parameters({ PageNo: 1, PageSize: 2000, ...always, ReportType: 'Sent' })
  const first = await connection.call('GetMessageSentTracking', { criteria: one })
  expect(rows(first, 'data')).toHaveLength(300)
  const all = await walk(connection.call, 'GetMessageSentTracking', { ReportType: 'Sent' })
  const sends = small.truth().campaigns.reduce((sum, { totals }) => sum + totals.sends, 0)
  expect(all).toHaveLength(sends)
  await small.close()
})

it('tells a recipient its own history', async () => {
  const name = addressOf()
  const [clicked] = sent().flatMap((one) => one.rows.clicks)
  const contactId = clicked?.contactId ?? ''
  const criteria = parameters({ pageNo: 1, pageSize: 5, email: name({ contactId }) })
  const found = await call('searchForRecipients', { criteria })
  const [recipient] = rows(found, 'recipients').map(line)
  const history = await call('getRecipientHistory', { recipient_id: recipient?.id ?? '' })
  const told = rows(history, 'emailHistory')
  const messagesSent = sent().filter((one) =>
    one.rows.sends.some((row) => row.contactId === contactId),
  )
  expect(told).toHaveLength(messagesSent.length)
  const links = told.flatMap((one) => rows(one, 'links').map((link) => line(link).link_url))
  expect(links).toContain(clicked?.url)
})
