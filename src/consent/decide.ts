/** A wish as it was stated: out of mailings, or in again. */
export interface Wish {
  optedIn: boolean
  /** An opt-in lifts an opt-out only when it is explicit: asked for, with evidence. */
  isExplicit: boolean
  /** Epoch milliseconds. */
  occurredAt: number
  /** Facts about one topic say nothing about everything. */
  scope: 'everything' | 'topic' | 'address'
  /** Whom it is about: a person, or an address and everyone who uses it, or both. */
  personId: number | null
  addressId: number | null
}

export interface Decision<Fact extends Wish> {
  isOptedOut: boolean
  /** The fact that decides; null where there is none. */
  decidingFact: Fact | null
}

/**
 * Whether the facts about one person, or about one address, amount to an opt-out: the newest wish
 * counts, at the same time the opt-out does, and an opt-in that is not explicit never does. The
 * order of the facts does not matter. The views of the migration say the same in SQL.
 */
export function decide<Fact extends Wish>(facts: readonly Fact[]): Decision<Fact> {
  let decidingFact: Fact | null = null
  for (const fact of facts) {
    if (fact.scope === 'topic' || (fact.optedIn && !fact.isExplicit)) continue
    if (decidingFact === null || outweighs(fact, decidingFact)) decidingFact = fact
  }
  return { isOptedOut: decidingFact !== null && !decidingFact.optedIn, decidingFact }
}

/**
 * Whether a person is opted out: what is known of the person decides, and what is known of each
 * address now in use; one opt-out among them is enough, so an opt-in at one address lifts nothing
 * at another. The fact answered is the newest opt-out that holds, else the newest that decides.
 */
export function decidePerson<Fact extends Wish>(
  facts: readonly Fact[],
  person: { id: number; currentAddressIds: readonly number[] },
): Decision<Fact> {
  const chains = [
    facts.filter((fact) => fact.personId === person.id),
    ...person.currentAddressIds.map((id) => facts.filter((fact) => fact.addressId === id)),
  ]
  let decision: Decision<Fact> = { isOptedOut: false, decidingFact: null }
  for (const chain of chains) {
    const one = decide(chain)
    if (one.decidingFact === null) continue
    const isStronger =
      decision.decidingFact === null
      || (one.isOptedOut && !decision.isOptedOut)
      || (one.isOptedOut === decision.isOptedOut
        && one.decidingFact.occurredAt > decision.decidingFact.occurredAt)
    if (isStronger) decision = one
  }
  return decision
}

function outweighs(fact: Wish, other: Wish): boolean {
  if (fact.occurredAt !== other.occurredAt) return fact.occurredAt > other.occurredAt
  return !fact.optedIn && other.optedIn
}
