import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { childOf, type Element } from '../../../sandbox/soap/index.ts'
import { connect, ints, line, messages, parameters, rows, start, texts } from './client.ts'
import type { Call, Parameters } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeEach(async () => {
  sandbox = await start({ now: Date.parse('2026-03-02T15:00:00Z') })
  call = (await connect(sandbox)).call
})
afterEach(() => sandbox.close())

const letter = {
  message_category: 3,
  message_name: 'Autumn letter',
  text_version: 'Read it at https://firm.example/a',
  html_version_block1: '<a href="https://firm.example/a">Read</a>',
  html_version_block2: '<a href="https://firm.example/b">More</a>',
  SubjectLine: 'Autumn',
  FromAddress: 'The firm <letters@harrowgate-lindqvist.example>',
}

const write = async (operation: string, values: Parameters) =>
  line(await call(operation, { message: parameters(values) }))

const send = async (message_id: string, values: Parameters): Promise<Element> =>
  call('sendMessageToGroup', { message_id, send_type: 'EmailOnly', ...values })

const truth = () => sandbox.truth().campaigns.find((one) => one.name === 'Autumn letter')

async function group(name: string): Promise<string> {
  const all = rows(await call('getGroupsUTC', { display_status: 1 })).map(line)
  return all.find((one) => one.group_name === name)?.group_id ?? ''
}

it('is written, read back and sent at its moment to those in the group by then', async () => {
  const { message_id = '', error } = await write('createMagnetMailMessage', letter)
  expect(error).toBe('0')
  const details = line(await call('GetMessageDetails', { MessageId: message_id }))
  expect(details).toMatchObject({ ...letter, message_category: '3' })
  const [to, without] = [await group('Client letter'), await group('Business owners')]
  const groups = { group_ids: ints(to), filteredout_groups: ints(without) }
  // Nine in the morning in Chicago.
  const result = await send(message_id, { scheduledDateTime: '2026-03-03T09:00:00', ...groups })
  expect(rows(result, 'email_job_ids')).toHaveLength(1)
  expect(await write('editMagnetMailMessage', { ...letter, message_id })).toMatchObject({
    message_in_queue: 'true',
    message_id: '',
  })
  await call('addRecipient', { email: 'ada@new.example', Groups: ints(to) })
  await call('addRecipient', { email: 'bob@new.example', Groups: ints(to, without) })
  sandbox.clock.runUntilQuiet()
  const [activity] = truth()?.activities ?? []
  expect(activity?.sentAt).toBe('2026-03-03T15:00:00.000Z')
  expect(activity?.totals.sends).toBeGreaterThan(100)
  const reached = activity?.rows.sends.map((row) => row.address) ?? []
  expect(reached).toContain('ada@new.example')
  expect(reached).not.toContain('bob@new.example')
  const counts = line(await call('getTrackingData', { message_id, group_id: 0 }))
  expect(counts).toMatchObject({
    EmailSent: String(activity?.totals.sends),
    EmailLinksClicked: String(activity?.totals.clicks),
  })
  const links = rows(await call('getLinkURLs', { message_id, group_id: 0 })).map(line)
  expect(links.map((one) => one.link_url)).toEqual([
    'https://firm.example/a',
    'https://firm.example/b',
  ])
  const listed = await messages(call)
  expect(listed.find((one) => one.message_id === message_id)?.lastSent).toBe(activity?.sentAt)
})

it('reaches nobody who left or is held back', async () => {
  const { message_id = '' } = await write('createMagnetMailMessage', letter)
  const { id: to = '' } = line(await call('addGroup', { group_name: 'Reading circle' }))
  const ids = []
  for (const name of ['ada', 'bob', 'cid']) {
    const asked = { email: `${name}@new.example`, Groups: ints(to) }
    ids.push(line(await call('addRecipient', asked)).id ?? '')
  }
  const recipient = parameters({ Recipient: parameters({ email: 'ada@new.example' }) })
  const list = { suppressby: 'Email', type: 'Email', recipients: recipient }
  await call('uploadSuppressionList', { suppressionlist: parameters(list) })
  const unsubscribe = { Id: 0, RecipientId: ids[1] ?? '', MessageId: 0, GroupId: 0 }
  const unsubscribes = parameters({ Unsubscribe: parameters(unsubscribe) })
  await call('unsubscribeRecipients', { unsubscribes })
  await send(message_id, { group_ids: ints(to) })
  sandbox.clock.runUntilQuiet()
  const [activity] = truth()?.activities ?? []
  expect(activity?.rows.sends.map((row) => row.address)).toEqual(['cid@new.example'])
})

it('goes to single recipients, and names those who do not get it', async () => {
  const { message_id = '' } = await write('createMagnetMailMessage', letter)
  await call('addRecipient', { email: 'ada@new.example', custom_id: 'crm-1' })
  const to = (recp_type: string, ...recipients: string[]) =>
    call('sendEmailToIndividual', { message_id, recipients: texts(...recipients), recp_type })
  expect(line(await to('email', 'nobody@new.example')).error).not.toBe('0')
  expect(line(await to('fax', '555')).error).not.toBe('0')
  expect(line(await to('custom_id', 'crm-1', 'crm-2'))).toMatchObject({
    emails_sent: '1',
    suppressed_emails: 'crm-2',
  })
  sandbox.clock.runUntilQuiet()
  const [activity] = truth()?.activities ?? []
  expect(activity?.rows.sends.map((row) => row.address)).toEqual(['ada@new.example'])
})

it('is tried out without reaching anybody, and refuses what it cannot send', async () => {
  const { message_id = '' } = await write('createMagnetMailMessage', letter)
  const tried = await send(message_id, { test_emails: texts('me@firm.example') })
  expect(rows(tried, 'email_job_ids')).toEqual([])
  expect(sandbox.world.campaigns.testSends.map((one) => one.addresses)).toEqual([
    ['me@firm.example'],
  ])
  const to = ints(await group('Client letter'))
  for (const wrong of [
    { group_ids: ints(1) },
    { group_ids: [] },
    { group_ids: to, send_type: 'FaxOnly' },
  ]) {
    const result = await send(message_id, wrong)
    expect(line(result).error).not.toBe('0')
    expect(childOf(result, 'errorObj')?.children.length).toBeGreaterThan(0)
  }
  expect((await write('createMagnetMailMessage', { message_name: 'x' })).error).not.toBe('0')
  sandbox.clock.runUntilQuiet()
  expect(truth()?.totals.sends).toBe(0)
})
