import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { maker } from '../../../sandbox/soap/index.ts'
import * as client from './client.ts'
import { button, connect, insert, query, rows, start, told, update, type Call } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start()
  call = await connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

const somebody = (at: number) => client.somebody(call, at)

async function flagsOf(key: string | undefined) {
  const columns = 'cst_no_email_flag,eml_invalid_flag,eml_invalid_reason,cst_change_date'
  const [row] = await query(call, ['Individual', columns, `ind_cst_key='${key}'`])
  return row as client.Line
}

it('sets and lifts the do-not-e-mail flag of a customer, and answers the object', async () => {
  const { ind_cst_key: key = '', cst_change_date: before } = await somebody(0)
  sandbox.clock.advance(60_000)
  const earlier = await told(sandbox)
  const [object] = rows(await update(call, 'Individual', key, { cst_no_email_flag: '1' }))
  expect(object).toMatchObject({ ind_cst_key: key, cst_no_email_flag: '1' })
  expect(object?.cst_change_date).toMatch(/^\d\d\/\d\d\/\d{4}$/)
  const after = await flagsOf(key)
  expect(after.cst_no_email_flag).toBe('1')
  expect(after.cst_change_date).not.toBe(before)
  expect(await told(sandbox)).toEqual({ ...earlier, optedOut: earlier.optedOut + 1 })
  await update(call, 'Individual', key, { cst_no_email_flag: '0' })
  expect((await flagsOf(key)).cst_no_email_flag).toBe('0')
})

it('marks an address as invalid in three ways, each without touching the customer', async () => {
  const ways = [
    (key: string) => update(call, 'IndividualEmail', key, flags),
    (key: string) => call('WEBEmailUpdate', { oFacadeObject: emailObject(key, flags) }),
  ]
  const flags = { eml_invalid_flag: '1', eml_invalid_reason: 'Hard bounce' }
  for (const [at, way] of ways.entries()) {
    const { ind_cst_key: key, eml_key: email = '' } = await somebody(3 + at)
    const before = await flagsOf(key)
    sandbox.clock.advance(60_000)
    await way(email)
    expect(await flagsOf(key)).toEqual({ ...before, ...flags })
  }
  const { ind_cst_key: key = '' } = await somebody(5)
  await update(call, 'Individual', key, flags)
  expect(await flagsOf(key)).toMatchObject(flags)
  const [email] = rows(await call('WEBEmailGetEmailsByCustomer', { CustomerKey: key }))
  expect(email).toMatchObject(flags)
})

function emailObject(key: string, values: client.Line) {
  return [client.make('CurrentKey', key), client.make('Email', client.parameters(values))]
}

it('does not write to the customer by way of an address, and says nothing of it', async () => {
  const { ind_cst_key: key, eml_key: email = '' } = await somebody(14)
  const [object] = rows(await update(call, 'IndividualEmail', email, { cst_no_email_flag: '1' }))
  expect(object?.cst_no_email_flag).toBe('0')
  expect((await flagsOf(key)).cst_no_email_flag).toBe('0')
})

it('keeps other addresses of a customer apart: one can be invalid alone', async () => {
  const { ind_cst_key: key = '', eml_key: first } = await somebody(15)
  const { text: second } = await insert(call, 'IndividualEmail', {
    eml_cst_key: key,
    eml_address: 'second@home.example',
  })
  await update(call, 'IndividualEmail', second, { eml_invalid_flag: '1' })
  const where = `eml_cst_key = '${key}'`
  const found = await query(call, [
    'IndividualEmail',
    'eml_key,eml_primary,eml_invalid_flag',
    where,
  ])
  expect(found).toEqual(
    expect.arrayContaining([
      { eml_key: first, eml_primary: '1', eml_invalid_flag: '0' },
      { eml_key: second, eml_primary: '0', eml_invalid_flag: '1' },
    ]),
  )
  await update(call, 'IndividualEmail', second, { eml_primary: '1' })
  const [row] = await query(call, ['Individual', 'cst_eml_key,eml_address', `ind_cst_key='${key}'`])
  expect(row).toEqual({ cst_eml_key: second, eml_address: 'second@home.example' })
})

it('keeps what the server sets itself, and passes over what it does not know', async () => {
  const one = await somebody(6)
  const given = { cst_id: 'X', cst_eml_address_dn: 'x@x.example', xyz_name: 'y', ind_mid_name: 'Q' }
  await update(call, 'Individual', one.ind_cst_key ?? '', given)
  const [row] = await query(call, [
    'Individual',
    'cst_id,cst_eml_address_dn,ind_mid_name',
    `ind_cst_key='${one.ind_cst_key}'`,
  ])
  expect(row).toMatchObject({ cst_eml_address_dn: one.eml_address, ind_mid_name: 'Q' })
  expect(row?.cst_id).toMatch(/I$/)
})

it('refuses elements of another namespace, values that do not fit, and strange keys', async () => {
  const { ind_cst_key: key = '' } = await somebody(7)
  const strange = maker('')('IndividualObject', [maker('')('cst_no_email_flag', '1')])
  const named = { szObjectName: 'Individual', szObjectKey: key }
  const oNode = [client.make('IndividualObjects', [strange])]
  await expect(call('UpdateFacadeObject', { ...named, oNode })).rejects.toThrow('namespace')
  const long = { ind_last_name: 'x'.repeat(31) }
  await expect(update(call, 'Individual', key, long)).rejects.toThrow('too long')
  await expect(update(call, 'Individual', key, { cst_no_email_flag: 'yes' })).rejects.toThrow(
    '0 nor',
  )
  await expect(update(call, 'Individual', 'x', {})).rejects.toThrow('no key')
  const nobody = '11111111-1111-4111-8111-111111111111'
  await expect(update(call, 'Individual', nobody, {})).rejects.toThrow('There is no Individual')
})

it('adds an individual with an address, and a second address', async () => {
  const given = { ind_first_name: 'Ada', ind_last_name: 'Byron', eml_address: 'ada@new.example' }
  const { text: key } = await insert(call, 'Individual', given)
  expect(rows(await call('GetIndividualInformation', { IndividualKey: key }))).toMatchObject([
    { ind_cst_key: key, ind_last_name: 'Byron', eml_address: 'ada@new.example' },
  ])
  const second = { eml_cst_key: key, eml_address: 'ada@home.example', eml_primary: '1' }
  const { text: email } = await insert(call, 'IndividualEmail', second)
  const [object] = rows(
    await call('GetFacadeObject', { szObjectName: 'Individual', szObjectKey: key }),
  )
  expect(object).toMatchObject({ cst_eml_key: email, cst_name_cp: 'Ada Byron', eml_primary: '1' })
  await expect(insert(call, 'Individual', { ind_first_name: 'Ada' })).rejects.toThrow('required')
})

const activity = (more: client.Line) => ({
  cma_message_id: '998787',
  cma_activity_code: 'Opened',
  cma_activity_subcode: 'Opened',
  cma_activity_date: '03/12/2026 13:44:55.892',
  ...more,
})

it('adds several activities in one call, which are found by their ids', async () => {
  const one = await somebody(8)
  const own = { cma_cst_key: one.ind_cst_key ?? '', cma_eml_address: one.eml_address ?? '' }
  const result = await insert(
    call,
    'CustomerMessagingActivity',
    activity({ ...own, cma_activity_id: 'a-1' }),
    activity({ ...own, cma_activity_id: 'a-2', cma_activity_code: 'Sent' }),
  )
  expect(rows(result)).toHaveLength(2)
  const found = await query(call, [
    'CustomerMessagingActivity',
    'cma_key,cma_activity_code,cma_eml_key,cma_activity_date',
    `cma_activity_id in ('a-1','a-2')`,
    'cma_activity_id',
  ])
  expect(found.map((row) => row.cma_key)).toEqual(rows(result).map((row) => row.cma_key))
  expect(found[0]).toMatchObject({
    cma_eml_key: one.eml_key,
    cma_activity_date: '2026-03-12T13:44:55.892',
  })
  expect(await told(sandbox)).toMatchObject({ campaigns: 1, activities: 2 })
})

it.each([
  ['no customer', { cma_cst_key: '' }],
  ['no date', { cma_activity_date: '' }],
  ['no address', { cma_eml_address: '' }],
  ['a date that is not of the United States', { cma_activity_date: '2026-03-12T13:44:55' }],
  ['a day that does not exist', { cma_activity_date: '02/30/2026' }],
  ['a customer nobody is', { cma_cst_key: '11111111-1111-4111-8111-111111111111' }],
])('adds nothing at all where one of several has %s', async (_, wrong) => {
  const one = await somebody(9)
  const own = { cma_cst_key: one.ind_cst_key ?? '', cma_eml_address: one.eml_address ?? '' }
  const before = await told(sandbox)
  const both = [activity(own), activity({ ...own, ...wrong })]
  await expect(insert(call, 'CustomerMessagingActivity', ...both)).rejects.toThrow('System')
  expect(await told(sandbox)).toEqual(before)
})

it('stores an activity twice that comes twice, and without an address of the customer', async () => {
  const one = await somebody(10)
  const own = { cma_cst_key: one.ind_cst_key ?? '', cma_eml_address: 'old@gone.example' }
  const same = activity({ ...own, cma_activity_id: 'b-1' })
  await insert(call, 'CustomerMessagingActivity', same)
  await insert(call, 'CustomerMessagingActivity', same)
  const where = `cma_activity_id = 'b-1'`
  const found = await query(call, ['CustomerMessagingActivity', 'cma_key,cma_eml_key', where])
  expect(found).toHaveLength(2)
  expect(found[0]?.cma_eml_key).toBe('')
})

it('holds preferences by type of mailing, all or none of those that are written', async () => {
  const types = (await call('GetSubscriptionMailingTypes')).children
  const element = await client.post(sandbox, ['GetSubscriptionMailingTypes', {}], await token())
  const lists = (element.content.children[0]?.children ?? []).map(client.line)
  expect(types.length).toBe(lists.length)
  expect(lists[0]?.name).toBe(sandbox.world.definition.lists[0]?.name)
  const one = await somebody(11)
  const customerKey = one.ind_cst_key ?? ''
  const set = (...settings: client.Line[]) =>
    call('SetCustomerCommunicationPreferences', {
      customerKey,
      preferences: settings.map((each) =>
        client.make('MailingListSetting', client.parameters(each)),
      ),
    })
  const key = lists[0]?.primary_key ?? ''
  const read = async () =>
    client.line(
      await call('GetCustomerCommunicationPreference', {
        customerKey,
        preferenceTypeKey: key,
      }),
    )
  const optOut = { mailing_list_key: key, status: 'OptOut', email_key: one.eml_key ?? '' }
  const answer = await set(optOut)
  expect(answer).toMatchObject({
    name: 'SetCustomerCommunicationPreferencesResponse',
    children: [],
  })
  expect(await read()).toMatchObject({ mailing_list_name: lists[0]?.name, status: 'OptOut' })
  const wrong = set(
    { ...optOut, status: 'OptIn' },
    { mailing_list_name: 'Nothing', status: 'OptIn' },
  )
  await expect(wrong).rejects.toThrow('no such mailing list')
  expect((await read()).status).toBe('OptOut')
  await expect(set({ ...optOut, status: 'Maybe' })).rejects.toThrow('status')
  const every = await call('GetAllCustomerCommunicationPreferences', { customerKey })
  const promotional = await call('GetPromotionalMailingTypes')
  expect(every.children).toHaveLength(types.length + promotional.children.length)
  expect((await flagsOf(customerKey)).cst_no_email_flag).toBe('0')
})

async function token(): Promise<string | undefined> {
  return (await client.signIn(sandbox)).token
}

it('writes down what a customer did, and which interest that shows', async () => {
  const types = rows(await call('GetActionTypeList'))
  const click = types.find((one) => one.cat_action_code === 'Link Click')
  const actionTypeKey = click?.cat_key ?? ''
  const [sub] = rows(await call('GetActionSubTypeList', { actionTypeKey }))
  const { ind_cst_key: customer = '' } = await somebody(12)
  const act = (more: client.Parameters) =>
    call('InsertCustomerAction', {
      actionCustomerKey: customer,
      action: 'Clicked',
      actionTypeKey,
      source: 'Client letter',
      actionDate: '2026-03-12T13:44:55',
      ...more,
    })
  await act({ actionSubtypeList: [client.make('guid', sub?.sac_key)] })
  const { text: key } = await act({})
  const seen = await button<{ actions: unknown[]; interests: unknown[] }>(
    sandbox,
    `GET /actions?customer=${customer}`,
  )
  expect(seen.actions).toHaveLength(2)
  expect(seen.actions[1]).toMatchObject({ key, action: 'Clicked', subTypeKeys: [] })
  expect(seen.interests).toEqual([{ code: 'Legal news', implicit: true, intensity: 2 }])
  await expect(act({ action: 'x'.repeat(101) })).rejects.toThrow('too long')
  await expect(act({ actionSubtypeList: [client.make('guid', key)] })).rejects.toThrow('subtype')
})

it('takes ten thousand activities in bulk', { timeout: 120_000 }, async () => {
  const one = await somebody(13)
  const own = { cma_cst_key: one.ind_cst_key ?? '', cma_eml_address: one.eml_address ?? '' }
  const before = await told(sandbox)
  for (let batch = 0; batch < 5; batch += 1) {
    const some = Array.from({ length: 2000 }, (_, at) =>
      activity({ ...own, cma_message_id: 'bulk', cma_activity_id: `bulk-${batch}-${at}` }),
    )
    await insert(call, 'CustomerMessagingActivity', ...some)
  }
  expect((await told(sandbox)).activities).toBe(before.activities + 10_000)
  const where = `cma_activity_id in ('bulk-0-0','bulk-4-1999','bulk-5-0')`
  const found = await query(call, ['CustomerMessagingActivity', 'cma_activity_id', where])
  expect(found).toHaveLength(2)
})
