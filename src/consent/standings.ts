import { sql } from 'kysely'
import { whyInvalid } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Channel, Wish } from './decide.ts'
import type { Standing } from './may-write.ts'

/** A fact with its id, to be described. */
export interface NumberedWish extends Wish {
  id: number
}

export interface Asked {
  workspaceId: number
  channel: Channel
  /** Null: only what was said of everything and of the address. */
  topicId: number | null
  /** Whether the firm's seed list is exempt (ConsentPolicy.seedIsExempt). */
  seedIsExempt: boolean
}

/**
 * What is known of addresses, by their canonical form, in two statements however many they are. An
 * address nobody knows has an empty standing.
 */
export async function standingsOf(
  tx: Tx,
  asked: Asked,
  canonicals: readonly string[],
): Promise<Map<string, Standing<NumberedWish>>> {
  const known = await addressesAndUsers(tx, asked, canonicals)
  const facts = await factsAbout(tx, asked, known)
  const standings = new Map<string, Standing<NumberedWish>>()
  for (const canonical of canonicals) standings.set(canonical, { ...NOBODY })
  for (const { canonical, isSeed, ...row } of known) {
    const addressIds = [row.addressId, ...row.users.flatMap((user) => user.addressIds)]
    standings.set(canonical, {
      ...row,
      isErased: false,
      isExempt: isSeed && asked.seedIsExempt,
      facts: [
        ...[...new Set(addressIds)].flatMap((id) => facts.ofAddress.get(id) ?? []),
        ...row.users.flatMap((user) => facts.ofPerson.get(user.personId) ?? []),
      ],
    })
  }
  return standings
}

const NOBODY: Standing<NumberedWish> = {
  addressId: null,
  invalidReason: null,
  isErased: false,
  isExempt: false,
  users: [],
  facts: [],
}

interface KnownAddress {
  canonical: string
  addressId: number
  invalidReason: string | null
  isSeed: boolean
  users: { personId: number; addressIds: number[] }[]
}

async function addressesAndUsers(
  tx: Tx,
  { workspaceId, channel }: Asked,
  canonicals: readonly string[],
): Promise<KnownAddress[]> {
  const { rows } = await sql<KnownAddress>`
    select a.canonical, a.id as "addressId",
      ${whyInvalid('a').reason} as "invalidReason",
      exists (select from seed_address s
        where s.workspace_id = a.workspace_id and s.address_id = a.id) as "isSeed",
      coalesce((
        select jsonb_agg(jsonb_build_object('personId', u.person_id, 'addressIds', (
          select jsonb_agg(o.address_id)
          from person_address o
          join address b on b.workspace_id = o.workspace_id and b.id = o.address_id
          where o.workspace_id = u.workspace_id and o.person_id = u.person_id
            and o.ended_at is null and b.kind = a.kind)))
        from person_address u
        where u.workspace_id = a.workspace_id and u.address_id = a.id and u.ended_at is null
      ), '[]') as users
    from address a
    where a.workspace_id = ${workspaceId} and a.kind = ${channel}
      and a.canonical = any(${[...canonicals]}::text[])`.execute(tx)
  return rows
}

/** Of each kind of fact about each subject the newest: the others never decide. */
async function factsAbout(tx: Tx, { workspaceId, topicId }: Asked, known: KnownAddress[]) {
  const users = known.flatMap((one) => one.users)
  const addressIds = [
    ...known.map((one) => one.addressId),
    ...users.flatMap((user) => user.addressIds),
  ]
  const personIds = users.map((user) => user.personId)
  const ofAddress = new Map<number, NumberedWish[]>()
  const ofPerson = new Map<number, NumberedWish[]>()
  if (known.length === 0) return { ofAddress, ofPerson }
  const { rows } = await sql<NumberedWish>`
    select distinct on (w.person_id, w.address_id, w.scope, w.topic_id, w.channel, w.opted_in,
        w.is_explicit, w.cause)
      w.fact_id as id, w.person_id as "personId", w.address_id as "addressId", w.scope,
      w.topic_id as "topicId", w.channel, w.opted_in as "optedIn", w.is_explicit as "isExplicit",
      w.cause, (extract(epoch from w.occurred_at) * 1000)::float8 as "occurredAt",
      (extract(epoch from w.expires_at) * 1000)::float8 as "expiresAt"
    from consent_wish w
    where w.workspace_id = ${workspaceId}
      and (w.scope <> 'topic' or w.topic_id = ${topicId}::integer)
      and (w.address_id = any(${addressIds}::integer[])
        or w.person_id = any(${personIds}::integer[]))
    order by w.person_id, w.address_id, w.scope, w.topic_id, w.channel, w.opted_in, w.is_explicit,
      w.cause, w.expires_at desc nulls first, w.occurred_at desc, w.fact_id desc`.execute(tx)
  for (const fact of rows) {
    if (fact.personId !== null) push(ofPerson, fact.personId, fact)
    if (fact.addressId !== null) push(ofAddress, fact.addressId, fact)
  }
  return { ofAddress, ofPerson }
}

function push(map: Map<number, NumberedWish[]>, id: number, fact: NumberedWish): void {
  const facts = map.get(id)
  if (facts === undefined) map.set(id, [fact])
  else facts.push(fact)
}
