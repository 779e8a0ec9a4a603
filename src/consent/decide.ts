export type Scope = 'everything' | 'topic' | 'address'
export type Channel = 'email' | 'fax'

/**
 * A wish as it was stated: out of mailings, or in again. What it is about is told as it counts (the
 * view consent_wish): the group of an ESP stands for the topics it is mapped to.
 */
export interface Wish {
  optedIn: boolean
  /** An opt-in lifts an opt-out only when it is explicit: asked for, with evidence. */
  isExplicit: boolean
  /** Epoch milliseconds. */
  occurredAt: number
  /** Of an opt-in that was inferred: until when it holds; epoch milliseconds. */
  expiresAt: number | null
  scope: Scope
  /** Of a fact about a topic. */
  topicId: number | null
  /** Of a person's fact; null: every channel. */
  channel: Channel | null
  /** A complaint is an opt-out told as "this is spam". */
  cause: 'wish' | 'complaint'
  /** Whom it is about: a person, or an address and everyone who uses it, or both. */
  personId: number | null
  addressId: number | null
}

/** What a wish may be about: everything, one address as such, or a topic by its id. */
export type Matter = 'everything' | 'address' | number

export interface Decision<Fact extends Wish> {
  isOptedOut: boolean
  /** The fact that decides; null where there is none. */
  decidingFact: Fact | null
}

/**
 * Whether the facts about one person, or about one address, amount to an opt-out of a matter: the
 * newest wish counts, at the same time the opt-out does, and an opt-in that is not explicit never
 * does. Each matter is judged by itself: leaving a topic leaves nothing else, and coming back to
 * everything brings back no topic; but it brings back the address. The order of the facts does not
 * matter. The views of the migration say the same in SQL.
 */
export function decide<Fact extends Wish>(
  facts: readonly Fact[],
  matter: Matter = 'everything',
): Decision<Fact> {
  let decidingFact: Fact | null = null
  for (const fact of facts) {
    if (fact.optedIn ? !fact.isExplicit || !lifts(fact, matter) : !isAbout(fact, matter)) continue
    if (decidingFact === null || outweighs(fact, decidingFact)) decidingFact = fact
  }
  return { isOptedOut: decidingFact !== null && !decidingFact.optedIn, decidingFact }
}

/** Whether nobody writes marketing to an address, by what was said of the address itself. */
export function decideAddress<Fact extends Wish>(facts: readonly Fact[]): Decision<Fact> {
  return strictest([decide(facts, 'everything'), decide(facts, 'address')])
}

export interface OnePerson {
  id: number
  currentAddressIds: readonly number[]
  /** Who was merged into the person: what was said of them holds, each by itself. */
  mergedIds?: readonly number[]
}

/**
 * Whether a person is opted out of a channel: what is known of the person decides, and of each who
 * was merged into it, and what is known of each address of that channel now in use; one opt-out
 * among them is enough, so an opt-in at one address lifts nothing at another. The fact answered is
 * the newest opt-out that holds, else the newest that decides.
 */
export function decidePerson<Fact extends Wish>(
  facts: readonly Fact[],
  person: OnePerson,
  matter: 'everything' | number = 'everything',
  channel: Channel = 'email',
): Decision<Fact> {
  const own = [person.id, ...(person.mergedIds ?? [])].map((id) =>
    facts.filter((fact) => fact.personId === id && isOf(fact, channel)),
  )
  const chains = person.currentAddressIds.map((id) => facts.filter((fact) => fact.addressId === id))
  return strictest([...own, ...chains].map((chain) => decide(chain, matter)))
}

/** The opt-out among several decisions, the newest one; else the newest that lifts. */
export function strictest<Fact extends Wish>(decisions: Decision<Fact>[]): Decision<Fact> {
  let strict: Decision<Fact> = { isOptedOut: false, decidingFact: null }
  for (const one of decisions) {
    if (one.decidingFact === null) continue
    const isStricter =
      strict.decidingFact === null
      || (one.isOptedOut && !strict.isOptedOut)
      || (one.isOptedOut === strict.isOptedOut
        && one.decidingFact.occurredAt > strict.decidingFact.occurredAt)
    if (isStricter) strict = one
  }
  return strict
}

/** Whether a fact counts for mailings of a channel. */
export function isOf(fact: Wish, channel: Channel): boolean {
  return fact.channel === null || fact.channel === channel
}

function isAbout(fact: Wish, matter: Matter): boolean {
  return typeof matter === 'number'
    ? fact.scope === 'topic' && fact.topicId === matter
    : fact.scope === matter
}

function lifts(fact: Wish, matter: Matter): boolean {
  return isAbout(fact, matter) || (matter === 'address' && fact.scope === 'everything')
}

function outweighs(fact: Wish, other: Wish): boolean {
  if (fact.occurredAt !== other.occurredAt) return fact.occurredAt > other.occurredAt
  return !fact.optedIn && other.optedIn
}
