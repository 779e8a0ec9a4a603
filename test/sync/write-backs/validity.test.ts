import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { PageRead } from '../../../src/ledger/read-pages.ts'
import { takeSuppressions } from '../../../src/ledger/suppressions.ts'
import { confirmAddress } from '../../../src/people/index.ts'
import { databaseOf } from '../../connectors/suitecrm/stage.ts'
import { sql } from '../../database.ts'
import { withCrm, type CrmSide } from './crm.ts'
import { MINUTE, twoWorlds, type TwoWorlds } from './world.ts'

let world: TwoWorlds
let crm: CrmSide
/** Mailed from the CRM, an address of one person alone. */
let people: string[]
beforeAll(async () => {
  world = await twoWorlds()
  const enqueue = async () => undefined
  Object.assign(world.homing, { jobs: { enqueue, enqueueNow: enqueue } })
  crm = await withCrm(world)
  await read()
  await world.tell(crm)
  people = await world.inTx(async (tx) => {
    const { rows } = await sql<{ address: string }>`
      select a.canonical as address from contact k join address a on a.id = k.address_id
      where k.connection_id = ${crm.connectionId} and k.permission = 'ok' and a.is_valid
        and (select count(*) from person_address p where p.address_id = a.id) = 1
      order by 1`.execute(tx)
    return rows.map((row) => row.address)
  })
}, 120_000)
afterEach(() => crm.sandbox.faults.clear())
afterAll(() => world.close())

let next = 0
/** Somebody no test has touched. */
const someone = () => people[next++]!
const read = () => world.sync2(crm, ['opt_outs', 'people', 'lists', 'contacts'])
/** What it says of addresses that are opted out or dead. */
const heard = () => world.sync2(crm, ['opt_outs'])
const contactsRead = () => world.sync2(crm, ['lists', 'contacts'])
const database = () => databaseOf(crm.sandbox)

/** What the path of an event or a policy makes of an address, without its events. */
async function make(address: string, what: 'bounced' | 'worn out' | 'good'): Promise<void> {
  const at = new Date(world.homing.now())
  await world.inTx((tx) =>
    (what === 'bounced'
      ? sql`update address set bounced_at = ${at}, bounced_reason = '550 5.1.1'
          where canonical = ${address}`
      : sql`update address set soft_invalid_at = ${what === 'good' ? null : at}::timestamptz,
          soft_first_at = ${at}, soft_last_at = ${at}, soft_reason = '452', soft_count = 5
          where canonical = ${address}`
    ).execute(tx),
  )
}

async function confirm(address: string): Promise<void> {
  const ids = await world.person(address)
  const change = { workspaceId: world.by.workspaceId, ...ids, actor: 'console' as const }
  await world.inTx((tx) => confirmAddress(tx, { ...change, now: world.homing.now() }, 'by phone'))
}

interface Held {
  invalid: boolean
  optOut: boolean
  modifiedAt: string
}

async function there(address: string): Promise<Held> {
  const path = `/_sandbox/crm/addresses?address=${encodeURIComponent(address)}`
  return (await (await fetch(crm.sandbox.url + path)).json()) as Held
}

async function here(address: string) {
  return world.inTx(async (tx) => {
    const { rows } = await sql<{ valid: boolean; suppressed: boolean; word: string | null }>`
      select a.is_valid as valid, a.suppressed_at is not null as suppressed,
        (select k.permission from contact k where k.address_id = a.id
          and k.connection_id = ${crm.connectionId}) as word
      from address a where a.canonical = ${address}`.execute(tx)
    return rows[0]!
  })
}

const rowOf = async (address: string) =>
  (await world.rows(crm)).find((row) => row.address === address && row.kind === 'validity')
const writes = () =>
  crm.sandbox.requests.filter(({ operation = '' }) => operation.startsWith('set_')).length

test('a dead address is marked there, and the mark read again is no news', async () => {
  const address = someone()
  await make(address, 'bounced')
  expect(await rowOf(address)).toMatchObject({ wanted: 'invalid', status: 'waiting' })
  const before = writes()
  await world.tell(crm)
  expect(await there(address)).toMatchObject({ invalid: true, optOut: false })
  expect(writes() - before).toBe(1)
  expect(await rowOf(address)).toMatchObject({
    status: 'done',
    outcome: 'SuiteCRM holds the address as invalid.',
  })
  expect((await here(address)).word).toBe('invalid')
  world.together(10 * MINUTE)
  await heard()
  expect(await here(address)).toMatchObject({ valid: false, suppressed: false, word: 'invalid' })
  await world.tell(crm)
  expect(writes() - before).toBe(1)
})

test('what wore out and lives again is good there again, whatever was read meanwhile', async () => {
  const address = someone()
  await make(address, 'worn out')
  await world.tell(crm)
  expect((await there(address)).invalid).toBe(true)
  world.together(10 * MINUTE)
  await heard()
  await make(address, 'good')
  expect((await here(address)).valid).toBe(true)
  await heard()
  expect((await here(address)).valid).toBe(true)
  await world.tell(crm)
  expect((await there(address)).invalid).toBe(false)
  expect(await rowOf(address)).toMatchObject({ wanted: 'valid', status: 'done' })
})

test('only the last state is told, and what came to nothing is told to nobody', async () => {
  const address = someone()
  const before = writes()
  for (const what of ['worn out', 'good', 'worn out', 'good'] as const) await make(address, what)
  await world.tell(crm)
  expect(writes()).toBe(before)
  expect(await rowOf(address)).toMatchObject({ wanted: 'valid', status: 'not_needed' })
})

test('what somebody there marked later stays, until a person here says that it is good', async () => {
  const address = someone()
  await make(address, 'worn out')
  await world.tell(crm)
  world.together(10 * MINUTE)
  await database().flag(address, { invalid: false })
  world.together(10 * MINUTE)
  await database().flag(address, { invalid: true })
  await make(address, 'good')
  await world.tell(crm)
  expect(await rowOf(address)).toMatchObject({
    status: 'not_needed',
    outcome: expect.stringMatching(/^SuiteCRM itself says/) as string,
  })
  await heard()
  expect(await here(address)).toMatchObject({ valid: false, suppressed: true })
  world.together(10 * MINUTE)
  await confirm(address)
  await world.tell(crm)
  expect((await there(address)).invalid).toBe(false)
  world.together(10 * MINUTE)
  await heard()
  expect(await here(address)).toMatchObject({ valid: true, word: 'ok' })
})

test('a dead address the CRM spells otherwise is marked there', async () => {
  const address = someone()
  const [here, spelled] = ['ida@b\u00fccher.example', 'ida@xn--bcher-kva.example']
  const record = await world.inTx(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      with a as (update address set address = ${here}, canonical = ${spelled}
        where canonical = ${address} returning id)
      select r.external_id as id from a join person_address u on u.address_id = a.id
      join crm_record r on r.person_id = u.person_id and r.module = 'Contacts'`.execute(tx)
    return rows[0]!.id
  })
  await database().patch('Contacts', record, { email1: spelled })
  await make(spelled, 'bounced')
  await world.tell(crm)
  expect((await there(spelled)).invalid).toBe(true)
})

test('what the CRM says itself is not told back to it', async () => {
  const address = someone()
  await database().flag(address, { invalid: true })
  world.together(10 * MINUTE)
  await heard()
  expect((await here(address)).valid).toBe(false)
  expect(await rowOf(address)).toBeUndefined()
})

test('a mark that was taken off there is left alone, and a new bounce is told again', async () => {
  const address = someone()
  await make(address, 'bounced')
  await world.tell(crm)
  world.together(10 * MINUTE)
  // SuiteCRM's trap: whoever makes a person with the address clears its flags in the same way.
  await database().flag(address, { invalid: false })
  await contactsRead()
  world.together(10 * MINUTE)
  await contactsRead()
  await world.tell(crm)
  expect((await there(address)).invalid).toBe(false)
  expect(await rowOf(address)).toMatchObject({
    status: 'not_needed',
    outcome: 'Somebody there took it back since. A new bounce is told again.',
  })
  world.together(10 * MINUTE)
  await make(address, 'bounced')
  await world.tell(crm)
  expect((await there(address)).invalid).toBe(true)
})

test('an opt-out and a dead address are two things, and neither stands for the other', async () => {
  const address = someone()
  await make(address, 'worn out')
  await world.optOut(address)
  await world.tell(crm)
  expect(await there(address)).toMatchObject({ invalid: true, optOut: true })
  world.together(10 * MINUTE)
  await heard()
  await make(address, 'good')
  await world.tell(crm)
  expect(await there(address)).toMatchObject({ invalid: false, optOut: true })
  await world.lift(address)
  await make(address, 'worn out')
  await world.tell(crm)
  expect(await there(address)).toMatchObject({ invalid: true, optOut: false })
  // A wish that we told is a later change of the address there: the mark is ours all the same.
  world.together(10 * MINUTE)
  await world.optOut(address)
  await world.tell(crm)
  world.together(10 * MINUTE)
  await world.lift(address)
  await world.tell(crm)
  expect(await there(address)).toMatchObject({ invalid: true, optOut: false })
  await heard()
  await make(address, 'good')
  await world.tell(crm)
  expect(await there(address)).toMatchObject({ invalid: false, optOut: false })
})

test('an answer that was lost is told once more, and the mark is known for ours', async () => {
  const address = someone()
  await make(address, 'worn out')
  crm.sandbox.faults.add({ kind: 'lost-answer', match: { operation: 'set_entry' }, times: 1 })
  await world.tell(crm)
  expect((await there(address)).invalid).toBe(true)
  await heard()
  expect((await here(address)).suppressed).toBe(false)
  await make(address, 'good')
  world.together(60 * MINUTE)
  await world.tell(crm)
  expect((await there(address)).invalid).toBe(false)
})

test('an outage costs nothing: what is due is told when it is over', async () => {
  const addresses = [someone(), someone(), someone()]
  crm.sandbox.faults.add({ kind: 'server-error', status: 503, times: 10_000 })
  for (const address of addresses) await make(address, 'bounced')
  await world.tell(crm)
  crm.sandbox.faults.clear()
  world.together(24 * 60 * MINUTE)
  await world.tell(crm)
  for (const address of addresses) {
    expect(await rowOf(address)).toMatchObject({ status: 'done' })
    expect((await there(address)).invalid).toBe(true)
  }
})

test('a word that was lost is found by comparing, and nothing is told of strangers', async () => {
  const address = someone()
  await make(address, 'bounced')
  await world.inTx((tx) =>
    sql`delete from write_back where kind = 'validity' and address_id in (
    select id from address where canonical = ${address})`.execute(tx),
  )
  await world.inTx((tx) =>
    sql`insert into address (workspace_id, address, canonical)
      values (${world.by.workspaceId}, 'nobody@x.example', 'nobody@x.example')`.execute(tx),
  )
  await make('nobody@x.example', 'bounced')
  await contactsRead()
  await world.tell(crm)
  expect((await there(address)).invalid).toBe(true)
  expect(await rowOf('nobody@x.example')).toBeUndefined()
})

test('a mark that carries our word is ours at whatever address it stands by then', async () => {
  const [address, corrected] = [someone(), someone()]
  await make(address, 'bounced')
  await world.tell(crm)
  const { mark } = (await rowOf(address))!
  const at = { ...world.by, connectionId: crm.connectionId, connector: {}, runId: null }
  const state = (word: string) =>
    world.inTx((tx) =>
      takeSuppressions(tx, { ...at, now: world.homing.now() }, [
        {
          receipt: { id: 1 } as PageRead['receipt'],
          suppressions: [
            {
              ...{ address: corrected, cause: 'bounce', reason: '', by: 'somebody', mark: word },
              occurredAt: world.homing.now(),
            },
          ],
        },
      ]),
    )
  await state(mark)
  expect((await here(corrected)).valid).toBe(true)
  await state('another')
  expect((await here(corrected)).valid).toBe(false)
})

test('an ESP is told nothing of it: it found out itself', async () => {
  const { rows } = await world.inTx((tx) =>
    sql`select from write_back where kind = 'validity'
      and connection_id <> ${crm.connectionId}`.execute(tx),
  )
  expect(rows).toEqual([])
})

test('from a hard bounce at an ESP to the mark, and from a corrected address to mail again', async () => {
  world.a.sandbox.clock.runUntilQuiet()
  world.together(MINUTE)
  await world.sync()
  const { rows: bounced } = await world.inTx((tx) =>
    sql<{ address: string; record: string }>`
      select a.canonical as address, r.external_id as record from address a
      join person_address p on p.address_id = a.id and p.ended_at is null
      join crm_record r on r.person_id = p.person_id and r.module = 'Contacts'
      join write_back w on w.address_id = a.id and w.connection_id = ${crm.connectionId}
        and w.kind = 'validity' and w.wanted = 'invalid' and w.status = 'waiting'
      where exists (select from event e where e.address_id = a.id and e.kind = 6)
      order by 1`.execute(tx),
  )
  expect(bounced.length).toBeGreaterThan(0)
  const { address, record } = bounced[0]!
  expect((await there(address)).invalid).toBe(false)
  await world.tell(crm)
  for (const one of bounced) expect((await there(one.address)).invalid).toBe(true)
  world.together(10 * MINUTE)
  const corrected = 'corrected.at.last@client.example'
  await database().patch('Contacts', record, { email1: corrected })
  world.together(10 * MINUTE)
  await read()
  await world.tell(crm)
  expect(await here(corrected)).toEqual({ valid: true, suppressed: false, word: 'ok' })
  expect(await rowOf(corrected)).toBeUndefined()
  expect(await here(address)).toMatchObject({ valid: false, suppressed: false })
  const written = world.inTx((tx) =>
    sql<{ address: string }>`select a.canonical as address from person_address p
      join address a on a.id = p.address_id and p.ended_at is null
      join crm_record r on r.person_id = p.person_id and r.external_id = ${record}`.execute(tx),
  )
  expect((await written).rows).toEqual([{ address: corrected }])
})
