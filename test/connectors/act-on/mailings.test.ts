import { describe, expect, it } from 'vitest'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import type { Mailing, RemoteMailing } from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'
import { good, scripted } from './line.ts'

const part = actOn.mailings!

const mailing: Mailing = {
  name: 'Spring letter',
  subject: 'Hello',
  preheader: '',
  fromName: 'Firm',
  fromAddress: 'news@firm.example',
  replyTo: 'reply@firm.example',
  html: '<html><body>Dear {{First Name}}</body></html>',
  fields: {},
}
const row = {
  name: 'Spring letter',
  msgId: 'd-0004',
  timeStamp: '1725641452528',
  senderName: 'Firm',
  senderEmail: 'news@firm.example',
}
const list = (...msgresult: unknown[]) =>
  good({ offset: 0, count: 1000, totalCount: msgresult.length, msgresult })
const none = list()

async function held(): Promise<RemoteMailing> {
  const { vendor } = scripted(list(row), none, none, none)
  return (await part.read(vendor, 'd-0004', 'Spring letter'))!
}

/** Method, path and form of each call. */
const calls = ({ exchanges }: ReturnType<typeof scripted>) =>
  exchanges.map(({ method, url, body }) => ({
    call: `${method} ${url.replace('https://api.actonsoftware.com/api/1', '')}`,
    ...(body === undefined ? {} : { form: Object.fromEntries(new URLSearchParams(String(body))) }),
  }))

describe('a message made here', () => {
  it('is a draft, made once', async () => {
    const line = scripted(good({ status: 'success', message: 'Message created', id: 'd-0004' }))
    expect(await part.create(line.vendor, mailing)).toEqual({ id: 'd-0004' })
    expect(calls(line)).toEqual([
      {
        call: 'POST /message',
        form: {
          type: 'draft',
          title: 'Spring letter',
          subject: 'Hello',
          htmlbody: mailing.html,
          sendername: 'Firm',
          senderemail: 'news@firm.example',
        },
      },
    ])
    const lost = scripted({ fault: 'headers_timeout' })
    await expect(part.create(lost.vendor, mailing)).rejects.toMatchObject({ kind: 'temporary' })
    expect(lost.exchanges).toHaveLength(1)
  })

  it('tells name and sender, and says what it does not tell', async () => {
    expect(await held()).toMatchObject({
      id: 'd-0004',
      status: 'draft',
      activities: [],
      content: { fromName: 'Firm', fromAddress: 'news@firm.example', html: '' },
      untold: ['subject', 'replyTo', 'html', 'lists', 'fields.category'],
      scheduledFor: null,
    })
  })

  it('is what goes out under its title, whether or not the draft stays', async () => {
    const ahead = scripted().vendor.now() + 3_600_000
    const out = { ...row, msgId: 's-0001-2611', timeStamp: String(ahead) }
    for (const drafts of [list(row), none]) {
      const { vendor } = scripted(drafts, list(out))
      expect(await part.read(vendor, 'd-0004', 'Spring letter')).toMatchObject({
        id: 's-0001-2611',
        status: 'scheduled',
        activities: [{ id: 's-0001-2611', role: 'message' }],
        scheduledFor: ahead,
      })
    }
    const sent = { ...out, timeStamp: '1725641452528' }
    const { vendor } = scripted(none, none, list(sent))
    expect(await part.read(vendor, 's-0001-2611', 'Spring letter')).toMatchObject({
      status: 'sent',
      scheduledFor: null,
    })
    expect(await part.read(scripted(none, none, none, none).vendor, 'd-1', 'Other')).toBeNull()
  })

  it('is changed in its words; another sender needs another draft', async () => {
    const line = scripted(good({ status: 'success' }))
    await part.update!(line.vendor, await held(), { ...mailing, subject: 'New' })
    expect(calls(line)).toEqual([
      {
        call: 'PUT /message/d-0004',
        form: { title: 'Spring letter', subject: 'New', htmlbody: mailing.html },
      },
    ])
    const other = { ...mailing, fromName: 'Else' }
    await expect(part.update!(scripted().vendor, await held(), other)).rejects.toMatchObject({
      kind: 'refused',
    })
    const taken = scripted(list({ ...row, name: 'Taken', msgId: 'd-0009' }))
    const renamed = { ...mailing, name: 'Taken' }
    expect(await part.update!(taken.vendor, await held(), renamed)).toBe('name_taken')
  })

  it('is sent with its lists, its sender and its category, and only once', async () => {
    const at = Date.UTC(2026, 4, 1, 9)
    const how = { at, mailing: { ...mailing, fields: { category: 'News' } }, lists: ['l-1', 'l-2'] }
    const line = scripted(good([{ id: 7, name: 'News' }]), good({ status: 'success' }))
    await part.schedule!(line.vendor, await held(), how)
    expect(calls(line)[1]).toEqual({
      call: 'POST /message/d-0004/send',
      form: {
        title: 'Spring letter',
        subject: 'Hello',
        sendername: 'Firm',
        senderemail: 'news@firm.example',
        replytoemail: 'reply@firm.example',
        sendtoids: 'l-1,l-2',
        issuppressduplicates: 'Y',
        when: String(at),
        categoryid: '7',
      },
    })
    const unknown = scripted(good([]))
    await expect(part.schedule!(unknown.vendor, await held(), how)).rejects.toThrow('News')
    const lost = scripted({ fault: 'headers_timeout' })
    const now = { at: 'now' as const, mailing, lists: ['l-1'] }
    await expect(part.schedule!(lost.vendor, await held(), now)).rejects.toMatchObject({
      kind: 'temporary',
    })
    expect(lost.exchanges).toHaveLength(1)
    const failed = { ...(await held()), status: 'error' as const }
    await expect(part.schedule!(scripted().vendor, failed, now)).rejects.toThrow('could not send')
  })

  it('is deleted, and deleted twice is deleted', async () => {
    const gone = { status: 400, body: { errorCode: 10030, message: 'Invalid' } }
    const line = scripted(good({ status: 'success' }), gone)
    await part.remove!(line.vendor, await held())
    await part.remove!(line.vendor, await held())
    expect(calls(line)[0]).toEqual({ call: 'DELETE /message/d-0004' })
  })

  it('is sent from addresses that its account has sent from', async () => {
    const other = { ...row, senderEmail: 'Ada@firm.example' }
    const { vendor } = scripted(list(row, other, { ...row, senderEmail: '' }), list(row))
    expect(await part.senders(vendor)).toEqual([
      { address: 'ada@firm.example', isConfirmed: true },
      { address: 'news@firm.example', isConfirmed: true },
    ])
  })

  it('is not promised what Act-On has no way for', () => {
    expect([part.sendTest, part.unschedule, part.setLists]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('what a message lacks', () => {
  it('is nothing where it can be made', () => expect(part.lacks(mailing)).toEqual([]))

  it.each<[Partial<Mailing>, string, string]>([
    [{ subject: ' ' }, 'subject', 'Campaign subject is required and has not been provided'],
    [{ name: 'x'.repeat(101) }, 'name', 'Campaign name has 101 characters, and 100 are the most'],
    [{ replyTo: 'nobody' }, 'replyTo', 'Campaign reply address is no e-mail address. It has no @.'],
    [{ preheader: 'Look' }, 'preheader', 'Campaign preheader cannot be told to Act-On'],
    [{ html: '' }, 'html', 'Campaign content is required and has not been provided'],
  ])('%# is told by field and sentence', (change, field, sentence) => {
    const [first] = part.lacks({ ...mailing, ...change })
    expect(first).toMatchObject({ field, sentence })
    expect(first!.remedy).toMatch(/\.$/)
  })
})

it('tags stand in their text, each once, whatever it is', () => {
  expect(part.tags('{{First Name}} {{ Shoe }} {{First Name}} {x}')).toEqual([
    { text: '{{First Name}}', name: 'First Name', kind: 'unknown', fallback: null },
    { text: '{{ Shoe }}', name: 'Shoe', kind: 'unknown', fallback: null },
  ])
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), (text) => {
      for (const tag of part.tags(`{{${text}}}`)) expect(`{{${text}}}`).toContain(tag.text)
    }),
  )
})
