import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { decidePerson, type Wish } from './decide.ts'

/** Facts shown of a person at most, newest first; all of them are kept, and all decide. */
const FACTS_SHOWN_MAX = 500

export interface ConsentFact extends Wish {
  id: number
  recordedAt: Date
  source: 'esp' | 'user' | 'import' | 'api' | 'crm'
  /** Where from, in words: "Constant Contact, Spring client letter". */
  from: string
  reason: string
  evidence: string
  /** The address it is about, as spelled; null for the person. */
  address: string | null
  actor: string | null
}

export interface ConsentOfPerson {
  isOptedOut: boolean
  facts: (ConsentFact & { decides: boolean })[]
}

/**
 * What is known of a person's wishes: of the person, and of every address the person has or had.
 * An address that was corrected is history: its facts are shown and decide nothing.
 */
export async function consentOfPerson(
  tx: Tx,
  workspaceId: number,
  personId: number,
): Promise<ConsentOfPerson> {
  const { rows: links } = await sql<{ id: number; isCurrent: boolean }>`
    select address_id as id, ended_at is null as "isCurrent" from person_address
    where workspace_id = ${workspaceId} and person_id = ${personId}`.execute(tx)
  const { rows: facts } = await sql<ConsentFact>`
    select f.id, f.opted_in as "optedIn", f.is_explicit as "isExplicit", f.scope,
      (extract(epoch from f.occurred_at) * 1000)::float8 as "occurredAt",
      f.recorded_at as "recordedAt", f.source, f.person_id as "personId",
      f.address_id as "addressId", a.address, f.reason, f.evidence, f.actor,
      coalesce(nullif(concat_ws(', ', n.name, c.name), ''), f.actor, f.source) as "from"
    from consent_fact f
    left join address a on a.workspace_id = f.workspace_id and a.id = f.address_id
    left join connection n on n.workspace_id = f.workspace_id and n.id = f.connection_id
    left join campaign c on c.workspace_id = f.workspace_id and c.id = f.campaign_id
    where f.workspace_id = ${workspaceId} and (f.person_id = ${personId}
      or f.address_id = any(${links.map((link) => link.id)}::integer[]))
    order by f.occurred_at desc, f.opted_in, f.id desc`.execute(tx)
  const currentAddressIds = links.filter((link) => link.isCurrent).map((link) => link.id)
  const decision = decidePerson(facts, { id: personId, currentAddressIds })
  return {
    isOptedOut: decision.isOptedOut,
    facts: facts
      .slice(0, FACTS_SHOWN_MAX)
      .map((fact) => ({ ...fact, decides: fact === decision.decidingFact })),
  }
}
