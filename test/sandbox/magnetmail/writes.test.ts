import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { childOf, textOf, type Element } from '../../../sandbox/soap/index.ts'
import { connect, ints, line, make, parameters, rows, start, walk, type Call } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeEach(async () => {
  sandbox = await start({ now: Date.parse('2026-03-02T15:00:00Z') })
  call = (await connect(sandbox)).call
})
afterEach(() => sandbox.close())

const held = (address: string) => sandbox.truth().contacts.find((one) => one.address === address)
const listId = (name: string) => sandbox.truth().lists.find((one) => one.name === name)?.listId
const ever = ['2000-01-01T00:00:00', '2100-01-01T00:00:00'] as const

async function added(email: string, more: Record<string, string | readonly Element[]> = {}) {
  const result = line(await call('addRecipient', { email, ...more }))
  expect(result).toMatchObject({ error: '0' })
  return result.id ?? ''
}

async function newGroup(name: string): Promise<string> {
  return line(await call('addGroup', { group_name: name, categoryId: 0 })).id ?? ''
}

const search = async (criteria: Record<string, string>) => {
  const page = parameters({ pageNo: 1, pageSize: 50, ...criteria })
  return rows(await call('searchForRecipients', { criteria: page }), 'recipients').map(line)
}

const members = async (groupId: string) => {
  const asked = { groupId, pageNumber: 1, pageCount: 2000 }
  return rows(await call('getGroupRecipients', asked), 'recipients').map(line)
}

describe('recipients and groups', () => {
  it('are added with their fields and groups, and shown as they were written', async () => {
    const group = await newGroup('Reading circle')
    const id = await added('ada@new.example', {
      first_name: 'Ada',
      city: 'Turin',
      phone: '555-0101',
      custom_id: 'crm-1',
      custom1: 'Counsel',
      custom7: 'Blue',
      Groups: ints(group),
    })
    expect(held('ada@new.example')).toMatchObject({
      firstName: 'Ada',
      jobTitle: 'Counsel',
      permission: 'implicit',
      customFields: { custom7: 'Blue' },
      listIds: [listId('Reading circle')],
    })
    const shown = line(await call('getRecipientDetails', { recipient_id: id }))
    const written = { email: 'ada@new.example', city: 'Turin', phone: '555-0101', custom7: 'Blue' }
    expect(shown).toMatchObject({ ...written, Custom_Id: 'crm-1', unsubscribed: 'false' })
    expect(await members(group)).toEqual([
      { EmailId: 'ada@new.example', CustomMemberId: 'crm-1', RecipientId: id },
    ])
    expect((await search({ Custom_Id: 'CRM-1' })).map((one) => one.id)).toEqual([id])
    expect(await search({ Custom_Id: 'crm-1', city: 'Rome' })).toEqual([])
    const of = parameters({ recipient: parameters({ id }) })
    const [own] = rows(await call('getRecipientGroups', { recipient: of[0]?.children ?? [] }))
    expect(own && line(own)).toMatchObject({ Id: group, Name: 'Reading circle' })
  })

  it('are refused where an address or a name is taken, and nothing is done', async () => {
    const id = await added('ada@new.example')
    const other = await added('bob@new.example')
    const error = async (operation: string, values: Record<string, string>) =>
      line(await call(operation, values)).error
    expect(await error('addRecipient', { email: 'ADA@new.example' })).not.toBe('0')
    const taken = { recipient_id: other, email: 'ada@new.example', first_name: 'Bob' }
    expect(await error('editRecipient', taken)).not.toBe('0')
    expect(held('bob@new.example')?.firstName).toBe('')
    const moved = { recipient_id: id, email: 'ada@moved.example', last_name: 'Byron' }
    expect(await error('editRecipient', moved)).toBe('0')
    expect(held('ada@moved.example')?.lastName).toBe('Byron')
    await newGroup('Reading circle')
    expect(await error('addGroup', { group_name: 'Reading circle' })).not.toBe('0')
  })

  it('has every group with everybody in it', async () => {
    const groups = rows(await call('getGroupsUTC', { display_status: 1 })).map(line)
    const { contacts, lists } = sandbox.truth()
    expect(groups.map((one) => one.group_name).sort()).toEqual(lists.map((one) => one.name).sort())
    for (const { group_id = '', group_name = '' } of groups) {
      const id = listId(group_name) ?? ''
      const inIt = contacts.filter((one) => one.listIds.includes(id) && one.address !== '')
      expect((await members(group_id)).map((one) => one.EmailId).sort()).toEqual(
        inIt.map((one) => one.address).sort(),
      )
      const details = line(await call('getGroupDetails', { groupId: group_id }))
      expect(details.TotalInGroup).toBe(String(inIt.length))
      const gone = inIt.filter((one) => one.permission === 'unsubscribed')
      expect(details.TotalUnsubscribed).toBe(String(gone.length))
    }
  })
})

describe('who is not written to', () => {
  it('leaves a group or altogether, and stays so', async () => {
    const group = await newGroup('Reading circle')
    const id = await added('ada@new.example', { Groups: ints(group) })
    const groups = { new_groups: [], unsubscribed_groups: ints(group) }
    const left = await call('editRecipientGroups', { recipient_id: id, message_id: 0, ...groups })
    expect(left.text).toBe('true')
    expect(held('ada@new.example')).toMatchObject({ listIds: [], permission: 'implicit' })
    const one = { Id: 0, RecipientId: id, MessageId: 0, GroupId: 0 }
    const strange = { ...one, RecipientId: 1 }
    const asked = [make('Unsubscribe', parameters(one)), make('Unsubscribe', parameters(strange))]
    const done = rows(await call('unsubscribeRecipients', { unsubscribes: asked })).map(line)
    expect(done.map((row) => row.RecipientId)).toEqual([id])
    expect(held('ada@new.example')?.permission).toBe('unsubscribed')
    const tracked = await walk(call, 'GetUnsubscribeTracking', {})
    const own = tracked.filter((row) => row.RecipientId === id).map((row) => row.GroupId)
    expect(own.sort()).toEqual(['0', group].sort())
    const [fromDate, toDate] = ever
    const told = rows(await call('getUnsubscribes', { fromDate, toDate }))
    const mine = told.filter((row) => textOf(childOf(row, 'recipient') as Element, 'id') === id)
    expect(mine.map((row) => textOf(row, 'group_name')).sort()).toEqual([
      'Reading circle',
      undefined,
    ])
  })

  it('leaves a category, and with it the groups it has by then', async () => {
    const [{ ID: category = '' } = {}, other] = rows(await call('GetAllGroupCategories')).map(line)
    const made = { group_name: 'Reading circle', categoryId: category }
    const group = line(await call('addGroup', made)).id ?? ''
    const apart = await newGroup('Apart')
    const id = await added('ada@new.example', { Groups: ints(group, apart) })
    const leaving = { Id: 0, RecipientId: id, MessageId: 0, GroupId: 0 }
    const asked = [category, 1].map((GroupCategoryId) =>
      make('Unsubscribe', parameters({ ...leaving, GroupCategoryId })),
    )
    const done = rows(await call('unsubscribeRecipients', { unsubscribes: asked })).map(line)
    expect(done.map((row) => row.GroupCategoryId)).toEqual([category])
    expect(held('ada@new.example')).toMatchObject({
      ...{ permission: 'implicit', listIds: [listId('Apart')] },
    })
    const tracked = async (GroupCategoryId: string) =>
      (await walk(call, 'GetUnsubscribeTracking', { GroupCategoryId })).filter(
        (row) => row.RecipientId === id,
      )
    expect(await tracked(category)).toMatchObject([{ GroupId: '0', GroupCategoryId: category }])
    expect(await tracked('0')).toHaveLength(1)
    expect(await tracked(other?.ID ?? '')).toEqual([])
    await expect(tracked('1')).rejects.toThrow('no such group category')
  })

  it('is held back by a list, without having left', async () => {
    const before = sandbox.truth().contacts.filter((one) => one.permission === 'temp_hold').length
    await added('ada@new.example')
    const person = (email: string) => make('Recipient', parameters({ email }))
    const suppressionlist = parameters({
      suppressby: 'Email',
      type: 'EmailAndFax',
      recipients: [person('ada@new.example'), person('bob@new.example'), person('nobody')],
    })
    const counts = line(await call('uploadSuppressionList', { suppressionlist }))
    expect(counts).toEqual({ new_added: '1', total_updated: '1' })
    const [start_date, end_date] = ever
    const listed = rows(await call('getSuppressedRecipientList', { start_date, end_date }))
    expect(listed).toHaveLength(before + 2)
    const [ada] = await search({ email: 'ada@new.example' })
    expect(ada).toMatchObject({ email_send_suppress: 'true', unsubscribed: 'false' })
    const faxOnly = parameters({
      suppressby: 'Email',
      type: 'Fax',
      recipients: [person('x@y.example')],
    })
    const none = line(await call('uploadSuppressionList', { suppressionlist: faxOnly }))
    expect(none).toEqual({ new_added: '0', total_updated: '0' })
  })

  it('gets no faxes by a list of numbers, and is mailed as before', async () => {
    const faxed = await search({ fax_send_suppress: 'true' })
    expect(faxed.every((one) => one.fax_send_suppress === 'true')).toBe(true)
    await added('ada@new.example', { fax: '(202) 555-0100' })
    await added('bob@new.example', { fax: '(202) 555-0100' })
    const recipients = [make('Recipient', parameters({ fax: '(202) 555-0100' }))]
    const suppressionlist = parameters({ suppressby: 'Fax', type: 'Fax', recipients })
    const counts = line(await call('uploadSuppressionList', { suppressionlist }))
    expect(counts).toEqual({ new_added: '0', total_updated: '2' })
    for (const email of ['ada@new.example', 'bob@new.example']) {
      expect(await search({ email })).toMatchObject([
        { fax_send_suppress: 'true', email_send_suppress: 'false', unsubscribed: 'false' },
      ])
    }
  })

  it('knows who may be written to and was changed of late', async () => {
    const group = await newGroup('Reading circle')
    await added('ada@new.example', { Groups: ints(group) })
    const span = { startDate: ever[0], endDate: ever[1] }
    const asked = { ...span, group_ids: ints(group), report_type: '' }
    const [one, ...others] = rows(await call('getSubscribedRecipients', asked))
    expect(others).toEqual([])
    expect(rows(one as Element, 'groups').map((id) => id.text)).toEqual([group])
    const later = { ...asked, startDate: '2026-04-01T00:00:00' }
    expect(rows(await call('getSubscribedRecipients', later))).toEqual([])
  })
})

describe('an upload', () => {
  const order = (group: string, csvData: string, more: Record<string, string> = {}) =>
    call('uploadListQueue', { groupid: group, csvData, ...more })
  const status = async (jobid: string) => line(await call('getUploadJobStatusUTC', { jobid }))

  it('waits, works and tells what it did', async () => {
    const group = await newGroup('Reading circle')
    await added('ada@new.example', { first_name: 'Ada' })
    const csv = 'Ann,ada@new.example\n"Bo, jr",bo@new.example\nCy,nothing'
    const mapping = { update_dups: 'false', MM_1: 'first_name', MM_2: 'email' }
    const { jobid = '', status: first } = line(await order(group, csv, mapping))
    expect(first).toBe('0')
    expect(held('bo@new.example')).toBeUndefined()
    sandbox.clock.runUntilQuiet()
    expect(await status(jobid)).toMatchObject({
      status: '2',
      total_records: '3',
      good_records: '2',
      new_added: '1',
      old_updated: '0',
      group_count: '2',
    })
    expect(held('ada@new.example')?.firstName).toBe('Ada')
    expect(held('bo@new.example')?.firstName).toBe('Bo, jr')
  })

  it('can replace a group, update whom it knows and read its columns from a header', async () => {
    const group = await newGroup('Reading circle')
    await added('ada@new.example', { Groups: ints(group) })
    await added('bo@new.example', { Groups: ints(group) })
    const flags = { replace_group: 'true', update_dups: 'true', header_line: 'true' }
    await order(group, 'email,last_name\nbo@new.example,Orm', flags)
    sandbox.clock.runUntilQuiet()
    expect((await members(group)).map((one) => one.EmailId)).toEqual(['bo@new.example'])
    expect(held('bo@new.example')?.lastName).toBe('Orm')
    expect(held('ada@new.example')?.listIds).toEqual([])
  })

  it('is refused without a column of addresses, and for an unknown group', async () => {
    const group = await newGroup('Reading circle')
    expect(line(await order(group, 'a@new.example')).error).not.toBe('0')
    expect(line(await order('1', 'a@new.example', { MM_1: 'email' })).error).not.toBe('0')
    expect((await status('1')).error).not.toBe('0')
  })
})
