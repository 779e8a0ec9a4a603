import { describe, expect, test } from 'vitest'
import type { RemoteMark, RemoteValidity } from '../../../src/connectors/index.ts'
import {
  deedOfValidity,
  validitySettled,
  type ValiditySituation,
} from '../../../src/sync/write-backs/validity-deed.ts'
import { fc } from '../../property.ts'

const NOW = 1_000
const anyMark: fc.Arbitrary<RemoteMark> = fc.record(
  {
    id: fc.constantFrom('p1', 'p2', 'p3'),
    at: fc.option(fc.nat(NOW)),
    mark: fc.constantFrom('ours', 'another'),
  },
  { requiredKeys: ['id', 'at'] },
)
const anyRemote: fc.Arbitrary<RemoteValidity> = fc
  .uniqueArray(anyMark, { selector: ({ id }) => id, maxLength: 3 })
  .chain((marks) =>
    fc.record({
      address: fc.constant('a@x.example'),
      permission: fc.constant('word'),
      marks: fc.constant(marks),
      state:
        marks.length === 0
          ? fc.constant('mailable' as const)
          : fc.constantFrom('partly' as const, 'invalid' as const),
    }),
  )
const anySituation: fc.Arbitrary<ValiditySituation> = fc.record({
  here: fc.record({ isValid: fc.boolean(), confirmedAt: fc.option(fc.nat(NOW)) }),
  remote: fc.option(anyRemote),
  ours: fc.record({
    isOurs: fc.boolean(),
    at: fc.option(fc.nat(NOW)),
    words: fc.constant(new Set(['ours'])),
  }),
  part: fc.constantFrom({}, { keepsMark: true as const }),
  title: fc.constant('The CRM'),
})

describe('what telling comes to', () => {
  test('a mark is set only where the address is invalid here, and taken off only where it is good', () => {
    fc.assert(
      fc.property(anySituation, (at) => {
        const deed = deedOfValidity(at)
        if (deed.do === 'invalidate') expect(at.here.isValid).toBe(false)
        if (deed.do === 'validate') expect(at.here.isValid).toBe(true)
      }),
    )
  })

  test('nobody’s mark but ours is taken off, unless a person has said so here since', () => {
    fc.assert(
      fc.property(anySituation, (at) => {
        const deed = deedOfValidity(at)
        if (deed.do !== 'validate') return
        const confirmedAt = at.here.confirmedAt ?? -1
        for (const mark of deed.marks) {
          if (at.here.confirmedAt !== null && (mark.at ?? -1) < confirmedAt) continue
          if (at.part.keepsMark) expect(mark.mark).toBe('ours')
          else {
            expect(at.ours.isOurs).toBe(true)
            expect(mark.at ?? -1).toBeLessThanOrEqual(at.ours.at ?? NOW)
          }
        }
      }),
    )
  })

  test('once it is done, the same question comes to nothing', () => {
    fc.assert(
      fc.property(anySituation, (at) => {
        const deed = deedOfValidity(at)
        if (deed.do === 'nothing') return
        const remote = after(at.remote!, deed.do === 'validate' ? deed.marks : null)
        const back = { ...at, remote }
        expect(validitySettled(deed, back)?.status).toBe('done')
        expect(validitySettled(deed, at)).toBeNull()
        expect(deedOfValidity(back).do).toBe('nothing')
      }),
    )
  })

  test('where it cannot be, it says why, and only where there is something to do', () => {
    const remote: RemoteValidity = {
      ...{ address: 'a@x.example', permission: 'ok', state: 'mailable', marks: [] },
      cannot: 'The user may not.',
    }
    const at: ValiditySituation = {
      here: { isValid: false, confirmedAt: null },
      ours: { isOurs: false, at: null, words: new Set<string>() },
      ...{ remote, part: {}, title: 'The CRM' },
    }
    expect(deedOfValidity(at)).toMatchObject({
      settlement: { status: 'not_permitted', outcome: 'The user may not.', whoMustAct: 'you' },
    })
    expect(deedOfValidity({ ...at, here: { isValid: true, confirmedAt: null } })).toMatchObject({
      settlement: { status: 'not_needed' },
    })
  })
})

/** taken: the marks that were taken off; null: everybody was marked. */
function after(remote: RemoteValidity, taken: readonly RemoteMark[] | null): RemoteValidity {
  if (taken === null) {
    const mark: RemoteMark = { id: 'p9', at: NOW }
    return { ...remote, state: 'invalid', marks: [...remote.marks, mark] }
  }
  const marks = remote.marks.filter((one) => !taken.includes(one))
  return { ...remote, state: marks.length === 0 ? 'mailable' : 'partly', marks }
}
