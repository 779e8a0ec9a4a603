import { expect, test } from 'vitest'
import { Before, fold, type Changes } from '../../src/ledger/fold.ts'
import { KIND, type Tallied } from '../../src/ledger/tally.ts'
import type { AgentClass } from '../../src/ledger/verdict-rules.ts'
import { fc, runsOf } from '../property.ts'

const AT = Date.UTC(2026, 2, 4, 12)
const kind = fc.constantFrom(KIND.sent, KIND.open, KIND.click, KIND.bounce, KIND.optOut)
const agentClass = fc.constantFrom<AgentClass[]>('', '', '', 'proxy', 'scanner')

/** Within seconds of each other, where the rules of verdicts bite. */
const happening = fc
  .record({ kind, ms: fc.nat(40).map((n) => n * 500), linkId: fc.nat(3), agentClass })
  .map(({ kind, ms, linkId, agentClass }): Tallied => {
    const isBounce = kind === KIND.bounce || kind === KIND.optOut
    return {
      addressId: 1,
      occurredAt: AT + ms,
      common: {
        ...{ campaignId: 1, code: kind + 1, isFax: false },
        key: String(kind * 10 + linkId),
        linkId: kind === KIND.click ? linkId : 0,
        detailId: isBounce ? linkId + 1 : 0,
        agentClass: kind === KIND.open || kind === KIND.click ? agentClass : '',
      },
    }
  })
/** Each once, in the order of the ledger. */
const happenings = fc
  .uniqueArray(happening, {
    minLength: 2,
    maxLength: 8,
    selector: ({ occurredAt, common }) => `${occurredAt} ${common.key}`,
  })
  .map((events) => events.sort(inOrder))

function inOrder(a: Tallied, b: Tallied): number {
  return a.occurredAt! - b.occurredAt! || Number(a.common.key) - Number(b.common.key)
}

test('news that comes in two portions is folded as if it had come at once, or read again', () => {
  let wentOn = 0
  fc.assert(
    fc.property(happenings, fc.infiniteStream(fc.boolean()), (events, isLate) => {
      const late = new Set(events.filter(() => isLate.next().value))
      const [first, more] = [events.filter((one) => !late.has(one)), [...late]]
      fc.pre(first.length > 0 && more.length > 0)
      const whole = fold(events, new Before())
      const changes: Changes = new Map()
      const begun = fold(first, new Before(), changes)
      const before = new Before()
      before.add(begun.made[0]!)
      const folded = fold(more, before, changes)
      if (folded.again.length > 0) return
      wentOn += 1
      expect(folded.continued.map(({ now }) => now)).toEqual(whole.made)
      const verdicts = [...begun.verdicts, ...folded.verdicts]
      expect(verdicts.sort((a, b) => inOrder(a.event, b.event))).toEqual(whole.verdicts)
      expect(changes.get(1)!.counts).toEqual(whole.changes.get(1)!.counts)
      expect(bouncesOf(changes)).toEqual(bouncesOf(whole.changes))
      expect(linksOf([...begun.madeLinks, ...folded.continuedLinks])).toEqual(
        linksOf(whole.madeLinks),
      )
    }),
    { numRuns: runsOf(5_000) },
  )
  // Nearly all of the ledger's time is won by going on.
  expect(wentOn).toBeGreaterThan(500)
})

test('what was judged by other rules is read again from all its events', () => {
  const [sent, open] = [KIND.sent, KIND.open].map((kind): Tallied => {
    const common = {
      code: kind + 1,
      key: String(kind),
      linkId: 0,
      detailId: 0,
      agentClass: '' as const,
    }
    return { addressId: 1, occurredAt: AT, common: { ...common, campaignId: 1, isFax: false } }
  }) as [Tallied, Tallied]
  const [tally] = fold([sent], new Before()).made
  const before = new Before()
  before.add({ ...tally!, ruleVersion: tally!.ruleVersion - 1 })
  expect(fold([open], before)).toMatchObject({ continued: [], again: [{ firstAt: AT }] })
})

/** People by the code of their last bounce. */
function bouncesOf(changes: Changes) {
  return new Map([...changes.get(1)!.bounces].filter(([, people]) => people !== 0))
}

function linksOf(links: { linkId: number; clicks: number; humanClicks: number }[]) {
  const sums = new Map<number, { clicks: number; humanClicks: number }>()
  for (const { linkId, clicks, humanClicks } of links) {
    const sum = sums.get(linkId) ?? { clicks: 0, humanClicks: 0 }
    sums.set(linkId, {
      clicks: sum.clicks + clicks,
      humanClicks: sum.humanClicks + humanClicks,
    })
  }
  return sums
}
