import { describe, expect, it } from 'vitest'
import { suiteCrm } from '../../../src/connectors/crm/suitecrm/index.ts'
import { literal, momentIn, momentOf } from '../../../src/connectors/crm/suitecrm/values.ts'
import { fc } from '../../property.ts'
import { bytes, entryList, failed, type Fields, good, scripted, unproved } from './line.ts'

const { suppressions, lists, contacts, consent } = suiteCrm

const address = (fields: Fields = {}) => ({
  id: 'e-1',
  email_address: 'ada@client.example',
  opt_out: '0',
  invalid_email: '0',
  date_modified: '2026-03-02 10:00:31',
  ...fields,
})
const found = (...records: Fields[]) => good(entryList('EmailAddresses', records))
const OUT = Date.UTC(2026, 2, 2, 10, 0, 31)

describe('values', () => {
  it('know a moment of the database, and nothing else', () => {
    expect(momentIn('2026-03-02 10:00:31')).toBe(OUT)
    for (const odd of ['2026-03-02', '2026-03-02T10:00:31', '03/02/2026 10:00', '', null, 7]) {
      expect(momentIn(odd)).toBeNull()
    }
  })

  it('write a moment as they read one', () => {
    const time = fc.integer({ min: Date.UTC(1996, 0), max: Date.UTC(2090, 0) })
    fc.assert(
      fc.property(time, (ms) => {
        expect(momentIn(momentOf(ms))).toBe(Math.floor(ms / 1000) * 1000)
      }),
    )
  })

  it('let no text out of its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", '\\', 'a', '@') }), (text) => {
        // As MySQL reads a literal: a backslash takes the next letter along, two quotes are one.
        const inside = literal(text).slice(1, -1)
        expect(inside.replace(/\\.|''/gs, '')).not.toMatch(/['\\]/)
        expect(inside.replace(/\\(.)|'(')/gs, '$1$2')).toBe(text)
      }),
    )
  })
})

describe('opt-outs and dead addresses of SuiteCRM', () => {
  it('are addresses with a flag, at their last change; an opt-out comes first', () => {
    const rows = [
      address({ opt_out: '1' }),
      address({ id: 'e-2', opt_out: '1', date_modified: null, email_address: 'b@client.example' }),
      address({ id: 'e-3', invalid_email: '1', email_address: 'c@client.example' }),
      address({ id: 'e-4', opt_out: '1', email_address: 'n/a' }),
      address({ id: 'e-5', opt_out: '1', invalid_email: '1', email_address: 'd@client.example' }),
      address({ id: 'e-6', email_address: 'e@client.example' }),
    ]
    const page = suppressions!.read(bytes(entryList('EmailAddresses', rows)))
    expect(page.rows.map((row) => [row.address, row.occurredAt, row.cause])).toEqual([
      ['ada@client.example', OUT, undefined],
      ['b@client.example', null, undefined],
      ['c@client.example', OUT, 'bounce'],
      ['d@client.example', OUT, undefined],
    ])
    expect(page.refused).toMatchObject([{ field: 'email_address' }])
  })

  it('have an address that was put right', () => {
    const told = { id: 'e-4', opt_out: '1', email_address: 'c@client.example' }
    expect(suppressions!.mend!.readRecord(told)).toMatchObject({
      rows: [{ address: 'c@client.example' }],
      refused: [],
    })
    expect(Object.keys(suppressions!.mend!.fields)).toEqual(['email_address'])
  })

  it('are asked for by the flags and the change, page by page by id', async () => {
    const line = scripted(good(entryList('EmailAddresses', [address()], 2)), found())
    const { next } = await suppressions!.page(line.vendor, null, null)
    await suppressions!.page(line.vendor, OUT, next)
    const [all, since] = line.asked().map(({ args }) => args)
    expect(all).toMatchObject({ module_name: 'EmailAddresses', order_by: 'id', deleted: 0 })
    const flagged = '(email_addresses.opt_out = 1 or email_addresses.invalid_email = 1)'
    expect(all!['query']).toBe(flagged)
    expect(since!['query']).toBe(
      `${flagged} and email_addresses.date_modified >= '2026-03-02 10:00:31'`
        + " and email_addresses.id > 'e-1'",
    )
  })
})

describe('lists and contacts of SuiteCRM', () => {
  it('name the lists to which nothing is sent for what they are', () => {
    const rows = [
      { id: 'l-1', name: 'Briefings', list_type: 'default', entry_count: '12' },
      { id: 'l-2', name: 'Never', list_type: 'exempt', entry_count: '' },
      { id: 'l-3', name: 'Rivals', list_type: 'exempt_domain', entry_count: 3 },
    ]
    expect(lists!.read(bytes(entryList('ProspectLists', rows))).rows).toEqual([
      { id: 'l-1', name: 'Briefings', members: 12 },
      { id: 'l-2', name: 'Never (suppression list)', members: null },
      { id: 'l-3', name: 'Rivals (suppression list, by domain)', members: 3 },
    ])
  })

  const person = (flags: Fields, fields: Fields = {}) => ({
    id: 'c-1',
    first_name: 'Ada',
    last_name: 'O&#039;Neill',
    title: 'Partner',
    account_name: 'Harrow',
    email1: 'Ada@client.example',
    ...fields,
    linked: {
      email_addresses: [address({ id: 'e-9', email_address: 'x@y.example' }), address(flags)],
      prospect_lists: [{ id: 'l-1' }, { id: 'l-2' }],
    },
  })

  it('are contacts by the record of their primary address, as consent finds it', async () => {
    const { rows } = contacts!.read(bytes(entryList('Contacts', [person({})])))
    expect(rows).toEqual([
      {
        id: 'e-1',
        address: 'ada@client.example',
        firstName: 'Ada',
        lastName: "O'Neill",
        jobTitle: 'Partner',
        company: 'Harrow',
        permission: 'ok',
        lists: ['l-1', 'l-2'],
        values: {},
      },
    ])
    const line = scripted(found(address()))
    const held = await consent!.find(line.vendor, 'ada@client.example')
    expect(held).toMatchObject({ id: rows[0]!.id, permission: rows[0]!.permission })
  })

  it.each([
    [{}, 'ok'],
    [{ invalid_email: '1' }, 'invalid'],
    [{ opt_out: '1' }, 'opt_out'],
    [{ opt_out: '1', invalid_email: '1' }, 'opt_out'],
  ])('with %j have the permission %s', (flags, permission) => {
    const { rows } = contacts!.read(bytes(entryList('Leads', [person(flags)])))
    expect(rows).toMatchObject([{ permission }])
  })

  it('are no contacts without an address, and refused where nothing is told of it', () => {
    const strange = { ...person({}, { email1: 'other@client.example' }) }
    const page = contacts!.read(
      bytes(entryList('Contacts', [person({}, { email1: '' }), strange, person({ id: '' })])),
    )
    expect(page.rows).toEqual([])
    expect(page.refused.map(({ field }) => field)).toEqual(['email1', 'id'])
  })

  it('are walked module by module, each by id', async () => {
    const some = (module: string, total: number) => good(entryList(module, [person({})], total))
    const answers = [some('Contacts', 2), some('Contacts', 1), some('Leads', 1), found()]
    const line = scripted(...answers)
    let cursor: string | null = null
    for (let count = 0; count === 0 || cursor !== null; count++) {
      expect(count).toBeLessThan(9)
      cursor = (await contacts!.page(line.vendor, cursor)).next
    }
    const asked = line.asked().map(({ args }) => [args['module_name'], args['query']])
    expect(asked).toEqual([
      ['Contacts', ''],
      ['Contacts', "contacts.id > 'c-1'"],
      ['Leads', ''],
      ['Prospects', ''],
    ])
  })
})

describe('telling SuiteCRM', () => {
  const ask = { reason: 'Too many', mark: 'm1' }

  it('finds an address however it is spelled, quotes and all', async () => {
    const line = scripted(found())
    expect(await consent!.find(line.vendor, "Zoë.O'Neill@client.example")).toBeNull()
    expect(line.asked()[0]!.args['query']).toBe(
      "email_addresses.email_address_caps = 'ZOë.O''NEILL@CLIENT.EXAMPLE'",
    )
  })

  it('takes no address with an accent for the one without, as the database does', async () => {
    const line = scripted(found(address({ email_address: 'adá@client.example' })))
    expect(await consent!.find(line.vendor, 'ada@client.example')).toBeNull()
  })

  it('marks the address and nobody who has it, looks, and writes nothing twice', async () => {
    const out = found(address({ opt_out: '1' }))
    const line = scripted(found(address()))
    const held = (await consent!.find(line.vendor, 'ada@client.example'))!
    const told = scripted(found(address()), good({ id: 'e-1' }), out, out)
    await consent!.optOut(told.vendor, held, ask)
    await consent!.optOut(told.vendor, held, ask)
    const written = told.asked().filter(({ method }) => method === 'set_entry')
    expect(written.map(({ args }) => args)).toEqual([
      {
        session: 's-1',
        module_name: 'EmailAddresses',
        name_value_list: [
          { name: 'id', value: 'e-1' },
          { name: 'opt_out', value: '1' },
        ],
      },
    ])
  })

  it('fails where what was taken is not held: SuiteCRM says yes to much', async () => {
    const told = scripted(found(address()), good({ id: 'e-1' }), found(address()))
    const held = { ...(await heldNow()), address: 'ada@client.example' }
    await expect(consent!.optOut(told.vendor, held, ask)).rejects.toMatchObject({
      kind: 'refused',
      whoMustAct: 'you',
    })
  })

  it('takes an opt-out back, and leaves an invalid address invalid', async () => {
    const out = address({ opt_out: '1', invalid_email: '1' })
    const told = scripted(found(out), good({ id: 'e-1' }), found({ ...out, opt_out: '0' }))
    await consent!.resubscribe!.call(told.vendor, await heldNow(), ['l-1'])
    expect(told.asked()[1]!.args['name_value_list']).toEqual([
      { name: 'id', value: 'e-1' },
      { name: 'opt_out', value: '0' },
    ])
  })

  it('takes an address for mailable as long as one record of it is', async () => {
    const two = [address({ opt_out: '1' }), address({ id: 'e-2' })]
    const line = scripted(found(...two))
    const held = (await consent!.find(line.vendor, 'ada@client.example'))!
    expect(held).toMatchObject({ id: 'e-2', state: 'mailable' })
    const told = scripted(found(...two), good({ id: 'e-2' }), found())
    await consent!.optOut(told.vendor, held, ask)
    const written = told.asked().filter(({ method }) => method === 'set_entry')
    expect(written).toHaveLength(1)
  })

  async function heldNow() {
    const line = scripted(found(address()))
    return (await consent!.find(line.vendor, 'ada@client.example'))!
  }
})

describe('the session', () => {
  it('is opened with the password as SuiteCRM wants it', async () => {
    const line = unproved(good({ id: 's-9', module_name: 'Users' }))
    const session = await suiteCrm.keys!.open!(line.vendor, { password: 'admin' })
    expect(session).toEqual({ proof: 's-9', expiresAt: null })
    const { method, args } = line.asked()[0]!
    expect(method).toBe('login')
    expect(Object.keys(args)).toEqual(['user_auth', 'application_name', 'name_value_list'])
    expect(args).toMatchObject({
      user_auth: {
        user_name: 'ada',
        password: '21232f297a57a5a743894a0e4a801fc3',
        version: '1',
      },
      name_value_list: [],
    })
  })

  it('is opened anew where it is refused, and the question asked again', async () => {
    const line = scripted(failed(11, 'Invalid Session ID'), found(address({ opt_out: '1' })))
    const { body } = await suppressions!.page(line.vendor, null, null)
    expect(suppressions!.read(body).rows).toHaveLength(1)
    expect(line.asked().map(({ args }) => args['session'])).toEqual(['s-1', 's-2'])
  })

  it('that is refused again is nobody’s to try a third time', async () => {
    const line = scripted(failed(11, 'Invalid Session ID'))
    await expect(suppressions!.page(line.vendor, null, null)).rejects.toMatchObject({
      kind: 'unauthorised',
    })
    expect(line.asked()).toHaveLength(2)
  })
})
