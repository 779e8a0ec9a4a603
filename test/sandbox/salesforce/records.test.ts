import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { connect, query, rowOf, start, type Call, type Failure } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

const person = async (where = 'Email != null') => {
  const { records } = await query(call, `SELECT Id, Email FROM Contact WHERE ${where} LIMIT 1`)
  return String(records[0]?.Id)
}

it('creates, reads, changes and deletes a record', async () => {
  const made = await call('POST /sobjects/Contact', { LastName: 'Lee', Email: 'lee@new.example' })
  expect(made).toMatchObject({ status: 201, body: { success: true, errors: [] } })
  const path = `/sobjects/Contact/${String(made.body.id)}`
  expect((await call(`PATCH ${path}`, { FirstName: 'Ann', Title: null })).status).toBe(204)
  const read = await call(`GET ${path}`)
  expect(read.body).toMatchObject({ Name: 'Ann Lee', Email: 'lee@new.example', IsDeleted: false })
  const some = await call(`GET ${path}?fields=Name,Email`)
  expect(Object.keys(some.body)).toEqual(['attributes', 'Name', 'Email'])
  const short = `/sobjects/Contact/${String(made.body.id).slice(0, 15)}`
  expect((await call(`GET ${short}`)).body).toHaveProperty('Id', made.body.id)
  expect((await call(`DELETE ${path}`)).status).toBe(204)
  expect(await call(`GET ${path}`)).toMatchObject({
    status: 404,
    body: [{ errorCode: 'ENTITY_IS_DELETED' }],
  })
  const nobody = await call(`GET /sobjects/Contact/003000000000000AAA`)
  expect(nobody).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] })
})

describe('what does not fit is refused:', () => {
  it.each([
    ['Contact', { FirstName: 'A' }, 'REQUIRED_FIELD_MISSING', ['LastName']],
    ['Contact', { LastName: 'A', Email: 'nowhere' }, 'INVALID_EMAIL_ADDRESS', ['Email']],
    ['Contact', { LastName: 'A'.repeat(81) }, 'STRING_TOO_LONG', ['LastName']],
    ['Contact', { LastName: 'A', Nosuch: 1 }, 'INVALID_FIELD', undefined],
    [
      'Contact',
      { LastName: 'A', IsEmailBounced: true },
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      ['IsEmailBounced'],
    ],
    ['Contact', { LastName: 'A', HasOptedOutOfEmail: 'yes' }, 'JSON_PARSER_ERROR', undefined],
    ['Contact', { LastName: 'A', EmailBouncedDate: 'today' }, 'JSON_PARSER_ERROR', undefined],
    ['Task', { Subject: 'A', WhoId: 'x' }, 'MALFORMED_ID', ['WhoId']],
    [
      'Task',
      { Subject: 'A', WhoId: '003000000000000AAA' },
      'INVALID_CROSS_REFERENCE_KEY',
      ['WhoId'],
    ],
    ['Task', { TaskSubtype: 'x' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', ['TaskSubtype']],
    ['Event', { Subject: 'A' }, 'REQUIRED_FIELD_MISSING', ['StartDateTime']],
  ])('%s %j', async (object, given, errorCode, fields) => {
    const { status, body } = await call<Failure[]>(`POST /sobjects/${object}`, given)
    expect(status).toBe(400)
    expect(body).toHaveLength(1)
    expect(body[0]?.errorCode).toBe(errorCode)
    expect(body[0]?.fields).toEqual(fields)
  })
})

describe('the flags of a person', () => {
  it('are set and lifted, and say whether mail bounces', async () => {
    const id = await person(
      'HasOptedOutOfEmail = false AND IsEmailBounced = false AND Email != null',
    )
    const flags = async () => (await call(`GET /sobjects/Contact/${id}`)).body
    const given = {
      HasOptedOutOfEmail: true,
      EmailBouncedReason: '550 no such user',
      EmailBouncedDate: '2026-03-02T08:00:00Z',
    }
    sandbox.clock.advance(1000)
    expect((await call(`PATCH /sobjects/Contact/${id}`, given)).status).toBe(204)
    expect(await flags()).toMatchObject({
      ...given,
      EmailBouncedDate: '2026-03-02T08:00:00.000+0000',
      IsEmailBounced: true,
      SystemModstamp: `${new Date(sandbox.clock.now()).toISOString().slice(0, 19)}.000+0000`,
    })
    const lifted = { HasOptedOutOfEmail: false, EmailBouncedReason: null, EmailBouncedDate: null }
    await call(`PATCH /sobjects/Contact/${id}`, lifted)
    expect(await flags()).toMatchObject({ ...lifted, IsEmailBounced: false })
  })

  it('are the person’s: whoever shares the address keeps theirs', async () => {
    const { records } = await query(
      call,
      "SELECT Id, Email FROM Lead WHERE Company != '[not provided]'",
    )
    const [lead] = records
    const contact = await person(`Email = '${String(lead?.Email)}'`)
    const before = await rowOf(sandbox, 'Contact', contact)
    await call(`PATCH /sobjects/Lead/${lead?.Id}`, { HasOptedOutOfEmail: true })
    expect(await rowOf(sandbox, 'Contact', contact)).toEqual(before)
  })

  it('forget a bounce when the address changes', async () => {
    const given = { LastName: 'Moor', Email: 'old@new.example', EmailBouncedReason: 'gone' }
    const { id } = (await call('POST /sobjects/Contact', given)).body
    await call(`PATCH /sobjects/Contact/${String(id)}`, { Email: 'next@new.example' })
    expect((await call(`GET /sobjects/Contact/${String(id)}`)).body).toMatchObject({
      IsEmailBounced: false,
      EmailBouncedReason: null,
    })
  })
})

it('writes a timeline: tasks by campaign, not for a lead, and events with an end', async () => {
  const WhoId = await person()
  const { Id: WhatId } = (await query(call, 'SELECT Id FROM Campaign LIMIT 1')).records[0] ?? {}
  const task = { WhoId, WhatId, Subject: 'Opened', Status: 'Completed', ActivityDate: '2026-03-02' }
  const { id } = (await call('POST /sobjects/Task', { ...task, TaskSubtype: 'Email' })).body
  const soql = `SELECT Subject, IsClosed, Who.Name, Who.Type, What.Type, Owner.Name FROM Task
    WHERE Id = '${String(id)}'`
  expect((await query(call, soql)).records[0]).toMatchObject({
    Subject: 'Opened',
    IsClosed: true,
    Who: { Type: 'Contact' },
    What: { Type: 'Campaign' },
    Owner: { Name: 'Homing Integration' },
  })
  const { Id: lead } = (await query(call, 'SELECT Id FROM Lead LIMIT 1')).records[0] ?? {}
  const refused = await call<Failure[]>('POST /sobjects/Task', { ...task, WhoId: lead })
  expect(refused.body[0]).toMatchObject({ errorCode: 'FIELD_INTEGRITY_EXCEPTION' })
  const event = { WhoId, Subject: 'Opened', StartDateTime: '2026-03-02T08:00:00+01:00' }
  const endless = await call<Failure[]>('POST /sobjects/Event', event)
  expect(endless.body[0]?.errorCode).toBe('REQUIRED_FIELD_MISSING')
  const made = await call('POST /sobjects/Event', { ...event, DurationInMinutes: 1 })
  const read = (await call(`GET /sobjects/Event/${String(made.body.id)}`)).body
  expect(read).toMatchObject({
    StartDateTime: '2026-03-02T07:00:00.000+0000',
    EndDateTime: '2026-03-02T07:01:00.000+0000',
  })
})
