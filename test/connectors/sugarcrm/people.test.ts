import { describe, expect, it } from 'vitest'
import { sugarCrm } from '../../../src/connectors/crm/sugarcrm/index.ts'
import { fc } from '../../property.ts'
import { bytes, failed, type Fields, found, good, scripted } from './line.ts'

const people = sugarCrm.people!
const CHANGED = Date.UTC(2026, 2, 2, 10, 0, 31)

const of = (fields: Fields = {}) => ({
  id: 'c-1',
  date_modified: '2026-03-02T05:00:31-05:00',
  deleted: false,
  ...fields,
})

const readOne = (module: string, fields: Fields, others: Fields = {}) => {
  const page = bytes({ next_offset: -1, records: [of(fields)], ...others })
  const { rows, refused } = people.read(page, { module, since: null })
  expect(refused).toEqual([])
  return rows[0]!
}

const email = (email_address: string, primary_address: unknown = '0') => ({
  email_address,
  primary_address,
  opt_out: '0',
  invalid_email: '0',
})

describe('people of SugarCRM', () => {
  it('are organizations first, then the three kinds of persons', () => {
    expect(people.modules.map(({ id, holds }) => [id, holds])).toEqual([
      ['Accounts', 'organizations'],
      ['Contacts', 'persons'],
      ['Leads', 'persons'],
      ['Prospects', 'persons'],
    ])
  })

  it('are read with all that a contact tells', () => {
    const fields = {
      first_name: 'Ada',
      last_name: 'O’Neill',
      title: 'Partner',
      phone_work: '020 7946 0000',
      phone_fax: '+44 (0)20 7946-0001',
      primary_address_city: 'London',
      primary_address_country: 'UK',
      email: [email('ada@home.example'), email('Ada@client.example', true)],
      account_id: 'a-1',
      account_name: 'Harrow & Sons',
      assigned_user_id: 'u-1',
      assigned_user_name: 'Bea Cole',
    }
    const others = {
      Users: [{ id: 'u-1', email: [email('bea@firm.example', '1')] }],
      Accounts: [{ id: 'a-1', account_type: 'Customer' }],
    }
    expect(readOne('Contacts', fields, others)).toEqual({
      type: 'person',
      id: 'c-1',
      changedAt: CHANGED,
      name: '',
      firstName: 'Ada',
      lastName: 'O’Neill',
      jobTitle: 'Partner',
      phone: '020 7946 0000',
      city: 'London',
      country: 'UK',
      addresses: ['Ada@client.example', 'ada@home.example'],
      faxes: ['+442079460001'],
      organization: { name: 'Harrow & Sons', kind: 'company' },
      owner: { name: 'Bea Cole', email: 'bea@firm.example' },
    })
    const household = { Accounts: [{ id: 'a-1', account_type: 'Household' }] }
    expect(readOne('Contacts', fields, household)).toMatchObject({
      organization: { kind: 'household' },
      owner: { name: 'Bea Cole', email: '' },
    })
  })

  it('are organizations with what an account tells', () => {
    const fields = { name: 'Cole', account_type: 'Our households', phone_office: '1' }
    expect(readOne('Accounts', { ...fields, billing_address_city: 'Leeds' })).toMatchObject({
      type: 'organization',
      kind: 'household',
      name: 'Cole',
      phone: '1',
      city: 'Leeds',
      addresses: [],
      owner: null,
    })
  })

  it('that were deleted need tell no more than that (trap 7)', () => {
    const row = readOne('Contacts', { deleted: true })
    expect(row).toEqual({ type: 'deleted', id: 'c-1', changedAt: CHANGED })
  })

  it('are refused by field, each alone', () => {
    const records = [of(), of({ id: '../x' }), of({ date_modified: '2026-03-02' }), 7]
    const page = people.read(bytes({ next_offset: -1, records }), { module: 'Leads', since: null })
    expect(page.rows).toHaveLength(1)
    expect(page.refused.map(({ field }) => field)).toEqual(['id', 'date_modified', ''])
  })

  it('of whatever bytes are read or unreadable, and the same each time', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.object(), fc.anything())), (records) => {
        const page = bytes({ next_offset: -1, records })
        const read = () => people.read(page, { module: 'Contacts', since: null })
        const once = read()
        expect(read()).toEqual(once)
        expect(once.rows.length + once.refused.length).toBe(once.records!.length)
      }),
    )
  })
})

describe('a page of people', () => {
  const ask = (since: number | null) => ({ module: 'Contacts', since })

  it('is asked for oldest change first, the deleted among them, and goes on behind the last', async () => {
    const records = [of({ assigned_user_id: 'u-1', account_id: 'a-1' }), of({ id: 'c-2' })]
    const users = found([{ id: 'u-1' }])
    const line = scripted(found(records, 2), users, found([{ id: 'a-1' }]), found([]))
    const { next, body } = await people.page(line.vendor, ask(null), null)
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({
      records,
      Users: [{ id: 'u-1' }],
      Accounts: [{ id: 'a-1' }],
    })
    expect(next).toBe('2026-03-02T10:00:31+00:00 c-2')
    expect((await people.page(line.vendor, ask(null), next)).next).toBeNull()
    const [first, ofUsers, ofAccounts, second] = line.asked()
    expect(first!.asked).toBe('POST Contacts/filter')
    expect(first!.json).toMatchObject({
      filter: [{ date_modified: { $gte: '1995-01-01T00:00:00+00:00' } }],
      order_by: 'date_modified:ASC,id:ASC',
      deleted: true,
    })
    expect(ofUsers).toMatchObject({
      asked: 'POST Users/filter',
      json: { filter: [{ id: { $in: ['u-1'] } }] },
    })
    expect(ofAccounts!.asked).toBe('POST Accounts/filter')
    expect(second!.json['filter']).toEqual([
      { date_modified: { $gte: '2026-03-02T10:00:31+00:00' } },
      { $or: [{ date_modified: { $gt: '2026-03-02T10:00:31+00:00' } }, { id: { $gt: 'c-2' } }] },
    ])
  })

  it('begins a little before the moment asked for: a change is written after its moment', async () => {
    const line = scripted(found([]))
    await people.page(line.vendor, ask(CHANGED + 900), null)
    expect(line.asked()[0]!.json['filter']).toEqual([
      { date_modified: { $gte: '2026-03-02T09:50:31+00:00' } },
    ])
  })

  it('is unreadable where the condition was passed over (trap 2)', async () => {
    const line = scripted(found([of()]))
    const late = people.page(line.vendor, ask(CHANGED + 3_600_000), null)
    await expect(late).rejects.toMatchObject({ kind: 'unreadable' })
    const others = scripted(found([of({ assigned_user_id: 'u-1' })]), found([{ id: 'u-2' }]))
    const strange = people.page(others.vendor, ask(null), null)
    await expect(strange).rejects.toMatchObject({ kind: 'unreadable' })
  })

  it('has owners’ names alone where users may not be read', async () => {
    const record = of({ assigned_user_id: 'u-1', assigned_user_name: 'Bea Cole' })
    const line = scripted(found([record]), failed(403, 'not_authorized'), found([]))
    const { body } = await people.page(line.vendor, ask(null), null)
    expect(people.read(body, ask(null)).rows).toMatchObject([
      { owner: { name: 'Bea Cole', email: '' } },
    ])
  })

  it.each([
    ['it has no records', { next_offset: -1 }],
    ['it does not say whether there is more', { records: [] }],
    ['it says there is more and gives none', { next_offset: 3, records: [] }],
    ['there is nothing', null],
  ])('is unreadable where %s', async (_, answer) => {
    const page = people.page(scripted(good(answer)).vendor, ask(null), null)
    await expect(page).rejects.toMatchObject({ kind: 'unreadable' })
  })

  it('takes no cursor that is none, and no module without people', async () => {
    const { vendor, asked } = scripted(found([]))
    const odd = people.page(vendor, ask(null), 'x y')
    await expect(odd).rejects.toMatchObject({ kind: 'unreadable' })
    const strange = people.page(vendor, { module: 'Cases', since: null }, null)
    await expect(strange).rejects.toMatchObject({ kind: 'not_found' })
    expect(asked()).toEqual([])
  })
})
