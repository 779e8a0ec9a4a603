import { decide, decidePerson, isOf, type Channel, type Decision, type Wish } from './decide.ts'

export interface KnownWish extends Wish {
  /** Facts are numbered in the order they became known. */
  id: number
}

/** One of two persons who are parted again. */
export interface PartedPerson {
  id: number
  /** With those who stay merged into it. */
  personIds: readonly number[]
  addresses: readonly { id: number; kind: Channel }[]
}

export interface PartedPersons {
  kept: PartedPerson
  /** addressesThen: those it used when it was merged, also if they were ended since. */
  merged: PartedPerson & { addressesThen: PartedPerson['addresses'] }
}

/** An opt-out that has to be stated of one of them, so that it goes on holding. */
export interface GoesOnHolding {
  personId: number
  matter: 'everything' | number
  /** Null: every channel. */
  channel: Channel | null
  cause: 'wish' | 'complaint'
  /**
   * 'together': learnt while they were one, and nobody knows which of them meant it. 'lifted': held
   * of the merged person before, and was lifted while they were one.
   */
  why: 'together' | 'lifted'
  /** The opt-out itself. */
  fact: KnownWish
}

type Judge = (facts: readonly KnownWish[]) => Decision<KnownWish>

const CHANNELS: readonly Channel[] = ['email', 'fax']

/**
 * What has to be stated when two merged persons are parted, so that nobody is written to again by
 * it. An opt-out that was learnt while they were one holds for both; one that held of the merged
 * person before holds again even where it was lifted meanwhile, for nobody knows whose wish that
 * was. What they had anyway is not stated twice. Pure.
 */
export function goesOnHolding(
  facts: readonly KnownWish[],
  lastFactId: number,
  sides: PartedPersons,
): GoesOnHolding[] {
  const found: GoesOnHolding[] = []
  const topics = [...new Set(facts.flatMap((fact) => fact.topicId ?? []))]
  for (const channel of CHANNELS) {
    // A complaint that is stated is an opt-out of everything, too.
    for (const cause of ['complaint', 'wish'] as const) {
      const matters = cause === 'complaint' ? [] : topics
      for (const matter of ['everything' as const, ...matters]) {
        const of = { matter, channel, cause }
        for (const one of heldBy(facts, lastFactId, { ...of, sides })) {
          const isCovered = found.some(
            (other) =>
              other.personId === one.personId
              && other.channel === channel
              && other.matter === matter,
          )
          if (!isCovered) found.push(one)
        }
      }
    }
  }
  return onEveryChannel(found)
}

/** What holds on each channel is stated once, of all. */
function onEveryChannel(found: readonly GoesOnHolding[]): GoesOnHolding[] {
  const same = (a: GoesOnHolding, b: GoesOnHolding) =>
    a.personId === b.personId && a.matter === b.matter && a.cause === b.cause && a.why === b.why
  return found.flatMap((one): GoesOnHolding[] => {
    if (found.filter((other) => same(one, other)).length < CHANNELS.length) return [one]
    return one.channel === CHANNELS[0] ? [{ ...one, channel: null }] : []
  })
}

/** One question about the two: a matter, by a channel, by wish or by complaint. */
interface Question {
  matter: 'everything' | number
  channel: Channel
  cause: 'wish' | 'complaint'
  sides: PartedPersons
}

function heldBy(facts: readonly KnownWish[], lastFactId: number, of: Question): GoesOnHolding[] {
  const { sides, ...about } = of
  const counted = facts.filter(
    (fact) => about.cause === 'wish' || fact.optedIn || fact.cause === 'complaint',
  )
  const judge =
    (side: PartedPerson): Judge =>
    (known) =>
      decidePerson(known, personOf(side, about.channel), about.matter, about.channel)
  const together = learntTogether(counted, lastFactId, of)
  return [sides.kept, sides.merged].flatMap((side): GoesOnHolding[] => {
    if (judge(side)(counted).isOptedOut) return []
    const personId = side.id
    if (together !== null) return [{ ...about, personId, why: 'together', fact: together }]
    if (side !== sides.merged) return []
    const then = { ...side, addresses: sides.merged.addressesThen }
    const before = judge(then)(counted.filter((fact) => fact.id <= lastFactId))
    return before.isOptedOut
      ? [{ ...about, personId, why: 'lifted', fact: before.decidingFact! }]
      : []
  })
}

/** The newest opt-out that holds now and was not known when they were merged. */
function learntTogether(
  facts: readonly KnownWish[],
  lastFactId: number,
  { matter, channel, sides }: Question,
): KnownWish | null {
  const both = [sides.kept, sides.merged]
  const chains = [
    ...both
      .flatMap((side) => side.personIds)
      .map((id) => facts.filter((fact) => fact.personId === id && isOf(fact, channel))),
    ...both
      .flatMap((side) => personOf(side, channel).currentAddressIds)
      .map((id) => facts.filter((fact) => fact.addressId === id)),
  ]
  let newest: KnownWish | null = null
  for (const chain of chains) {
    const { isOptedOut, decidingFact } = decide(chain, matter)
    if (!isOptedOut || decidingFact!.id <= lastFactId) continue
    if (newest === null || decidingFact!.occurredAt > newest.occurredAt) newest = decidingFact
  }
  return newest
}

function personOf(side: PartedPerson, channel: Channel) {
  return {
    id: side.id,
    mergedIds: side.personIds,
    currentAddressIds: side.addresses
      .filter((address) => address.kind === channel)
      .map((address) => address.id),
  }
}
