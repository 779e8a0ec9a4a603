import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRequestReferee, hasContract, specsDirectory } from '../../../sandbox/contract.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts'
import {
  BODY_BYTES_MAX,
  readJob,
  rowOf,
} from '../../../src/connectors/esp/constant-contact/audience.ts'
import { constantContact } from '../../../src/connectors/esp/constant-contact/index.ts'
import type { ContactField, NewMember, RemoteJob, Vendor } from '../../../src/connectors/index.ts'
import { withParts } from '../../../src/sync/pushes/tell.ts'
import { fc } from '../../property.ts'
import { scripted } from './line.ts'
import { lineTo } from './stage.ts'

const part = constantContact.audience!
const fields = constantContact.fields!
const fixed = Object.fromEntries(fields.fixed.map((field) => [field.id, field]))
const ada: NewMember = {
  address: 'ada@example.com',
  values: [
    { field: fixed['first_name']!, value: 'Ada' },
    { field: fixed['job_title']!, value: 'Partner' },
  ],
}

describe('a row', () => {
  it('holds what is told and nothing else', () => {
    expect(rowOf(ada)).toEqual({
      email: 'ada@example.com',
      first_name: 'Ada',
      job_title: 'Partner',
    })
  })

  it('fits a job however long its fixed fields are', () => {
    const valueOf = ({ id, charsMax }: ContactField) =>
      id === 'birthday'
        ? fc.constant('12-31')
        : fc.string({ unit: 'binary', minLength: charsMax, maxLength: charsMax })
    const longest = fc.record({
      address: fc.string({ unit: 'grapheme', minLength: 50, maxLength: 50 }),
      values: fc.tuple(
        ...fields.fixed.map((field) =>
          fc.record({ field: fc.constant(field), value: valueOf(field) }),
        ),
      ),
    })
    fc.assert(
      fc.property(longest, (person) => {
        const bytes = Buffer.byteLength(JSON.stringify(rowOf(person))) + 1
        expect(bytes * part.limits.peopleMax + 4_000).toBeLessThan(BODY_BYTES_MAX)
      }),
    )
  })

  it('is refused, and not dropped, where all of them are more than a call takes', async () => {
    const field = { ...fixed['first_name']!, id: 'x', isCustom: true, tag: 'Custom.Long' }
    const long = { address: 'a@example.com', values: [{ field, value: 'x'.repeat(2_000) }] }
    const { vendor, asked } = scripted()
    await expect(part.putOn!(vendor, Array(2_200).fill(long), ['l1'])).rejects.toMatchObject({
      kind: 'refused',
    })
    expect(asked()).toEqual([])
  })
})

describe('a job', () => {
  it.each([
    ['initialized', 'waiting'],
    ['completed', 'done'],
    ['timed_out', 'failed'],
    ['cancelled', 'failed'],
    ['a new word', 'running'],
  ])('that is %s is %s', (word, state) => {
    expect(readJob({ activity_id: 'a', state: word })).toMatchObject({ state, word })
  })

  it('tells its counts, and no message that may name somebody', () => {
    const told = readJob({
      activity_id: 'a',
      state: 'completed',
      percent_done: 100,
      activity_errors: ['ada@example.com is wrong'],
      status: { items_total_count: 5, error_count: 1, cannot_add_to_list_count: 2 },
    })
    expect(told).toMatchObject({ total: 5, errors: 1, barred: 2, percent: 100 })
    expect(JSON.stringify(told)).not.toContain('ada@')
  })

  it('without an id is no answer', () => {
    expect(() => readJob({})).toThrow(expect.objectContaining({ kind: 'unreadable' }))
  })

  it('is ordered again after an answer that was lost: it says what shall be', async () => {
    const body = { activity_id: 'a', state: 'initialized' }
    const { vendor, asked } = scripted({ fault: 'connection' }, { status: 201, body })
    expect((await part.takeOff(vendor, [{ id: 'c1', address: '' }], ['l1'])).id).toBe('a')
    expect(asked()).toEqual(Array(2).fill('/activities/remove_list_memberships'))
  })

  it('is never asked to make a list twice', async () => {
    const { vendor, asked } = scripted({ fault: 'connection' })
    await expect(part.createList!(vendor, 'New')).rejects.toMatchObject({ kind: 'temporary' })
    expect(asked()).toHaveLength(1)
  })
})

describe('against the sandbox', () => {
  let sandbox: Sandbox
  let vendor: Vendor
  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 11, enforceLimits: false })
    vendor = lineTo(sandbox)
  })
  afterAll(() => sandbox.close())

  async function finished(job: RemoteJob): Promise<RemoteJob> {
    sandbox.clock.advance(60_000)
    const told = await part.job(vendor, job.id)
    expect(told.state).toBe('done')
    return told
  }
  const there = (address: string) =>
    sandbox.truth().contacts.find((one) => one.address === address)!

  it('people are put on and taken off a new list, and nobody is subscribed again', async () => {
    const list = await part.createList!(vendor, 'Spring event')
    const left = sandbox.truth().contacts.find((one) => one.permission === 'unsubscribed')!
    const strangers = [ada, { ...ada, address: left.address }]
    const imported = await finished(await part.putOn!(vendor, strangers, [list.id]))
    expect(imported).toMatchObject({ barred: 1, errors: 0 })
    expect(there(ada.address)).toMatchObject({ listIds: [list.id], permission: 'implicit' })
    expect(there(left.address)).toMatchObject({ permission: 'unsubscribed' })
    expect(there(left.address).listIds).not.toContain(list.id)

    const known = sandbox.truth().contacts.find((one) => one.permission === 'explicit')!
    const member = [{ id: known.contactId, address: known.address }]
    await finished(await part.putKnownOn(vendor, member, [list.id]))
    const { body, next } = await part.membersPage!(vendor, list.id, null)
    expect(next).toBeNull()
    const onIt = part.readMembers!(body).rows.map((row) => row.address)
    expect(onIt.sort()).toEqual([ada.address, known.address].sort())

    await finished(await part.takeOff(vendor, member, [list.id]))
    expect(there(known.address).listIds).toEqual(known.listIds)
    expect(there(known.address).permission).toBe('explicit')
  })

  it('numbers, addresses and days go out, and come home as they were told', async () => {
    const list = await part.createList!(vendor, 'Addresses')
    const told = {
      home_phone: '555-555-0100',
      mobile_phone: '(555) 555-0101',
      birthday: '02-29',
      anniversary: '2011-11-15',
      home_street: '1 Maple Lane',
      home_country: 'Canada',
      work_street: '2 Oak Road',
      work_city: 'Bath',
      work_zip: 'BA1 1AA',
    }
    const values = Object.entries(told).map(([id, value]) => ({ field: fixed[id]!, value }))
    const address = 'streets@example.com'
    const job = await finished(await part.putOn!(vendor, [{ address, values }], [list.id]))
    expect(job).toMatchObject({ errors: 0, done: 1 })
    expect((await fields.find(vendor, address))!.values).toEqual(told)
  })

  it('a part of an address goes with the other parts, and no other address is touched', async () => {
    const list = await part.createList!(vendor, 'Moved')
    const address = 'streets@example.com'
    const contact = (await fields.find(vendor, address))!
    const change = { fieldId: 'work_city', label: 'City, work', before: 'Bath', after: 'Leeds' }
    const changes = withParts({ contact, changes: [change] }, fields.fixed)
    expect(changes.map(({ fieldId }) => fieldId).sort()).toEqual([
      'work_city',
      'work_street',
      'work_zip',
    ])
    const values = changes.map(({ fieldId, after }) => ({ field: fixed[fieldId]!, value: after }))
    await finished(await part.putOn!(vendor, [{ address, values }], [list.id]))
    const { values: held } = (await fields.find(vendor, address))!
    expect(held).toEqual({ ...contact.values, work_city: 'Leeds' })
    // Looked at again, what went along is taken from what is there then.
    const moved = { ...contact, values: { ...held, work_street: '3 Elm Row' } }
    expect(withParts({ contact: moved, changes }, fields.fixed)).toContainEqual({
      fieldId: 'work_street',
      label: 'Street, work',
      before: '3 Elm Row',
      after: '3 Elm Row',
    })
  })

  it('a list gets another name, and a name is used once', async () => {
    const list = await part.createList!(vendor, 'Autumn event')
    await part.renameList!(vendor, list.id, 'Winter event')
    await expect(part.createList!(vendor, 'Winter event')).rejects.toMatchObject({
      kind: 'refused',
      message: 'Constant Contact has a list of this name already.',
    })
  })

  it('a list goes in its own time, once however often it is asked, and nobody with it', async () => {
    const list = await part.createList!(vendor, 'Summer event')
    const before = sandbox.truth().contacts.length
    await part.removeList!(vendor, list.id)
    sandbox.clock.advance(3_600_000)
    await part.removeList!(vendor, list.id)
    await part.removeList!(vendor, list.id)
    const { body } = await constantContact.lists!.page(vendor, null)
    expect(constantContact.lists!.read(body).rows.map(({ id }) => id)).not.toContain(list.id)
    expect(sandbox.truth().contacts).toHaveLength(before)
  })

  it.skipIf(!hasContract())('every request keeps to the contract of the vendor', () => {
    const judge = createRequestReferee(specsDirectory())
    const asked = sandbox.requests.filter((one) => one.path.startsWith('/v3/'))
    expect(asked.length).toBeGreaterThan(8)
    expect(asked.flatMap((one) => judge(one).problems)).toEqual([])
  })
})
