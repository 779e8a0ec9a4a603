import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  consentOfPerson,
  correctAddress,
  countOptedOut,
  liftOptOut,
  recordEspOptOuts,
  recordOptOut,
} from '../../src/consent/index.ts'
import {
  addressesOfPerson,
  confirmAddress,
  countPeople,
  identifyAddresses,
  listPeople,
} from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'

const NOW = Date.UTC(2026, 2, 4, 12)
const actor = { id: 'u1', name: 'Ruth' }

let at: TestDatabase
let workspaceId: number
let connectionId: number
beforeAll(async () => {
  at = await freshDatabase()
})
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'A firm')
  const connection = await inside((tx) =>
    tx
      .insertInto('connection')
      .values({ workspace_id: workspaceId, connector: 'x', name: 'The ESP', status: 'active' })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  connectionId = connection.id
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)

/** A person an ESP made of an address. */
async function met(canonical: string) {
  return inside(async (tx) => {
    const ids = await identifyAddresses(
      tx,
      workspaceId,
      new Map([[canonical, { address: canonical }]]),
    )
    const addressId = ids.get(canonical)!
    const link = await tx
      .selectFrom('person_address')
      .select('person_id')
      .where('address_id', '=', addressId)
      .executeTakeFirstOrThrow()
    return { addressId, personId: link.person_id }
  })
}

const statement = (personId: number) => ({ workspaceId, personId, actor, now: NOW })
const espOptOut = (addressId: number, occurredAt: number) => ({
  addressId,
  occurredAt,
  reason: 'too many',
  cause: 'wish' as const,
  connectionId,
  campaignId: null,
  naturalKey: `contact:${addressId}:${occurredAt}`,
})
const isOut = async (personId: number) => {
  const consent = await inside((tx) => consentOfPerson(tx, workspaceId, personId))
  const listed = await inside((tx) =>
    listPeople(tx, workspaceId, { state: 'opted_out', limit: 50 }),
  )
  expect(listed.items.some((row) => row.id === personId)).toBe(consent.isOptedOut)
  return consent.isOptedOut
}
const audited = () =>
  inside((tx) => tx.selectFrom('audit').select(['action', 'actor']).orderBy('id').execute())

describe('opt-outs', () => {
  test('told by an ESP: thousands at once, the same one once', async () => {
    const canonicals = Array.from({ length: 3000 }, (_, n) => `p${n}@x.example`)
    const met = new Map(canonicals.map((one) => [one, { address: one }]))
    const ids = await inside((tx) => identifyAddresses(tx, workspaceId, met))
    const facts = [...ids.values()].map((id) => espOptOut(id, NOW))
    expect(await inside((tx) => recordEspOptOuts(tx, workspaceId, [...facts, ...facts], NOW))).toBe(
      3000,
    )
    expect(await inside((tx) => recordEspOptOuts(tx, workspaceId, facts, NOW))).toBe(0)
    const asked = { workspaceId, topicId: null, now: NOW }
    expect(await inside((tx) => countOptedOut(tx, asked))).toBe(3000)
  })

  test('recorded and lifted by a user, with audit and the fact that decides', async () => {
    const ann = await met('ann@x.example')
    await inside((tx) =>
      recordOptOut(tx, statement(ann.personId), { reason: 'asked', evidence: 'phone' }),
    )
    expect(await isOut(ann.personId)).toBe(true)
    await inside((tx) => liftOptOut(tx, statement(ann.personId), { evidence: 'wrote to us' }))
    expect(await isOut(ann.personId)).toBe(false)
    await inside((tx) => recordOptOut(tx, statement(ann.personId), { reason: '', evidence: '' }))
    expect(await isOut(ann.personId)).toBe(true)
    const { facts } = await inside((tx) => consentOfPerson(tx, workspaceId, ann.personId))
    expect(facts.length).toBe(6)
    expect(facts.filter((fact) => fact.decides).map((fact) => fact.optedIn)).toEqual([false])
    expect((await audited()).map((row) => `${row.actor} ${row.action}`)).toEqual([
      'Ruth record_opt_out',
      'Ruth lift_opt_out',
      'Ruth record_opt_out',
    ])
  })

  test('a lift needs evidence', async () => {
    const ann = await met('ann@x.example')
    const attempt = inside((tx) => liftOptOut(tx, statement(ann.personId), { evidence: ' ' }))
    await expect(attempt).rejects.toMatchObject({ status: 422, field: 'evidence' })
  })

  test("a lift works where the ESP's clock is ahead of ours, and later news holds again", async () => {
    const ann = await met('ann@x.example')
    const ahead = NOW + 86_400_000
    await inside((tx) => recordEspOptOuts(tx, workspaceId, [espOptOut(ann.addressId, ahead)], NOW))
    await inside((tx) => liftOptOut(tx, statement(ann.personId), { evidence: 'wrote to us' }))
    expect(await isOut(ann.personId)).toBe(false)
    await inside((tx) =>
      recordEspOptOuts(tx, workspaceId, [espOptOut(ann.addressId, ahead + 5)], NOW),
    )
    expect(await isOut(ann.personId)).toBe(true)
  })

  test('our mark beside a leaving that came after the return is no echo of ours', async () => {
    const ann = await met('ann@x.example')
    const returned = new Date(NOW)
    await inside((tx) =>
      sql`insert into write_back_lane (workspace_id, connection_id)
        values (${workspaceId}, ${connectionId})`.execute(tx),
    )
    await inside((tx) =>
      sql`insert into write_back (workspace_id, connection_id, address_id, wanted, status,
          is_single, called, called_at, caused_at, due_at, mark)
        values (${workspaceId}, ${connectionId}, ${ann.addressId}, 'in', 'done', true,
          'resubscribe', ${returned}, ${returned}, ${returned}, 'm1')`.execute(tx),
    )
    const marked = (occurredAt: number) => ({
      ...espOptOut(ann.addressId, occurredAt),
      mark: 'm1',
    })
    const told = (at: number) =>
      inside((tx) => recordEspOptOuts(tx, workspaceId, [marked(at)], NOW))
    expect(await told(NOW - 1000)).toBe(0)
    expect(await told(NOW + 1000)).toBe(1)
    expect(await isOut(ann.personId)).toBe(true)
    // A database restored from before the call knows of none.
    await inside((tx) => sql`update write_back set called = null`.execute(tx))
    expect(await told(NOW - 2000)).toBe(1)
  })

  test('what stands there undated since our call is ours, until the address is mailed there again', async () => {
    const ann = await met('ann@x.example')
    const called = new Date(NOW)
    const read = (at: number, permission: string) =>
      inside(async (tx) => {
        await sql`insert into contact (workspace_id, connection_id, address_id, external_id, permission)
          values (${workspaceId}, ${connectionId}, ${ann.addressId}, '7', ${permission})
          on conflict (workspace_id, connection_id, address_id)
            do update set permission = excluded.permission`.execute(tx)
        await sql`insert into write_back_lane (workspace_id, connection_id, unmailable_words,
            contacts_read_at)
          values (${workspaceId}, ${connectionId}, '{out}', ${new Date(at)})
          on conflict (workspace_id, connection_id)
            do update set contacts_read_at = excluded.contacts_read_at`.execute(tx)
      })
    const undated = { ...espOptOut(ann.addressId, 0), occurredAt: null, naturalKey: 'undated' }
    const told = () => inside((tx) => recordEspOptOuts(tx, workspaceId, [undated], NOW + 9000))
    await read(NOW - 1000, 'in')
    await inside((tx) =>
      sql`insert into write_back (workspace_id, connection_id, address_id, wanted, status,
          is_single, called, called_at, caused_at, due_at, is_ours)
        values (${workspaceId}, ${connectionId}, ${ann.addressId}, 'out', 'done', true,
          'opt_out', ${called}, ${called}, ${called}, true)`.execute(tx),
    )
    expect(await told(), 'they were read before the call').toBe(0)
    await read(NOW + 1000, 'out')
    expect(await told(), 'it is as we left it').toBe(0)
    await read(NOW + 2000, 'in')
    expect(await told()).toBe(1)
    expect(await isOut(ann.personId)).toBe(true)
  })

  test('a stranger from another workspace is not there', async () => {
    const ann = await met('ann@x.example')
    const words = { reason: '', evidence: '' }
    const elsewhere = { ...statement(ann.personId), workspaceId: at.otherWorkspaceId }
    const attempt = at.database.inWorkspace(at.otherWorkspaceId, (tx) =>
      recordOptOut(tx, elsewhere, words),
    )
    await expect(attempt).rejects.toMatchObject({ status: 404 })
  })
})

describe('correcting an address', () => {
  const correct = (who: { personId: number; addressId: number }, address: string) =>
    inside((tx) =>
      correctAddress(tx, { ...who, workspaceId, actor, now: NOW }, { address, note: '' }),
    )
  const addresses = (personId: number) =>
    inside((tx) => addressesOfPerson(tx, workspaceId, personId))

  test('keeps the old one as history and uses the new one', async () => {
    const ann = await met('an@x.example')
    await correct(ann, 'Ann@x.example')
    expect(await addresses(ann.personId)).toMatchObject([
      { address: 'Ann@x.example', isPrimary: true, endedAt: null },
      { address: 'an@x.example', isPrimary: false, endedAt: new Date(NOW) },
    ])
    expect((await audited()).map((row) => row.action)).toEqual(['correct_address'])
    const made = await inside((tx) => countPeople(tx, workspaceId))
    expect(made.people).toBe(1)
    // News about the old address makes no new person.
    expect((await met('an@x.example')).personId).toBe(ann.personId)
  })

  test('loses no opt-out: that of the old address stays with the person, even against an old lift', async () => {
    const ann = await met('an@x.example')
    await inside((tx) =>
      liftOptOut(tx, { ...statement(ann.personId), now: NOW + 1000 }, { evidence: 'earlier wish' }),
    )
    await inside((tx) =>
      recordEspOptOuts(tx, workspaceId, [espOptOut(ann.addressId, NOW + 2000)], NOW),
    )
    await correct(ann, 'ann@x.example')
    expect(await isOut(ann.personId)).toBe(true)
    await inside((tx) => liftOptOut(tx, statement(ann.personId), { evidence: 'asked again' }))
    expect(await isOut(ann.personId)).toBe(false)
  })

  test("takes over the new address's opt-out, and its other users stay as they are", async () => {
    const ann = await met('an@x.example')
    const bob = await met('shared@x.example')
    await inside((tx) => recordEspOptOuts(tx, workspaceId, [espOptOut(bob.addressId, NOW)], NOW))
    await correct(ann, 'shared@x.example')
    expect(await isOut(ann.personId)).toBe(true)
    expect((await addresses(ann.personId))[0]).toMatchObject({ id: bob.addressId, sharedWith: 1 })
  })

  test('that is a fax number: what was said of it becomes no word about mail', async () => {
    const ann = await met('fax:+442079460001')
    await inside((tx) => recordEspOptOuts(tx, workspaceId, [espOptOut(ann.addressId, NOW)], NOW))
    await correct(ann, '+44 20 7946 0002')
    const { rows } = await inside((tx) =>
      sql`select channel from consent_fact where person_id = ${ann.personId}`.execute(tx),
    )
    expect(rows).toEqual([{ channel: 'fax' }])
  })

  test('back to an address of before, the history is one link', async () => {
    const ann = await met('a@x.example')
    await correct(ann, 'b@x.example')
    const [b] = await addresses(ann.personId)
    await correct({ ...ann, addressId: b!.id }, 'a@x.example')
    expect(await addresses(ann.personId)).toMatchObject([
      { address: 'a@x.example', isPrimary: true, endedAt: null },
      { address: 'b@x.example', isPrimary: false },
    ])
  })

  test.each([
    ['nonsense', 422, 'address'],
    ['A@X.example', 409, 'address'],
  ])('to %s is refused', async (address, status, field) => {
    const ann = await met('a@x.example')
    await expect(correct(ann, address)).rejects.toMatchObject({ status, field })
  })

  test("an address that is not the person's, or is history, is refused", async () => {
    const ann = await met('a@x.example')
    const bob = await met('b@x.example')
    await expect(
      correct({ ...ann, addressId: bob.addressId }, 'c@x.example'),
    ).rejects.toMatchObject({
      status: 404,
    })
    await correct(ann, 'c@x.example')
    await expect(correct(ann, 'd@x.example')).rejects.toMatchObject({ status: 409 })
  })
})

test('confirming makes an address good again until the next hard bounce', async () => {
  const ann = await met('a@x.example')
  const bounce = (moment: number) =>
    inside((tx) =>
      tx
        .updateTable('address')
        .set({ bounced_at: new Date(moment), bounced_reason: 'B' })
        .where('id', '=', ann.addressId)
        .execute(),
    )
  const shown = async () =>
    (await inside((tx) => addressesOfPerson(tx, workspaceId, ann.personId)))[0]
  await bounce(NOW + 60_000)
  expect(await shown()).toMatchObject({ isValid: false, invalidReason: 'hard bounce (B)' })
  const change = { ...ann, workspaceId, actor, now: NOW }
  await inside((tx) => confirmAddress(tx, change, 'phoned her'))
  expect(await shown()).toMatchObject({ isValid: true, invalidReason: null })
  await bounce(NOW + 120_000)
  expect(await shown()).toMatchObject({ isValid: false })
  expect((await audited()).map((row) => row.action)).toEqual(['confirm_address'])
})
