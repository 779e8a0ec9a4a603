import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lawFirm, type Sandbox, startSandbox, vendors } from '../../../sandbox/index.ts'
import { sugarCrm } from '../../../src/connectors/crm/sugarcrm/index.ts'
import {
  type RemoteContact,
  type RemoteSuppression,
  type RemotePerson,
  type RemoteRecord,
  walkPages,
} from '../../../src/connectors/index.ts'
import { describePeople } from '../people-conformance.ts'
import { databaseOf, httpFor, lineTo, settingsFor, SMALL, startStage, unproved } from './stage.ts'

describePeople('SugarCRM', startStage)

/** A whole account is walked before the tests begin, on a busy machine too. */
const WALK_MS = 180_000

describe('SugarCRM against its sandbox', () => {
  const consent = sugarCrm.consent!
  let sandbox: Sandbox
  let database: ReturnType<typeof databaseOf>
  let atFirst: RemoteContact[]
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'sugarcrm', seed: 11, world: lawFirm(11, SMALL) })
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
    const pages = walkPages('test', (cursor) => sugarCrm.people!.page(vendor, ask, cursor))
    for await (const { body } of pages) all.push(...sugarCrm.people!.read(body, ask).rows)
    return all
  }

  /** All, or each person once: without those of the lists. */
  async function contacts(which?: 'persons'): Promise<RemoteContact[]> {
    const all: RemoteContact[] = []
    const vendor = lineTo(sandbox)
    const pages = walkPages('test', (cursor) => sugarCrm.contacts!.page(vendor, cursor))
    for await (const { body, next } of pages) {
      const { rows, refused } = sugarCrm.contacts!.read(body)
      expect(refused).toEqual([])
      all.push(...rows)
      // The place within a list begins with it.
      if (which === 'persons' && next !== null && !next.startsWith(' ')) break
    }
    return all
  }

  const optedOut = async (since: number | null) =>
    (await suppressed(since)).filter(({ cause }) => cause === undefined)

  async function suppressed(since: number | null): Promise<RemoteSuppression[]> {
    const all: RemoteSuppression[] = []
    const part = sugarCrm.suppressions!
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
    const all = atFirst.filter((one) => one.permission === 'ok' && one.lists.length === 0)
    const counts = new Map<string, number>()
    for (const { id } of all) counts.set(id, (counts.get(id) ?? 0) + 1)
    const several = holders === 'several'
    return all.filter(({ id }) => counts.get(id)! > 1 === several)[at]!
  }

  it('does not open a session with another password, and says what to look at', async () => {
    const wrong = sugarCrm.keys!.open!(unproved(sandbox), { password: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ kind: 'unauthorised', whoMustAct: 'you' })
  })

  it('goes on in a new session where another of the user ended it (traps 1 and 8)', async () => {
    const vendor = lineTo(sandbox)
    const ask = { module: 'Contacts', since: null }
    const { next } = await sugarCrm.people!.page(vendor, ask, null)
    await sugarCrm.people!.page(lineTo(sandbox), ask, null)
    const before = sandbox.requests.length
    const { body } = await sugarCrm.people!.page(vendor, ask, next)
    expect(sugarCrm.people!.read(body, ask).rows.length).toBeGreaterThan(0)
    const dead = sandbox.requests.slice(before).filter(({ status }) => status === 401)
    expect(dead).toHaveLength(1)
  })

  it('says so where the platform is not known (trap 8)', async () => {
    const vendor = unproved(sandbox, { ...settingsFor(sandbox), platform: 'nobody' })
    const { password } = vendors.sugarcrm.login
    await expect(sugarCrm.keys!.open!(vendor, { password })).rejects.toMatchObject({
      kind: 'refused',
      whoMustAct: 'you',
      message: expect.stringContaining('platform'),
    })
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
    const { rows } = sugarCrm.lists!.read((await sugarCrm.lists!.page(vendor, null)).body)
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

  it('tells an opt-out that holds for everybody with the address', async () => {
    const { address } = someAddress('several')
    const before = (await consent.find(lineTo(sandbox), address))!
    sandbox.clock.advance(3_600_000)
    await consent.optOut(lineTo(sandbox), before, { reason: 'Too many', mark: 'm1' })
    expect(await flagOf(address)).toMatchObject({ opt_out: '1' })
    const told = (await contacts('persons')).filter((one) => one.address === address)
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

  it('keeps the seconds of a change (trap 4), and the flags that touch no person', async () => {
    const { address } = someAddress('one', 5)
    sandbox.clock.advance(3_600_000)
    await database.flag(address, { optOut: true })
    const { date_modified: at } = await flagOf(address)
    const moment = Date.parse(`${at!.replace(' ', 'T')}Z`)
    expect(await optedOut(moment)).toMatchObject([{ address, occurredAt: moment }])
    const ask = { module: 'Contacts', since: moment }
    const page = await sugarCrm.people!.page(lineTo(sandbox), ask, null)
    expect(sugarCrm.people!.read(page.body, ask).rows).toEqual([])
  })

  it('tells who was deleted (trap 7)', async () => {
    const [row] = await database.rows('Leads')
    await database.remove('Leads', row!['id']!)
    const told = (await people('Leads')).find((one) => one.id === row!['id'])
    expect(told).toMatchObject({ type: 'deleted' })
  })

  it('wrote to addresses alone in all this, and created nothing (trap 3)', () => {
    const written = sandbox.requests.filter(
      ({ method, path }) => method !== 'GET' && !/(filter|token)$/.test(path),
    )
    expect(written.length).toBeGreaterThan(0)
    for (const { method, path, body } of written) {
      expect(`${method} ${path}`).toMatch(/^PUT .*\/EmailAddresses\/[^/]+$/)
      expect(Object.keys(body as object)).toEqual(['opt_out'])
    }
  })
})
