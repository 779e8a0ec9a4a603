import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { salesforce } from '../../../src/connectors/crm/salesforce/index.ts'
import {
  type RemoteContact,
  type RemoteOrganization,
  type RemotePerson,
  type RemoteRecord,
  type RemoteSuppression,
  walkPages,
} from '../../../src/connectors/index.ts'
import { describePeople } from '../people-conformance.ts'
import { campaignNamed, targetsOf } from '../told-targets.ts'
import { databaseOf, httpFor, lineTo, type Row, startStage } from './stage.ts'

describePeople('Salesforce', startStage)

describe('Salesforce against its sandbox', () => {
  const consent = salesforce.consent!
  let sandbox: Sandbox
  let database: ReturnType<typeof databaseOf>
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'salesforce', seed: 11, rowsPerPage: 300 })
    database = databaseOf(sandbox)
  })
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  async function people(module: string): Promise<RemoteRecord[]> {
    const ask = { module, since: null }
    const all: RemoteRecord[] = []
    const vendor = lineTo(sandbox)
    const pages = walkPages('test', (cursor) => salesforce.people!.page(vendor, ask, cursor))
    for await (const { body } of pages) all.push(...salesforce.people!.read(body, ask).rows)
    return all
  }

  async function contacts(): Promise<RemoteContact[]> {
    const all: RemoteContact[] = []
    const vendor = lineTo(sandbox)
    for await (const { body } of walkPages('test', (c) => salesforce.contacts!.page(vendor, c))) {
      const { rows, refused } = salesforce.contacts!.read(body)
      expect(refused).toEqual([])
      all.push(...rows)
    }
    return all
  }

  async function suppressed(since: number | null): Promise<RemoteSuppression[]> {
    const all: RemoteSuppression[] = []
    const part = salesforce.suppressions!
    const vendor = lineTo(sandbox)
    for await (const { body } of walkPages('test', (c) => part.page(vendor, since, c))) {
      const { rows, refused } = part.read(body)
      expect(refused).toEqual([])
      all.push(...rows)
    }
    return all
  }

  const persons = async () =>
    (await Promise.all(['Contact', 'Lead'].map(database.live))).flat().filter(emailOf)
  const withAddress = async (address: string) =>
    (await persons()).filter((row) => emailOf(row).toLowerCase() === address.toLowerCase())

  /** An address of one person or of several, that was mailable. */
  async function someAddress(holders: 'one' | 'several', at = 0): Promise<string> {
    const counts = new Map<string, Row[]>()
    for (const row of await persons()) {
      counts.set(emailOf(row), [...(counts.get(emailOf(row)) ?? []), row])
    }
    const free = [...counts].filter(([, rows]) =>
      rows.every((row) => row['HasOptedOutOfEmail'] !== true && !row['EmailBouncedDate']),
    )
    return free.filter(([, rows]) => rows.length > 1 === (holders === 'several'))[at]![0]
  }

  it('tells of each person and organization what the CRM holds', async () => {
    const told = new Map((await people('Contact')).map((one) => [one.id, one as RemotePerson]))
    for (const row of await database.live('Contact')) {
      expect(told.get(row['Id'] as string)).toMatchObject({
        firstName: row['FirstName'] ?? '',
        lastName: row['LastName'] ?? '',
        jobTitle: row['Title'] ?? '',
        phone: row['Phone'] ?? '',
        city: row['MailingCity'] ?? '',
        addresses: emailOf(row) === '' ? [] : [emailOf(row)],
      })
    }
    const all = [...told.values()]
    expect(all.every((one) => one.owner?.email.includes('@'))).toBe(true)
    const kinds = new Set(all.map((one) => one.organization?.kind))
    expect(kinds).toEqual(new Set(['company', 'household', undefined]))
    const types = new Map((await database.rows('RecordType')).map((row) => [row['Id'], row]))
    const accounts = new Map((await people('Account')).map((one) => [one.id, one]))
    for (const row of await database.live('Account')) {
      const type = types.get(row['RecordTypeId'])!['DeveloperName']
      const kind = type === 'Organization' ? 'company' : 'household'
      const account = accounts.get(row['Id'] as string) as RemoteOrganization
      expect(account).toMatchObject({ name: row['Name'], kind })
    }
  })

  it('takes a type for a household where there are no record types: a plain Salesforce', async () => {
    await database.uninstall()
    const accounts = (await people('Account')) as RemoteOrganization[]
    expect(accounts.length).toBeGreaterThan(0)
    await database.install('cloupra__')
  })

  it('tells who was deleted, and who of two was merged into the other (trap 2)', async () => {
    const [gone, kept] = await database.live('Contact')
    const answer = await fetch(
      `${sandbox.url}/_sandbox/crm/records/Contact/${gone!['Id'] as string}/merge`,
      { method: 'POST', body: JSON.stringify({ into: kept!['Id'] }), headers: JSON_TYPE },
    )
    expect(answer.ok).toBe(true)
    const all = await people('Contact')
    expect(all.find(({ id }) => id === gone!['Id'])).toMatchObject({ type: 'deleted' })
    expect(all.find(({ id }) => id === kept!['Id'])).toMatchObject({ type: 'person' })
  })

  it('goes on in a new session where all were ended between two pages', async () => {
    const vendor = lineTo(sandbox)
    const ask = { module: 'Contact', since: null }
    const { next } = await salesforce.people!.page(vendor, ask, null)
    await database.endSessions()
    const { body } = await salesforce.people!.page(vendor, ask, next)
    expect(salesforce.people!.read(body, ask).rows.length).toBeGreaterThan(0)
  })

  it('brings home every opt-out and bounce, and since a moment only those since', async () => {
    const isOut = (row: Row) => row['HasOptedOutOfEmail'] === true
    const isDead = (row: Row) => !isOut(row) && Boolean(row['EmailBouncedDate'])
    const all = await suppressed(null)
    for (const [cause, is] of [
      [undefined, isOut],
      ['bounce', isDead],
    ] as const) {
      const told = all.filter((one) => one.cause === cause).map((one) => one.address)
      expect(told.length).toBeGreaterThan(0)
      expect(told.sort()).toEqual((await persons()).filter(is).map(emailOf).sort())
    }
    const address = await someAddress('one')
    sandbox.clock.advance(3_600_000)
    await database.flag(address, { optOut: true, invalid: true })
    const since = sandbox.clock.now() - 60_000
    expect(await suppressed(since)).toMatchObject([{ address }])
    expect((await suppressed(since))[0]).not.toHaveProperty('cause')
    await database.flag(address, { optOut: false })
    expect(await suppressed(since)).toMatchObject([{ address, cause: 'bounce' }])
  })

  it('reads active campaigns for lists, with who is on them; ours are none', async () => {
    const vendor = lineTo(sandbox)
    const campaign = campaignNamed('Told')
    const { id } = await salesforce.activities!.openCampaign!(vendor, campaign)
    const some = (await database.live('Contact')).slice(0, 5).map((row) => ({
      module: 'Contact',
      recordId: row['Id'] as string,
      address: emailOf(row),
    }))
    const opened = { ...campaign, id }
    await salesforce.activities!.tell(vendor, opened, targetsOf(opened, some))
    const { rows } = salesforce.lists!.read((await salesforce.lists!.page(vendor, null)).body)
    const active = (await database.live('Campaign')).filter((row) => row['IsActive'] === true)
    expect(rows.map((one) => one.id).sort()).toEqual(active.map((row) => row['Id']).sort())
    expect(rows.map((one) => one.id)).not.toContain(id)
    const all = await contacts()
    const members = await database.live('CampaignMember')
    const ids = new Set(all.map((one) => one.id))
    for (const list of rows) {
      const on = members
        .filter((row) => row['CampaignId'] === list.id)
        .map((row) => (row['ContactId'] ?? row['LeadId']) as string)
      expect(on).toHaveLength(list.members!)
      const told = all.filter((one) => one.lists.includes(list.id)).map((one) => one.id)
      expect(told.sort()).toEqual(on.filter((one) => ids.has(one)).sort())
    }
    expect(all.flatMap((one) => one.lists)).not.toContain(id)
  })

  it('finds an address however it is spelled, quotes and all (trap 4)', async () => {
    const address = await someAddress('one', 2)
    const row = (await withAddress(address))[0]!
    expect(await consent.find(lineTo(sandbox), address.toUpperCase())).toMatchObject({
      id: row['Id'],
      address,
      state: 'mailable',
      permission: 'ok',
    })
    expect(await consent.find(lineTo(sandbox), "o'nobody\\@nowhere.example")).toBeNull()
    const odd = "o'brien@client.example"
    await database.patch('Contact', row['Id'] as string, { Email: odd })
    expect(await consent.find(lineTo(sandbox), odd)).toMatchObject({ id: row['Id'] })
  })

  it('tells an opt-out to each person with the address, and nobody else (trap 1)', async () => {
    const address = await someAddress('several')
    const before = (await consent.find(lineTo(sandbox), address))!
    const others = (await persons()).filter((row) => emailOf(row) !== address)
    sandbox.clock.advance(3_600_000)
    await consent.optOut(lineTo(sandbox), before, { reason: 'Too many', mark: 'm1' })
    const holders = await withAddress(address)
    expect(holders.length).toBeGreaterThan(1)
    expect(holders.map((row) => row['HasOptedOutOfEmail'])).toEqual(holders.map(() => true))
    expect((await persons()).filter((row) => emailOf(row) !== address)).toEqual(others)
  })

  it('takes an address for mailable as long as one person with it is (trap 1)', async () => {
    const address = await someAddress('several', 1)
    const [one] = await withAddress(address)
    const object = (one!['Id'] as string).startsWith('003') ? 'Contact' : 'Lead'
    await database.patch(object, one!['Id'] as string, { HasOptedOutOfEmail: true })
    const held = await consent.find(lineTo(sandbox), address)
    expect(held).toMatchObject({ state: 'mailable' })
    expect(held!.id).not.toBe(one!['Id'])
  })

  it('tells it once: the second time changes nothing, and it comes home at its moment', async () => {
    const address = await someAddress('one', 4)
    const before = (await consent.find(lineTo(sandbox), address))!
    sandbox.clock.advance(3_600_000)
    await consent.optOut(lineTo(sandbox), before, { reason: 'Too many', mark: 'm1' })
    const out = (await consent.find(lineTo(sandbox), address))!
    expect(out).toMatchObject({ id: before.id, state: 'opted_out', permission: 'opt_out' })
    sandbox.clock.advance(3_600_000)
    await consent.optOut(lineTo(sandbox), out, { reason: 'Too many', mark: 'm1' })
    expect((await consent.find(lineTo(sandbox), address))!.optedOutAt).toBe(out.optedOutAt)
    // What was read back is what comes home: our own word is known again by it.
    const home = (await suppressed(null)).find((one) => one.address === address)
    expect(home!.occurredAt).toBe(out.optedOutAt)
  })

  it('brings somebody back, and leaves a bounce a bounce', async () => {
    const address = await someAddress('one', 5)
    await database.flag(address, { optOut: true, invalid: true })
    const out = (await consent.find(lineTo(sandbox), address))!
    await consent.resubscribe!.call(lineTo(sandbox), out, [])
    expect(await consent.find(lineTo(sandbox), address)).toMatchObject({
      state: 'mailable',
      permission: 'bounced',
    })
  })

  it('says so where an opt-out is not taken', async () => {
    const address = await someAddress('one', 6)
    const held = (await consent.find(lineTo(sandbox), address))!
    for (const object of ['Contact', 'Lead']) await database.rights(object, { update: false })
    const told = consent.optOut(lineTo(sandbox), held, { reason: '', mark: 'm1' })
    await expect(told).rejects.toMatchObject({ kind: 'refused', whoMustAct: 'you' })
    for (const object of ['Contact', 'Lead']) await database.rights(object, { update: true })
  })

  it('wrote flags alone to persons in all this, and created none', () => {
    const written = sandbox.requests.filter(
      ({ method, path }) => method !== 'GET' && path.includes('/composite/'),
    )
    const told = written.flatMap(({ body }) => (body as { records: Row[] }).records)
    const ofPersons = told.filter(({ attributes }) =>
      ['Contact', 'Lead', 'Account'].includes((attributes as { type: string }).type),
    )
    expect(ofPersons.length).toBeGreaterThan(0)
    for (const record of ofPersons) {
      expect(Object.keys(record)).toEqual(['attributes', 'id', 'HasOptedOutOfEmail'])
    }
  })
})

const JSON_TYPE = { 'content-type': 'application/json' }

function emailOf(row: Row): string {
  return (row['Email'] ?? '') as string
}
