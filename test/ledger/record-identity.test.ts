import { expect, test } from 'vitest'
import { EVENT_KINDS, type FeedbackEvent } from '../../src/connectors/index.ts'
import { faultyKey, keysOfEvent, recordHash } from '../../src/ledger/record-identity.ts'
import { eventId, parseEventId } from '../../src/ledger/trace/event-id.ts'
import { fc } from '../property.ts'

const record = fc.dictionary(fc.string(), fc.jsonValue())

test('the same record has the same hash in whatever order its fields come', () => {
  fc.assert(
    fc.property(record, (one) => {
      const turned = Object.fromEntries(Object.entries(one).reverse())
      expect(recordHash('row', turned)).toBe(recordHash('row', one))
    }),
  )
})

test('another value is another record', () => {
  fc.assert(
    fc.property(record, fc.string(), (one, field) => {
      const other = { ...one, [`${field}!`]: 'changed' }
      fc.pre(one[`${field}!`] !== 'changed')
      expect(recordHash('row', other)).not.toBe(recordHash('row', one))
    }),
  )
})

const event: fc.Arbitrary<FeedbackEvent> = fc.record({
  kind: fc.constantFrom(...EVENT_KINDS),
  address: fc.constantFrom('a@example.com', 'b@example.com'),
  occurredAt: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_003 }),
  activity: fc.constantFrom('A1', 'A2'),
  contactId: fc.constantFrom('c1', 'c2'),
})

test('a record is known again without its address, and never taken for another happening', () => {
  fc.assert(
    fc.property(event, event, (faulty, good) => {
      const ask = { stream: 'events', activity: faulty.activity, kind: faulty.kind } as const
      const clue = { contactId: faulty.contactId!, occurredAt: faulty.occurredAt }
      const key = faultyKey(1, ask, clue)!
      expect(keysOfEvent(1, faulty)).toContain(key)
      const isSame =
        faulty.kind === good.kind
        && faulty.activity === good.activity
        && faulty.contactId === good.contactId
        && faulty.occurredAt === good.occurredAt
      expect(keysOfEvent(1, good).includes(key)).toBe(isSame)
      expect(keysOfEvent(2, faulty)).not.toContain(key)
    }),
  )
})

test('without its time only what happens once to a contact is known again', () => {
  fc.assert(
    fc.property(event, (one) => {
      const ask = { stream: 'events', activity: one.activity, kind: one.kind } as const
      const key = faultyKey(1, ask, { contactId: one.contactId!, occurredAt: null })
      if (['open', 'click', 'forward'].includes(one.kind)) expect(key).toBeNull()
      else expect(keysOfEvent(1, one)).toContain(key)
    }),
  )
})

test('an id of an event leads back to its key; what is none is refused', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_147_483_647 }),
      fc.integer({ min: 0, max: 9_999_999 }).map((seconds) => `${seconds}000000`),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      (addressId, micros, key) => {
        const parts = { addressId, micros, key: key.toString() }
        expect(parseEventId(eventId(parts))).toEqual(parts)
      },
    ),
  )
  for (const text of ['', '1_2', '1_2_0', '1_99999999999999999999_1', "1_2_3'", '1_2_2147483648']) {
    expect(() => parseEventId(text)).toThrow(expect.objectContaining({ status: 404 }))
  }
})
