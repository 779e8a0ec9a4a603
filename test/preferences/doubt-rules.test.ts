import { describe, expect, test } from 'vitest'
import { doubtOf, doubtOfMoment, type Signs } from '../../src/preferences/index.ts'
import { fc } from '../property.ts'
import { BURST, FIXTURES } from './doubt-fixtures.ts'

describe('the rule over labelled opt-outs', () => {
  const judged = FIXTURES.map((one) => ({ ...one, doubt: doubtOf(one.signs) }))
  const isBurst = new Set(BURST)
  const single = judged.filter((_, at) => !isBurst.has(FIXTURES[at]!))
  const count = (isMachine: boolean, isDoubted: boolean) =>
    single.filter((one) => one.isMachine === isMachine && (one.doubt !== null) === isDoubted).length

  test('no person is doubted, and of single machines one is missed, which is known', () => {
    expect(single.filter((one) => !one.isMachine).length).toBeGreaterThan(10)
    expect(count(false, true), 'persons doubted: precision').toBe(0)
    const missed = single.filter((one) => one.isMachine && one.doubt === null)
    expect(missed.map((one) => one.story)).toEqual([
      'a scan a day later, one link at a time, over minutes',
    ])
    const recall = count(true, true) / (count(true, true) + count(true, false))
    expect(recall).toBeGreaterThan(0.8)
  })

  test('each of the 489 of 497 is doubted, and told why', () => {
    for (const { signs } of BURST) {
      expect(doubtOf(signs)).toEqual({
        rule: 'domain',
        reason: '489 of 497 recipients at bigcompany.example left within 15 minutes of their mail',
      })
    }
  })

  test.each(single.map(({ story, isMachine, doubt }) => [story, isMachine, doubt?.rule]))(
    '%s',
    (_, isMachine, rule) => {
      if (!isMachine) expect(rule).toBeUndefined()
    },
  )
})

test('it is never the worse for knowing less, and never fails', () => {
  const signs = fc.record({
    occurredAt: fc.integer({ min: 0, max: 1e12 }),
    isTimeKnown: fc.boolean(),
    sentAt: fc.option(fc.integer({ min: 0, max: 1e12 })),
    linksFollowed: fc.nat(20),
    linksKnown: fc.option(fc.nat(20)),
    domain: fc.option(
      fc.record({
        name: fc.constant('x.example'),
        recipients: fc.nat(500),
        leftAtOnce: fc.nat(500),
      }),
    ),
  })
  fc.assert(
    fc.property(signs, (some: Signs) => {
      const doubt = doubtOf(some)
      expect(doubtOf({ ...some, isTimeKnown: false })).toBeNull()
      const nothing = { sentAt: null, linksFollowed: 0, linksKnown: null, domain: null }
      expect(doubtOf({ ...some, ...nothing })).toBeNull()
      if (doubt !== null) expect(doubt.reason.length).toBeGreaterThan(10)
    }),
  )
})

const moment = { door: 'page', agent: '', probedMsAgo: null, filledInMs: 60_000 } as const
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15'
test.each([
  ['a person', { agent: PHONE }, false],
  ['a person without a clock', { agent: PHONE, filledInMs: null }, false],
  ['a page kept open over a change of clocks', { filledInMs: -3_600_000 }, false],
  ['a form filled in at once', { filledInMs: 300 }, true],
  [
    'a scanner that fills in forms',
    { agent: 'Mozilla/5.0 (compatible; Barracuda Sentinel)' },
    true,
  ],
  ['a script', { agent: 'python-requests/2.32' }, true],
  ['a mail provider', { door: 'one_click', agent: 'Go-http-client/2.0', filledInMs: null }, false],
  ['a gateway', { door: 'one_click', agent: 'Proofpoint URL Defense', filledInMs: null }, true],
  ['a provider after a probe', { door: 'one_click', probedMsAgo: 2_000, filledInMs: null }, true],
  ['a provider, a look long ago', { door: 'one_click', probedMsAgo: 60_000 }, false],
  ['a page one looked at first, as everybody does', { probedMsAgo: 4_000 }, false],
] as const)('what is seen of %s', (_, seen, isDoubted) => {
  expect(doubtOfMoment({ ...moment, ...seen }) !== '').toBe(isDoubted)
})
