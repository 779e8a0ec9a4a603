import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  carryKnownLate,
  consentOfPerson,
  correctAddress,
  endAddress,
  liftOptOut,
  recordEspOptOuts,
  type EspOptOut,
} from '../../src/consent/index.ts'
import type { Homing } from '../../src/homing.ts'
import { carryOutTask } from '../../src/ledger/tasks/carry-out.ts'
import { showTask } from '../../src/ledger/index.ts'
import { addAddress, addressesOfPerson, identifyAddresses } from '../../src/people/index.ts'
import type { Session, Tx } from '../../src/platform/database/index.ts'
import { choose } from '../../src/preferences/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'

const HOUR = 3_600_000
const CORRECTED = Date.UTC(2026, 2, 4, 12)
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

interface Met {
  addressId: number
  personId: number
}

async function met(canonical: string): Promise<Met> {
  return inside(async (tx) => {
    const stranger = new Map([[canonical, { address: canonical }]])
    const addressId = (await identifyAddresses(tx, workspaceId, stranger)).get(canonical)!
    const { person_id: personId } = await tx
      .selectFrom('person_address')
      .select('person_id')
      .where('address_id', '=', addressId)
      .executeTakeFirstOrThrow()
    return { addressId, personId }
  })
}

const by = ({ personId }: Met, now = CORRECTED) => ({ workspaceId, personId, actor, now })
const correct = (who: Met, address: string) => (tx: Tx) =>
  correctAddress(tx, { ...by(who), addressId: who.addressId }, { address, note: '' })
const left =
  (who: Met, occurredAt: number, more: Partial<EspOptOut> = {}) =>
  (tx: Tx) =>
    recordEspOptOuts(
      tx,
      workspaceId,
      [
        {
          ...{ addressId: who.addressId, occurredAt, reason: 'too many', cause: 'wish' },
          ...{ connectionId, campaignId: null, naturalKey: `contact:${occurredAt}` },
          ...more,
        },
      ],
      CORRECTED + 5 * HOUR,
    )
const consent = (who: Met) => inside((tx) => consentOfPerson(tx, workspaceId, who.personId))
const isOut = async (who: Met) => (await consent(who)).isOptedOut

describe('an opt-out that an ESP tells after the address was corrected', () => {
  test.each([
    ['said before', -HOUR],
    ['said since, by the link in an old mail', HOUR],
  ])('%s, is the person’s', async (_, after) => {
    const ann = await met('an@x.example')
    await inside(correct(ann, 'ann@x.example'))
    await inside(left(ann, CORRECTED + after))
    await inside(left(ann, CORRECTED + after))
    expect(await isOut(ann)).toBe(true)
    const { facts } = await consent(ann)
    expect(facts.filter((fact) => fact.personId === ann.personId)).toHaveLength(1)
  })

  test('is so as well where the address was ended, and a complaint stays one', async () => {
    const ann = await met('an@x.example')
    await inside((tx) => addAddress(tx, by(ann), { address: 'ann@x.example', isPrimary: true }))
    await inside((tx) => endAddress(tx, { ...by(ann), addressId: ann.addressId }, { note: '' }))
    await inside(left(ann, CORRECTED - HOUR, { cause: 'complaint' }))
    expect((await consent(ann)).complainedAt).not.toBeNull()
  })

  test('does not outlive a lift that came later than both, and outlives an earlier one', async () => {
    const ann = await met('an@x.example')
    await inside((tx) => liftOptOut(tx, by(ann, CORRECTED - HOUR), { evidence: 'a letter' }))
    await inside(correct(ann, 'ann@x.example'))
    await inside(left(ann, CORRECTED - HOUR / 2))
    expect(await isOut(ann)).toBe(true)
    await inside((tx) => liftOptOut(tx, by(ann, CORRECTED + 2 * HOUR), { evidence: 'a letter' }))
    await inside(left(ann, CORRECTED + HOUR))
    expect(await isOut(ann)).toBe(false)
    await inside(left(ann, CORRECTED + 3 * HOUR))
    expect(await isOut(ann)).toBe(true)
  })

  test('is nobody’s who had lifted it there since, or who left the address to others before', async () => {
    const ann = await met('info@x.example')
    const bob = await met('bob@x.example')
    await inside((tx) => addAddress(tx, by(bob), { address: 'info@x.example', isPrimary: false }))
    await inside(correct(ann, 'ann@x.example'))
    await inside(left(ann, CORRECTED + HOUR))
    expect([await isOut(ann), await isOut(bob)]).toEqual([false, true])
    await inside(left(ann, CORRECTED - HOUR))
    expect(await isOut(ann)).toBe(true)
  })

  test('of a group that stands for no topic closes the new address, and no other', async () => {
    const ann = await met('an@x.example')
    await inside(correct(ann, 'ann@x.example'))
    await inside(left(ann, CORRECTED + HOUR, { group: { kind: 'group', id: 'g1' } }))
    expect(await isOut(ann)).toBe(false)
    const [current] = await inside((tx) => addressesOfPerson(tx, workspaceId, ann.personId))
    expect((await consent(ann)).optedOutAddressIds).toEqual([current!.id])
  })

  test('alone is carried in its system’s name: of one that came in time nobody asks for it', async () => {
    const ann = await met('an@x.example')
    const names = (text: string) => /select "name" from "connection"/.test(text)
    expect((await statementsOf(() => inside(left(ann, CORRECTED)))).filter(names)).toEqual([])
    await inside(correct(ann, 'ann@x.example'))
    const late = await statementsOf(() => inside(left(ann, CORRECTED + HOUR)))
    expect(late.filter(names)).toHaveLength(1)
    expect((await consent(ann)).facts.map((fact) => fact.actor)).toContain('The ESP')
  })
})

describe('an opt-out that came late before it was carried at once', () => {
  const stand = async (who: Met, saidAt: number, knownAt: number, key = 'old') =>
    inside((tx) =>
      sql`
        insert into consent_fact (workspace_id, address_id, scope, opted_in, occurred_at, source,
          connection_id, natural_key, recorded_at)
        values (${workspaceId}, ${who.addressId}, 'everything', false,
          ${new Date(saidAt)}, 'esp', ${connectionId}, ${`${key}:${who.addressId}`},
          ${new Date(knownAt)})`.execute(tx),
    )
  const carried = async () => {
    let [carried, looked, place] = [0, 0, 0]
    for (let portion = 0; portion < 10; portion++) {
      const by = { workspaceId, now: CORRECTED + 9 * HOUR }
      const found = await inside((tx) => carryKnownLate(tx, by, place))
      carried += found.carried
      looked += found.looked
      if (found.place === null) return { carried, looked }
      place = found.place
    }
    throw new Error('It did not come to an end.')
  }

  test('is the person’s afterwards, and once, whoever said it when', async () => {
    const before = await met('an@x.example')
    const since = await met('bo@x.example')
    const used = await met('cy@x.example')
    for (const one of [before, since]) {
      await inside(correct(one, `new.${one.addressId}@x.example`))
    }
    await stand(before, CORRECTED - HOUR, CORRECTED + 2 * HOUR)
    await stand(since, CORRECTED + HOUR, CORRECTED + 2 * HOUR)
    await stand(used, CORRECTED, CORRECTED)
    expect([await isOut(before), await isOut(since)]).toEqual([false, false])
    expect(await carried()).toEqual({ carried: 2, looked: 2 })
    expect([await isOut(before), await isOut(since)]).toEqual([true, true])
    const { facts } = await consent(before)
    expect(facts.map((fact) => fact.actor)).toContain('The ESP')
    expect(await carried()).toEqual({ carried: 2, looked: 2 })
    expect((await consent(before)).facts).toHaveLength(facts.length)
  })

  test('is carried by the task that the update leaves to each firm', async () => {
    const ann = await met('an@x.example')
    await inside(correct(ann, 'ann@x.example'))
    await stand(ann, CORRECTED - HOUR, CORRECTED + 2 * HOUR)
    const taskId = await inside(async (tx) => {
      const { rows } = await sql<{ id: number }>`
        insert into task (workspace_id, kind, title, ask, total, started_by)
        values (${workspaceId}, 'carry_opt_outs', '', '{}', 1, 'Homing') returning id`.execute(tx)
      return rows[0]!.id
    })
    const homing = { database: at.database, now: () => CORRECTED + 9 * HOUR } as Homing
    await carryOutTask(homing, { workspaceId, taskId })
    expect(await inside((tx) => showTask(tx, taskId))).toMatchObject({
      title: 'Carry opt-outs that came late to the addresses in use now',
      status: 'done',
      outcome: [
        { name: 'carried', count: 1 },
        { name: 'not late', count: 0 },
      ],
    })
    expect(await isOut(ann)).toBe(true)
  })

  test('stays lifted where it was lifted since, and others’ where it was said of theirs', async () => {
    const ann = await met('an@x.example')
    const eve = await met('info@x.example')
    const bob = await met('bob@x.example')
    await inside((tx) => addAddress(tx, by(bob), { address: 'info@x.example', isPrimary: false }))
    for (const one of [ann, eve]) await inside(correct(one, `new.${one.addressId}@x.example`))
    await stand(ann, CORRECTED - HOUR, CORRECTED + HOUR)
    await inside((tx) => liftOptOut(tx, by(ann, CORRECTED + 2 * HOUR), { evidence: 'a letter' }))
    await stand(eve, CORRECTED + HOUR, CORRECTED + HOUR)
    await carried()
    expect([await isOut(ann), await isOut(eve), await isOut(bob)]).toEqual([false, false, true])
  })

  test('is found among more addresses than one portion looks at', async () => {
    const last = await inside(async (tx) => {
      const strangers = Array.from({ length: 1_001 }, (_, n) => `n${n}@x.example`)
      const of = new Map(strangers.map((address) => [address, { address }]))
      const ids = await identifyAddresses(tx, workspaceId, of)
      await sql`update person_address set ended_at = ${new Date(CORRECTED)}
        where workspace_id = ${workspaceId}`.execute(tx)
      return Math.max(...ids.values())
    })
    await stand({ addressId: last, personId: 0 }, CORRECTED, CORRECTED + 2 * HOUR)
    expect(await carried()).toEqual({ carried: 1, looked: 1_001 })
  })
})

/** The statements that are made meanwhile. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = []
  const { engine } = at.database
  const lend = engine.lend.bind(engine)
  engine.lend = async () => {
    const session = await lend()
    const query: Session['query'] = (text, values) => {
      texts.push(text)
      return session.query(text, values)
    }
    return { ...session, query }
  }
  await work()
  engine.lend = lend
  return texts
}

/** Two connections: each begins while the other has written, and not committed. */
describe.skipIf(!process.env['TEST_DATABASE_URL'])('while the address is being corrected', () => {
  const sending = { evidence: '', reason: '', doubt: '', now: CORRECTED }
  const chosen = (who: Met) => (tx: Tx) => {
    const place = { workspaceId, addressId: who.addressId, campaignId: null, keyNumber: 99 }
    return choose(tx, place, { act: 'leave_everything' }, sending)
  }
  const wishes = { 'told by an ESP': (who: Met) => left(who, CORRECTED), 'by a link': chosen }

  test.each([
    ['told by an ESP', 'first'],
    ['told by an ESP', 'second'],
    ['by a link', 'first'],
    ['by a link', 'second'],
  ] as const)('an opt-out %s is the person’s, come %s', async (door, place) => {
    const ann = await met('an@x.example')
    const both: ((tx: Tx) => Promise<unknown>)[] = [
      wishes[door](ann),
      correct(ann, 'ann@x.example'),
    ]
    const [first, second] = place === 'first' ? both : both.reverse()
    let end = () => {}
    const mayEnd = new Promise<void>((done) => (end = done))
    let begin = () => {}
    const hasBegun = new Promise<void>((done) => (begin = done))
    const one = inside(async (tx) => {
      await first!(tx)
      begin()
      await mayEnd
    })
    await hasBegun
    const other = inside(second!)
    await new Promise((done) => setTimeout(done, 300))
    end()
    await Promise.all([one, other])
    expect(await isOut(ann)).toBe(true)
  })
})
