import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { brokenAuditEntry } from '../../src/accounts/index.ts'
import { askMayWrite, correctAddress, recordOptOut } from '../../src/consent/index.ts'
import { mendProblem, readReceiptsAgain, rebuild } from '../../src/ledger/index.ts'
import { constantContact } from '../../src/connectors/esp/constant-contact/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { row } from '../ledger/receipts-world.ts'
import { NOW } from '../ledger/world.ts'
import { importFile, peopleWorld } from '../people/world.ts'
import { ADMIN, dumpOf, erasureWorld, foundIn, mailing, type ErasureWorld } from './world.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const NAME = 'Ada Lovelace-Byron'
const DERIVED = [
  ...['recipient', 'recipient_link', 'verdict', 'campaign_count', 'campaign_bounce'],
  ...['campaign_hour', 'event'],
]

/** Every derived row and every event, as the tables hold them. */
async function counts(world: ErasureWorld): Promise<Record<string, string[]>> {
  const picture: Record<string, string[]> = {}
  for (const table of DERIVED) {
    const rows = await world.ask<{ line: string }>(
      `select (to_jsonb(t) - '{key}'::text[])::text as line from ${table} t order by 1`,
    )
    picture[table] = rows.map((one) => one.line)
  }
  return picture
}

/** Everything a reading could have added to. */
async function sizes(world: ErasureWorld): Promise<Record<string, number>> {
  const tables = ['event', 'person', 'address', 'consent_fact', 'problem', 'link', 'detail']
  const sums: Record<string, number> = {}
  for (const table of [...tables, 'contact_identity', 'person_address', 'recipient']) {
    sums[table] = await world.count(table)
  }
  return sums
}

async function readAllAgain(world: ErasureWorld): Promise<number> {
  const ids = await world.ask<{ id: number }>(`select id from receipt order by id`)
  const outcome = await world.inWorkspace((tx) =>
    readReceiptsAgain(
      tx,
      { ...world.by, ...world, runId: null, connector: constantContact, now: NOW },
      ids.map((one) => one.id),
    ),
  )
  return outcome.written + outcome.optOuts.written
}

describe('an erasure', () => {
  let world: ErasureWorld
  let other: ErasureWorld
  let ada: number
  let before: Awaited<ReturnType<typeof counts>>
  let otherBefore: string

  beforeAll(async () => {
    world = await erasureWorld(at)
    other = await erasureWorld(at)
    await mailing(other)
    await mailing(world)
    await importFile(
      world.homing,
      world.by.workspaceId,
      'external_id,name,first_name,last_name,email,phone,organization,organization_kind\n'
        + `crm-ada-1,${NAME},Ada,Lovelace-Byron,ada@example.com,+44 20 7946 0123,The Lovelaces,household\n`
        + `,${NAME},,,ada@example.com; ada@@example.com,,,\n`,
    )
    await world.arrive([row('x', { email_address: 'ada@@example.com', contact_id: 'contact-ada' })])
    await world.read()
    const [problem] = (await world.open()).items
    ada = await world.personAt('ada@example.com')
    await mendProblem(world.homing, {
      workspaceId: world.by.workspaceId,
      actor: ADMIN,
      problemId: problem!.id,
      value: 'ada@example.com',
    })
    await world.inWorkspace((tx) =>
      recordOptOut(
        tx,
        { workspaceId: world.by.workspaceId, personId: ada, actor: ADMIN, now: NOW },
        { reason: 'Countess Lovelace rang', evidence: 'From +44 20 7946 0123' },
      ),
    )
    before = await counts(world)
    otherBefore = JSON.stringify(await counts(other))
    await world.erase(ada, NAME)
  })

  test('has an end, and says what it did', async () => {
    const [one] = await world.ask<{ status: string; sealed: null; outcome: object }>(
      'select status, sealed, outcome from erasure',
    )
    expect(one).toMatchObject({
      status: 'done',
      sealed: null,
      outcome: { 'pages rewritten': 6, 'problems about the person': 1, 'entries of the audit': 1 },
    })
  })

  test('leaves no letter of the person in this firm, and every one in the other', async () => {
    expect(foundIn(await dumpOf(at, world.by.workspaceId))).toEqual([])
    expect(foundIn(await dumpOf(at, other.by.workspaceId)).length).toBeGreaterThan(5)
    expect(JSON.stringify(await counts(other))).toBe(otherBefore)
  })

  test('leaves every event and every count as it was, also when they are made again', async () => {
    expect(await counts(world)).toEqual(before)
    await rebuild(world.homing.database, world.by.workspaceId)
    expect(await counts(world)).toEqual(before)
  })

  test('what is kept of the pages, read again, tells nothing new', async () => {
    const known = await sizes(world)
    expect(await readAllAgain(world)).toBe(0)
    expect(await sizes(world)).toEqual(known)
    expect((await world.open()).items).toEqual([])
  })

  test('the pages told again by the ESP add nothing, and leave no letter', async () => {
    const known = await sizes(world)
    await mailing(world)
    await world.arrive([
      row('x', { email_address: 'ada@@example.com', contact_id: 'contact-dora' }),
    ])
    await world.read()
    expect({ ...(await sizes(world)), problem: known['problem'] }).toEqual(known)
    const needles = ['ada@example', 'lovelace', 'contact-ada', 'countess', 'i, ada', 'ada-was-here']
    expect(foundIn(await dumpOf(at, world.by.workspaceId), needles)).toEqual([])
  })

  test('later news counts under the pseudonym, and makes no person', async () => {
    const people = await world.count('person')
    await world.arrive([row('ada', { created_time: '2026-05-09T10:00:00Z' }, 'open')], {
      ...{ stream: 'events', activity: 'A1', kind: 'open' },
    })
    const outcomes = await world.read()
    expect(outcomes[0]?.written).toBe(1)
    expect(await world.count('person')).toBe(people)
    expect(foundIn(await dumpOf(at, world.by.workspaceId), ['ada@example'])).toEqual([])
  })

  test('an import with the address is refused, with the reason, and keeps nothing of it', async () => {
    const { workspaceId } = world.by
    const file = 'name,email,other_emails\n' + `Ada,ADA@example.com,\nBob,bob@example.com,\n`
    const done = await importFile(peopleWorld(at.database).homing, workspaceId, file)
    expect([done.rows_refused, done.people_created]).toEqual([1, 1])
    const [refusal] = await world.ask<{ reason: string }>(
      'select reason, field, record from import_refusal order by import_id desc limit 1',
    )
    expect(refusal).toEqual({
      ...{ field: 'email', record: {} },
      reason: 'The address belongs to somebody who was erased and must not be kept again.',
    })
    expect(foundIn(await dumpOf(at, workspaceId), ['ada@example'])).toEqual([])
  })

  test('nobody may write to the address, nor give it to anybody', async () => {
    const { workspaceId } = world.by
    const ask = { channel: 'email', class: 'marketing', topicId: null } as const
    const [answer] = await world.inWorkspace((tx) =>
      askMayWrite(tx, workspaceId, { ...ask, addresses: ['Ada@example.com'] }, NOW),
    )
    expect(answer).toMatchObject({ mayWrite: false, reason: 'erased' })
    const ben = await world.personAt('ben@example.com')
    const [link] = await world.ask<{ id: number }>(
      `select address_id as id from person_address where person_id = ${ben}`,
    )
    const change = { workspaceId, personId: ben, addressId: link!.id, actor: ADMIN, now: NOW }
    await expect(
      world.inWorkspace((tx) =>
        correctAddress(tx, change, { address: 'ada@example.com', note: '' }),
      ),
    ).rejects.toThrow(/erased/)
  })

  test('the audit still proves itself, and a change of an erased entry shows', async () => {
    const broken = () => world.inWorkspace((tx) => brokenAuditEntry(tx))
    expect(await broken()).toBe(null)
    const entries = `workspace_id = ${world.by.workspaceId}`
    const [erased] = await world.ask<{ id: number; teller: number; detail: object }>(
      'select id, erased_in as teller, detail from audit where erased_in is not null',
    )
    await asOwner(at, `update audit set detail = '{"a":1}' where ${entries} and id = ${erased!.id}`)
    expect(await broken()).toBe(erased!.id)
    const was = JSON.stringify(erased!.detail)
    await asOwner(at, `update audit set detail = '${was}' where ${entries} and id = ${erased!.id}`)
    expect(await broken()).toBe(null)
    // Another entry cannot be passed off as erased.
    await asOwner(
      at,
      `update audit set sentence = 'Nothing happened.', erased_in = ${erased!.teller}
       where ${entries} and action = 'start_import' and id < ${erased!.teller}`,
    )
    expect(await broken()).not.toBe(null)
  })
})

async function asOwner({ database }: TestDatabase, statement: string): Promise<void> {
  const session = await database.engine.lendAsOwner()
  try {
    await session.script(statement)
  } finally {
    session.release()
  }
}
