import { sql, type RawBuilder } from 'kysely'
import { canonicalOfName, erasedAmong, personsAsOne, whyInvalid } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Channel, Wish } from './decide.ts'
import type { Standing } from './may-write.ts'

/** A fact with its id, to be described. */
export interface NumberedWish extends Wish {
  id: number
  /** About an ESP's group that stands for no topic yet. */
  isUnmapped: boolean
}

export interface Asked {
  workspaceId: number
  channel: Channel
  /** Null: only what was said of everything and of the address; 'every': of all topics too. */
  topicId: number | 'every' | null
  /** Whether the firm's seed list is exempt (ConsentPolicy.seedIsExempt). */
  seedIsExempt: boolean
  /** As it was known to have been at that moment (epoch milliseconds); absent: now. */
  asOf?: number
}

/**
 * What is known of addresses, by their canonical form, in a few statements however many they are.
 * An address nobody knows has an empty standing, or is known to have been erased.
 */
export async function standingsOf(
  tx: Tx,
  asked: Asked,
  canonicals: readonly string[],
): Promise<Map<string, Standing<NumberedWish>>> {
  const known = await addressesAndUsers(tx, asked, canonicals)
  const facts = await factsAbout(tx, asked, known)
  const standings = new Map<string, Standing<NumberedWish>>()
  const erased = await erasedAmong(tx, canonicals)
  for (const canonical of canonicals) {
    standings.set(canonical, { ...NOBODY, isErased: erased.has(canonical) })
  }
  for (const { canonical, isSeed, ...row } of known) {
    const addressIds = [row.addressId, ...row.users.flatMap((user) => user.addressIds)]
    standings.set(canonical, {
      ...row,
      isExempt: isSeed && asked.seedIsExempt,
      facts: [
        ...[...new Set(addressIds)].flatMap((id) => facts.ofAddress.get(id) ?? []),
        ...row.users
          .flatMap((user) => [user.personId, ...user.mergedIds])
          .flatMap((id) => facts.ofPerson.get(id) ?? []),
      ],
    })
  }
  return standings
}

/**
 * What is known of a person as a whole: what was said of the person, and of every address of the
 * channel now in use; erased where all of these are. It names no address, so what was said of one
 * address as such decides nothing.
 */
export async function standingOfPerson(
  tx: Tx,
  asked: Asked,
  personId: number,
): Promise<Standing<NumberedWish>> {
  const { rows } = await sql<{ ids: number[]; isErased: boolean }>`
    select coalesce(array_agg(a.id), '{}') as ids,
      coalesce(bool_and(a.erased_at is not null), false) as "isErased"
    from person_address pa
    join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
    where pa.workspace_id = ${asked.workspaceId} and pa.person_id = ${personId}
      and pa.ended_at is null and a.kind = ${asked.channel}`.execute(tx)
  const mergedIds = (await personsAsOne(tx, asked.workspaceId, personId)).filter(
    (id) => id !== personId,
  )
  const users = [{ personId, mergedIds, addressIds: rows[0]!.ids }]
  const facts = await factsAbout(tx, asked, [{ addressId: 0, users }])
  return {
    ...NOBODY,
    isErased: rows[0]!.isErased,
    users,
    facts: [
      ...rows[0]!.ids.flatMap((id) => facts.ofAddress.get(id) ?? []),
      ...[personId, ...mergedIds].flatMap((id) => facts.ofPerson.get(id) ?? []),
    ],
  }
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
  isErased: boolean
  isSeed: boolean
  users: { personId: number; mergedIds: number[]; addressIds: number[] }[]
}

async function addressesAndUsers(
  tx: Tx,
  { workspaceId, channel, asOf }: Asked,
  canonicals: readonly string[],
): Promise<KnownAddress[]> {
  const { rows } = await sql<KnownAddress>`
    select case a.kind when 'fax' then 'fax:' else '' end || a.canonical as canonical,
      a.id as "addressId",
      ${invalidReason(asOf)} as "invalidReason", a.erased_at is not null as "isErased",
      exists (select from seed_address s
        where s.workspace_id = a.workspace_id and s.address_id = a.id) as "isSeed",
      coalesce((
        select jsonb_agg(jsonb_build_object('personId', u.person_id, 'mergedIds', (
          select coalesce(jsonb_agg(m.id), '[]') from person m
          where m.workspace_id = u.workspace_id and m.merged_into = u.person_id), 'addressIds', (
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
      and a.canonical = any(${canonicals.map(canonicalOfName)}::text[])`.execute(tx)
  return rows
}

/** Why nothing arrives there; of the past, whether a bounce stood that nobody had answered. */
function invalidReason(asOf: number | undefined) {
  if (asOf === undefined) return whyInvalid('a').reason
  const stood = (at: RawBuilder<unknown>) => sql`(${at} <= ${moment(asOf)}
    and not coalesce(a.confirmed_at > ${at} and a.confirmed_at <= ${moment(asOf)}, false))`
  const isInvalid = sql`a.soft_invalid_at <= ${moment(asOf)} or ${stood(sql`a.bounced_at`)}
    or ${stood(sql`a.suppressed_at`)}`
  return sql`case when ${isInvalid}
    then coalesce(nullif(a.bounced_reason, ''), a.soft_reason, 'invalid') end`
}

function moment(ms: number) {
  return sql`to_timestamp(${ms}::double precision / 1000.0)`
}

/**
 * Of each kind of fact about each subject the newest, and of implied consent the one that lasts
 * longest: the others never decide.
 */
async function factsAbout(
  tx: Tx,
  { workspaceId, topicId, asOf }: Asked,
  known: Pick<KnownAddress, 'addressId' | 'users'>[],
) {
  const users = known.flatMap((one) => one.users)
  const addressIds = [
    ...known.map((one) => one.addressId),
    ...users.flatMap((user) => user.addressIds),
  ]
  const personIds = users.flatMap((user) => [user.personId, ...user.mergedIds])
  const ofAddress = new Map<number, NumberedWish[]>()
  const ofPerson = new Map<number, NumberedWish[]>()
  if (known.length === 0) return { ofAddress, ofPerson }
  const { rows } = await sql<NumberedWish>`
    select distinct on (w.person_id, w.address_id, w.scope, w.topic_id, w.channel, w.opted_in,
        w.is_explicit, w.cause, w.is_unmapped)
      w.fact_id as id, w.is_unmapped as "isUnmapped", w.person_id as "personId",
      w.address_id as "addressId", w.scope,
      w.topic_id as "topicId", w.channel, w.opted_in as "optedIn", w.is_explicit as "isExplicit",
      w.cause, (extract(epoch from w.occurred_at) * 1000)::float8 as "occurredAt",
      (extract(epoch from w.expires_at) * 1000)::float8 as "expiresAt"
    from consent_wish w
    where w.workspace_id = ${workspaceId}
      and (w.scope <> 'topic' or ${topicId === 'every'}
        or w.topic_id = ${topicId === 'every' ? null : topicId}::integer)
      ${asOf === undefined ? sql`` : sql`and w.occurred_at <= ${moment(asOf)}`}
      and (w.address_id = any(${addressIds}::integer[])
        or w.person_id = any(${personIds}::integer[]))
    order by w.person_id, w.address_id, w.scope, w.topic_id, w.channel, w.opted_in, w.is_explicit,
      w.cause, w.is_unmapped,
      case when w.opted_in and not w.is_explicit then w.expires_at end desc nulls first,
      w.occurred_at desc, w.fact_id desc`.execute(tx)
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
