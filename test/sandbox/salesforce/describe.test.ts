import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, connect, query, refusal, start, type Call, type Line } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

interface Description extends Line {
  createable: boolean
  updateable: boolean
  fields: (Line & { name: string })[]
  childRelationships: Line[]
  recordTypeInfos: Line[]
}

const describeOf = async (name: string) =>
  (await call<Description>(`GET /sobjects/${name}/describe`)).body

const fieldOf = async (object: string, name: string) =>
  (await describeOf(object)).fields.find((one) => one.name === name)

const objects = async () => {
  const { sobjects } = (await call<{ sobjects: { name: string }[] }>('GET /sobjects')).body
  return sobjects.map((one) => one.name)
}

it('describes fields: what may be written, how long, with which values, to whom', async () => {
  expect(await fieldOf('Contact', 'HasOptedOutOfEmail')).toMatchObject({
    type: 'boolean',
    createable: true,
    updateable: true,
    nillable: false,
  })
  expect(await fieldOf('Contact', 'IsEmailBounced')).toMatchObject({ updateable: false })
  expect(await fieldOf('Contact', 'EmailBouncedReason')).toMatchObject({ length: 255 })
  expect(await fieldOf('CampaignMember', 'CampaignId')).toMatchObject({
    createable: true,
    updateable: false,
    referenceTo: ['Campaign'],
    relationshipName: 'Campaign',
  })
  expect(await fieldOf('cloupra__Interaction__c', 'cloupra__External_Id__c')).toMatchObject({
    externalId: true,
    custom: true,
  })
  const { childRelationships } = await describeOf('Account')
  expect(childRelationships).toContainEqual({
    childSObject: 'Contact',
    field: 'AccountId',
    relationshipName: 'Contacts',
  })
})

it('has the package under its prefix, under another, or not at all', async () => {
  expect(await objects()).toContain('cloupra__Interaction__c')
  const { recordTypeInfos } = await describeOf('Account')
  const names = recordTypeInfos.map((one) => one.developerName)
  expect(names).toEqual(['Household', 'Organization', 'Individual', 'Master'])
  const households = "SELECT COUNT() FROM Account WHERE RecordType.DeveloperName = 'Household'"
  expect((await query(call, households)).totalSize).toBeGreaterThan(50)
  await button(sandbox, 'DELETE /package')
  expect((await objects()).filter((one) => one.endsWith('__c'))).toEqual([])
  expect((await call('GET /sobjects/cloupra__Interaction__c/describe')).status).toBe(404)
  const gone = await refusal(call, 'SELECT Id FROM cloupra__Interaction__c')
  expect(gone?.errorCode).toBe('INVALID_TYPE')
  expect((await query(call, households)).totalSize).toBe(0)
  expect(await button(sandbox, 'GET /told')).toMatchObject({ activities: 0 })
  await button(sandbox, 'PUT /package', { prefix: 'practifi__' })
  expect(await objects()).toContain('practifi__Interaction__c')
  expect((await query(call, households)).totalSize).toBeGreaterThan(50)
})

it('tells and keeps the rights of the API’s user', async () => {
  await button(sandbox, 'PATCH /rights/Contact', { hidden: ['HasOptedOutOfEmail'] })
  expect(await fieldOf('Contact', 'HasOptedOutOfEmail')).toBeUndefined()
  const unseen = await refusal(call, 'SELECT HasOptedOutOfEmail FROM Contact')
  expect(unseen?.errorCode).toBe('INVALID_FIELD')
  const given = { LastName: 'Lee', HasOptedOutOfEmail: true }
  const refused = await call('POST /sobjects/Contact', given)
  expect(refused).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_FIELD' }] })
  await button(sandbox, 'PATCH /rights/Contact', { hidden: [], create: false })
  expect(await describeOf('Contact')).toMatchObject({ createable: false, updateable: true })
  const barred = await call('POST /sobjects/Contact', { LastName: 'Lee' })
  expect(barred).toMatchObject({ body: [{ errorCode: 'INVALID_TYPE_FOR_OPERATION' }] })
  await button(sandbox, 'PATCH /rights/Campaign', { query: false })
  expect(await objects()).not.toContain('Campaign')
  expect((await refusal(call, 'SELECT Id FROM Campaign'))?.errorCode).toBe('INVALID_TYPE')
})

it('takes a new field of an administrator’s, by which records can be known', async () => {
  const field = { name: 'Homing_Id__c', type: 'string', externalId: true, length: 40 }
  await button(sandbox, 'POST /fields/Task', field)
  expect(await fieldOf('Task', 'Homing_Id__c')).toMatchObject({ externalId: true, length: 40 })
  const path = '/sobjects/Task/Homing_Id__c/one'
  expect((await call(`PATCH ${path}`, { Subject: 'Opened' })).body).toMatchObject({ created: true })
  const again = await call(`PATCH ${path}`, { Subject: 'Opened twice' })
  expect(again).toMatchObject({ status: 200, body: { created: false } })
  expect((await call(`GET ${path}`)).body).toMatchObject({ Subject: 'Opened twice' })
})
