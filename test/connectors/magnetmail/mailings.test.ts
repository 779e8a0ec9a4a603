import { describe, expect, it } from 'vitest'
import { magnetMail } from '../../../src/connectors/esp/magnetmail/index.ts'
import {
  childOf,
  element,
  elements,
  type Mailing,
  type RemoteMailing,
  textOf,
} from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'
import { marked, readName } from '../../../src/connectors/esp/magnetmail/sending-mark.ts'
import { bodyOf, fault, good, scripted } from './line.ts'

const part = magnetMail.mailings!
const NEVER = '0001-01-01T00:00:00'
const AT = Date.UTC(2026, 4, 1, 9)

const mailing: Mailing = {
  name: 'Spring letter',
  subject: 'Hello',
  preheader: '',
  fromName: 'Firm',
  fromAddress: 'news@firm.example',
  replyTo: 'news@firm.example',
  html: '<html><body>Dear reader</body></html>',
  fields: { text: 'Dear reader' },
}

/** The message as the vendor tells it, with another name or more changed. */
const details = (more: Record<string, string> = {}) =>
  good(
    'GetMessageDetails',
    elements({
      message_id: '7',
      message_category: '3',
      message_name: 'Spring letter',
      text_version: 'Dear reader',
      html_version_block1: mailing.html,
      is_copy_paste_template: true,
      SubjectLine: 'Hello',
      FromAddress: 'Firm <news@firm.example>',
      createDate: '2026-04-01T09:00:00',
      lastSent: NEVER,
      ...more,
    }),
  )
const edited = good('editMagnetMailMessage', elements({ error: 0, message_id: 7 }))
const sent = good('sendMessageToGroup', elements({ error: 0 }))
const none = good('getMessageListUtc', [])

async function held(more: Record<string, string> = {}): Promise<RemoteMailing> {
  return (await part.read(scripted(details(more)).vendor, '7', 'Spring letter'))!
}

const operations = (line: ReturnType<typeof scripted>) =>
  line.asked().map((one) => bodyOf(one).name)

describe('a message made here', () => {
  it('is made once, with everything the vendor wants there', async () => {
    const line = scripted(
      good('createMagnetMailMessage', elements({ error: 0, message_id: '7.0' })),
    )
    expect(await part.create(line.vendor, mailing)).toEqual({ id: '7' })
    const message = childOf(bodyOf(line.asked()[0]!), 'message')!
    const told = (name: string) => textOf(message, name)
    expect(told('message_name')).toBe('Spring letter')
    expect(told('FromAddress')).toBe('Firm <news@firm.example>')
    expect(told('html_version_block1')).toBe(mailing.html)
    expect(told('text_version')).toBe('Dear reader')
    expect(childOf(message, 'message_id')!.attributes['xsi:nil']).toBe('true')
    const lost = scripted({ fault: 'headers_timeout' })
    await expect(part.create(lost.vendor, mailing)).rejects.toMatchObject({ kind: 'temporary' })
    expect(lost.exchanges).toHaveLength(1)
  })

  it('is refused in a result of success, with the vendor’s words', async () => {
    const wrong = elements({ error: 12, msg: 'The name is too long' })
    const line = scripted(good('createMagnetMailMessage', wrong))
    await expect(part.create(line.vendor, mailing)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('The name is too long') as string,
    })
  })

  it('is read as it is held, and what stands in a template is not told', async () => {
    expect(await held()).toMatchObject({
      id: '7',
      status: 'draft',
      activities: [],
      content: {
        subject: 'Hello',
        fromName: 'Firm',
        fromAddress: 'news@firm.example',
        replyTo: 'news@firm.example',
        html: mailing.html,
        fields: { text: 'Dear reader' },
      },
      untold: ['lists'],
    })
    expect((await held({ is_copy_paste_template: 'false' })).content).toBeNull()
  })

  it('is scheduled by its name until its sending is seen, and failed a day later', async () => {
    const named = { message_name: marked('Spring letter', AT) }
    const status = async (now: number) => {
      const { vendor } = scripted(details(named))
      return part.read({ ...vendor, now: () => now }, '7', 'Spring letter')
    }
    const day = 86_400_000
    for (const now of [AT - day, AT + day]) {
      expect(await status(now)).toMatchObject({
        name: 'Spring letter',
        status: 'scheduled',
        scheduledFor: AT,
        activities: [{ id: '7', role: 'message' }],
      })
    }
    expect(await status(AT + day + 1)).toMatchObject({ status: 'error' })
    const job = element('JobToGroup', elements({ group_id: 3, sent_date: '2026-05-01T09:00:05' }))
    const row = element('MessageList', [
      element('message', elements({ message_id: 7, lastSent: '2026-05-01T09:00:05' })),
      element('GroupsEmailSentTo', job),
    ])
    const out = { ...named, lastSent: '2026-05-01T05:00:05' }
    const line = scripted(details(out), good('getMessagesUTC', row))
    expect(await part.read(line.vendor, '7', 'Spring letter')).toMatchObject({
      status: 'sent',
      lists: ['3'],
      updatedAt: AT + 5_000,
    })
  })

  it('was not sent by a test alone', async () => {
    const row = element('MessageList', element('message', elements({ message_id: 7 })))
    const line = scripted(details({ lastSent: NOON }), good('getMessagesUTC', row))
    expect(await part.read(line.vendor, '7', 'x')).toMatchObject({ status: 'draft', lists: [] })
  })

  it('is none where the id is refused and the name is not there', async () => {
    const gone = { status: 500, body: fault('soap:Client', 'No such message') }
    const lists = Array.from({ length: 12 }, () => none)
    expect(await part.read(scripted(gone, ...lists).vendor, '7', 'Spring letter')).toBeNull()
    const there = elements({ message_id: 7, message_name: 'Spring letter' })
    const named = good('getMessageListUtc', element('Message', there))
    const line = scripted(gone, named)
    await expect(part.read(line.vendor, '7', 'Spring letter')).rejects.toMatchObject({
      kind: 'refused',
    })
  })
})

const NOON = '2026-04-02T12:00:00'

describe('a sending', () => {
  const how = { at: AT, mailing, lists: ['3', '4'] }
  const named = details({ message_name: marked('Spring letter', AT) })

  it('stands in the name, is read back, and is asked for once with its groups', async () => {
    const line = scripted(edited, named, sent)
    await part.schedule!(line.vendor, await held(), how)
    const [edit, , send] = line.asked().map(bodyOf)
    const message = childOf(edit, 'message')
    expect(textOf(message, 'message_name')).toBe(marked('Spring letter', AT))
    // The category somebody gave it there stays.
    expect(textOf(message, 'message_category')).toBe('3')
    expect(send!.name).toBe('sendMessageToGroup')
    expect(textOf(send, 'scheduledDateTime')).toBe('2026-05-01T09:00:00.000Z')
    expect(childOf(send, 'group_ids')!.children.map(({ text }) => text)).toEqual(['3', '4'])
    expect(childOf(send, 'test_emails')!.children).toEqual([])
  })

  it('whose answer was lost is not asked for again, and its name is left', async () => {
    const line = scripted(edited, named, { fault: 'headers_timeout' })
    await expect(part.schedule!(line.vendor, await held(), how)).rejects.toMatchObject({
      kind: 'temporary',
    })
    expect(operations(line).slice(2)).toEqual(['sendMessageToGroup'])
    for (const at of [AT, AT - 30 * 86_400_000]) {
      const again = scripted()
      const doubtful = await held({ message_name: marked('Spring letter', at) })
      await expect(part.schedule!(again.vendor, doubtful, how)).rejects.toMatchObject({
        kind: 'refused',
      })
      expect(again.exchanges).toEqual([])
    }
  })

  it('that is refused takes the moment out of the name again', async () => {
    const no = good('sendMessageToGroup', elements({ error: 9, msg: 'Bad from' }))
    const line = scripted(edited, named, no, edited)
    await expect(part.schedule!(line.vendor, await held(), how)).rejects.toThrow('Bad from')
    const last = childOf(bodyOf(line.asked()[3]!), 'message')
    expect(textOf(last, 'message_name')).toBe('Spring letter')
    const wrong = { status: 500, body: fault('soap:Client', 'No') }
    const twice = scripted(edited, named, no, wrong)
    await expect(part.schedule!(twice.vendor, await held(), how)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('though its name there says so') as string,
    })
  })

  it('is not asked for where the vendor does not keep the name', async () => {
    const line = scripted(edited, details({ message_name: 'Spring letter [Homing sends' }))
    await expect(part.schedule!(line.vendor, await held(), how)).rejects.toMatchObject({
      kind: 'refused',
    })
    expect(operations(line)).not.toContain('sendMessageToGroup')
  })

  it('as a test names addresses and no group', async () => {
    const line = scripted(sent)
    const ask = { addresses: ['me@firm.example'], message: '' }
    await part.sendTest!.call(line.vendor, await held(), ask)
    const send = bodyOf(line.asked()[0]!)
    expect(childOf(send, 'group_ids')!.children).toEqual([])
    expect(childOf(send, 'test_emails')!.children.map(({ text }) => text)).toEqual(ask.addresses)
  })
})

describe('what a message lacks', () => {
  it('is nothing where it can be made', () => expect(part.lacks(mailing)).toEqual([]))

  it.each<[Partial<Mailing>, string]>([
    [{ subject: ' ' }, 'subject'],
    [{ replyTo: 'other@firm.example' }, 'replyTo'],
    [{ preheader: 'Look' }, 'preheader'],
    [{ fromAddress: 'nobody', replyTo: 'nobody' }, 'fromAddress'],
  ])('%# is told by field', (change, field) => {
    expect(part.lacks({ ...mailing, ...change }).map((one) => one.field)).toContain(field)
  })
})

it('a name comes out of a marked one as it was, with its moment', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 4e12 }), (name, at) => {
      expect(readName(marked(name, at))).toEqual({ name, sendsAt: at })
    }),
  )
  expect(readName('Plain [Homing]')).toEqual({ name: 'Plain [Homing]', sendsAt: null })
})
