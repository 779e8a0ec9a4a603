import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { openCrm } from '../../../src/connectors/crm/opencrm/index.ts'
import {
  type AccountPart,
  type RemoteContact,
  type RemotePerson,
  type RemoteSuppression,
  type ToldTarget,
  walkPages,
} from '../../../src/connectors/index.ts'
import { campaignNamed, moreOf, targetsOf } from '../told-targets.ts'
import { databaseOf, httpFor, lineTo, type Row } from './stage.ts'

const consent = openCrm.consent!
const part = openCrm.activities!

describe('OpenCRM, against its sandbox', () => {
  let sandbox: Sandbox
  let database: ReturnType<typeof databaseOf>
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'opencrm', seed: 11 })
    database = databaseOf(sandbox)
  }, 60_000)
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  async function walked<T>(accounts: AccountPart<T>): Promise<T[]> {
    const all: T[] = []
    const vendor = lineTo(sandbox)
    for await (const { body } of walkPages('test', (c) => accounts.page(vendor, c))) {
      const { rows, refused } = accounts.read(body)
      expect(refused).toEqual([])
      all.push(...rows)
    }
    return all
  }
  const contacts = () => walked<RemoteContact>(openCrm.contacts!)
  const suppressed = () =>
    walked<RemoteSuppression>({
      page: (vendor, cursor) => openCrm.suppressions!.page(vendor, null, cursor),
      read: openCrm.suppressions!.read,
    })
  const everybody = async () => {
    const modules = ['company', 'contact', 'lead']
    const rows = await Promise.all(
      modules.map(async (module) =>
        (await database.rows(module)).map((row): Row => ({ ...row, module })),
      ),
    )
    return rows.flat()
  }
  const addressesOf = (row: Row) =>
    [row['email'], row['email1'], row['email2']].flatMap((one) => (one ? [one] : []))
  /** Contacts with one address that nobody else has, who may be written to. */
  const single = async (at: number) => {
    const rows = await everybody()
    const holders = new Map<string, number>()
    for (const address of rows.flatMap(addressesOf)) {
      holders.set(address, (holders.get(address) ?? 0) + 1)
    }
    const isAlone = (row: Row) => row['email2'] === '' && holders.get(row['email']!) === 1
    const mailable = rows.filter(
      (row) => row['module'] === 'contact' && row['do_not_email'] === '0' && isAlone(row),
    )
    return mailable[at]!
  }

  it('does not accept other keys, and says what to look at', async () => {
    const vendor = lineTo(sandbox, { apiKey: 'x', passKey: 'y' } as never)
    const page = openCrm.lists!.page(vendor, null)
    await expect(page).rejects.toMatchObject({ kind: 'unauthorised', whoMustAct: 'you' })
  })

  it('tells of each contact what the CRM holds, with company and owner by name', async () => {
    const rows = new Map((await database.rows('contact')).map((row) => [row['crmid']!, row]))
    const ask = { module: 'contact', since: null }
    const page = await openCrm.people!.page(lineTo(sandbox), ask, null)
    const told = openCrm.people!.read(page.body, ask).rows as RemotePerson[]
    expect(told).toHaveLength(100)
    for (const one of told) {
      const row = rows.get(one.id.replace('contact-', ''))!
      expect(one).toMatchObject({
        ...{ firstName: row['firstname'], lastName: row['lastname'], jobTitle: row['title'] },
        ...{ city: row['mailingcity'], country: row['mailingcountry'] },
      })
      expect(one.organization === null).toBe(row['accountid'] === '')
    }
    expect(told.some(({ owner }) => owner?.email.includes('@'))).toBe(true)
  })

  it('brings people home without owners where users cannot be read', async () => {
    const gone = { error: 'Not Found' }
    sandbox.faults.add({
      ...{ kind: 'status', status: 404, body: gone, times: 9 },
      match: { path: 'get_user_list_full' },
    })
    const ask = { module: 'contact', since: null }
    const vendor = lineTo(sandbox)
    const page = await openCrm.people!.page(vendor, ask, null)
    const { checks } = await openCrm.check(vendor)
    sandbox.faults.clear()
    const told = openCrm.people!.read(page.body, ask).rows as RemotePerson[]
    expect(told).toHaveLength(100)
    expect(told.every(({ owner }) => owner === null)).toBe(true)
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['user'])
  })

  it('brings home every opt-out and every bounce, of every address of a person', async () => {
    const rows = await everybody()
    const out = rows.filter((row) => row['do_not_email'] === '1').flatMap(addressesOf)
    const bounced = rows
      .filter((row) => row['email_bounced'] === '1')
      .map((row) => addressesOf(row)[0]!)
    const told = await suppressed()
    const because = (cause?: string) =>
      told.filter((one) => one.cause === cause).map((one) => one.address)
    expect(because().sort()).toEqual(out.sort())
    expect(because('bounce').sort()).toEqual(bounced.sort())
    expect(out.length).toBeGreaterThan(0)
    expect(bounced.length).toBeGreaterThan(0)
  })

  it('knows tags as lists, and who has them', async () => {
    const names = (await walked(openCrm.lists!)).map(({ name }) => name)
    expect(names).toContain('Do not write to')
    const told = await contacts()
    expect(told.some(({ lists }) => lists.includes('Do not write to'))).toBe(true)
    expect(told.every(({ lists }) => lists.every((one) => names.includes(one)))).toBe(true)
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length)
  })

  it('marks everybody who has the address, once, and says so (traps 2 and 5)', async () => {
    const leads = await database.rows('lead')
    const people = await database.rows('contact')
    const shared = leads
      .map((lead) => lead['email']!)
      .find((email) => email !== '' && people.some((one) => one['email'] === email))!
    const before = (await consent.find(lineTo(sandbox), shared.toUpperCase()))!
    expect(before).toMatchObject({ address: shared })
    await consent.optOut(lineTo(sandbox), before, { reason: 'Too many', mark: 'm1' })
    const holders = (await everybody()).filter((row) => addressesOf(row).includes(shared))
    expect(holders.length).toBeGreaterThan(1)
    expect(holders.map((row) => row['do_not_email'])).toEqual(holders.map(() => '1'))
    expect(await consent.find(lineTo(sandbox), shared)).toMatchObject({ state: 'opted_out' })
    const writes = () => sandbox.requests.filter(({ path }) => path.includes('edit_')).length
    const count = writes()
    await consent.optOut(lineTo(sandbox), before, { reason: 'Too many', mark: 'm1' })
    expect(writes()).toBe(count)
  })

  it('calls an address mailable while one who has it is (trap 5)', async () => {
    const { crmid, email } = await single(0)
    const leads = await database.rows('lead')
    await database.patch('lead', leads[0]!['crmid']!, { email: email! })
    await database.patch('contact', crmid!, { do_not_email: '1' })
    expect(await consent.find(lineTo(sandbox), email!)).toMatchObject({ state: 'mailable' })
    const first = (await contacts()).find(({ address }) => address === email)
    expect(first).toMatchObject({ permission: 'ok' })
  })

  it('brings somebody back, but nobody whose mark is that of two addresses (trap 7)', async () => {
    const one = await single(3)
    const two = await single(4)
    await database.patch('contact', one['crmid']!, { do_not_email: '1' })
    const second = { do_not_email: '1', email2: 'second@home.example' }
    await database.patch('contact', two['crmid']!, second)
    const back = async (address: string) => {
      const found = (await consent.find(lineTo(sandbox), address))!
      await consent.resubscribe!.call(lineTo(sandbox), found, [])
    }
    await back(one['email']!)
    await expect(back('second@home.example')).rejects.toMatchObject({ kind: 'refused' })
    const marks = new Map((await everybody()).map((row) => [row['crmid'], row['do_not_email']]))
    expect([marks.get(one['crmid']), marks.get(two['crmid'])]).toEqual(['0', '1'])
  })

  it('asks for no address that would reshape a condition (trap 6)', async () => {
    const count = sandbox.requests.length
    const odd = consent.find(lineTo(sandbox), 'a|b@client.example')
    await expect(odd).rejects.toMatchObject({ kind: 'refused' })
    expect(sandbox.requests).toHaveLength(count)
    expect(await consent.find(lineTo(sandbox), 'nobody@nowhere.example')).toBeNull()
  })

  it('writes one activity a target: the owner’s, done, and brought up to date', async () => {
    const rows = (await database.rows('contact')).slice(0, 20)
    const people = rows.map(({ crmid, email }) => ({
      ...{ module: 'contact', recordId: `contact-${crmid}`, address: email! },
    }))
    const campaign = { ...campaignNamed('Spring briefing'), id: '' }
    const targets = targetsOf(campaign, people)
    const calls = async (work: () => Promise<unknown>) => {
      const before = sandbox.requests.length
      await work()
      return sandbox.requests.length - before
    }
    const vendor = lineTo(sandbox)
    expect(await calls(() => part.tell(vendor, campaign, targets))).toBe(2 * 20 + 1)
    const more = targets.map(moreOf)
    expect(await part.shows(vendor, campaign, more)).toContain(false)
    expect(await calls(() => part.shows(vendor, campaign, targets))).toBe(2)
    const again = targets.map((one) => ({ ...one, wasTold: true }))
    expect(await calls(() => part.tell(vendor, campaign, again))).toBe(2)
    expect(await calls(() => part.tell(vendor, campaign, more))).toBeLessThanOrEqual(2 + 20)
    expect(await part.shows(vendor, campaign, more)).not.toContain(false)
    const [, , third] = (await database.rows('activity')).filter(
      (row) => row['subject'] === 'Mailing: Spring briefing',
    )
    expect(third).toMatchObject({
      ...{ contact_id: rows[2]!['crmid'], smownerid: rows[2]!['smownerid'] },
      ...{ taskstatus: 'Completed', date_start: '2026-03-02', sendnotification: '0' },
    })
    expect(third!['description']!.split('\n').slice(0, 4)).toEqual([
      'Sent: 2026-03-02 10:00 UTC',
      'Total opens: 4',
      'First open: 2026-03-02 10:01 UTC',
      'Last open: 2026-03-02 11:32 UTC',
    ])
  })

  it('takes few calls for many: people by their list, and reading back together', async () => {
    // README.md, "Figures".
    const rows = (await database.rows('contact')).slice(0, 1_000)
    const people = rows.map(({ crmid, email }) => ({
      ...{ module: 'contact', recordId: `contact-${crmid}`, address: email! },
    }))
    const campaign = { ...campaignNamed('Many'), id: '' }
    const batchesOf = <One>(all: readonly One[]) =>
      Array.from({ length: Math.ceil(all.length / part.limits.targetsMax) }, (_, at) =>
        all.slice(at * part.limits.targetsMax, (at + 1) * part.limits.targetsMax),
      )
    const vendor = lineTo(sandbox)
    const tellAll = async (targets: readonly ToldTarget[]) => {
      const before = sandbox.requests.length
      for (const batch of batchesOf(targets)) {
        await part.tell(vendor, campaign, batch)
        expect(await part.shows(vendor, campaign, batch)).not.toContain(false)
      }
      return ((sandbox.requests.length - before) / rows.length) * 1_000
    }
    const targets = targetsOf(campaign, people)
    const first = await tellAll(targets)
    const more = await tellAll(targets.map(moreOf))
    const few = targets.filter((_, at) => at % 97 === 0).map(moreOf)
    const before = sandbox.requests.length
    await part.tell(
      vendor,
      campaign,
      few.map((one) => ({ ...one, wasTold: true })),
    )
    const sparse = sandbox.requests.length - before
    expect(sparse).toBeLessThanOrEqual(2 * few.length + 2)
    expect(first).toBeLessThan(1_100)
    expect(more).toBeLessThan(900)
  }, 60_000)

  it('asks for everybody alone whom the list of people leaves out', async () => {
    const rows = (await database.rows('lead')).slice(0, 60)
    const people = rows.map(({ crmid, email }) => ({
      ...{ module: 'lead', recordId: `lead-${crmid}`, address: email! },
    }))
    const campaign = { ...campaignNamed('Passed over'), id: '' }
    const targets = targetsOf(campaign, people)
    sandbox.faults.add({
      ...{ kind: 'status', status: 200, body: [], times: 1 },
      match: { path: 'get_lead_list_full' },
    })
    await database.remove('lead', rows[7]!['crmid']!)
    const outcomes = await part.tell(lineTo(sandbox), campaign, targets)
    sandbox.faults.clear()
    const gone = outcomes.map(({ status }, at) => (status === 'gone' ? at : -1))
    expect(gone.filter((at) => at >= 0)).toEqual([7])
  })
})
