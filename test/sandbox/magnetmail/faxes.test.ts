import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { faxesOf } from '../../../sandbox/magnetmail/fax-book.ts'
import { childOf, textOf, type Element } from '../../../sandbox/soap/index.ts'
import { connect, line, messages, parameters, rows, start, type Call } from './client.ts'
import { problems } from './contract.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start({ now: Date.parse('2026-03-02T15:00:00Z') })
  sandbox.clock.runUntilQuiet()
  call = (await connect(sandbox)).call
}, 60_000)
afterAll(() => sandbox.close())

const numberIn = (row: Element) => textOf(childOf(row, 'recipient') as Element, 'fax')

async function report(message_id: number, report_type: string) {
  const asked = { report_type, message_id, page: 1, recordsPerPage: 2000, group_id: 0 }
  const result = await call('getDetailedTrackingUTC', asked)
  expect(problems(result, 'TrackingDetails')).toEqual([])
  return rows(result, 'RecipientDetails')
}

it('tells of each fax to whom it went and what became of it, and of no mail', async () => {
  const now = sandbox.clock.now()
  const book = faxesOf(sandbox.world)
  expect(book.all(now).length).toBeGreaterThan(1)
  const contacts = new Map(sandbox.world.definition.contacts.map((one) => [one.contactId, one]))
  for (const message of book.all(now)) {
    const faxes = book.sent(message, now)
    const numberOf = (id: string) => book.numberOf(contacts.get(id)!)
    const numbers = (status?: string) =>
      faxes
        .filter((one) => status === undefined || one.status === status)
        .map(({ contactId }) => numberOf(contactId))
        .sort()
    const told = async (type: string) => (await report(message.id, type)).map(numberIn).sort()
    expect(await told('fax_sent')).toEqual(numbers())
    expect(await told('fax_all')).toEqual(numbers())
    expect(await told('fax_delivered')).toEqual(numbers('Delivered'))
    expect(await told('fax_failed')).toEqual(numbers('Failed'))
    expect(await told('email_sent')).toEqual([])
    const failed = (await report(message.id, 'fax_failed')).map(line)
    expect(failed.every(({ faxStatus, remarks }) => faxStatus === 'Failed' && remarks !== '')).toBe(
      true,
    )
    const asked = { message_id: message.id, group_id: 0 }
    const counts = await call('getOverallTracking', asked)
    expect(problems(counts, 'TrackingData')).toEqual([])
    expect(line(counts)).toMatchObject({
      EmailSent: '0',
      FaxSent: String(faxes.length),
      FaxDelivered: String(numbers('Delivered').length),
      FaxFailed: String(numbers('Failed').length),
    })
    const details = await call('GetMessageDetails', { MessageId: message.id })
    expect(problems(details, 'MessageDetails')).toEqual([])
    expect(line(details)).toMatchObject({ is_fax_only: 'true', message_name: message.name })
  }
})

it('goes on: a fax is under way, and then its end is known', async () => {
  const begun = Date.parse('2026-03-02T15:00:00Z')
  const young = await start({ now: begun })
  const book = faxesOf(young.world)
  const later = begun + 60 * 86_400_000
  const [message] = book.all(later)
  const [last] = book.sent(message!, later).slice(-1)
  expect(book.sent(message!, last!.sentAt).at(-1)).toMatchObject({ status: 'Inprogress' })
  expect(book.sent(message!, last!.resultAt).at(-1)).toMatchObject({ status: last!.status })
  expect(book.sent(message!, message!.sentAt - 1)).toEqual([])
  await young.close()
})

it('lists what goes by fax, by mail, or both', async () => {
  const any = '0001-01-01T00:00:00'
  const listed = async (hasFax: string, hasEmail: string) => {
    const times = { createStartDate: any, createEndDate: any, sentStartDate: any, sentEndDate: any }
    const asked = { ...times, archived: 'all', hidden: 'all', hasFax, hasEmail }
    return rows(await call('getMessageListUtc', asked)).map((row) => line(row).message_id)
  }
  const faxes = await listed('yes', 'all')
  const mails = await listed('all', 'yes')
  expect(faxes).toEqual(
    faxesOf(sandbox.world)
      .all(sandbox.clock.now())
      .map(({ id }) => String(id)),
  )
  expect(mails.length).toBeGreaterThan(faxes.length)
  expect(await listed('all', 'all')).toEqual([...mails, ...faxes])
  expect(await listed('no', 'yes')).toEqual(mails)
  expect(await listed('yes', 'yes')).toEqual([])
  expect((await messages(call)).map((one) => one.message_id)).toEqual([...mails, ...faxes])
})

it('keeps in somebody’s history what was faxed', async () => {
  const now = sandbox.clock.now()
  const book = faxesOf(sandbox.world)
  const [message] = book.all(now)
  const [fax] = book.sent(message!, now)
  const { address } = sandbox.world.contactAt(fax!.contactId, now)!
  const criteria = parameters({ pageNo: 1, pageSize: 5, email: address })
  const [recipient] = rows(await call('searchForRecipients', { criteria }), 'recipients').map(line)
  const history = await call('getRecipientHistory', { recipient_id: recipient?.id ?? '' })
  expect(rows(history, 'faxHistory').map(line)).toContainEqual(
    expect.objectContaining({ message_name: message!.name, fax_status: fax!.status }),
  )
})
