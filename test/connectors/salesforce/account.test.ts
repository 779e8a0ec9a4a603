import { describe, expect, it } from 'vitest'
import { salesforce } from '../../../src/connectors/crm/salesforce/index.ts'
import { literal, momentIn, momentOf } from '../../../src/connectors/crm/salesforce/values.ts'
import { fc } from '../../property.ts'
import { bytes, described, failed, type Fields, found, good, idOf, scripted } from './line.ts'

const { people, suppressions, contacts, keys } = salesforce

const AT = '2026-03-02T10:00:31.000+0000'
const person = (at: number, fields: Fields = {}) => ({
  Id: idOf('003', at),
  SystemModstamp: AT,
  IsDeleted: false,
  Email: 'ada@client.example',
  HasOptedOutOfEmail: false,
  EmailBouncedDate: null,
  ...fields,
})
const page = (...records: unknown[]) => bytes({ done: true, records })

describe('values', () => {
  it('write a moment as they read one', () => {
    expect(momentIn(AT)).toBe(Date.UTC(2026, 2, 2, 10, 0, 31))
    const time = fc.integer({ min: Date.UTC(1999, 0), max: Date.UTC(2090, 0) })
    fc.assert(
      fc.property(time, (ms) => {
        expect(momentIn(momentOf(ms))).toBe(ms)
      }),
    )
  })

  it('let no text out of its quotes (trap 4)', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", '\\', '\n', 'a', '@') }), (text) => {
        const inside = literal(text).slice(1, -1)
        expect(inside.replace(/\\['\\nrt]/g, '')).not.toMatch(/['\\\n]/)
        const read = inside.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one))
        expect(read).toBe(text)
      }),
    )
  })
})

describe('people of Salesforce', () => {
  const ask = { module: 'Contact', since: null }

  it('are asked for by what the user sees, from where the page before ended (trap 2)', async () => {
    const contact = described([
      'Id',
      'SystemModstamp',
      'IsDeleted',
      'Email',
      'OwnerId',
      'AccountId',
    ])
    const account = described(['Id', 'RecordTypeId'])
    const first = good({
      done: false,
      nextRecordsUrl: '/services/data/v59.0/query/01g000000000001-2000',
      records: [person(1)],
    })
    const line = scripted([contact, account, first, found(person(2))])
    const { body, next } = await people!.page(line.vendor, ask, null)
    expect(new TextDecoder().decode(body)).not.toContain('nextRecordsUrl')
    expect(await people!.page(line.vendor, ask, next)).toMatchObject({ next: null })
    const [, , start, rest] = line.asked()
    expect(start).toMatchObject({ path: '/queryAll' })
    const fields =
      'SELECT Id, SystemModstamp, IsDeleted, Owner.Name, Owner.Email, Email, Account.Name, '
      + 'Account.RecordType.DeveloperName FROM Contact WHERE '
    expect(start!.soql).toBe(
      `${fields}SystemModstamp >= 1999-01-01T00:00:00.000Z ORDER BY SystemModstamp, Id LIMIT 500`,
    )
    const at = '2026-03-02T10:00:31.000Z'
    expect(rest!.soql).toContain(
      `WHERE (SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > '${idOf('003', 1)}'))`,
    )
  })

  it('that became contacts are no leads any more', () => {
    const lead = { ...ask, module: 'Lead' }
    const { rows } = people!.read(page(person(1, { IsConverted: true }), person(2)), lead)
    expect(rows.map((row) => row.type)).toEqual(['deleted', 'person'])
  })

  it.each([
    [{ RecordType: { DeveloperName: 'Household' } }, 'household'],
    [{ RecordType: { DeveloperName: 'Individual' } }, 'household'],
    [{ RecordType: { DeveloperName: 'Organization' }, Type: 'Customer' }, 'company'],
    [{ Type: 'Household' }, 'household'],
    [{ IsPersonAccount: true }, 'household'],
    [{}, 'company'],
  ])('belong to %j, a %s', (account, kind) => {
    const contact = person(1, { Account: { Name: 'Harrow', ...account } })
    expect(people!.read(page(contact), ask).rows).toMatchObject([
      { organization: { name: 'Harrow', kind } },
    ])
  })

  it('are refused without a moment or an id, and the others are read', () => {
    const odd = [person(1, { SystemModstamp: '2026-02-30T10:00:00Z' }), person(2, { Id: 'x' })]
    const { rows, refused } = people!.read(page(...odd, person(3)), ask)
    expect(refused.map(({ field }) => field)).toEqual(['SystemModstamp', 'Id'])
    expect(rows).toHaveLength(1)
  })

  it('of a page that says nothing of its end are no answer', async () => {
    const line = scripted([described(['Id', 'SystemModstamp']), good({ done: false, records: [] })])
    await expect(people!.page(line.vendor, ask, null)).rejects.toMatchObject({ kind: 'unreadable' })
  })
})

describe('opt-outs and lists of Salesforce', () => {
  it('come with their moments; an opt-out comes first; an address can be put right', () => {
    const bounced = { EmailBouncedDate: '2026-02-01T00:00:00.000+0000', EmailBouncedReason: '550' }
    const strange = person(3, { HasOptedOutOfEmail: true, Email: 'n/a' })
    const { rows, refused } = suppressions!.read(
      page(person(1, { HasOptedOutOfEmail: true, ...bounced }), person(2, bounced), strange),
    )
    expect(rows.map((row) => [row.cause, row.occurredAt, row.reason])).toEqual([
      [undefined, momentIn(AT), ''],
      ['bounce', Date.UTC(2026, 1, 1), '550'],
    ])
    expect(refused).toMatchObject([{ field: 'Email' }])
    const mended = { ...strange, Email: 'c@client.example' }
    expect(suppressions!.mend!.readRecord(mended)).toMatchObject({
      rows: [{ occurredAt: momentIn(AT) }],
    })
  })

  it('of a person that are not all told are refused, not taken for all', () => {
    const some = { done: false, records: [{ CampaignId: idOf('701', 1) }] }
    const { rows, refused } = contacts!.read(
      page(person(1, { CampaignMembers: some }), person(2, { CampaignMembers: null })),
    )
    expect(rows).toMatchObject([{ lists: [] }])
    expect(refused).toMatchObject([{ field: 'CampaignMembers' }])
  })
})

describe('the session of Salesforce', () => {
  const secret = { clientSecret: 's' }
  const token = (instance_url: string) => good({ access_token: 't-1', instance_url })

  it('is opened with key and secret, and lasts until it is refused', async () => {
    const line = scripted([token('https://firm.my.salesforce.com')])
    const session = await keys!.open!(line.vendor, secret)
    expect(session).toEqual({ proof: 't-1', expiresAt: null })
    expect(line.asked()[0]).toMatchObject({ method: 'POST', path: '/services/oauth2/token' })
  })

  it('goes to no other address than the one that was entered', async () => {
    const line = scripted([token('https://firm2.my.salesforce.com')])
    await expect(keys!.open!(line.vendor, secret)).rejects.toMatchObject({
      kind: 'refused',
      remedy: expect.stringContaining('https://firm2.my.salesforce.com'),
    })
  })

  it.each([
    ['invalid_client_id', 'client identifier invalid'],
    ['invalid_grant', 'request not supported on this domain'],
  ])('is not opened: %s', async (error, error_description) => {
    const line = scripted([{ status: 400, body: JSON.stringify({ error, error_description }) }])
    await expect(keys!.open!(line.vendor, secret)).rejects.toMatchObject({
      kind: 'unauthorised',
      whoMustAct: 'you',
    })
  })

  it('of a user who may not see a campaign is not enough for its lists', async () => {
    const line = scripted([
      failed(400, 'INVALID_TYPE', "sObject type 'Campaign' is not supported."),
    ])
    await expect(salesforce.lists!.page(line.vendor, null)).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })

  it.each([
    ['TotalRequests Limit exceeded.', 'quota_exceeded'],
    ['ConcurrentRequests (Concurrent API Requests) Limit exceeded.', 'throttled'],
  ])('“%s” is %s (trap 7)', async (words, kind) => {
    const line = scripted([failed(403, 'REQUEST_LIMIT_EXCEEDED', words)])
    await expect(salesforce.lists!.page(line.vendor, null)).rejects.toMatchObject({ kind })
  })
})
