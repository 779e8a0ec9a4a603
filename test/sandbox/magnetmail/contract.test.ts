import { afterAll, beforeAll, expect, it } from 'vitest'
import { vendors, type Sandbox } from '../../../sandbox/index.ts'
import { operations } from '../../../sandbox/magnetmail/operations.ts'
import type { Element } from '../../../sandbox/soap/index.ts'
import { always, connect, ints, line, parameters, post, rows, start } from './client.ts'
import type { Call, Parameters } from './client.ts'
import { problems } from './contract.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start({ now: Date.parse('2026-03-02T15:00:00Z') })
  sandbox.clock.advance(4 * 86_400_000)
  call = (await connect(sandbox)).call
}, 60_000)
afterAll(() => sandbox.close())

const any = '0001-01-01T00:00:00'
const span = { fromDate: '2000-01-01T00:00:00', toDate: '2100-01-01T00:00:00' }
const page = { PageNo: 1, PageSize: 20, ...always }
const list = {
  createStartDate: any,
  createEndDate: any,
  sentStartDate: any,
  sentEndDate: any,
  archived: 'all',
  hidden: 'no',
  hasFax: 'all',
  hasEmail: 'yes',
}

/** Calls whose answers have every type, by the operation and the type of its result. */
async function calls(): Promise<[string, Parameters, string?][]> {
  const all = rows(await call('getMessageListUtc', list)).map(line)
  const message = all.find((one) => one.lastSent?.startsWith('0001') === false)?.message_id ?? ''
  const [group] = rows(await call('getGroups')).map(line)
  const groupId = group?.group_id ?? ''
  const person = { email: 'ada@new.example', Groups: ints(groupId) }
  const id = line(await call('addRecipient', person)).id ?? ''
  const held = parameters({ Recipient: parameters({ email: 'bob@new.example' }) })
  const written = parameters({ message_name: 'Letter', SubjectLine: 'Hello' })
  const draft = line(await call('createMagnetMailMessage', { message: written })).message_id ?? ''
  const of = { message_id: message, group_id: 0 }
  const detailed = { ...of, page: 1, recordsPerPage: 20 }
  const reading = rows(
    await call('getDetailedTracking', { ...detailed, report_type: 'links' }),
    'RecipientDetails',
  )
  const reader = line(reading[0]?.children[0] as Element).id ?? ''
  const upload = { groupid: groupId, csvData: 'c@new.example', MM_1: 'email' }
  const job = line(await call('uploadListQueue', upload)).jobid ?? ''
  const unsubscribe = { Id: 0, RecipientId: id, MessageId: 0, GroupId: 0 }
  const suppression = { suppressby: 'Email', type: 'Email', recipients: held }
  const edited = parameters({ message_id: draft, message_name: 'Letter', SubjectLine: 'Hello' })
  const criteria = (more: Parameters) => ({ criteria: parameters({ ...page, ...more }) })
  const everybody = { pageNo: 1, pageSize: 20 }
  return [
    ['getUserDetails', {}, 'User'],
    ['getErrorDetails', { error_nbr: 1001 }, 'Error'],
    ['getMessageList', list],
    ['getMessageListUtc', list],
    ['getMessages', list],
    ['getMessagesUTC', list],
    ['GetMessageDetails', { MessageId: message }, 'MessageDetails'],
    ['createMagnetMailMessage', { message: [] }, 'createEditMessageResult'],
    ['editMagnetMailMessage', { message: edited }, 'createEditMessageResult'],
    ['getOverallTracking', of, 'TrackingData'],
    ['getTrackingData', of, 'TrackingData'],
    ['getLinkURLs', of],
    ['getDetailedTracking', { ...detailed, report_type: 'all' }, 'TrackingDetails'],
    ['getDetailedTrackingUTC', { ...detailed, report_type: 'email_opened' }, 'TrackingDetails'],
    ['GetMessageSentTracking', criteria({ ReportType: 'Sent' }), 'TrackingResults'],
    ['GetMessageOpenTracking', criteria({ ReportType: 'Opened' }), 'TrackingResults'],
    ['GetMessageLinkTracking', criteria({}), 'TrackingResults'],
    ['GetUnsubscribeTracking', criteria({}), 'TrackingResults'],
    [
      'uploadSuppressionList',
      { suppressionlist: parameters(suppression) },
      'RecipientSuppressionResult',
    ],
    ['getSuppressedRecipientList', { start_date: any, end_date: any }],
    ['addGroup', { group_name: 'New' }, 'SaveResult'],
    ['getGroups', {}],
    ['getGroupsUTC', {}],
    ['GetAllGroupCategories', {}],
    ['getGroupDetails', { groupId }, 'MailRecipientGroup'],
    ['getGroupRecipients', { groupId, pageNumber: 1, pageCount: 20 }, 'Recipients'],
    ['getRecipientGroups', { recipient: parameters({ id }) }],
    ['addRecipient', { email: 'no' }, 'SaveResult'],
    ['editRecipient', { recipient_id: id, city: 'Turin' }, 'SaveResult'],
    ['getRecipientDetails', { recipient_id: id }, 'Recipient'],
    ['getRecipientFields', {}],
    ['getRecipientHistory', { recipient_id: reader }, 'recipient_history'],
    ['searchForRecipients', { criteria: parameters(everybody) }, 'Recipients'],
    ['getSubscribedRecipients', { startDate: any, endDate: any }],
    [
      'sendMessageToGroup',
      { message_id: draft, send_type: 'EmailOnly', group_ids: ints(groupId) },
      'EmailToGroupResult',
    ],
    ['sendEmailToIndividual', { message_id: 1 }, 'EmailToIndividualResult'],
    ['uploadListQueue', { groupid: 1 }, 'UploadListResult'],
    ['getUploadJobStatus', { jobid: job }, 'UploadListResult'],
    ['getUploadJobStatusUTC', { jobid: job }, 'UploadListResult'],
    [
      'unsubscribeRecipients',
      { unsubscribes: parameters({ Unsubscribe: parameters(unsubscribe) }) },
    ],
    ['getUnsubscribes', span],
    ['getSpamComplaints', span],
    ['getGroupRecipientsCount', { groupId }, 'number'],
    ['editRecipientGroups', { recipient_id: id, new_groups: ints(groupId) }, 'boolean'],
  ]
}

it('every answer has the elements of the contract, in its order', async () => {
  const all = await calls()
  expect(all.map(([name]) => name).sort()).toEqual(Object.keys(operations).sort())
  for (const [operation, values, type] of all) {
    const result = await call(operation, values)
    const found =
      type === undefined ? result.children.flatMap((one) => problems(one)) : problems(result, type)
    expect([operation, found]).toEqual([operation, []])
    if (type === undefined) expect([operation, result.children.length]).not.toEqual([operation, 0])
  }
  const signedIn = await post(sandbox, ['Authenticate', vendors.magnetmail.keys])
  expect(problems(signedIn.result as Element, 'AuthenticationResult')).toEqual([])
})

it('the measure itself sees what is missing, strange, out of order or nil', () => {
  const part = (name: string, text = '1', attributes = {}): Element => {
    return { name, namespace: '', attributes, children: [], text }
  }
  const of = (...children: Element[]) => problems({ ...part('JobToGroup', ''), children })
  const date = part('sent_date', '2026-03-02T15:00:00')
  expect(of(part('group_id'), date)).toEqual([])
  expect(of(part('group_id'))).toEqual(['JobToGroup: no sent_date'])
  expect(of(date, part('group_id'))).toHaveLength(1)
  expect(of(part('group_id'), date, part('more'))).toHaveLength(1)
  expect(of(part('group_id', '', { 'xsi:nil': 'true' }), date)).toHaveLength(1)
  expect(of(part('group_id'), part('sent_date', 'today'))).toHaveLength(1)
})
