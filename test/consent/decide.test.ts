import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decide, decidePerson, type Wish } from '../../src/consent/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'

const wish = (given: Partial<Wish>): Wish => ({
  optedIn: false,
  isExplicit: false,
  occurredAt: 1000,
  scope: 'everything',
  personId: null,
  addressId: 1,
  ...given,
})
const out = (occurredAt: number, given: Partial<Wish> = {}) => wish({ occurredAt, ...given })
const into = (occurredAt: number, given: Partial<Wish> = {}) =>
  wish({ occurredAt, optedIn: true, isExplicit: true, ...given })

describe('deciding', () => {
  test('nothing known is no opt-out', () => {
    expect(decide([])).toEqual({ isOptedOut: false, decidingFact: null })
  })

  test.each([
    ['an opt-out holds', [out(1)], true],
    ['a newer explicit opt-in lifts it', [out(1), into(2)], false],
    ['an older one does not', [out(2), into(1)], true],
    ['at the same time the opt-out holds', [out(1), into(1)], true],
    [
      'an opt-in that is not explicit lifts nothing',
      [out(1), into(2, { isExplicit: false })],
      true,
    ],
    ['a later opt-out holds again', [out(1), into(2), out(3)], true],
    ['a topic says nothing about everything', [out(1, { scope: 'topic' })], false],
    ['an opt-in to a topic lifts nothing', [out(1), into(2, { scope: 'topic' })], true],
  ])('%s', (_, facts, expected) => {
    expect(decide(facts).isOptedOut).toBe(expected)
    expect(decide([...facts].reverse()).isOptedOut).toBe(expected)
  })

  test('one chain is enough for a person, and an address that was corrected is none', () => {
    const person = { id: 7, currentAddressIds: [1, 2] }
    const facts = [out(1, { addressId: 1 }), into(5, { addressId: 2 }), out(9, { addressId: 3 })]
    expect(decidePerson(facts, person)).toEqual({ isOptedOut: true, decidingFact: facts[0] })
    const lifted = [...facts, into(2, { addressId: 1 })]
    expect(decidePerson(lifted, person).isOptedOut).toBe(false)
    const own = [...lifted, out(3, { addressId: null, personId: 7 })]
    expect(decidePerson(own, person).isOptedOut).toBe(true)
  })
})

describe('the views', () => {
  let at: TestDatabase
  beforeAll(async () => {
    at = await freshDatabase()
  })
  afterAll(() => at.close())

  test('say what the pure rule says, for any facts', async () => {
    const fact = fc.record({
      optedIn: fc.boolean(),
      isExplicit: fc.boolean(),
      occurredAt: fc.integer({ min: 1, max: 4 }).map((n) => n * 1000),
      scope: fc.constantFrom('everything' as const, 'topic' as const, 'address' as const),
      about: fc.constantFrom('p1', 'p2', 'a1', 'a2', 'a3', 'p1+a1'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fact, { maxLength: 14 }), async (facts) => {
        const workspaceId = await makeWorkspace(at.database, 'A firm')
        const { rows, ids } = await seed(workspaceId, facts)
        const wishes = facts.map((one): Wish => {
          const [personId, addressId] = whom(one.about, ids)
          return { ...one, personId, addressId }
        })
        for (const address of ids.addresses) {
          const expected = decide(wishes.filter((one) => one.addressId === address)).isOptedOut
          expect(rows.addresses.includes(address)).toBe(expected)
        }
        // The first uses addresses 1 and 2 and had 3 once; the second uses 2 and 3.
        const [one, two] = ids.people
        const [a1, a2, a3] = ids.addresses
        const first = { id: one!, currentAddressIds: [a1!, a2!] }
        const second = { id: two!, currentAddressIds: [a2!, a3!] }
        for (const person of [first, second]) {
          const { isOptedOut } = decidePerson(wishes, person)
          expect(rows.people.includes(person.id)).toBe(isOptedOut)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('stay within the workspace', async () => {
    const workspaceId = await makeWorkspace(at.database, 'A firm')
    await seed(workspaceId, [
      { optedIn: false, isExplicit: false, occurredAt: 1000, scope: 'everything', about: 'a1' },
    ])
    const seen = await at.database.inWorkspace(at.otherWorkspaceId, async (tx) => [
      ...(await tx.selectFrom('opted_out_address').selectAll().execute()),
      ...(await tx.selectFrom('opted_out_person').selectAll().execute()),
    ])
    expect(seen).toEqual([])
  })

  interface Ids {
    people: number[]
    addresses: number[]
  }

  function whom(about: string, ids: Ids): [number | null, number | null] {
    const person = /p(\d)/.exec(about)?.[1]
    const address = /a(\d)/.exec(about)?.[1]
    return [
      person === undefined ? null : ids.people[Number(person) - 1]!,
      address === undefined ? null : ids.addresses[Number(address) - 1]!,
    ]
  }

  async function seed(
    workspaceId: number,
    facts: (Omit<Wish, 'personId' | 'addressId'> & { about: string })[],
  ) {
    return at.database.inWorkspace(workspaceId, async (tx) => {
      const people = await tx
        .insertInto('person')
        .values(
          ['One', 'Two'].map((name) => ({
            workspace_id: workspaceId,
            origin: 'user' as const,
            name,
          })),
        )
        .returning('id')
        .execute()
      const addresses = await tx
        .insertInto('address')
        .values(
          ['1', '2', '3'].map((n) => ({ workspace_id: workspaceId, address: n, canonical: n })),
        )
        .returning('id')
        .execute()
      const ids = { people: people.map((row) => row.id), addresses: addresses.map((row) => row.id) }
      await tx
        .insertInto('person_address')
        .values(
          [
            [0, 0, null],
            [0, 1, null],
            [0, 2, new Date()],
            [1, 1, null],
            [1, 2, null],
          ].map(([person, address, ended]) => ({
            workspace_id: workspaceId,
            person_id: ids.people[person as number]!,
            address_id: ids.addresses[address as number]!,
            ended_at: ended as Date | null,
          })),
        )
        .execute()
      for (const [n, fact] of facts.entries()) {
        const [person_id, address_id] = whom(fact.about, ids)
        await tx
          .insertInto('consent_fact')
          .values({
            workspace_id: workspaceId,
            person_id,
            address_id,
            scope: fact.scope,
            opted_in: fact.optedIn,
            is_explicit: fact.isExplicit,
            occurred_at: new Date(fact.occurredAt),
            source: 'api',
            natural_key: `${n}`,
          })
          .execute()
      }
      const outAddresses = await tx.selectFrom('opted_out_address').select('address_id').execute()
      const outPeople = await tx.selectFrom('opted_out_person').select('person_id').execute()
      const rows = {
        addresses: outAddresses.map((row) => row.address_id),
        people: outPeople.map((row) => row.person_id),
      }
      return { ids, rows }
    })
  }
})
