import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../database.ts'
import { CRMS, threeSystems, type ThreeSystems } from '../sync/write-backs/three-systems.ts'
import { MINUTE } from '../sync/write-backs/world.ts'

// SuiteCRM’s journeys, and more of them, are in test/sync/write-backs/three-systems.test.ts.
const OTHERS = CRMS.filter((name) => name !== 'suitecrm' || 'MEASURED' in process.env)

describe.each(OTHERS)('a firm with %s and two e-mail services', (crm) => {
  let world: ThreeSystems
  /** Whom all three write to, each an address of one person alone. */
  let people: string[]
  beforeAll(async () => {
    world = await threeSystems(crm)
    await world.read('crm', ['opt_outs', 'people', 'contacts'])
    for (const system of ['esp', 'other'] as const) {
      await world.read(system, ['opt_outs', 'contacts'])
    }
    for (const system of ['esp', 'crm', 'other'] as const) await world.tell(system)
    people = await mailedByAll(world)
  }, 180_000)
  afterAll(() => world?.close())

  /** How long something takes, by the clock of the CRM. */
  const within = async (ms: number, work: () => Promise<void>) => {
    const { clock, requests } = world.sides.crm.sandbox
    const [begun, asked, real] = [clock.now(), requests.length, performance.now()]
    await work()
    // MEASURED=1 says how long each took, SuiteCRM’s among them.
    if ('MEASURED' in process.env) {
      const took = [clock.now() - begun, Math.round(performance.now() - real)]
      console.log(`${crm}: ${took.join(' ms by its clock, ')} ms, ${requests.length - asked} calls`)
    }
    expect(clock.now() - begun).toBeGreaterThan(0)
    expect(clock.now() - begun).toBeLessThanOrEqual(ms)
  }

  test('an opt-out travels from a service to the CRM and the other one within a minute', async () => {
    const address = people[0]!
    const { sandbox } = world.sides.esp
    const found = sandbox.truth().contacts.find((one) => one.address.toLowerCase() === address)!
    expect(await world.isOut(address)).toBe(false)
    expect(sandbox.recipients.optOut(found.contactId, 'enough')).toBe(true)
    await within(MINUTE, async () => {
      await world.read('esp', ['opt_outs'])
      await world.tell('crm')
      await world.tell('other')
    })
    expect(await world.isOut(address)).toBe(true)
    expect(world.permission('other', address)).toBe('unsubscribed')
    expect(await toldOf(world, address)).toEqual([
      { connection_id: world.sides.crm.connectionId, status: 'done' },
      { connection_id: world.sides.other.connectionId, status: 'done' },
    ])
  }, 120_000)

  test('the CRM’s own opt-out travels to both services within a minute', async () => {
    const address = people[1]!
    await world.tick(address, true)
    await within(MINUTE, async () => {
      await world.read('crm', ['opt_outs', 'contacts'])
      await world.tell('esp')
      await world.tell('other')
    })
    expect(world.permission('esp', address)).toBe('unsubscribed')
    expect(world.permission('other', address)).toBe('unsubscribed')
    // Whoever told it is not told it back.
    expect(await toldOf(world, address)).toEqual([
      { connection_id: world.sides.esp.connectionId, status: 'done' },
      { connection_id: world.sides.other.connectionId, status: 'done' },
    ])
  }, 120_000)
})

async function mailedByAll({ inTx }: ThreeSystems): Promise<string[]> {
  const { rows } = await inTx((tx) =>
    sql<{ address: string }>`
      select a.canonical as address from address a
      where (select count(distinct k.connection_id) from contact k where k.address_id = a.id
          and k.gone_at is null and k.permission in ('explicit', 'implicit', 'ok', 'a')) = 3
        and (select count(*) from person_address p where p.address_id = a.id) = 1
        and not exists (select from consent_fact f where f.address_id = a.id and not f.opted_in)
      order by 1`.execute(tx),
  )
  return rows.map(({ address }) => address)
}

async function toldOf({ inTx }: ThreeSystems, address: string) {
  const { rows } = await inTx((tx) =>
    sql<{ connection_id: number; status: string }>`
      select w.connection_id, w.status from write_back w join address a on a.id = w.address_id
      where a.canonical = ${address} order by 1`.execute(tx),
  )
  return rows
}
