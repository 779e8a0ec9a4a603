import { sql } from 'kysely'
import type { ConsentTally, ImportedConsent, TakenFrom, TakesConsent } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { stateFacts, type NewFact } from './state-facts.ts'
import { consentPolicy } from './topics.ts'

const DAY_MS = 86_400_000
/** Facts one statement writes. */
const STATEMENT_MAX = 5_000

/** Takes over what the rows of an import say of consent; handed to the import by main. */
export const consentOfImports: TakesConsent = {
  async topicsNamed(tx, workspaceId, names) {
    const { rows } = await sql<{ id: number; name: string }>`
      select id, name from topic
      where workspace_id = ${workspaceId} and archived_at is null
        and lower(name) in (select lower(name) from unnest(${names}::text[]) as given (name))
      `.execute(tx)
    return new Map(rows.map((row) => [row.name.toLowerCase(), row.id]))
  },

  async take(tx, of, said) {
    const tally = countedBy(said)
    const known = said.filter((one) => one.personId !== 0)
    if (known.length === 0) return tally
    const facts = await factsOf(tx, of, known)
    tally.lifts = await countLifts(tx, of.workspaceId, facts)
    if (of.isDryRun) return tally
    const { workspaceId, actor, now } = of
    for (let from = 0; from < facts.length; from += STATEMENT_MAX) {
      const part = facts.slice(from, from + STATEMENT_MAX)
      await stateFacts(tx, { workspaceId, source: 'import', actor, now }, part)
    }
    return tally
  },
}

/** A fact with the person whose row told it. */
type FactOf = NewFact & { of: number }

function countedBy(said: readonly ImportedConsent[]): ConsentTally {
  const count = (state: ImportedConsent['state']) =>
    said.filter((one) => one.state === state).length
  return { express: count('express'), implied: count('implied'), out: count('out'), lifts: 0 }
}

/**
 * An opt-out, and express consent, is one of the person and of every address now in use, as when a
 * colleague records it; implied consent lifts nothing and is the person's. Told again by the same
 * words it is the same fact; without a date, whenever told.
 */
async function factsOf(
  tx: Tx,
  { workspaceId, now }: TakenFrom,
  said: readonly ImportedConsent[],
): Promise<FactOf[]> {
  const { impliedDays } = await consentPolicy(tx, workspaceId)
  const addresses = await addressesOf(tx, workspaceId, said)
  return said.flatMap((one) => {
    const whole = [{ personId: one.personId, addressId: null }]
    const everywhere = (addresses.get(one.personId) ?? []).map((addressId) => ({
      personId: null,
      addressId,
    }))
    const isImplied = one.state === 'implied'
    const end = one.until ?? (one.at ?? now) + impliedDays * DAY_MS
    const fact = {
      optedIn: one.state !== 'out',
      isExplicit: one.state === 'express',
      ...(isImplied && { expiresAt: end }),
      ...(one.at === null ? { isUndated: true } : { occurredAt: one.at }),
      of: one.personId,
      reason: '',
      evidence: one.evidence,
      key: `import:${one.state}:${one.until ?? ''}`,
    }
    const matters =
      one.topicIds.length === 0
        ? [{ scope: 'everything' as const }]
        : one.topicIds.map((topicId) => ({ scope: 'topic' as const, topicId }))
    const whom = isImplied ? whole : [...whole, ...everywhere]
    return whom.flatMap((subject) => matters.map((matter) => ({ ...subject, ...fact, ...matter })))
  })
}

async function addressesOf(tx: Tx, workspaceId: number, said: readonly ImportedConsent[]) {
  const ids = [...new Set(said.map((one) => one.personId))]
  const { rows } = await sql<{ personId: number; addressIds: number[] }>`
    select person_id as "personId", array_agg(address_id order by address_id) as "addressIds"
    from person_address
    where workspace_id = ${workspaceId} and person_id = any(${ids}::integer[])
      and ended_at is null
    group by person_id`.execute(tx)
  return new Map(rows.map((row) => [row.personId, row.addressIds]))
}

/** People whose opt-out, of what it is about, the express consent among these facts lifts. */
async function countLifts(tx: Tx, workspaceId: number, facts: readonly FactOf[]) {
  const given = facts.filter((fact) => fact.isExplicit === true)
  if (given.length === 0) return 0
  const rows = given.map((fact) => ({
    whose: fact.of,
    person_id: fact.personId,
    address_id: fact.addressId,
    topic_id: fact.topicId ?? null,
    ms: fact.occurredAt,
  }))
  const { rows: found } = await sql<{ lifts: number }>`
    select count(distinct g.whose)::integer as lifts
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as g (whose integer, person_id integer, address_id integer, topic_id integer, ms bigint)
    cross join lateral (
      select max(w.occurred_at) filter (where not w.opted_in) as out_at,
        coalesce(max(w.occurred_at) filter (where w.opted_in and w.is_explicit), '-infinity')
          as in_at
      from (
        select * from consent_wish
        where workspace_id = ${workspaceId} and person_id = g.person_id
        union all
        select * from consent_wish
        where workspace_id = ${workspaceId} and address_id = g.address_id
          and g.person_id is null
      ) w
      where case when g.topic_id is null then w.scope <> 'topic' else w.topic_id = g.topic_id end
    ) held
    where held.out_at >= held.in_at and held.out_at < to_timestamp(g.ms / 1000.0)`.execute(tx)
  return found[0]!.lifts
}
