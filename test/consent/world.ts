import type { Wish } from '../../src/consent/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'

/** A fact somebody states: about a topic of ours by its place, or about a group of the ESP. */
export interface Said {
  optedIn: boolean
  isExplicit: boolean
  occurredAt: number
  scope: Wish['scope']
  about: 'p1' | 'p2' | 'a1' | 'a2' | 'a3'
  /** Of a topic: 't1', 't2', or a group: 'g1' is mapped to the first, 'g2' to both, 'g3' to none. */
  topic: 't1' | 't2' | 'g1' | 'g2' | 'g3'
  channel: Wish['channel']
  cause: Wish['cause']
  expiresAt: number | null
}

export interface ConsentWorld {
  people: number[]
  addresses: number[]
  topics: number[]
}

/** Who uses which address: the first had the third once. */
export const USERS: readonly [person: number, address: number, isCurrent: boolean][] = [
  [0, 0, true],
  [0, 1, true],
  [0, 2, false],
  [1, 1, true],
  [1, 2, true],
]
const GROUPS: Record<string, number[]> = { g1: [0], g2: [0, 1], g3: [] }

/** Two people with three addresses between them, two topics, three groups of an ESP. */
export async function consentWorld(tx: Tx, workspaceId: number): Promise<ConsentWorld> {
  const at = { workspace_id: workspaceId }
  const people = await tx
    .insertInto('person')
    .values(['One', 'Two'].map((name) => ({ ...at, origin: 'user' as const, name })))
    .returning('id')
    .execute()
  const addresses = await tx
    .insertInto('address')
    .values(
      ['1', '2', '3'].map((n) => ({
        ...at,
        address: `${n}@x.example`,
        canonical: `${n}@x.example`,
      })),
    )
    .returning('id')
    .execute()
  await tx
    .insertInto('person_address')
    .values(
      USERS.map(([person, address, isCurrent]) => ({
        ...at,
        person_id: people[person]!.id,
        address_id: addresses[address]!.id,
        ended_at: isCurrent ? null : new Date(),
      })),
    )
    .execute()
  const topics = await tx
    .insertInto('topic')
    .values(['Tax', 'Events'].map((name) => ({ ...at, name })))
    .returning('id')
    .execute()
  const connection = await tx
    .insertInto('connection')
    .values({ ...at, connector: 'x', name: 'The ESP', status: 'active' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('topic_mapping')
    .values(
      Object.entries(GROUPS).flatMap(([external_id, places]) =>
        places.map((place) => ({
          ...at,
          connection_id: connection.id,
          kind: 'group' as const,
          external_id,
          topic_id: topics[place]!.id,
        })),
      ),
    )
    .execute()
  return {
    people: people.map((row) => row.id),
    addresses: addresses.map((row) => row.id),
    topics: topics.map((row) => row.id),
  }
}

/** Writes the facts as they are said, numbered from the number of those that were said before. */
export async function say(
  tx: Tx,
  workspaceId: number,
  world: ConsentWorld & { said?: number },
  facts: readonly Said[],
): Promise<void> {
  const { id: connection_id } = await tx
    .selectFrom('connection')
    .select('id')
    .executeTakeFirstOrThrow()
  if (facts.length === 0) return
  await tx
    .insertInto('consent_fact')
    .values(
      facts.map((fact, n) => {
        const { personId, addressId } = whom(world, fact)
        const isGroup = fact.scope === 'topic' && fact.topic.startsWith('g')
        return {
          workspace_id: workspaceId,
          person_id: personId,
          address_id: addressId,
          scope: fact.scope,
          topic_id:
            fact.scope === 'topic' && !isGroup ? world.topics[Number(fact.topic[1]) - 1]! : null,
          connection_id: isGroup ? connection_id : null,
          external_kind: isGroup ? ('group' as const) : null,
          external_id: isGroup ? fact.topic : null,
          channel: personId === null ? null : fact.channel,
          cause: fact.cause,
          opted_in: fact.optedIn,
          is_explicit: fact.optedIn && fact.isExplicit,
          occurred_at: new Date(fact.occurredAt),
          expires_at:
            fact.optedIn && !fact.isExplicit && fact.expiresAt !== null
              ? new Date(fact.expiresAt)
              : null,
          source: 'api' as const,
          natural_key: `${(world.said ?? 0) + n}`,
        }
      }),
    )
    .execute()
}

/** The same facts as they count, worked out without the database. */
export function wishesOf(world: ConsentWorld, facts: readonly Said[]): Wish[] {
  return facts.flatMap((fact): Wish[] => {
    const wish = {
      ...fact,
      ...whom(world, fact),
      isExplicit: fact.optedIn && fact.isExplicit,
      expiresAt: fact.optedIn && !fact.isExplicit ? fact.expiresAt : null,
    }
    wish.channel = wish.personId === null ? null : fact.channel
    if (fact.scope !== 'topic') return [{ ...wish, topicId: null }]
    const places = fact.topic.startsWith('t') ? [Number(fact.topic[1]) - 1] : GROUPS[fact.topic]!
    if (places.length > 0) return places.map((n) => ({ ...wish, topicId: world.topics[n]! }))
    if (fact.optedIn) return []
    return [{ ...wish, topicId: null, scope: wish.addressId === null ? 'everything' : 'address' }]
  })
}

function whom(world: ConsentWorld, { about, scope }: Said) {
  const n = Number(about[1]) - 1
  // Nobody says of a person that one address is not to be used.
  return about.startsWith('p') && scope !== 'address'
    ? { personId: world.people[n]!, addressId: null }
    : { personId: null, addressId: world.addresses[n]! }
}
