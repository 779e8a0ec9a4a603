import { describe, expect, it } from 'vitest'
import { sugarCrm } from '../../../src/connectors/crm/sugarcrm/index.ts'
import { momentIn, momentOf } from '../../../src/connectors/crm/sugarcrm/values.ts'
import { fc } from '../../property.ts'
import { address, bytes, failed, type Fields, found, good, scripted } from './line.ts'

const { suppressions, lists, contacts, consent, keys } = sugarCrm
const OUT = Date.UTC(2026, 2, 2, 10, 0, 31)
const ask = { reason: 'Too many', mark: 'm1' }

describe('values', () => {
  it('know a moment by its offset, and write it in UTC (trap 4)', () => {
    expect(momentIn('2026-03-02T05:00:31-05:00')).toBe(OUT)
    expect(momentOf(OUT + 400)).toBe('2026-03-02T10:00:31+00:00')
    for (const odd of ['2026-03-02', '2026-03-02 10:00:31', '', null]) {
      expect(momentIn(odd)).toBeNull()
    }
    const time = fc.integer({ min: Date.UTC(1996, 0), max: Date.UTC(2090, 0) })
    fc.assert(
      fc.property(time, (ms) => {
        expect(momentIn(momentOf(ms))).toBe(Math.floor(ms / 1000) * 1000)
      }),
    )
  })
})

describe('opt-outs and dead addresses of SugarCRM', () => {
  it('are addresses with a flag, at their last change; an opt-out comes first', () => {
    const rows = [
      address({ opt_out: true }),
      address({ opt_out: '1', date_modified: null, email_address: 'b@client.example' }),
      address({ invalid_email: 1, email_address: 'c@client.example' }),
      address({ opt_out: true, email_address: 'n/a' }),
      address({ opt_out: true, invalid_email: true, email_address: 'd@client.example' }),
      address({ email_address: 'e@client.example' }),
    ]
    const page = suppressions!.read(bytes({ next_offset: -1, records: rows }))
    expect(page.rows.map((row) => [row.address, row.occurredAt, row.cause])).toEqual([
      ['ada@client.example', OUT, undefined],
      ['b@client.example', null, undefined],
      ['c@client.example', OUT, 'bounce'],
      ['d@client.example', OUT, undefined],
    ])
    expect(page.refused).toMatchObject([{ field: 'email_address' }])
  })

  it('are asked for by the flags and the change, page by page by id', async () => {
    const line = scripted(found([address()], 1), found([]))
    const { next } = await suppressions!.page(line.vendor, null, null)
    await suppressions!.page(line.vendor, OUT, next)
    const [all, since] = line.asked()
    const flagged = { $or: [{ opt_out: { $equals: 1 } }, { invalid_email: { $equals: 1 } }] }
    expect(all!.asked).toBe('POST EmailAddresses/filter')
    expect(all!.json).toMatchObject({ filter: [flagged], order_by: 'id:ASC', max_num: 200 })
    expect(since!.json['filter']).toEqual([
      flagged,
      { date_modified: { $gte: '2026-03-02T10:00:31+00:00' } },
      { id: { $gt: 'e-1' } },
    ])
  })

  it('of a page that goes on where it began are unreadable', async () => {
    const line = scripted(found([address()], 1))
    await expect(suppressions!.page(line.vendor, null, 'e-1')).rejects.toMatchObject({
      kind: 'unreadable',
    })
    const silent = scripted(good({ records: [] }))
    await expect(suppressions!.page(silent.vendor, null, null)).rejects.toMatchObject({
      kind: 'unreadable',
    })
  })
})

describe('lists and contacts of SugarCRM', () => {
  it('name the lists to which nothing is sent for what they are', () => {
    const records = [
      { id: 'l-1', name: 'Briefings', list_type: 'default', entry_count: 12 },
      { id: 'l-2', name: 'Never', list_type: 'exempt', entry_count: '' },
    ]
    expect(lists!.read(bytes({ next_offset: -1, records })).rows).toEqual([
      { id: 'l-1', name: 'Briefings', members: 12 },
      { id: 'l-2', name: 'Never (suppression list)', members: null },
    ])
  })

  const person = (fields: Fields = {}) => ({
    id: 'c-1',
    first_name: 'Ada',
    last_name: 'O’Neill',
    title: 'Partner',
    account_name: 'Harrow',
    email: [
      { email_address: 'x@y.example', primary_address: '0' },
      { email_address: 'Ada@client.example', primary_address: '1' },
    ],
    ...fields,
  })

  it('are all persons, and then those of each list with the list', async () => {
    const held = found([address()])
    const line = scripted(
      ...[found([person()]), held, found([]), found([]), found([{ id: 'l-1' }])],
      ...[found([person()], 1), held, found([]), found([]), found([]), found([])],
    )
    let cursor: string | null = null
    const told: unknown[] = []
    for (let count = 0; count === 0 || cursor !== null; count++) {
      expect(count).toBeLessThan(12)
      const page = await contacts!.page(line.vendor, cursor)
      const { rows, refused } = contacts!.read(page.body)
      expect(refused).toEqual([])
      told.push(...rows.map(({ id, lists }) => [id, lists]))
      cursor = page.next
    }
    expect(told).toEqual([
      ['e-1', []],
      ['e-1', ['l-1']],
    ])
    const links = line.asked().filter(({ asked }) => asked.startsWith('GET'))
    expect(links.map(({ asked, query }) => [asked, query['filter']])).toEqual([
      ['GET ProspectLists/l-1/link/contacts', undefined],
      ['GET ProspectLists/l-1/link/contacts', '[{"id":{"$gt":"c-1"}}]'],
      ['GET ProspectLists/l-1/link/leads', undefined],
      ['GET ProspectLists/l-1/link/prospects', undefined],
    ])
  })

  it('are contacts by the record of their primary address, as consent finds it', async () => {
    const two = [address({ id: 'e-0', opt_out: true }), address(), address({ id: 'e-2' })]
    const line = scripted(found([person(), person({ email: [] })]), found(two), found([]))
    const page = await contacts!.page(line.vendor, null)
    const { rows } = contacts!.read(page.body)
    expect(rows).toEqual([
      {
        id: 'e-1',
        address: 'ada@client.example',
        firstName: 'Ada',
        lastName: 'O’Neill',
        jobTitle: 'Partner',
        company: 'Harrow',
        permission: 'ok',
        lists: [],
        values: {},
      },
    ])
    const again = scripted(found(two))
    expect(await consent!.find(again.vendor, 'ada@client.example')).toMatchObject({ id: 'e-1' })
  })

  it('are refused where nothing is told of the address', () => {
    const page = contacts!.read(bytes({ next_offset: -1, records: [person()], list: null }))
    expect(page.refused).toMatchObject([{ field: 'email' }])
  })
})

describe('telling SugarCRM', () => {
  it('takes no address with an accent for the one without, as the database does', async () => {
    const line = scripted(found([address({ email_address: 'adá@client.example' })]))
    expect(await consent!.find(line.vendor, 'ada@client.example')).toBeNull()
    expect(line.asked()[0]!.json).toMatchObject({
      filter: [{ email_address_caps: { $in: ['ADA@CLIENT.EXAMPLE'] } }],
    })
  })

  it('does not take everything for what was asked, where a condition is passed over (trap 2)', async () => {
    const line = scripted(found([address({ email_address: 'bea@client.example' })]))
    await expect(consent!.find(line.vendor, 'ada@client.example')).rejects.toMatchObject({
      kind: 'unreadable',
    })
  })

  it('marks the address itself, looks, and writes nothing twice (trap 3)', async () => {
    const out = found([address({ opt_out: true })])
    const line = scripted(found([address()]), found([address()]), good({ id: 'e-1' }), out, out)
    const held = (await consent!.find(line.vendor, 'ada@client.example'))!
    await consent!.optOut(line.vendor, held, ask)
    await consent!.optOut(line.vendor, held, ask)
    const written = line.asked().filter(({ asked }) => asked.startsWith('PUT'))
    expect(written.map(({ asked, json }) => [asked, json])).toEqual([
      ['PUT EmailAddresses/e-1', { opt_out: true }],
    ])
  })

  it('fails where what was taken is not held: SugarCRM says yes to much (trap 5)', async () => {
    const line = scripted(
      found([address()]),
      found([address()]),
      good({ id: 'e-1' }),
      found([address()]),
    )
    const held = (await consent!.find(line.vendor, 'ada@client.example'))!
    await expect(consent!.optOut(line.vendor, held, ask)).rejects.toMatchObject({
      kind: 'refused',
      whoMustAct: 'you',
    })
  })
})

describe('the session', () => {
  it('is opened with user, password and platform, and lasts as long as is said', async () => {
    const line = scripted(good({ access_token: 't-9', expires_in: 3600, refresh_token: 'r' }))
    const session = await keys!.open!(line.vendor, { password: 'p w' })
    expect(session).toEqual({ proof: 't-9', expiresAt: line.vendor.now() + 3_600_000 })
    expect(line.asked()).toMatchObject([
      {
        asked: 'POST oauth2/token',
        json: {
          grant_type: 'password',
          client_id: 'sugar',
          client_secret: '',
          username: 'ada',
          password: 'p w',
          platform: 'homing',
        },
      },
    ])
  })

  it('is opened anew where its token is dead, which is told as a grant’s end (trap 1)', async () => {
    const line = scripted(failed(401, 'invalid_grant'), found([address({ opt_out: true })]))
    const { body } = await suppressions!.page(line.vendor, null, null)
    expect(suppressions!.read(body).rows).toHaveLength(1)
    const tokens = line.asked().map(({ headers }) => new Headers(headers).get('oauth-token'))
    expect(tokens).toEqual(['t-1', 't-2'])
  })

  it('that gives no token is none', async () => {
    const line = scripted(good({}))
    await expect(keys!.open!(line.vendor, { password: 'p' })).rejects.toMatchObject({
      kind: 'unreadable',
    })
  })
})
