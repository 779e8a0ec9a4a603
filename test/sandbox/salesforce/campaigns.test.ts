import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, campaign, connect, query, records, start } from './client.ts'
import type { Call, Failure, Outcome } from './client.ts'

let sandbox: Sandbox
let call: Call
let people: string[]
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
  people = (await query(call, 'SELECT Id FROM Contact')).records.map((one) => one.Id)
}, 60_000)
afterAll(() => sandbox.close())

const statuses = async (CampaignId: string) => {
  const soql = `SELECT Label, IsDefault, HasResponded FROM CampaignMemberStatus
    WHERE CampaignId = '${CampaignId}' ORDER BY SortOrder`
  return (await query(call, soql)).records.map(({ attributes: _attributes, ...one }) => one)
}

it('has two statuses in a new campaign, and takes more', async () => {
  const CampaignId = await campaign(call)
  expect(await statuses(CampaignId)).toEqual([
    { Label: 'Sent', IsDefault: true, HasResponded: false },
    { Label: 'Responded', IsDefault: false, HasResponded: true },
  ])
  const lines = ['Opened', 'Clicked', 'Opened'].map((Label, at) => {
    return { CampaignId, Label, SortOrder: 3 + at, HasResponded: Label === 'Clicked' }
  })
  const { body } = await call<Outcome[]>(
    'POST /composite/sobjects',
    records('CampaignMemberStatus', lines),
  )
  expect(body.map((one) => one.errors[0]?.statusCode)).toEqual([
    undefined,
    undefined,
    'DUPLICATE_VALUE',
  ])
  expect((await statuses(CampaignId)).map((one) => one.Label)).toEqual([
    'Sent',
    'Responded',
    'Opened',
    'Clicked',
  ])
})

it('refuses a status that the campaign does not have', async () => {
  const CampaignId = await campaign(call)
  const given = { CampaignId, ContactId: people[0], Status: 'Opened' }
  const { status, body } = await call<Failure[]>('POST /sobjects/CampaignMember', given)
  expect(status).toBe(400)
  expect(body[0]).toEqual({
    errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    message: 'Status: bad value for restricted picklist field: Opened',
    fields: ['Status'],
  })
  await call('POST /sobjects/CampaignMemberStatus', { CampaignId, Label: 'Opened' })
  expect((await call('POST /sobjects/CampaignMember', given)).status).toBe(201)
})

it('has a person as a member once, and tells by the status who has answered', async () => {
  const CampaignId = await campaign(call)
  const { id } = (await call('POST /sobjects/CampaignMember', { CampaignId, ContactId: people[1] }))
    .body
  const twice = await call('POST /sobjects/CampaignMember', { CampaignId, ContactId: people[1] })
  const message = 'Already a campaign member.'
  expect(twice).toMatchObject({ status: 400, body: [{ errorCode: 'DUPLICATE_VALUE', message }] })
  const path = `/sobjects/CampaignMember/${String(id)}`
  expect((await call(`GET ${path}`)).body).toMatchObject({ Status: 'Sent', HasResponded: false })
  await call(`PATCH ${path}`, { Status: 'Responded' })
  const today = new Date(sandbox.clock.now()).toISOString().slice(0, 10)
  expect((await call(`GET ${path}`)).body).toMatchObject({
    HasResponded: true,
    FirstRespondedDate: today,
    Type: 'Contact',
    Email: (await call(`GET /sobjects/Contact/${people[1]}`)).body.Email,
  })
  const moved = await call(`PATCH ${path}`, { CampaignId: await campaign(call) })
  expect(moved).toMatchObject({ body: [{ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE' }] })
  const totals = await call(`GET /sobjects/Campaign/${CampaignId}`)
  expect(totals.body).toMatchObject({ NumberOfContacts: 1, NumberOfResponses: 1 })
  await call(`DELETE ${path}`)
  const again = await call('POST /sobjects/CampaignMember', { CampaignId, ContactId: people[1] })
  expect(again.status).toBe(201)
})

it('takes the contact where a lead is given as well, and nobody without either', async () => {
  const CampaignId = await campaign(call)
  const LeadId = (await query(call, 'SELECT Id FROM Lead LIMIT 1')).records[0]?.Id
  const both = { CampaignId, LeadId, ContactId: people[2] }
  const { id } = (await call('POST /sobjects/CampaignMember', both)).body
  expect((await call(`GET /sobjects/CampaignMember/${String(id)}`)).body).toMatchObject({
    ContactId: people[2],
    LeadId: null,
  })
  const none = await call('POST /sobjects/CampaignMember', { CampaignId })
  expect(none).toMatchObject({ body: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] })
})

it('keeps a status that is the default or in use', async () => {
  const CampaignId = await campaign(call)
  await call('POST /sobjects/CampaignMember', { CampaignId, ContactId: people[3] })
  const [sent, responded] = (
    await query(
      call,
      `SELECT Id FROM CampaignMemberStatus WHERE CampaignId = '${CampaignId}' ORDER BY SortOrder`,
    )
  ).records
  const refused = await call(`DELETE /sobjects/CampaignMemberStatus/${sent?.Id}`)
  expect(refused).toMatchObject({ status: 400, body: [{ errorCode: 'DELETE_FAILED' }] })
  const gone = await call(`DELETE /sobjects/CampaignMemberStatus/${responded?.Id}`)
  expect(gone.status).toBe(204)
})

it('counts what was told: campaigns and activities of the API, and persons', async () => {
  const before = await button<Record<string, number>>(sandbox, 'GET /told')
  expect(before.campaigns).toBeGreaterThan(0)
  expect(before.activities).toBe(0)
  const id = await campaign(call)
  await call('POST /sobjects/CampaignMember', { CampaignId: id, ContactId: people[4] })
  await call('POST /sobjects/Task', { WhoId: people[4], WhatId: id, Subject: 'Opened' })
  await call(`PATCH /sobjects/Contact/${people[4]}`, { EmailBouncedReason: '550' })
  const { records: free } = await query(
    call,
    'SELECT Id FROM Contact WHERE HasOptedOutOfEmail = false LIMIT 1',
  )
  await call(`PATCH /sobjects/Contact/${free[0]?.Id}`, { HasOptedOutOfEmail: true })
  expect(await button(sandbox, 'GET /told')).toEqual({
    campaigns: Number(before.campaigns) + 1,
    activities: 1,
    optedOut: Number(before.optedOut) + 1,
    invalid: Number(before.invalid) + 1,
  })
})
