import { describe, expect, it } from 'vitest'
import { suiteCrm } from '../../../src/connectors/crm/suitecrm/index.ts'
import { Failure } from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'
import { bytes, entryList, type Fields, good, type Linked, scripted } from './line.ts'

const people = suiteCrm.people!
const CHANGED = Date.UTC(2026, 2, 2, 10, 0, 31)

const of = (fields: Fields, linked: Linked = {}) => ({
  id: 'c-1',
  date_modified: '2026-03-02 10:00:31',
  deleted: '0',
  ...fields,
  linked,
})

const read = (module: string, ...records: ReturnType<typeof of>[]) =>
  people.read(bytes(entryList(module, records)), { module, since: null })

const readOne = (module: string, fields: Fields, linked?: Linked) => {
  const { rows, refused } = read(module, of(fields, linked))
  expect(refused).toEqual([])
  return rows[0]!
}

describe('people of SuiteCRM', () => {
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
      last_name: 'O&#039;Neill',
      title: 'Partner &quot;Tax&quot;',
      phone_work: '020 7946 0000',
      phone_fax: '+44 (0)20 7946-0001',
      primary_address_city: 'London',
      primary_address_country: 'UK',
      email1: 'Ada@client.example',
      account_name: 'Harrow & Sons',
      assigned_user_name: 'Bea Cole',
    }
    const linked = {
      email_addresses: [
        { id: 'e-2', email_address: 'ada@home.example' },
        { id: 'e-1', email_address: 'ada@client.example' },
      ],
      accounts: [{ id: 'a-1', account_type: 'Customer' }],
      assigned_user_link: [{ id: 'u-1', email1: 'bea@firm.example' }],
    }
    expect(readOne('Contacts', fields, linked)).toEqual({
      type: 'person',
      id: 'c-1',
      changedAt: CHANGED,
      name: '',
      firstName: 'Ada',
      lastName: "O'Neill",
      jobTitle: 'Partner "Tax"',
      phone: '020 7946 0000',
      city: 'London',
      country: 'UK',
      addresses: ['Ada@client.example', 'ada@home.example'],
      faxes: ['+442079460001'],
      organization: { name: 'Harrow & Sons', kind: 'company' },
      owner: { name: 'Bea Cole', email: 'bea@firm.example' },
    })
  })

  it('have nothing where nothing is told', () => {
    const nothing = { first_name: null, phone_fax: 'n/a', email1: '', assigned_user_name: '' }
    expect(readOne('Leads', nothing)).toMatchObject({
      firstName: '',
      lastName: '',
      addresses: [],
      faxes: [],
      organization: null,
      owner: null,
    })
  })

  it('keep all addresses where none is the primary one', () => {
    const told = ['b@client.example', 'B@client.example', 'a@client.example']
    const linked = { email_addresses: told.map((email_address) => ({ email_address })) }
    expect(readOne('Prospects', {}, linked)).toMatchObject({
      addresses: ['b@client.example', 'a@client.example'],
    })
  })

  it('belong to a household only where the type of the account says so', () => {
    const kind = (account_type: string) =>
      readOne('Contacts', { account_name: 'X' }, { accounts: [{ id: 'a-1', account_type }] })
    expect(kind('Household')).toMatchObject({ organization: { kind: 'household' } })
    expect(kind('Customer')).toMatchObject({ organization: { kind: 'company' } })
    expect(readOne('Leads', { account_name: 'X' })).toMatchObject({
      organization: { name: 'X', kind: 'company' },
    })
  })

  it('are organizations with the billing address and the office’s number', () => {
    const fields = {
      name: 'Harrow &lt;Sons&gt;',
      account_type: 'Private household',
      phone_office: '1',
      billing_address_city: 'Bath',
      billing_address_country: 'UK',
      email1: 'office@harrow.example',
    }
    expect(readOne('Accounts', fields)).toEqual({
      type: 'organization',
      id: 'c-1',
      changedAt: CHANGED,
      kind: 'household',
      name: 'Harrow <Sons>',
      phone: '1',
      city: 'Bath',
      country: 'UK',
      addresses: ['office@harrow.example'],
      owner: null,
    })
  })

  it('are told when they are deleted, with nothing else of them', () => {
    for (const module of ['Accounts', 'Contacts']) {
      expect(readOne(module, { deleted: '1', last_name: 'Gone' })).toEqual({
        type: 'deleted',
        id: 'c-1',
        changedAt: CHANGED,
      })
    }
  })

  it('are refused one by one, by field', () => {
    const rows = [of({ id: '' }), of({ date_modified: '02/03/2026 10:00' }), of({ id: 'c-3' })]
    const page = read('Contacts', ...rows)
    expect(page.rows.map(({ id }) => id)).toEqual(['c-3'])
    expect(page.refused.map(({ field, place }) => [field, place])).toEqual([
      ['id', 0],
      ['date_modified', 1],
    ])
  })

  it('are no page where it is not told which links belong to which record', () => {
    const page = entryList('Contacts', [of({}, { accounts: [] }), of({ id: 'c-2' })])
    page.relationship_list.pop()
    expect(() => people.read(bytes(page), { module: 'Contacts', since: null })).toThrow(Failure)
  })

  it('come through with every letter, as the site writes it', () => {
    const encoded = (text: string) =>
      text
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#039;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((one) => !/&|\0/.test(one))
    fc.assert(
      fc.property(text, text, (first, last) => {
        const names = { first_name: encoded(first), last_name: encoded(last) }
        expect(readOne('Leads', names)).toMatchObject({ firstName: first, lastName: last })
      }),
    )
  })

  it('are read, or refused as a whole, whatever bytes come, and twice alike', () => {
    const entry = fc.record({
      id: fc.anything(),
      name_value_list: fc.dictionary(
        fc.constantFrom('date_modified', 'deleted', 'email1', 'phone_fax'),
        fc.anything(),
      ),
    })
    const page = fc.record({
      entry_list: fc.oneof(fc.array(fc.oneof(entry, fc.anything())), fc.anything()),
      relationship_list: fc.oneof(fc.constant([]), fc.anything()),
    })
    fc.assert(
      fc.property(page, (told) => {
        const body = bytes(told)
        const attempt = () => {
          try {
            return people.read(body, { module: 'Contacts', since: null })
          } catch (error) {
            expect(error).toMatchObject({ name: 'Failure', kind: 'unreadable' })
            return null
          }
        }
        const once = attempt()
        expect(attempt()).toEqual(once)
        if (once) expect(once.rows.length + once.refused.length).toBe(once.records!.length)
      }),
    )
  })
})

describe('a page of people', () => {
  const page = async (since: number | null, cursor: string | null, ...answer: unknown[]) => {
    const line = scripted(...answer.map(good))
    const { next } = await people.page(line.vendor, { module: 'Contacts', since }, cursor)
    return { next, asked: line.asked()[0]! }
  }
  const empty = entryList('Contacts', [])

  it('is asked for in the order the service declares, the deleted among them', async () => {
    const { asked, next } = await page(null, null, empty)
    expect(asked.method).toBe('get_entry_list')
    expect(Object.keys(asked.args)).toEqual([
      'session',
      'module_name',
      'query',
      'order_by',
      'offset',
      'select_fields',
      'link_name_to_fields_array',
      'max_results',
      'deleted',
    ])
    expect(asked.args).toMatchObject({
      session: 's-1',
      module_name: 'Contacts',
      query: "contacts.date_modified >= '1995-01-01 00:00:00'",
      // With the name of the table before a column SuiteCRM would drop it, and order by nothing.
      order_by: 'date_modified, id',
      offset: 0,
      deleted: 1,
    })
    expect(next).toBeNull()
  })

  it('begins a little before the moment asked for: a change is written after its moment', async () => {
    const { asked } = await page(CHANGED + 900, null, empty)
    expect(asked.args['query']).toBe("contacts.date_modified >= '2026-03-02 09:50:31'")
  })

  it('goes on behind the last record, and tells records of one second apart', async () => {
    const records = [of({ id: 'c-1' }), of({ id: 'c-2' })]
    const first = await page(null, null, entryList('Contacts', records, 3))
    expect(first.next).toBe('2026-03-02 10:00:31 c-2')
    const { asked } = await page(null, first.next, empty)
    expect(asked.args['query']).toBe(
      "contacts.date_modified >= '2026-03-02 10:00:31' and "
        + "(contacts.date_modified > '2026-03-02 10:00:31' or contacts.id > 'c-2')",
    )
  })

  it('is the last where the site counts no more, or does not count and gives few', async () => {
    const [one] = [of({})]
    expect((await page(null, null, entryList('Contacts', [one], 1))).next).toBeNull()
    expect((await page(null, null, entryList('Contacts', [one], -1))).next).toBeNull()
    const many = Array.from({ length: 100 }, (_, at) => of({ id: `c-${at}` }))
    const { next } = await page(null, null, entryList('Contacts', many, -1))
    expect(next).toBe('2026-03-02 10:00:31 c-99')
  })

  it('goes on behind the last record that says where it stands', async () => {
    const records = [of({ id: 'c-1' }), of({ id: 'c-2', date_modified: '0000-00-00 00:00:00' })]
    const page1 = await page(null, null, entryList('Contacts', records, 9))
    expect(page1.next).toBe('2026-03-02 10:00:31 c-1')
    const nowhere = page(null, page1.next, entryList('Contacts', records, 9))
    await expect(nowhere).rejects.toMatchObject({ kind: 'unreadable' })
  })

  it.each([
    ['records are told of and none is given', entryList('Contacts', [], 4)],
    ['there is no list', { result_count: 0 }],
    ['there is nothing', null],
  ])('is unreadable where %s', async (_, answer) => {
    await expect(page(null, null, answer)).rejects.toMatchObject({ kind: 'unreadable' })
  })

  it('takes no cursor that is none, and no module without people', async () => {
    const { vendor, asked } = scripted(good(empty))
    const odd = people.page(vendor, { module: 'Contacts', since: null }, "x' or 1=1")
    await expect(odd).rejects.toMatchObject({ kind: 'unreadable' })
    const strange = people.page(vendor, { module: 'Cases', since: null }, null)
    await expect(strange).rejects.toMatchObject({ kind: 'not_found' })
    expect(asked()).toEqual([])
  })
})
