import { describe, expect, test } from 'vitest'
import type { RemoteConsent, RemoteGroup } from '../../../src/connectors/index.ts'
import type { HoldsElsewhere, NumberedWish } from '../../../src/consent/index.ts'
import { deedOf, settlementOf, type Situation } from '../../../src/sync/write-backs/deed.ts'
import { fc } from '../../property.ts'

const NOW = 1_000

const fact = (occurredAt: number): NumberedWish => ({
  id: 1,
  isUnmapped: false,
  optedIn: true,
  isExplicit: true,
  occurredAt,
  expiresAt: null,
  scope: 'everything',
  topicId: null,
  channel: null,
  cause: 'wish',
  personId: 1,
  addressId: null,
})

const anyHolds = fc.oneof(
  fc.constant<HoldsElsewhere>({ state: 'out', fact: null }),
  fc.nat(NOW).map((at): HoldsElsewhere => ({ state: 'in', fact: fact(at) })),
  fc.constant<HoldsElsewhere>({ state: 'open' }),
)
const REMOTE = { id: 'c', address: 'a@x.example', permission: 'word', groups: [], record: {} }
const anyRemote: fc.Arbitrary<RemoteConsent> = fc.record({
  id: fc.constant('c'),
  address: fc.constant('a@x.example'),
  state: fc.constantFrom('mailable' as const, 'opted_out' as const, 'pending' as const),
  permission: fc.constant('word'),
  optedOutAt: fc.option(fc.nat(NOW)),
  groups: fc.subarray([
    { kind: 'list' as const, id: 'l1' },
    { kind: 'list' as const, id: 'l2' },
    // Ids are of a kind.
    { kind: 'category' as const, id: 'l1' },
  ]),
  mark: fc.constantFrom('ours', 'another'),
  record: fc.constant({}),
})
const isLeft = ({ kind, id }: RemoteGroup) => kind === 'list' && id === 'l1'
const never = async () => {}
const anySituation: fc.Arbitrary<Situation> = fc.record({
  row: fc.constantFrom(
    { kind: 'consent' as const, wanted: 'out' as const, topicId: null, mark: 'ours' },
    { kind: 'consent' as const, wanted: 'in' as const, topicId: null, mark: 'ours' },
    { kind: 'consent' as const, wanted: 'out' as const, topicId: 7, mark: 'ours' },
    { kind: 'address' as const, wanted: 'moved' as const, topicId: null, mark: 'ours' },
  ),
  holds: anyHolds,
  remote: fc.option(anyRemote),
  groups: fc.constant([{ kind: 'list' as const, id: 'l1' }]),
  isShared: fc.boolean(),
  part: fc.constantFrom(
    {},
    {
      leave: never,
      resubscribe: { takes: 'confirmation' as const, call: never },
      replaceAddress: never,
    },
  ),
  title: fc.constant('The ESP'),
})

describe('what is done', () => {
  test('nobody is brought back, or put under an address, against a wish', () => {
    fc.assert(
      fc.property(anySituation, (at) => {
        const deed = deedOf(at)
        if (deed.do === 'resubscribe') {
          expect(at.holds.state).toBe('in')
          expect(at.row.wanted).toBe('in')
          const since = at.remote!.optedOutAt ?? 0
          const asked = at.holds.state === 'in' ? at.holds.fact.occurredAt : 0
          expect(since <= asked || at.remote!.mark === at.row.mark).toBe(true)
        }
        if (deed.do === 'replace_address') expect(at.holds.state).not.toBe('out')
        if (deed.do === 'opt_out' || deed.do === 'leave') expect(at.holds.state).toBe('out')
      }),
    )
  })

  test('a newer opt-out there keeps the person out, unless it is our own word', () => {
    const remote = { ...REMOTE, state: 'opted_out' as const, optedOutAt: 2 }
    const row = { kind: 'consent', wanted: 'in', topicId: null, mark: 'ours' } as const
    const part = { resubscribe: { takes: 'at_once' as const, call: never } }
    const holds = { state: 'in' as const, fact: fact(1) }
    const at: Situation = {
      row,
      holds,
      remote,
      groups: [],
      isShared: false,
      part,
      title: 'The ESP',
    }
    expect(deedOf(at)).toMatchObject({ do: 'nothing', settlement: { status: 'not_needed' } })
    expect(deedOf({ ...at, remote: { ...remote, mark: 'ours' } })).toEqual({ do: 'resubscribe' })
  })

  test('what must be out and is mailed is told, and nothing is called done that is not', () => {
    fc.assert(
      fc.property(anySituation, (at) => {
        const deed = deedOf(at)
        const mustLeave =
          at.row.kind === 'consent' && at.row.topicId === null && at.holds.state === 'out'
        if (mustLeave && at.remote !== null && at.remote.state !== 'opted_out') {
          expect(deed.do).toBe('opt_out')
        }
        if (deed.do === 'nothing' && deed.settlement.status === 'done' && mustLeave) {
          expect(at.remote!.state).toBe('opted_out')
        }
        if (at.remote === null) expect(deed).toMatchObject({ do: 'nothing' })
      }),
    )
  })

  test('done twice it is done: after a deed took, nothing more is to be done', () => {
    fc.assert(
      fc.property(anySituation, (at) => {
        const deed = deedOf(at)
        if (deed.do === 'nothing' || deed.do === 'replace_address') return
        const remote = at.remote!
        const after: RemoteConsent =
          deed.do === 'opt_out'
            ? { ...remote, state: 'opted_out' }
            : deed.do === 'leave'
              ? { ...remote, groups: remote.groups.filter((one) => !isLeft(one)) }
              : { ...remote, state: 'mailable' }
        expect(settlementOf(deed, after, at)).not.toBeNull()
        expect(deedOf({ ...at, remote: after }).do).toBe('nothing')
        if (deed.do !== 'resubscribe') expect(settlementOf(deed, remote, at)).toBeNull()
      }),
    )
  })

  test('tells a system nothing that takes no wish, and says what holds there all the same', () => {
    fc.assert(
      fc.property(anySituation, anyRemote, (at, held) => {
        const before = deedOf({ ...at, remote: held })
        const deed = deedOf({ ...at, remote: { ...held, takesNoWish: 'It has no table.' } })
        const outcome = { status: 'not_permitted', outcome: 'It has no table.' }
        if (before.do === 'nothing') expect(deed).toEqual(before)
        else expect(deed).toEqual({ do: 'nothing', settlement: outcome })
      }),
    )
  })

  test('brings nobody back whom the system lets no program bring back, and tells it the rest', () => {
    fc.assert(
      fc.property(anySituation, anyRemote, (at, held) => {
        const before = deedOf({ ...at, remote: held })
        const deed = deedOf({ ...at, remote: { ...held, takesNobodyBack: 'A complaint.' } })
        expect(deed.do).not.toBe('resubscribe')
        if (before.do === 'resubscribe') {
          const settlement = { status: 'not_permitted', outcome: 'A complaint.' }
          expect(deed).toEqual({ do: 'nothing', settlement })
        } else if (at.row.wanted !== 'in') expect(deed).toEqual(before)
      }),
    )
  })

  test('says that a list was left only where the system tells which lists there are', () => {
    fc.assert(
      fc.property(anySituation, (at) => {
        const part = { ...at.part, tellsNoLists: true } as const
        const row = { ...at.row, kind: 'consent' as const, topicId: 7 }
        const deed = deedOf({ ...at, row, part, holds: { state: 'out', fact: null } })
        const status = at.remote === null ? 'not_needed' : 'not_permitted'
        expect(deed).toMatchObject({ do: 'nothing', settlement: { status } })
      }),
    )
  })
})
