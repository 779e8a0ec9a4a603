import { describe, expect, it } from 'vitest'
import { informz } from '../../../src/connectors/esp/informz/index.ts'
import {
  elementAt,
  type Mailing,
  type RemoteMailing,
  type XmlElement,
} from '../../../src/connectors/index.ts'
import { answered, count, done, good, scripted } from './line.ts'

const part = informz.mailings!

const mailing: Mailing = {
  name: 'Spring letter',
  subject: 'Hello & welcome',
  preheader: '',
  fromName: 'Firm',
  fromAddress: 'news@firm.example',
  replyTo: 'reply@firm.example',
  html: '<p>Dear all,</p>',
  fields: { template: '12', folder: 'Letters' },
}
const row = {
  MAILING_ID: '70009',
  name: 'Spring letter',
  subject: 'Hello & welcome',
  friendly_from: 'Of the template',
  from_address: 'news@firm.example',
  create_date: '2026-01-01T00:00:00.0000000Z',
  last_sent_date: '',
  send_at_date: '',
  schedule_choice: '4',
  is_deleted: '0',
}
const told = (...rows: Record<string, string>[]) =>
  good(count('mailing', rows.length), ['mailing', ...rows])
const interest = (id: string) =>
  good(['subscriber_interests', { interest_id: id, interest_name: 'Client letter' }])

const held = async (changed = {}): Promise<RemoteMailing> =>
  (await part.read(scripted(told({ ...row, ...changed })).vendor, '70009', 'Spring letter'))!

function leaves({ name, children, text }: XmlElement): string[] {
  return children.length === 0 ? [`${name} ${text}`] : children.flatMap(leaves)
}
const last = (line: ReturnType<typeof scripted>, action: string) =>
  leaves(elementAt(line.asked().at(-1), 'Actions', action)!)

describe('a mailing of Informz made here', () => {
  it('is made with one story, in the order the vendor shows, and made once', async () => {
    const line = scripted(answered('CreateMailing', { MailingID: '70009' }))
    expect(await part.create(line.vendor, mailing)).toEqual({ id: '70009' })
    expect(last(line, 'CreateMailing')).toEqual([
      'Name Spring letter',
      'FriendlyFrom Firm',
      'EmailFrom news@firm.example',
      'ReplyTo reply@firm.example',
      'Subject Hello & welcome',
      'TemplateID 12',
      'FolderName Letters',
      'StoryID 1',
      'Title Hello & welcome',
      'Rank 1',
      'HtmlContent <p>Dear all,</p>',
    ])
    const bare = scripted(answered('CreateMailing', { MailingID: '70009' }))
    await part.create(bare.vendor, { ...mailing, fields: {} })
    expect(last(bare, 'CreateMailing')).not.toContainEqual(expect.stringMatching(/Template|Folder/))
    const lost = scripted({ fault: 'headers_timeout' })
    await expect(part.create(lost.vendor, mailing)).rejects.toMatchObject({ kind: 'temporary' })
    expect(lost.exchanges).toHaveLength(1)
  })

  it('that was refused, or has no number, is none', async () => {
    const refused = scripted(done('CreateMailing', 'failure', 'No.'))
    await expect(part.create(refused.vendor, mailing)).rejects.toMatchObject({ kind: 'refused' })
    const nameless = scripted(done('CreateMailing', 'success'))
    await expect(part.create(nameless.vendor, mailing)).rejects.toMatchObject({
      kind: 'unreadable',
    })
  })

  it('tells its name and subject, and says what it does not tell', async () => {
    expect(await held()).toMatchObject({
      ...{ id: '70009', name: 'Spring letter', status: 'draft', scheduledFor: null },
      content: { subject: 'Hello & welcome', html: '', fields: {} },
      activities: [],
      lists: [],
    })
    const { untold } = await held()
    expect(untold).toEqual(expect.arrayContaining(['fromName', 'html', 'lists', 'fields.template']))
    const due = { send_at_date: '2026-09-01T08:00:00.0000000Z', schedule_choice: '1' }
    expect(await held(due)).toMatchObject({
      status: 'scheduled',
      scheduledFor: Date.UTC(2026, 8, 1, 8),
    })
    expect(await part.read(scripted(told()).vendor, '70009', '')).toBeNull()
  })

  it('is found by its name as it is written; the vendor minds no letter case', async () => {
    const other = { ...row, MAILING_ID: '70001', name: 'SPRING LETTER' }
    const gone = { ...row, MAILING_ID: '70002', is_deleted: '1' }
    const { vendor, asked } = scripted(told(other, gone, row))
    expect(await part.find!(vendor, 'Spring letter')).toMatchObject({ id: '70009' })
    expect(leaves(asked()[0]!)).toContain('DataElement name')
    expect(await part.find!(scripted(told(other)).vendor, 'Spring letter')).toBeNull()
  })

  it('is scheduled to one interest, in UTC, and once', async () => {
    const at = Date.UTC(2026, 4, 1, 9, 30, 1)
    const line = scripted(interest('3001'), done('ScheduleMailing', 'success'))
    await part.schedule!(line.vendor, await held(), { at, mailing, lists: ['3001'] })
    expect(last(line, 'ScheduleMailing')).toEqual([
      'MailingID 70009',
      'PublishDateTime 2026-05-01T09:30:01',
      'IsTest 0',
      'ReturnInvalidSubscribers 0',
      'ReturnInvalidSubscribers 0',
      'TargetGroupName Client letter',
    ])
    const lost = scripted(interest('3001'), { fault: 'headers_timeout' })
    const now = { at: 'now' as const, mailing, lists: ['3001'] }
    await expect(part.schedule!(lost.vendor, await held(), now)).rejects.toMatchObject({
      kind: 'temporary',
    })
    expect(lost.exchanges).toHaveLength(2)
  })

  it('is not scheduled to several interests, or where Informz says no', async () => {
    const how = { at: 'now' as const, mailing }
    for (const lists of [[], ['3001', '3002']]) {
      const line = scripted()
      await expect(
        part.schedule!(line.vendor, await held(), { ...how, lists }),
      ).rejects.toMatchObject({ kind: 'refused', whoMustAct: 'you' })
      expect(line.exchanges).toHaveLength(0)
    }
    const { vendor } = scripted(interest('3001'), done('ScheduleMailing', 'failure', 'No.'))
    const told = part.schedule!(vendor, await held(), { ...how, lists: ['3001'] })
    await expect(told).rejects.toMatchObject({ kind: 'refused' })
  })

  it('is put on hold again', async () => {
    const line = scripted(done('SetMailingOnHold', 'success'))
    await part.unschedule!(line.vendor, await held())
    expect(last(line, 'SetMailingOnHold')).toEqual(['ID 70009'])
    const { vendor } = scripted(done('SetMailingOnHold', 'failure', 'No.'))
    await expect(part.unschedule!(vendor, await held())).rejects.toMatchObject({ kind: 'refused' })
  })

  it('cannot be changed or taken away from outside, and no test is sent of it', () => {
    expect([part.update, part.remove, part.sendTest, part.setLists]).toEqual(
      Array(4).fill(undefined),
    )
  })

  it('comes from an address that has sent', async () => {
    const sent = { ...row, last_sent_date: '2026-01-10T09:00:00Z', from_address: 'A@firm.example' }
    const { vendor } = scripted(told(row, sent, { ...sent, MAILING_ID: '70010' }))
    expect(await part.senders(vendor)).toEqual([{ address: 'a@firm.example', isConfirmed: true }])
  })

  it('lacks what Informz has no room for', () => {
    expect(part.lacks(mailing)).toEqual([])
    const long = { name: 'n'.repeat(256), subject: 's'.repeat(256), fromName: 'f'.repeat(51) }
    const fields = part.lacks({ ...mailing, ...long, preheader: 'Soon' }).map(({ field }) => field)
    expect(fields).toEqual(['name', 'subject', 'fromName', 'preheader'])
    expect(part.fields.safeParse({ template: 'twelve' }).success).toBe(false)
    expect(part.tags('Dear {{First Name}}')).toEqual([])
  })
})
