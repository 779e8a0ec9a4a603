import { type Actor, actorName, audit } from '../accounts/index.ts'
import { addressesOfPerson, personName, personsAsOne, personStandingFor } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { stateFacts, type NewFact } from './state-facts.ts'
import { topicNames } from './topics.ts'

export interface Statement {
  workspaceId: number
  personId: number
  actor: Actor
  /** Epoch milliseconds. */
  now: number
}

/** What somebody says a wish about: all mailings, some topics, or one address as such. */
export type About =
  | { scope: 'everything' }
  | { scope: 'topics'; topicIds: readonly number[] }
  | { scope: 'address'; addressId: number }

/**
 * A user records that a person wants no mailings any more: none at all, none about some topics, or
 * none at one address. The first two are said of the person and of every address now in use: who
 * shares one is not written to there either, for the mail would reach the person all the same.
 */
export async function recordOptOut(
  tx: Tx,
  statement: Statement,
  words: { about?: About; reason: string; evidence: string },
): Promise<void> {
  const about = words.about ?? { scope: 'everything' }
  const { name, of } = await state(tx, statement, { ...words, about, optedIn: false })
  await audit(tx, {
    actor: statement.actor,
    action: 'record_opt_out',
    subject: 'person',
    subjectId: statement.personId,
    sentence: `Recorded that ${name} no longer wants mailings${aboutWords(of)}.`,
    detail: { reason: words.reason, about },
    at: statement.now,
  })
}

/**
 * A user lifts a person's opt-out of what it is about, because the person asked for it: an explicit
 * opt-in of the person and of every address now in use. Refused without evidence.
 */
export async function liftOptOut(
  tx: Tx,
  statement: Statement,
  words: { about?: About; evidence: string },
): Promise<void> {
  if (words.evidence.trim() === '') {
    throw new Refused(422, 'An opt-out is lifted with evidence only.', {
      field: 'evidence',
      remedy: 'Say when and how the person asked to be written to again.',
    })
  }
  const about = words.about ?? { scope: 'everything' }
  const { evidence } = words
  const { name, of } = await state(tx, statement, { about, optedIn: true, reason: '', evidence })
  await audit(tx, {
    actor: statement.actor,
    action: 'lift_opt_out',
    subject: 'person',
    subjectId: statement.personId,
    sentence: `Lifted the opt-out of ${name}${aboutWords(of)}.`,
    detail: { evidence, about },
    at: statement.now,
  })
}

interface Words {
  about: About
  optedIn: boolean
  /** As optedIn where absent: what somebody says of an opt-in is meant. */
  isExplicit?: boolean
  reason: string
  evidence: string
}

async function state(tx: Tx, statement: Statement, words: Words) {
  const { workspaceId, actor, now } = statement
  const { name, of, facts } = await statementFacts(tx, statement, words)
  const by = actorName(actor)
  await stateFacts(tx, { workspaceId, source: 'user', actor: by, now }, facts)
  return { name, of }
}

/** What a statement is about, to be told: everything (null), topics by their names, one address. */
export type TopicsOrAddress = { topics: string } | 'address' | null

function aboutWords(of: TopicsOrAddress): string {
  if (of === null) return ''
  return of === 'address' ? ' at one address' : ` about ${of.topics}`
}

/**
 * The facts that a statement about a person comes to: of everything, or of topics, one of the
 * person and one of every address now in use; of one address, one of it. With words to tell it by.
 */
export async function statementFacts(
  tx: Tx,
  statement: Pick<Statement, 'workspaceId' | 'personId'>,
  words: Words,
): Promise<{ name: string; of: TopicsOrAddress; facts: NewFact[] }> {
  const { workspaceId } = statement
  const personId = await personStandingFor(tx, workspaceId, statement.personId)
  const name = await personName(tx, workspaceId, personId)
  const addresses = await addressesOfPerson(tx, workspaceId, personId)
  const current = addresses.filter((one) => one.endedAt === null)
  const { about, optedIn, reason, evidence } = words
  const key = `user:${personId}:${optedIn ? 'in' : 'out'}`
  const isExplicit = optedIn && (words.isExplicit ?? true)
  const said = { optedIn, isExplicit, reason, evidence, key }
  // An opt-out of one of those who were merged is enough; an opt-in is of all of them.
  const persons = optedIn ? await personsAsOne(tx, workspaceId, personId) : [personId]
  const everybody = [
    ...persons.map((id) => ({ personId: id, addressId: null })),
    ...current.map(({ id }) => ({ personId: null, addressId: id })),
  ]
  const facts: NewFact[] = []
  let of: TopicsOrAddress = null
  if (about.scope === 'everything') {
    facts.push(...everybody.map((whom) => ({ ...whom, ...said, scope: 'everything' as const })))
  } else if (about.scope === 'topics') {
    const topics = await topicNames(tx, workspaceId, about.topicIds)
    of = { topics: [...topics.values()].join(', ') }
    for (const topicId of topics.keys()) {
      facts.push(
        ...everybody.map((whom) => ({ ...whom, ...said, scope: 'topic' as const, topicId })),
      )
    }
  } else {
    if (!current.some((one) => one.id === about.addressId)) {
      throw notFound('address', about.addressId)
    }
    of = 'address'
    facts.push({ personId: null, addressId: about.addressId, ...said, scope: 'address' })
  }
  return { name, of, facts }
}
