import { describe, expect, it } from 'vitest'
import { constantContact } from '../../../src/connectors/esp/constant-contact/index.ts'
import type { Mailing, RemoteMailing } from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'
import { API, byPath, scripted } from './line.ts'

const part = constantContact.mailings!

const mailing: Mailing = {
  name: 'Spring letter',
  subject: 'Hello',
  preheader: '',
  fromName: 'Firm',
  fromAddress: 'news@firm.example',
  replyTo: 'reply@firm.example',
  html: '<html><body>Dear [[FirstName OR "Friend"]] [[trackingImage]]</body></html>',
  fields: {},
}

const summary = {
  campaign_id: 'c1',
  name: 'Spring letter',
  current_status: 'Draft',
  created_at: '2026-02-06T22:09:15.000Z',
  updated_at: '2026-02-06T22:09:15.000Z',
  campaign_activities: [
    { campaign_activity_id: 'p1', role: 'permalink' },
    { campaign_activity_id: 'a1', role: 'primary_email' },
  ],
}
const mail = {
  campaign_activity_id: 'a1',
  format_type: 5,
  from_name: 'Firm',
  from_email: 'news@firm.example',
  reply_to_email: 'reply@firm.example',
  subject: 'Hello',
  preheader: 'Short',
  html_content: mailing.html,
  contact_list_ids: ['l1', 'l2'],
  physical_address_in_footer: { organization_name: 'Firm', country_code: 'US' },
}

const held: RemoteMailing = {
  id: 'c1',
  name: 'Spring letter',
  status: 'draft',
  updatedAt: null,
  activities: [{ id: 'a1', role: 'primary_email' }],
  content: null,
  lists: ['l1', 'l2'],
  otherAudience: null,
  scheduledFor: null,
  record: mail,
}

const sending = { at: 'now' as const, mailing, lists: ['l1'] }

const sent = (line: ReturnType<typeof scripted>) =>
  line.exchanges.map(({ method, url, body }) => ({
    call: `${method} ${url.replace(API, '')}`,
    ...(body === undefined ? {} : { body: JSON.parse(String(body)) as unknown }),
  }))

describe('a campaign', () => {
  it('is made as a draft of custom code, and only once', async () => {
    const line = scripted({ status: 200, body: summary })
    expect(await part.create(line.vendor, mailing)).toEqual({ id: 'c1' })
    expect(sent(line)).toEqual([
      {
        call: 'POST /emails',
        body: {
          name: 'Spring letter',
          email_campaign_activities: [
            {
              format_type: 5,
              from_name: 'Firm',
              from_email: 'news@firm.example',
              reply_to_email: 'reply@firm.example',
              subject: 'Hello',
              html_content: mailing.html,
            },
          ],
        },
      },
    ])
    const lost = scripted({ fault: 'headers_timeout' })
    await expect(part.create(lost.vendor, mailing)).rejects.toMatchObject({ kind: 'temporary' })
    expect(lost.exchanges).toHaveLength(1)
  })

  it('whose name another one has is told so, by making and by renaming', async () => {
    const conflict = { status: 409, body: [{ error_key: 'x', error_message: 'exists' }] }
    expect(await part.create(scripted(conflict).vendor, mailing)).toBe('name_taken')
    const line = scripted(conflict)
    expect(await part.update!(line.vendor, held, { ...mailing, name: 'Other' })).toBe('name_taken')
    expect(sent(line)).toEqual([{ call: 'PATCH /emails/c1', body: { name: 'Other' } }])
  })

  it('is read with content, lists, footer and schedule', async () => {
    const scheduled = { ...summary, current_status: 'Scheduled' }
    const { vendor, asked } = byPath({
      '/emails/c1': { status: 200, body: scheduled },
      '/emails/activities/a1': { status: 200, body: mail },
      '/emails/activities/a1/schedules': {
        status: 200,
        body: [{ scheduled_date: '2026-05-01T09:00:00.000Z' }],
      },
    })
    expect(await part.read(vendor, 'c1', summary.name)).toMatchObject({
      id: 'c1',
      status: 'scheduled',
      lists: ['l1', 'l2'],
      otherAudience: null,
      scheduledFor: Date.UTC(2026, 4, 1, 9),
      content: {
        subject: 'Hello',
        preheader: 'Short',
        replyTo: 'reply@firm.example',
        html: mailing.html,
        fields: { organizationName: 'Firm', countryCode: 'US' },
      },
    })
    expect(asked).toHaveLength(3)
  })

  it('that is gone is nothing; one of another editor has no content; a segment is told', async () => {
    expect(await part.read(byPath({}).vendor, 'c1', summary.name)).toBeNull()
    const { vendor } = byPath({
      '/emails/c1': { status: 200, body: summary },
      '/emails/activities/a1': {
        status: 200,
        body: { ...mail, format_type: 4, contact_list_ids: undefined, segment_ids: [7] },
      },
    })
    expect(await part.read(vendor, 'c1', summary.name)).toMatchObject({
      content: null,
      lists: [],
      otherAudience: 'segment 7',
    })
    const removed = { ...summary, current_status: 'Removed' }
    const gone = byPath({ '/emails/c1': { status: 200, body: removed } })
    expect(await part.read(gone.vendor, 'c1', summary.name)).toMatchObject({
      status: 'removed',
      content: null,
    })
    expect(gone.asked).toEqual(['/emails/c1'])
  })

  it('is found by its name, not among the removed ones', async () => {
    const listed = [
      { ...summary, campaign_id: 'c0', current_status: 'Removed' },
      { ...summary, name: 'Spring letter 2', campaign_id: 'c2' },
      summary,
    ]
    const { vendor } = byPath({
      '/emails': { status: 200, body: { campaigns: listed } },
      '/emails/c1': { status: 200, body: summary },
      '/emails/activities/a1': { status: 200, body: mail },
    })
    expect(await part.find!(vendor, 'Spring letter')).toMatchObject({ id: 'c1' })
    expect(await part.find!(vendor, 'Spring')).toBeNull()
  })

  it('keeps its audience when its content changes, and its content when its lists do', async () => {
    const line = scripted({ status: 200, body: mail })
    await part.update!(line.vendor, held, { ...mailing, subject: 'New' })
    await part.setLists!(line.vendor, held, ['l9'])
    const segment = { ...held, lists: [], record: { ...mail, segment_ids: [7] } }
    await part.update!(line.vendor, segment, mailing)
    const [content, lists, besides] = sent(line)
    expect(content).toMatchObject({
      call: 'PUT /emails/activities/a1',
      body: { subject: 'New', contact_list_ids: ['l1', 'l2'], html_content: mailing.html },
    })
    expect(lists).toEqual({
      call: 'PUT /emails/activities/a1',
      body: {
        from_name: 'Firm',
        from_email: 'news@firm.example',
        reply_to_email: 'reply@firm.example',
        subject: 'Hello',
        preheader: 'Short',
        contact_list_ids: ['l9'],
      },
    })
    expect(besides!.body).toMatchObject({ segment_ids: [7] })
    expect(besides!.body).not.toHaveProperty('contact_list_ids')
  })

  it('is tested, scheduled, taken back and deleted by the vendor’s verbs', async () => {
    const line = scripted({ status: 204, body: '' })
    await part.sendTest!.call(line.vendor, held, { addresses: ['a@b.example'], message: 'Look' })
    await part.schedule!(line.vendor, held, { ...sending, at: Date.UTC(2026, 4, 1, 9) })
    await part.schedule!(line.vendor, held, sending)
    await part.unschedule!(line.vendor, held)
    await part.remove!(line.vendor, held)
    expect(sent(line)).toEqual([
      {
        call: 'POST /emails/activities/a1/tests',
        body: { email_addresses: ['a@b.example'], personal_message: 'Look' },
      },
      {
        call: 'POST /emails/activities/a1/schedules',
        body: { scheduled_date: '2026-05-01T09:00:00.000Z' },
      },
      { call: 'POST /emails/activities/a1/schedules', body: { scheduled_date: '0' } },
      { call: 'DELETE /emails/activities/a1/schedules' },
      { call: 'DELETE /emails/c1' },
    ])
    await part.remove!(scripted({ status: 404 }).vendor, held)
    const lost = scripted({ fault: 'headers_timeout' })
    await expect(part.schedule!(lost.vendor, held, sending)).rejects.toMatchObject({
      kind: 'temporary',
    })
    expect(lost.exchanges).toHaveLength(1)
  })

  it('may be sent from confirmed addresses', async () => {
    const body = [
      { email_address: 'a@firm.example', confirm_status: 'CONFIRMED' },
      { email_address: 'b@firm.example', confirm_status: 'UNCONFIRMED' },
      7,
    ]
    expect(await part.senders(scripted({ status: 200, body }).vendor)).toEqual([
      { address: 'a@firm.example', isConfirmed: true },
      { address: 'b@firm.example', isConfirmed: false },
    ])
  })
})

describe('what a campaign lacks', () => {
  it('is nothing where it can be made', () => expect(part.lacks(mailing)).toEqual([]))

  it.each<[Partial<Mailing>, string, string]>([
    [{ subject: ' ' }, 'subject', 'Campaign subject is required and has not been provided'],
    [{ name: 'x'.repeat(81) }, 'name', 'Campaign name has 81 characters, and 80 are the most'],
    [{ fromName: '' }, 'fromName', 'Campaign sender name is required and has not been provided'],
    [{ replyTo: 'nobody' }, 'replyTo', 'Campaign reply address is no e-mail address. It has no @.'],
    [{ html: '<p>Hi</p>' }, 'html', 'Campaign content has no [[trackingImage]]'],
    [{ html: `[[trackingImage]] $` + '{x}' }, 'html', 'Campaign content holds “$' + '{”'],
    [{ html: '[[trackingImage]]' + 'x'.repeat(150_000) }, 'html', 'Campaign content has 150017'],
    [{ preheader: 'x'.repeat(201) }, 'preheader', 'Campaign preheader has 201 characters'],
    [
      { fields: { city: 'Bonn' } },
      'fields.organizationName',
      'Campaign organization of the footer',
    ],
    [
      { fields: { organizationName: 'F', addressLine1: 'S', countryCode: 'US' } },
      'fields.stateCode',
      'Campaign state of the footer is required and has not been provided',
    ],
    [
      { fields: { organizationName: 'F', addressLine1: 'S', countryCode: 'de' } },
      'fields.countryCode',
      'Campaign country of the footer is no two capital letters',
    ],
  ])('%# is told by field and sentence', (change, field, sentence) => {
    const [first] = part.lacks({ ...mailing, ...change })
    expect(first).toMatchObject({ field, sentence: expect.stringContaining(sentence) })
    expect(first!.remedy).toMatch(/\.$/)
  })
})

describe('tags', () => {
  it('are told with what stands there otherwise, and those nobody documents by name', () => {
    const text =
      '[[FIRSTNAME OR "Friend"]] [[City]] [[CUSTOM.Plan]] [[Shoe]] [[trackingImage]] [[City]] [x]'
    expect(part.tags(text)).toEqual([
      { text: '[[FIRSTNAME OR "Friend"]]', name: 'FIRSTNAME', kind: 'contact', fallback: 'Friend' },
      { text: '[[City]]', name: 'City', kind: 'contact', fallback: null },
      { text: '[[CUSTOM.Plan]]', name: 'CUSTOM.Plan', kind: 'custom', fallback: null },
      { text: '[[Shoe]]', name: 'Shoe', kind: 'unknown', fallback: null },
      { text: '[[trackingImage]]', name: 'trackingImage', kind: 'system', fallback: null },
    ])
  })

  it('of any text stand in it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        for (const tag of part.tags(`[[${text}]]`)) expect(`[[${text}]]`).toContain(tag.text)
      }),
      { seed: 20261126, verbose: 1 },
    )
  })
})
