import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  consentOfPerson,
  correctAddress,
  endAddress,
  goesOnHolding,
  liftOptOut,
  recordEspOptOuts,
  recordOptOut,
  undoMerge,
  type PartedPersons,
  type Wish,
} from '../../src/consent/index.ts'
import { addAddress, mergePersons } from '../../src/people/index.ts'
import { Refused } from '../../src/platform/refused.ts'
import type { Homing } from '../../src/homing.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'
import { addressId, dumpOf, sketch } from '../people/merge-world.ts'
import { importFile, peopleWorld } from '../people/world.ts'

const PEOPLE = ['A', 'B', 'C', 'D']
const ADDRESSES = ['a@x.example', 'b@x.example', 'c@x.example', 'home@x.example']
const actor = { id: 'u1', name: 'Ruth' }
/** A busy machine tries fewer; a failure is told as it was found, for shrinking it takes minutes. */
const BOUND = { interruptAfterTimeLimit: 20_000, endOnFailure: true }

type Step =
  | { do: 'merge'; who: number; other: number }
  | { do: 'undo'; nth: number }
  | { do: 'esp'; address: number }
  | { do: 'optOut' | 'lift'; who: number }
  | { do: 'add'; who: number; address: number }
  | { do: 'end'; who: number; address: number }
  | { do: 'correct'; who: number; address: number; to: number }
  | { do: 'import'; who: number; address: number }

const who = fc.nat(PEOPLE.length - 1)
const address = fc.nat(ADDRESSES.length - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant('merge' as const), who, other: who }), weight: 4 },
  { arbitrary: fc.record({ do: fc.constant('undo' as const), nth: fc.nat(3) }), weight: 4 },
  { arbitrary: fc.record({ do: fc.constant('esp' as const), address }), weight: 2 },
  {
    arbitrary: fc.record({ do: fc.constantFrom('optOut' as const, 'lift' as const), who }),
    weight: 4,
  },
  { arbitrary: fc.record({ do: fc.constant('add' as const), who, address }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant('end' as const), who, address }), weight: 1 },
  {
    arbitrary: fc.record({ do: fc.constant('correct' as const), who, address, to: address }),
    weight: 1,
  },
  { arbitrary: fc.record({ do: fc.constant('import' as const), who, address }), weight: 1 },
)

/**
 * What must hold at least, kept beside the database in the simplest way: for each person as it was
 * before any merge, where an opt-out of it stands: with the person (0) or at an address. Only an
 * explicit lift takes one away; for those who were merged, until they are parted again.
 */
class Duty {
  /** By person: place to the moment it was learnt. */
  readonly stands = PEOPLE.map(() => new Map<number, number>())
  readonly #lifted: { person: number; learnt: number; merges: number[] }[] = []

  learn(persons: number[], place: number, at: number) {
    for (const person of persons) {
      if (!this.stands[person]!.has(place)) this.stands[person]!.set(place, at)
    }
  }

  /** The use of an address ended: an opt-out there is the person's from then on. */
  carry(persons: number[], place: number) {
    for (const person of persons) {
      const learnt = this.stands[person]!.get(place)
      if (learnt === undefined) continue
      this.stands[person]!.delete(place)
      if (!this.stands[person]!.has(0)) this.stands[person]!.set(0, learnt)
    }
  }

  /** merges: those by which each person belongs to who was lifted; none for that one itself. */
  lift(set: Map<number, number[]>, places: number[]) {
    for (const [person, merges] of set) {
      for (const place of [0, ...places]) {
        const learnt = this.stands[person]!.get(place)
        if (learnt === undefined) continue
        this.stands[person]!.delete(place)
        if (merges.length > 0) this.#lifted.push({ person, learnt, merges })
      }
    }
    // An address is lifted for everybody who uses it.
    for (const others of this.stands) for (const place of places) others.delete(place)
  }

  part(merge: { id: number; at: number }) {
    for (const one of [...this.#lifted]) {
      if (!one.merges.includes(merge.id) || one.learnt > merge.at) continue
      this.#lifted.splice(this.#lifted.indexOf(one), 1)
      this.learn([one.person], 0, one.learnt)
    }
  }
}

describe('however people are merged, parted, opted out, lifted and corrected', () => {
  let at: TestDatabase
  let homing: Homing
  beforeAll(async () => {
    at = await freshDatabase()
    homing = peopleWorld(at.database).homing
  })
  afterAll(() => at.close())

  test('nobody comes back onto a mailing but by an explicit lift', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const world = await World.make(at, homing)
        for (const one of steps) {
          await world.carryOut(one)
          await world.expectDuty()
        }
        await world.partAll()
        await world.expectDuty()
      }),
      { numRuns: 12, ...BOUND },
    )
  })

  test('a merge that is undone at once leaves no trace', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), who, who, async (steps, kept, other) => {
        const world = await World.make(at, homing)
        for (const one of steps) await world.carryOut(one)
        const before = await world.dump()
        const known = world.merges.length
        await world.carryOut({ do: 'merge', who: kept, other })
        if (world.merges.length === known) return
        await world.carryOut({ do: 'undo', nth: 0 })
        expect(await world.dump()).toBe(before)
      }),
      { numRuns: 25, ...BOUND },
    )
  })
})

interface Merged {
  id: number
  kept: number
  merged: number
  at: number
}

/** Four people with addresses, one of them shared, and what must hold of them. */
class World {
  readonly duty = new Duty()
  readonly merges: Merged[] = []
  #clock = Date.UTC(2026, 2, 4)

  readonly at: TestDatabase
  readonly homing: Homing
  readonly workspaceId: number
  readonly ids: Record<string, number>
  readonly connectionId: number

  private constructor(made: Pick<World, 'at' | 'homing' | 'workspaceId' | 'ids' | 'connectionId'>) {
    this.at = made.at
    this.homing = made.homing
    this.workspaceId = made.workspaceId
    this.ids = made.ids
    this.connectionId = made.connectionId
  }

  static async make(at: TestDatabase, homing: Homing) {
    const workspaceId = await makeWorkspace(at.database, 'A firm')
    return at.database.inWorkspace(workspaceId, async (tx) => {
      const ids = await sketch(tx, workspaceId, [
        { name: 'A', externalId: 'A', addresses: [ADDRESSES[0]!] },
        { name: 'B', externalId: 'B', addresses: [ADDRESSES[1]!, ADDRESSES[3]!] },
        { name: 'C', externalId: 'C', addresses: [ADDRESSES[2]!, ADDRESSES[3]!] },
        { name: 'D', externalId: 'D', addresses: [] },
      ])
      const connection = await tx
        .insertInto('connection')
        .values({ workspace_id: workspaceId, connector: 'x', name: 'The ESP', status: 'active' })
        .returning('id')
        .executeTakeFirstOrThrow()
      return new World({ at, homing, workspaceId, ids, connectionId: connection.id })
    })
  }

  /** A step that is refused has changed nothing, and says nothing of anybody. */
  async carryOut(one: Step) {
    try {
      await this.#carryOut(one)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }

  async #carryOut(one: Step) {
    switch (one.do) {
      case 'merge':
        return this.#merge(one.who, one.other)
      case 'undo':
        return this.#undo(this.merges.at(-1 - one.nth))
      case 'esp': {
        const place = await this.#place(one.address)
        const now = this.#now()
        await this.#inside((tx) =>
          recordEspOptOuts(
            tx,
            this.workspaceId,
            [
              {
                addressId: place,
                occurredAt: now,
                reason: '',
                connectionId: this.connectionId,
                campaignId: null,
                cause: 'wish',
                naturalKey: `${place} ${now}`,
              },
            ],
            now,
          ),
        )
        const users = await this.#personsAt(place)
        if (users.length > 0) return this.duty.learn(users, place, now)
        // Nobody uses it any more: it is of those who did, wherever they are now.
        return this.duty.learn(await this.#personsAt(place, 'former'), 0, now)
      }
      case 'optOut': {
        const by = this.#by(one.who)
        await this.#inside((tx) => recordOptOut(tx, by, { reason: '', evidence: '' }))
        const set = [...this.#set(one.who).keys()]
        this.duty.learn(set, 0, by.now)
        for (const place of await this.#uses(this.#root(one.who))) {
          this.duty.learn(await this.#personsAt(place), place, by.now)
        }
        return
      }
      case 'lift': {
        const by = this.#by(one.who)
        await this.#inside((tx) => liftOptOut(tx, by, { evidence: 'a letter' }))
        return this.duty.lift(this.#set(one.who), await this.#uses(this.#root(one.who)))
      }
      case 'add': {
        const words = { address: ADDRESSES[one.address]!, isPrimary: true }
        await this.#inside((tx) => addAddress(tx, this.#by(this.#root(one.who)), words))
        return
      }
      case 'end':
      case 'correct': {
        const root = this.#root(one.who)
        const place = await this.#place(one.address)
        const change = { ...this.#by(root), addressId: place }
        await this.#inside(async (tx) => {
          if (one.do === 'end') return endAddress(tx, change, { note: '' })
          await correctAddress(tx, change, { address: ADDRESSES[one.to]!, note: '' })
        })
        return this.duty.carry([...this.#set(root).keys()], place)
      }
      case 'import': {
        const before = await this.#uses(this.#root(one.who))
        const file = `external_id,email\n${PEOPLE[one.who]},${ADDRESSES[one.address]}\n`
        await importFile(this.homing, this.workspaceId, file)
        const after = await this.#uses(this.#root(one.who))
        const set = [...this.#set(one.who).keys()]
        for (const place of before) if (!after.includes(place)) this.duty.carry(set, place)
      }
    }
  }

  async partAll() {
    while (this.merges.length > 0) await this.#undo(this.merges.at(-1))
  }

  async expectDuty() {
    await this.#inside(async (tx) => {
      const views = await tx.selectFrom('opted_out_person').select('person_id').execute()
      for (const [n, stands] of this.duty.stands.entries()) {
        const root = this.#root(n)
        const { isOptedOut } = await consentOfPerson(tx, this.workspaceId, this.#id(root))
        expect(views.some((row) => row.person_id === this.#id(root))).toBe(isOptedOut)
        if (stands.size > 0) expect(isOptedOut, `${PEOPLE[n]} in ${PEOPLE[root]}`).toBe(true)
      }
    })
  }

  dump() {
    return this.#inside((tx) => dumpOf(tx, this.workspaceId))
  }

  async #merge(kept: number, other: number) {
    const now = this.#now()
    const { mergeId } = await this.#inside((tx) =>
      mergePersons(
        tx,
        { ...this.#by(kept), now },
        { id: this.#id(other), take: ['name', 'phone'] },
      ),
    )
    this.merges.push({ id: mergeId, kept, merged: other, at: now })
  }

  async #undo(merge: Merged | undefined) {
    if (merge === undefined) return
    const undoing = { workspaceId: this.workspaceId, mergeId: merge.id, actor, now: this.#now() }
    await this.#inside((tx) => undoMerge(tx, undoing))
    this.merges.splice(this.merges.indexOf(merge), 1)
    this.duty.part(merge)
    // An opt-out at an address that a person does not use any more is the person's.
    for (const n of PEOPLE.keys()) {
      const uses = await this.#uses(this.#root(n))
      const places = [...this.duty.stands[n]!.keys()].filter((place) => place !== 0)
      for (const place of places) if (!uses.includes(place)) this.duty.carry([n], place)
    }
  }

  #root(n: number): number {
    const merge = this.merges.find((one) => one.merged === n)
    return merge === undefined ? n : this.#root(merge.kept)
  }

  /** Everybody who is one with a person, with the merges between them and who stands for them. */
  #set(n: number): Map<number, number[]> {
    const root = this.#root(n)
    const path = (of: number): number[] => {
      const merge = this.merges.find((one) => one.merged === of)
      return merge === undefined ? [] : [merge.id, ...path(merge.kept)]
    }
    const all = [...PEOPLE.keys()].filter((one) => this.#root(one) === root)
    return new Map(all.map((one) => [one, path(one)]))
  }

  async #personsAt(place: number, when: 'now' | 'former' = 'now'): Promise<number[]> {
    const links = await this.#inside((tx) =>
      tx
        .selectFrom('person_address')
        .select('person_id')
        .where('address_id', '=', place)
        .where('ended_at', when === 'now' ? 'is' : 'is not', null)
        .execute(),
    )
    const roots = links.map((row) => PEOPLE.findIndex((name) => this.ids[name] === row.person_id))
    return [...PEOPLE.keys()].filter((n) => roots.includes(this.#root(n)))
  }

  async #uses(n: number): Promise<number[]> {
    const links = await this.#inside((tx) =>
      tx
        .selectFrom('person_address')
        .select('address_id')
        .where('person_id', '=', this.#id(n))
        .where('ended_at', 'is', null)
        .execute(),
    )
    return links.map((row) => row.address_id)
  }

  #place(n: number) {
    return this.#inside((tx) => addressId(tx, this.workspaceId, ADDRESSES[n]!))
  }

  #by(n: number) {
    return { workspaceId: this.workspaceId, personId: this.#id(n), actor, now: this.#now() }
  }

  #id(n: number): number {
    return this.ids[PEOPLE[n]!]!
  }

  #now(): number {
    return (this.#clock += 60_000)
  }

  #inside<T>(work: (tx: Tx) => Promise<T>) {
    return this.at.database.inWorkspace(this.workspaceId, work)
  }
}

describe('what goes on holding when two are parted', () => {
  const sides: PartedPersons = {
    kept: { id: 1, personIds: [1], addresses: [{ id: 10, kind: 'email' }] },
    merged: {
      id: 2,
      personIds: [2],
      addresses: [{ id: 20, kind: 'email' }],
      addressesThen: [{ id: 20, kind: 'email' }],
    },
  }
  const fact = (id: number, given: Partial<Wish> = {}) => ({
    id,
    optedIn: false,
    isExplicit: given.optedIn ?? false,
    occurredAt: id * 1000,
    expiresAt: null,
    scope: 'everything' as const,
    topicId: null,
    channel: null,
    cause: 'wish' as const,
    personId: null,
    addressId: null,
    ...given,
  })
  const held = (...facts: ReturnType<typeof fact>[]) =>
    goesOnHolding(facts, 10, sides).map(
      (one) => `${one.personId} ${one.matter} ${one.channel ?? 'all'} ${one.cause} ${one.why}`,
    )

  test.each<[string, ReturnType<typeof fact>[], string[]]>([
    ['nothing new, nothing to state', [fact(1, { personId: 1 }), fact(2, { addressId: 20 })], []],
    [
      'new of one is stated of the other',
      [fact(11, { personId: 1 })],
      ['2 everything all wish together'],
    ],
    [
      'by one channel only',
      [fact(11, { personId: 1, channel: 'fax' })],
      ['2 everything fax wish together'],
    ],
    [
      'at an address of e-mail',
      [fact(11, { addressId: 20 })],
      ['1 everything email wish together'],
    ],
    [
      'of a topic',
      [fact(11, { personId: 2, scope: 'topic', topicId: 5 })],
      ['1 5 all wish together'],
    ],
    [
      'a complaint as a complaint',
      [fact(11, { personId: 2, cause: 'complaint' })],
      ['1 everything all complaint together'],
    ],
    [
      'and lifted again, not at all',
      [fact(11, { personId: 1 }), fact(12, { personId: 1, optedIn: true })],
      [],
    ],
    [
      'lifted of the merged one, it is back',
      [fact(1, { personId: 2 }), fact(12, { personId: 2, optedIn: true })],
      ['2 everything all wish lifted'],
    ],
    [
      'lifted of the kept one, it is not',
      [fact(1, { personId: 1 }), fact(12, { personId: 1, optedIn: true })],
      [],
    ],
  ])('%s', (_, facts, expected) => {
    expect(held(...facts)).toEqual(expected)
  })
})
