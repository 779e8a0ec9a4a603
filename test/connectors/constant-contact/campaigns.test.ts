import { describe, expect, it } from 'vitest'
import { constantContact } from '../../../src/connectors/esp/constant-contact/index.ts'
import { readResult } from '../../../src/connectors/esp/constant-contact/totals.ts'
import { byPath, scripted } from './line.ts'

const { feedback, totals } = constantContact
const campaign = {
  campaign_id: 'c1',
  name: 'Spring',
  current_status: 'Done',
  created_at: '2026-02-06T22:09:15.000Z',
  updated_at: '2026-02-31T22:09:15.000Z',
}
const activities = [
  { campaign_activity_id: 'a0', role: 'permalink' },
  { campaign_activity_id: 'a2', role: 'resend' },
  { campaign_activity_id: 'a1', role: 'primary_email' },
]

describe('campaigns', () => {
  it('are asked for since a moment, in the words of Homing', async () => {
    const { vendor, asked } = scripted({
      status: 200,
      body: { campaigns: [campaign, { campaign_id: 'c2', current_status: 'Pondering' }] },
    })
    const pages = []
    for await (const page of feedback!.campaigns(vendor, 0)) pages.push(...page)
    expect(pages).toEqual([
      { id: 'c1', name: 'Spring', status: 'sent', createdAt: 1770415755000, updatedAt: null },
      { id: 'c2', name: '', status: 'sent', createdAt: null, updatedAt: null },
    ])
    expect(asked()).toEqual(['/emails?limit=500&after_date=1970-01-01T00%3A00%3A00.000Z'])
  })

  it.each([
    ['Draft', 'draft'],
    ['SCHEDULED', 'scheduled'],
    ['Executing', 'sending'],
    ['DONE', 'sent'],
    ['Error', 'error'],
    ['Removed', 'removed'],
    ['constructor', 'sent'],
  ])('with status %s are %s', async (word, status) => {
    const body = { campaigns: [{ ...campaign, current_status: word }] }
    for await (const page of feedback!.campaigns(scripted({ status: 200, body }).vendor, null)) {
      expect(page[0]!.status).toBe(status)
    }
  })

  it('without an id are no campaigns', async () => {
    const { vendor } = scripted({ status: 200, body: { campaigns: [{ name: 'x' }] } })
    const first = feedback!.campaigns(vendor, null)[Symbol.asyncIterator]().next()
    await expect(first).rejects.toMatchObject({ kind: 'unreadable' })
  })
})

describe('one campaign', () => {
  const mail = { subject: 'Hello', from_name: 'Firm', from_email: 'news@firm.example' }
  const history = [
    { run_date: '2026-03-02T08:00:00Z', send_status: 'COMPLETED' },
    { run_date: '2026-03-01T08:00:00Z', send_status: 'COMPLETED' },
    { run_date: '2026-02-01T08:00:00Z', send_status: 'ERRORED' },
  ]
  const answers = {
    '/emails/c1': { status: 200, body: { ...campaign, campaign_activities: activities } },
    '/emails/activities/a1': { status: 200, body: mail },
    '/emails/activities/a1/send_history': { status: 200, body: history },
  }

  it('tells mail, first send, and only activities that are sent to people', async () => {
    const { vendor } = byPath(answers)
    expect(await feedback!.campaign(vendor, 'c1')).toMatchObject({
      id: 'c1',
      subject: 'Hello',
      fromName: 'Firm',
      fromAddress: 'news@firm.example',
      sentAt: Date.UTC(2026, 2, 1, 8),
      html: null,
      activities: [
        { id: 'a2', role: 'resend' },
        { id: 'a1', role: 'primary_email' },
      ],
    })
  })

  it('tells the mail as HTML where it is custom code, in the request that is made anyway', async () => {
    const html_content = '<p>Hello</p>'
    const coded = { status: 200, body: { ...mail, html_content } }
    const { vendor, asked } = byPath({ ...answers, '/emails/activities/a1': coded })
    expect(await feedback!.campaign(vendor, 'c1')).toMatchObject({ html: html_content })
    expect(asked).toHaveLength(3)
  })

  it('that is a draft has no history to ask for; one deleted since has none either', async () => {
    const body = { ...campaign, current_status: 'Draft', campaign_activities: activities }
    const draft = byPath({ ...answers, '/emails/c1': { status: 200, body } })
    expect(await feedback!.campaign(draft.vendor, 'c1')).toMatchObject({ sentAt: null })
    expect(draft.asked).toHaveLength(2)
    const gone = byPath({ ...answers, '/emails/activities/a1/send_history': { status: 404 } })
    expect(await feedback!.campaign(gone.vendor, 'c1')).toMatchObject({ sentAt: null })
  })

  it('is not another one, and its ids cannot lead elsewhere', async () => {
    const other = byPath({ '/emails/c9': answers['/emails/c1'] })
    await expect(feedback!.campaign(other.vendor, 'c9')).rejects.toMatchObject({
      kind: 'unreadable',
    })
    await expect(feedback!.campaign(other.vendor, '../contacts')).rejects.toMatchObject({
      kind: 'unreadable',
    })
  })
})

describe('totals', () => {
  const result = (id: string) => ({
    campaign_id: id,
    stats: { em_sends: 10, em_opens: 4, em_opens_all: 9, em_bounces: 1, em_optouts: 0 },
    last_refresh_time: '2026-03-01T08:00:00.000Z',
  })

  it('are read from dotted and underscored names alike', () => {
    const dotted = readResult({
      campaign_id: 'c',
      stats: { 'em_opens.all': 9, 'em_clicks.all': 2 },
    })
    expect(dotted).toEqual({ campaignId: 'c', opens: 9, clicks: 2, countedAt: null })
    expect(readResult(result('c'))).toEqual({
      campaignId: 'c',
      sent: 10,
      uniqueOpens: 4,
      opens: 9,
      bounces: 1,
      optOuts: 0,
      countedAt: Date.UTC(2026, 2, 1, 8),
    })
  })

  it('that are no whole numbers are not told', () => {
    expect(
      readResult({ campaign_id: 'c', stats: { em_sends: '10', em_opens: -1, em_abuse: 1.5 } }),
    ).toEqual({ campaignId: 'c', countedAt: null })
    expect(readResult({ stats: {} })).toBeNull()
    expect(readResult(7)).toBeNull()
  })

  it('survive one unknown campaign among them, and take no other account’s', async () => {
    const path = (ids: string) => `/reports/stats/email_campaigns/${ids}`
    const answer = (...ids: string[]) => ({
      status: 200,
      body: { results: ids.map(result), errors: [] },
    })
    const { vendor, asked } = byPath({
      [path('a,b')]: answer('a', 'b', 'stranger'),
      [path('d')]: answer('d'),
    })
    const read = await totals!.read(vendor, ['a', 'b', 'c', 'd'])
    expect(read.map((one) => one.campaignId)).toEqual(['a', 'b', 'd'])
    expect(asked).toEqual(['a,b,c,d', 'a,b', 'c,d', 'c', 'd'].map(path))
    expect(await totals!.read(vendor, [])).toEqual([])
  })
})
