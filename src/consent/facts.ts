import { sql } from 'kysely'
import { personsAsOne } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { decideAddress, decidePerson, type Wish } from './decide.ts'

/** Facts shown of a person at most, newest first; all of them are kept, and all decide. */
const FACTS_SHOWN_MAX = 500

export interface ConsentFact extends Wish {
  id: number
  recordedAt: Date
  source: 'esp' | 'user' | 'import' | 'api' | 'crm' | 'preference_page'
  /** Where from, in words: "Constant Contact, Spring client letter". */
  from: string
  reason: string
  evidence: string
  /**
   * Why it may not have been the person's own doing; empty without a doubt, or once it is settled.
   */
  doubt: string
  /** The address it is about, as spelled; null for the person. */
  address: string | null
  /** The topic it is about, or an ESP's group that is mapped to none. */
  topic: string | null
  actor: string | null
}

export interface ConsentOfPerson {
  isOptedOut: boolean
  /** Epoch milliseconds of the complaint that holds: only what is transactional may be sent. */
  complainedAt: number | null
  facts: (ConsentFact & { decides: boolean })[]
  /** Current addresses nobody writes to for what was said of the address itself. */
  optedOutAddressIds: number[]
}

/**
 * What is known of a person's wishes: of the person, of those merged into it, and of every address
 * the person has or had. An address that was corrected is history: its facts are shown and decide
 * nothing. A fact about an ESP's group that is mapped to several topics stands once for each.
 */
export async function consentOfPerson(
  tx: Tx,
  workspaceId: number,
  personId: number,
): Promise<ConsentOfPerson> {
  const { rows: links } = await sql<{ id: number; isCurrent: boolean; isMail: boolean }>`
    select u.address_id as id, u.ended_at is null as "isCurrent", a.kind = 'email' as "isMail"
    from person_address u
    join address a on a.workspace_id = u.workspace_id and a.id = u.address_id
    where u.workspace_id = ${workspaceId} and u.person_id = ${personId}`.execute(tx)
  const personIds = await personsAsOne(tx, workspaceId, personId)
  const { rows: facts } = await sql<ConsentFact>`
    select f.id, f.opted_in as "optedIn", f.is_explicit as "isExplicit",
      coalesce(w.scope, f.scope) as scope, w.topic_id as "topicId", f.channel, f.cause,
      (extract(epoch from f.occurred_at) * 1000)::float8 as "occurredAt",
      (extract(epoch from f.expires_at) * 1000)::float8 as "expiresAt",
      f.recorded_at as "recordedAt", f.source, f.person_id as "personId",
      f.address_id as "addressId", a.address, f.reason, f.evidence,
      case when d.decision is null then coalesce(d.doubt, '') else '' end as doubt, f.actor,
      coalesce(t.name, f.external_kind || ' ' || f.external_id) as topic,
      coalesce(nullif(concat_ws(', ',
        case when f.source = 'preference_page' then 'preference page' end, n.name, c.name), ''),
        f.actor, f.source) as "from"
    from consent_fact f
    left join consent_wish w on w.workspace_id = f.workspace_id and w.fact_id = f.id
    left join topic t on t.workspace_id = f.workspace_id and t.id = w.topic_id
    left join address a on a.workspace_id = f.workspace_id and a.id = f.address_id
    left join doubtful_opt_out d on d.workspace_id = f.workspace_id and d.fact_id = f.id
    left join connection n on n.workspace_id = f.workspace_id and n.id = f.connection_id
    left join campaign c on c.workspace_id = f.workspace_id and c.id = f.campaign_id
    where f.workspace_id = ${workspaceId} and (f.person_id = any(${personIds}::integer[])
      or f.address_id = any(${links.map((link) => link.id)}::integer[]))
    order by f.occurred_at desc, f.opted_in, f.id desc`.execute(tx)
  const currentAddressIds = links.filter((link) => link.isCurrent).map((link) => link.id)
  // What was said of a fax number is no word about mail.
  const mailIds = links.filter((link) => link.isCurrent && link.isMail).map((link) => link.id)
  const person = { id: personId, mergedIds: personIds, currentAddressIds: mailIds }
  const decision = decidePerson(facts, person)
  const complaint = decidePerson(
    facts.filter((fact) => fact.optedIn || fact.cause === 'complaint'),
    person,
  )
  return {
    isOptedOut: decision.isOptedOut,
    complainedAt: complaint.isOptedOut ? complaint.decidingFact!.occurredAt : null,
    facts: facts
      .slice(0, FACTS_SHOWN_MAX)
      .map((fact) => ({ ...fact, decides: fact === decision.decidingFact })),
    optedOutAddressIds: currentAddressIds.filter(
      (id) => decideAddress(facts.filter((fact) => fact.addressId === id)).isOptedOut,
    ),
  }
}
