import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { suiteCrm } from '../../../src/connectors/crm/suitecrm/index.ts'
import {
  type RemoteContact,
  type RemoteSuppression,
  type RemotePerson,
  type RemoteRecord,
  walkPages,
} from '../../../src/connectors/index.ts'
import { describePeople } from '../people-conformance.ts'
import { databaseOf, httpFor, lineTo, startStage, unproved } from './stage.ts'

describePeople('SuiteCRM', startStage)

/** A whole account is walked before the tests begin, on a busy machine too. */
const WALK_MS = 180_000

describe('SuiteCRM against its sandbox', () => {
  const consent = suiteCrm.consent!
  let sandbox: Sandbox
  let database: ReturnType<typeof databaseOf>
  let atFirst: RemoteContact[]
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'suitecrm', seed: 11, rowsPerPage: 90 })
    database = databaseOf(sandbox)
    atFirst = await contacts()
  }, WALK_MS)
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  async function people(module: string): Promise<RemoteRecord[]> {
    const ask = { module, since: null }
    const all: RemoteRecord[] = []
    const vendor = lineTo(sandbox)
    const pages = walkPages('test', (cursor) => suiteCrm.people!.page(vendor, ask, cursor))
    for await (const { body } of pages) all.push(...suiteCrm.people!.read(body, ask).rows)
    return all
  }

  async function contacts(): Promise<RemoteContact[]> {
    const all: RemoteContact[] = []
    const vendor = lineTo(sandbox)
    for await (const { body } of walkPages('test', (c) => suiteCrm.contacts!.page(vendor, c))) {
      const { rows, refused } = suiteCrm.contacts!.read(body)
      expect(refused).toEqual([])
      all.push(...rows)
    }
    return all
  }

  const optedOut = async (since: number | null) =>
    (await suppressed(since)).filter(({ cause }) => cause === undefined)

  async function suppressed(since: number | null): Promise<RemoteSuppression[]> {
    const all: RemoteSuppression[] = []
    const part = suiteCrm.suppressions!
    const vendor = lineTo(sandbox)
    for await (const { body } of walkPages('test', (c) => part.page(vendor, since, c))) {
      const { rows, refused } = part.read(body)
      expect(refused).toEqual([])
      all.push(...rows)
    }
    return all
  }

  const flagOf = async (address: string) =>
    (await database.rows('EmailAddresses')).find((row) => row['email_address'] === address)!

  /** An address of several, or of one person, that was mailable when the tests began. */
  function someAddress(holders: 'one' | 'several', at = 0): RemoteContact {
    const all = atFirst.filter((one) => one.permission === 'ok')
    const counts = new Map<string, number>()
    for (const { id } of all) counts.set(id, (counts.get(id) ?? 0) + 1)
    const several = holders === 'several'
    return all.filter(({ id }) => counts.get(id)! > 1 === several)[at]!
  }

  it('does not open a session with another password, and says what to look at', async () => {
    const wrong = suiteCrm.keys!.open!(unproved(sandbox), { password: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ kind: 'unauthorised', whoMustAct: 'you' })
  })

  it('goes on in a new session where all were ended between two pages', async () => {
    const vendor = lineTo(sandbox)
    const ask = { module: 'Contacts', since: null }
    const { next } = await suiteCrm.people!.page(vendor, ask, null)
    await database.endSessions()
    const { body } = await suiteCrm.people!.page(vendor, ask, next)
    expect(suiteCrm.people!.read(body, ask).rows.length).toBeGreaterThan(0)
  })

  it('tells of each person what the CRM holds', async () => {
    const rows = await database.rows('Contacts')
    const told = new Map((await people('Contacts')).map((one) => [one.id, one as RemotePerson]))
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) {
      expect(told.get(row['id']!)).toMatchObject({
        firstName: row['first_name'] ?? '',
        lastName: row['last_name'] ?? '',
        jobTitle: row['title'] ?? '',
        phone: row['phone_work'] ?? '',
        city: row['primary_address_city'] ?? '',
        country: row['primary_address_country'] ?? '',
      })
    }
    const all = [...told.values()]
    expect(all.some((one) => one.addresses.length > 1)).toBe(true)
    expect(all.some((one) => one.owner !== null)).toBe(true)
    const kinds = new Set(all.map((one) => one.organization?.kind))
    expect(kinds).toEqual(new Set(['company', 'household', undefined]))
  })

  it('brings home every opt-out, and since a moment only those since', async () => {
    const rows = (await database.rows('EmailAddresses')).filter((row) => row['opt_out'] === '1')
    const all = await optedOut(null)
    expect(all.map((one) => one.address).sort()).toEqual(
      rows.map((row) => row['email_address']!).sort(),
    )
    const { address } = someAddress('one')
    sandbox.clock.advance(3_600_000)
    await database.flag(address, { optOut: true })
    const since = await optedOut(sandbox.clock.now() - 60_000)
    expect(since.map((one) => one.address)).toEqual([address])
  })

  it('brings home every dead address, and whoever is back from an opt-out to one', async () => {
    const dead = (await database.rows('EmailAddresses')).filter(
      (row) => row['invalid_email'] === '1' && row['opt_out'] === '0',
    )
    const all = (await suppressed(null)).filter(({ cause }) => cause === 'bounce')
    expect(all.map((one) => one.address).sort()).toEqual(
      dead.map((row) => row['email_address']!).sort(),
    )
    expect(all.length).toBeGreaterThan(0)
    const { address } = someAddress('one', 7)
    await database.flag(address, { optOut: true, invalid: true })
    const causes = async () =>
      (await suppressed(null)).filter((one) => one.address === address).map((one) => one.cause)
    expect(await causes()).toEqual([undefined])
    await database.flag(address, { optOut: false })
    expect(await causes()).toEqual(['bounce'])
  })

  it('reads lists with the kinds of them, and who is on them', async () => {
    const vendor = lineTo(sandbox)
    const { rows } = suiteCrm.lists!.read((await suiteCrm.lists!.page(vendor, null)).body)
    const names = rows.map(({ name }) => name)
    expect(names).toContain('Do not write to (suppression list)')
    expect(names).toContain('Attorneys (seed list)')
    const exempt = rows.find(({ name }) => name.startsWith('Do not write to'))!
    expect(atFirst.some(({ lists }) => lists.includes(exempt.id))).toBe(true)
    expect(exempt.members).toBeGreaterThan(0)
  })

  it('knows an address by one id, whoever has it and however it is asked for', async () => {
    const { id, address } = someAddress('several')
    const rows = atFirst.filter((one) => one.address === address)
    expect(rows.length).toBeGreaterThan(1)
    expect(new Set(rows.map((one) => one.id))).toEqual(new Set([id]))
    expect(await consent.find(lineTo(sandbox), address.toUpperCase())).toMatchObject({
      id,
      address,
      state: 'mailable',
      permission: 'ok',
    })
    expect(await consent.find(lineTo(sandbox), "no'body@nowhere.example")).toBeNull()
  })

  it('tells an opt-out that holds for everybody with the address (trap 1)', async () => {
    const { address } = someAddress('several')
    const before = (await consent.find(lineTo(sandbox), address))!
    sandbox.clock.advance(3_600_000)
    await consent.optOut(lineTo(sandbox), before, { reason: 'Too many', mark: 'm1' })
    expect(await flagOf(address)).toMatchObject({ opt_out: '1' })
    const told = (await contacts()).filter((one) => one.address === address)
    expect(told.map((one) => one.permission)).toEqual(told.map(() => 'opt_out'))
    expect(told.length).toBeGreaterThan(1)
  })

  it('tells it once: the second time changes nothing, and it comes home at its moment', async () => {
    const { address } = someAddress('one', 1)
    const before = (await consent.find(lineTo(sandbox), address))!
    sandbox.clock.advance(3_600_000)
    await consent.optOut(lineTo(sandbox), before, { reason: 'Too many', mark: 'm1' })
    const out = (await consent.find(lineTo(sandbox), address))!
    expect(out).toMatchObject({ id: before.id, state: 'opted_out', permission: 'opt_out' })
    sandbox.clock.advance(3_600_000)
    await consent.optOut(lineTo(sandbox), out, { reason: 'Too many', mark: 'm1' })
    expect((await consent.find(lineTo(sandbox), address))!.optedOutAt).toBe(out.optedOutAt)
    // What was read back is what comes home: our own word is known again by it.
    const home = (await optedOut(null)).find((one) => one.address === address)
    expect(home!.occurredAt).toBe(out.optedOutAt)
  })

  it('brings somebody back, and leaves an invalid address invalid', async () => {
    const { address } = someAddress('one', 3)
    await database.flag(address, { optOut: true, invalid: true })
    const out = (await consent.find(lineTo(sandbox), address))!
    await consent.resubscribe!.call(lineTo(sandbox), out, [])
    expect(await flagOf(address)).toMatchObject({ opt_out: '0', invalid_email: '1' })
    expect(await consent.find(lineTo(sandbox), address)).toMatchObject({
      state: 'mailable',
      permission: 'invalid',
    })
  })

  it('keeps the seconds of a change (trap 4), and the flags that touch no person (trap 5)', async () => {
    const { address } = someAddress('one', 5)
    sandbox.clock.advance(3_600_000)
    await database.flag(address, { optOut: true })
    const { date_modified: at } = await flagOf(address)
    const moment = Date.parse(`${at!.replace(' ', 'T')}Z`)
    expect(await optedOut(moment)).toMatchObject([{ address, occurredAt: moment }])
    const ask = { module: 'Contacts', since: moment }
    const page = await suiteCrm.people!.page(lineTo(sandbox), ask, null)
    expect(suiteCrm.people!.read(page.body, ask).rows).toEqual([])
  })

  it('tells who was deleted (trap 6)', async () => {
    const [row] = await database.rows('Leads')
    await database.remove('Leads', row!['id']!)
    const told = (await people('Leads')).find((one) => one.id === row!['id'])
    expect(told).toMatchObject({ type: 'deleted' })
  })

  it('wrote to addresses alone in all this, and created nothing (traps 1 and 2)', () => {
    const written = sandbox.requests.filter(({ operation = '' }) => operation.startsWith('set_'))
    const told = written.map(
      ({ body }) => (body as { rest_data: Record<string, unknown> }).rest_data,
    )
    expect(told.length).toBeGreaterThan(0)
    for (const { module_name, name_value_list } of told) {
      expect(module_name).toBe('EmailAddresses')
      const names = (name_value_list as { name: string; value: string }[]).map(({ name }) => name)
      expect(names).toEqual(['id', 'opt_out'])
    }
  })
})
