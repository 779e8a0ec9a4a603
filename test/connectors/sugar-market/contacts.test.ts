import { describe, expect, it } from 'vitest'
import { sugarMarket } from '../../../src/connectors/esp/sugar-market/index.ts'
import { proofOf, type Vendor, walkPages } from '../../../src/connectors/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

const SETTINGS = { username: 'ada@harrow.example' }
const API = 'https://developer.salesfusion.com/api/2.0/contacts/'

function scripted(...outcomes: Outcome[]) {
  const proof = async () => proofOf({ password: 'secret' })
  const tokens = { current: proof, renew: proof }
  const lined = line(outcomes, { connector: sugarMarket, settings: SETTINGS, tokens })
  const vendor: Vendor = { settings: SETTINGS, http: lined.vendor, now: lined.clock.now }
  return { vendor, asked: lined.asked }
}

/** The envelope as published samples show it. */
function page(number: number, results: unknown[], next: string | null): Outcome {
  const counts = { page_number: number, page_size: 100, total_count: 3, count: 3 }
  return { status: 200, body: { next, previous: null, ...counts, results } }
}

const nextPage = (number: number) => `${API}?date_field=updated_date&page=${number}`

const ADA = {
  ...{ contact_id: 1, email: 'ada@client.example', first_name: 'Ada', title: 'Partner' },
  ...{ account_name: 'Harrow', opt_out: 'N', opt_out_date: null, deleted_date: null },
}
const BO = {
  ...{ contact_id: 2, email: 'bo@client.example', last_name: 'Bo', opt_out: 'Y' },
  opt_out_date: '2026-02-03T21:55:00Z',
}

const { contacts, suppressions } = sugarMarket

describe('contacts', () => {
  it('are read page by page, whatever address the next page is said to have', async () => {
    const elsewhere = nextPage(2).replace('developer.salesfusion.com', 'elsewhere.example')
    const { vendor, asked } = scripted(page(1, [ADA], elsewhere), page(2, [BO], null))
    const rows = []
    for await (const { body, total } of walkPages('t', (c) => contacts!.page(vendor, c))) {
      expect(total).toBe(3)
      rows.push(...contacts!.read(body).rows)
    }
    expect(rows).toEqual([
      {
        ...{ id: '1', address: 'ada@client.example', firstName: 'Ada', lastName: '' },
        ...{ jobTitle: 'Partner', company: 'Harrow', permission: 'N', lists: [], values: {} },
      },
      expect.objectContaining({ id: '2', lastName: 'Bo', permission: 'Y' }),
    ])
    expect(asked.map(({ url }) => url)).toEqual([nextPage(1), nextPage(2)])
    const basic = Buffer.from('ada@harrow.example:secret').toString('base64')
    expect(asked[0]!.headers).toMatchObject({ authorization: `Basic ${basic}` })
  })

  it.each([
    ['a next page that is the same', page(1, [ADA], nextPage(1))],
    ['a next page that is none', page(1, [ADA], 'later')],
    ['another page than was asked for', page(7, [ADA], null)],
    ['none of the three there are', page(1, [], null)],
    ['results that are none', { status: 200, body: { results: 1 } }],
  ])('end with a failure at %s', async (_, outcome) => {
    const { vendor } = scripted(outcome)
    await expect(contacts!.page(vendor, null)).rejects.toMatchObject({ kind: 'unreadable' })
  })
})

describe('opt-outs', () => {
  const readAll = (...results: unknown[]) =>
    suppressions!.read(new TextEncoder().encode(JSON.stringify({ results })))

  it('are the contacts that say so, with their time; nobody deleted or without an address', () => {
    const gone = { ...BO, deleted_date: '2026-02-04T00:00:00Z' }
    const read = readAll(ADA, BO, gone, { ...BO, email: null })
    expect(read.refused).toEqual([])
    expect(read.rows).toEqual([
      {
        ...{ address: 'bo@client.example', reason: '', by: '', contactId: '2' },
        ...{ name: { last: 'Bo' }, occurredAt: Date.UTC(2026, 1, 3, 21, 55) },
      },
    ])
  })

  it('are not guessed at: a word nobody knows is refused by its field', () => {
    const read = readAll({ ...BO, opt_out: 'perhaps' })
    expect(read.rows).toEqual([])
    expect(read.refused).toMatchObject([{ field: 'opt_out', place: 0 }])
  })
})

describe('the check and the errors', () => {
  it('says that contacts can be read, and that feedback comes by files', async () => {
    const { vendor } = scripted(page(1, [ADA], null))
    const health = await sugarMarket.check(vendor)
    expect(health).toMatchObject({ ok: true, account: 'ada@harrow.example' })
    expect(health.checks.at(-1)!.sentence).toMatch(/by files/)
  })

  it.each([
    [401, 'unauthorised', 'you'],
    [403, 'forbidden', 'you'],
    [404, 'unreadable', 'you'],
    [429, 'throttled', 'vendor'],
    [502, 'temporary', 'vendor'],
    [400, 'refused', 'homing'],
  ])('take status %i for %s', async (status, kind, whoMustAct) => {
    const { vendor } = scripted({ status, body: '<html></html>' })
    await expect(contacts!.page(vendor, null)).rejects.toMatchObject({ kind, whoMustAct })
  })
})
