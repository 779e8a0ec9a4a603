import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  askMayWrite,
  decide,
  decideAddress,
  decidePerson,
  mayWrite,
  REFUSALS,
  type Question,
  type Standing,
  type Wish,
} from '../../src/consent/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'
import { anySaid } from './said.ts'
import { consentWorld, say, USERS, wishesOf } from './world.ts'

const wish = (given: Partial<Wish>): Wish => ({
  optedIn: false,
  isExplicit: false,
  occurredAt: 1000,
  expiresAt: null,
  scope: 'everything',
  topicId: null,
  channel: null,
  cause: 'wish',
  personId: null,
  addressId: 1,
  ...given,
})
const out = (occurredAt: number, given: Partial<Wish> = {}) => wish({ occurredAt, ...given })
const into = (occurredAt: number, given: Partial<Wish> = {}) =>
  wish({ occurredAt, optedIn: true, isExplicit: true, ...given })
const TAX = { scope: 'topic', topicId: 3 } as const

describe('deciding', () => {
  test('nothing known is no opt-out', () => {
    expect(decide([])).toEqual({ isOptedOut: false, decidingFact: null })
  })

  test.each([
    ['an opt-out holds', [out(1)], true],
    ['a newer explicit opt-in lifts it', [out(1), into(2)], false],
    ['an older one does not', [out(2), into(1)], true],
    ['at the same time the opt-out holds', [out(1), into(1)], true],
    ['one that was inferred lifts nothing', [out(1), into(2, { isExplicit: false })], true],
    ['a later opt-out holds again', [out(1), into(2), out(3)], true],
    ['a topic says nothing about everything', [out(1, TAX)], false],
    ['an opt-in to a topic lifts nothing', [out(1), into(2, TAX)], true],
    ['one address says nothing about everything', [out(1, { scope: 'address' })], false],
  ])('%s', (_, facts, expected) => {
    expect(decide(facts).isOptedOut).toBe(expected)
    expect(decide([...facts].reverse()).isOptedOut).toBe(expected)
  })

  test.each([
    ['its opt-out holds', [out(1, TAX)], true],
    ['everything does not bring it back', [out(1, TAX), into(2)], true],
    ['another does not', [out(1, TAX), into(2, { ...TAX, topicId: 4 })], true],
    ['it is lifted by itself', [out(1, TAX), into(2, TAX)], false],
  ])('of a topic: %s', (_, facts, expected) => {
    expect(decide(facts, 3).isOptedOut).toBe(expected)
    expect(decide(facts, 5).isOptedOut).toBe(false)
  })

  test('coming back to everything brings back the address, and not the other way round', () => {
    const here = { scope: 'address' } as const
    expect(decideAddress([out(1, here), into(2)]).isOptedOut).toBe(false)
    expect(decideAddress([out(1), into(2, here)]).isOptedOut).toBe(true)
  })

  test('one chain is enough for a person, and an address that was corrected is none', () => {
    const person = { id: 7, currentAddressIds: [1, 2] }
    const facts = [out(1, { addressId: 1 }), into(5, { addressId: 2 }), out(9, { addressId: 3 })]
    expect(decidePerson(facts, person)).toEqual({ isOptedOut: true, decidingFact: facts[0] })
    const lifted = [...facts, into(2, { addressId: 1 })]
    expect(decidePerson(lifted, person).isOptedOut).toBe(false)
    const own = [...lifted, out(3, { addressId: null, personId: 7 })]
    expect(decidePerson(own, person).isOptedOut).toBe(true)
    const faxOnly = [...lifted, out(3, { addressId: null, personId: 7, channel: 'fax' })]
    expect(decidePerson(faxOnly, person).isOptedOut).toBe(false)
  })

  test('of those who were merged each is judged by itself, and one opt-out is enough', () => {
    const person = { id: 7, mergedIds: [8], currentAddressIds: [] }
    const facts = [out(1, { addressId: null, personId: 8 }), into(2, { personId: 7 })]
    expect(decidePerson(facts, person)).toEqual({ isOptedOut: true, decidingFact: facts[0] })
    const lifted = [...facts, into(2, { addressId: null, personId: 8 })]
    expect(decidePerson(lifted, person).isOptedOut).toBe(false)
  })
})

const standing = (facts: Wish[], given: Partial<Standing> = {}): Standing => ({
  addressId: 1,
  invalidReason: null,
  isErased: false,
  isExempt: false,
  users: [{ personId: 7, addressIds: [1, 2] }],
  facts,
  ...given,
})
const NOW = 10_000
const question = (given: Partial<Question> = {}): Question => ({
  channel: 'email',
  class: 'marketing',
  topic: null,
  consentNeeded: 'none',
  now: NOW,
  ...given,
})
const aboutTax = question({ topic: { id: 3, consentNeeded: 'none' } })
const implied = (expiresAt: number | null) => into(1, { isExplicit: false, expiresAt })

describe('may we write', () => {
  test('implied consent holds as long as the longest of it, whichever was given last', () => {
    const facts = [
      into(1, { isExplicit: false, expiresAt: null }),
      into(2, { isExplicit: false, expiresAt: NOW + 1 }),
      into(3, { isExplicit: false, expiresAt: NOW }),
    ]
    const answer = mayWrite(question({ consentNeeded: 'implied' }), standing(facts))
    expect(answer).toMatchObject({ state: 'implied', fact: { expiresAt: null } })
  })

  test.each<[string, Question, Standing, ReturnType<typeof mayWrite>['reason']]>([
    ['nobody objected', question(), standing([]), 'no_objection'],
    [
      'an unknown address',
      question(),
      standing([], { addressId: null, users: [] }),
      'no_objection',
    ],
    ['opted out', question(), standing([out(1)]), 'opted_out'],
    [
      'opted out as a person',
      question(),
      standing([out(1, { addressId: null, personId: 7 })]),
      'opted_out',
    ],
    [
      'opted out at the other address',
      question(),
      standing([out(1, { addressId: 2 })]),
      'opted_out',
    ],
    [
      'not at this address',
      question(),
      standing([out(1, { scope: 'address' })]),
      'opted_out_address',
    ],
    [
      'not at the other one',
      question(),
      standing([out(1, { scope: 'address', addressId: 2 })]),
      'no_objection',
    ],
    ['left the topic', aboutTax, standing([out(1, TAX)]), 'opted_out_topic'],
    [
      'left the topic at the other address',
      aboutTax,
      standing([out(1, { ...TAX, addressId: 2 })]),
      'opted_out_topic',
    ],
    ['left another topic', aboutTax, standing([out(1, { ...TAX, topicId: 4 })]), 'no_objection'],
    ['left the topic, asked about nothing', question(), standing([out(1, TAX)]), 'no_objection'],
    ['complained', question(), standing([out(1, { cause: 'complaint' })]), 'complaint'],
    [
      'complained and left',
      question(),
      standing([out(1, { cause: 'complaint' }), out(2)]),
      'complaint',
    ],
    [
      'complained and came back',
      question(),
      standing([out(1, { cause: 'complaint' }), into(2)]),
      'express',
    ],
    ['invalid', question(), standing([out(1)], { invalidReason: 'B' }), 'invalid_address'],
    ['erased', question(), standing([], { isErased: true, invalidReason: 'B' }), 'erased'],
    ['a colleague who left', question(), standing([out(1)], { isExempt: true }), 'seed'],
    [
      'a colleague who complained',
      question(),
      standing([out(1, { cause: 'complaint' })], { isExempt: true }),
      'complaint',
    ],
    [
      'transactional to who left',
      question({ class: 'transactional' }),
      standing([out(1)]),
      'transactional',
    ],
    [
      'transactional to who complained',
      question({ class: 'transactional' }),
      standing([out(1, { cause: 'complaint' })]),
      'transactional',
    ],
    [
      'transactional to an invalid address',
      question({ class: 'transactional' }),
      standing([], { invalidReason: 'B' }),
      'invalid_address',
    ],
    [
      'by fax, left e-mail only',
      question({ channel: 'fax' }),
      standing([out(1, { addressId: null, personId: 7, channel: 'email' })]),
      'no_objection',
    ],
    [
      'consent is needed and unknown',
      question({ consentNeeded: 'implied' }),
      standing([]),
      'consent_missing',
    ],
    [
      'consent is implied',
      question({ consentNeeded: 'implied' }),
      standing([implied(NOW + 1)]),
      'implied',
    ],
    [
      'consent was implied',
      question({ consentNeeded: 'implied' }),
      standing([implied(NOW)]),
      'consent_expired',
    ],
    [
      'implied is not express',
      question({ consentNeeded: 'express' }),
      standing([implied(null)]),
      'consent_missing',
    ],
    ['express', question({ consentNeeded: 'express' }), standing([into(1)]), 'express'],
    [
      'express for the topic',
      question({ topic: { id: 3, consentNeeded: 'express' } }),
      standing([into(1, TAX)]),
      'express',
    ],
    [
      'express for another topic',
      question({ topic: { id: 4, consentNeeded: 'express' } }),
      standing([into(1, TAX)]),
      'consent_missing',
    ],
  ])('%s', (_, asked, known, reason) => {
    const answer = mayWrite(asked, known)
    expect(answer.reason).toBe(reason)
    expect(answer.mayWrite).toBe(!(REFUSALS as readonly string[]).includes(reason))
  })

  test('a merge gives nobody the consent of another', () => {
    const users = [{ personId: 7, addressIds: [1], mergedIds: [8] }]
    const asked = question({ consentNeeded: 'express' })
    const one = into(1, { addressId: null, personId: 8 })
    expect(mayWrite(asked, standing([one], { users })).reason).toBe('consent_missing')
    const both = [one, into(2, { addressId: null, personId: 7 })]
    expect(mayWrite(asked, standing(both, { users })).reason).toBe('express')
  })

  test('says everything that speaks against it, the strictest first', () => {
    const facts = [
      out(1),
      out(2, { scope: 'address' }),
      out(3, TAX),
      out(4, { cause: 'complaint' }),
    ]
    const answer = mayWrite(aboutTax, standing(facts, { isErased: true, invalidReason: 'B' }))
    expect(answer.refusals).toEqual(REFUSALS.slice(0, 6))
    expect(answer.state).toBe('withdrawn')
  })
})

describe('the views, and the question about many addresses', () => {
  let at: TestDatabase
  beforeAll(async () => {
    at = await freshDatabase()
  })
  afterAll(() => at.close())

  test('say what the pure rules say, for any facts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anySaid, { maxLength: 14 }),
        fc.constantFrom(null, 0, 1),
        fc.constantFrom('none', 'implied', 'express'),
        async (facts, topicPlace, consentNeeded) => {
          const workspaceId = await makeWorkspace(at.database, 'A firm')
          await at.database.inWorkspace(workspaceId, async (tx) => {
            const world = await consentWorld(tx, workspaceId)
            await say(tx, workspaceId, world, facts)
            const wishes = wishesOf(world, facts)
            const outAddresses = await tx.selectFrom('opted_out_address').selectAll().execute()
            for (const id of world.addresses) {
              const about = wishes.filter((one) => one.addressId === id)
              const row = outAddresses.find((one) => one.address_id === id)
              expect(row !== undefined).toBe(decideAddress(about).isOptedOut)
              expect(row?.is_everywhere ?? false).toBe(decide(about).isOptedOut)
            }
            const outPeople = await tx.selectFrom('opted_out_person').selectAll().execute()
            const using = (n: number) =>
              USERS.filter(([person, , isCurrent]) => person === n && isCurrent).map(
                ([, address]) => world.addresses[address]!,
              )
            for (const [n, id] of world.people.entries()) {
              const { isOptedOut } = decidePerson(wishes, { id, currentAddressIds: using(n) })
              expect(outPeople.some((row) => row.person_id === id)).toBe(isOptedOut)
            }
            await tx
              .insertInto('consent_policy')
              .values({ workspace_id: workspaceId, consent_needed: consentNeeded })
              .execute()
            const topicId = topicPlace === null ? null : world.topics[topicPlace]!
            const answers = await askMayWrite(
              tx,
              workspaceId,
              {
                channel: 'email',
                class: 'marketing',
                topicId,
                addresses: ['1@x.example', '2@X.example', '3@x.example', 'new@x.example', 'no'],
              },
              NOW,
            )
            const topic = topicId === null ? null : { id: topicId, consentNeeded }
            for (const [n, addressId] of world.addresses.entries()) {
              const users = USERS.filter(
                ([, address, isCurrent]) => address === n && isCurrent,
              ).map(([person]) => ({ personId: world.people[person]!, addressIds: using(person) }))
              const expected = mayWrite(
                question({ topic, consentNeeded }),
                standing(wishes, { addressId, users }),
              )
              const { fact, ...rest } = expected
              expect(answers[n]).toMatchObject(rest)
              expect(answers[n]!.fact?.occurredAt.getTime()).toBe(fact?.occurredAt)
            }
            expect(answers[3]!.mayWrite).toBe(consentNeeded === 'none')
            expect(answers[4]).toMatchObject({ mayWrite: false, reason: 'invalid_address' })
          })
        },
      ),
      { numRuns: 60 },
    )
  })

  test('stay within the workspace', async () => {
    const workspaceId = await makeWorkspace(at.database, 'A firm')
    await at.database.inWorkspace(workspaceId, async (tx) => {
      const world = await consentWorld(tx, workspaceId)
      await say(tx, workspaceId, world, [
        {
          optedIn: false,
          isExplicit: false,
          occurredAt: 1000,
          scope: 'everything',
          about: 'a1',
          topic: 't1',
          channel: null,
          cause: 'wish',
          expiresAt: null,
        },
      ])
    })
    const seen = await at.database.inWorkspace(at.otherWorkspaceId, async (tx) => [
      ...(await tx.selectFrom('consent_wish').selectAll().execute()),
      ...(await tx.selectFrom('opted_out_address').selectAll().execute()),
      ...(await tx.selectFrom('opted_out_person').selectAll().execute()),
    ])
    expect(seen).toEqual([])
  })
})
