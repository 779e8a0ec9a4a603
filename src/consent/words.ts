import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { Answer } from './may-write.ts'

/** A fact as it is told to somebody. */
export interface FactWords {
  id: number
  occurredAt: Date
  expiresAt: Date | null
  source: 'esp' | 'user' | 'import' | 'api' | 'crm' | 'preference_page'
  /** "Constant Contact, Spring client letter" */
  from: string
  reason: string
  evidence: string
  optedIn: boolean
  cause: 'wish' | 'complaint'
  topic: string | null
  /** The address it was said of; null for a person. */
  address: string | null
}

const OWN_PAGE = 'preference page'

/** Facts as they are told, by their id, in one statement. */
export async function describeFacts(
  tx: Tx,
  workspaceId: number,
  ids: readonly number[],
): Promise<Map<number, FactWords>> {
  const words = new Map<number, FactWords>()
  if (ids.length === 0) return words
  const { rows } = await sql<FactWords>`
    select f.id, f.occurred_at as "occurredAt", f.expires_at as "expiresAt", f.source, f.reason,
      f.evidence, f.opted_in as "optedIn", f.cause, a.address,
      coalesce(t.name, case when f.external_id is not null then (
        select string_agg(m.name, ', ' order by m.place, m.id) from consent_wish w
        join topic m on m.workspace_id = w.workspace_id and m.id = w.topic_id
        where w.workspace_id = f.workspace_id and w.fact_id = f.id
      ) end) as topic,
      coalesce(nullif(concat_ws(', ',
        case when f.source = 'preference_page' then ${OWN_PAGE}::text end, n.name, c.name), ''),
        f.actor, f.source) as "from"
    from consent_fact f
    left join topic t on t.workspace_id = f.workspace_id and t.id = f.topic_id
    left join address a on a.workspace_id = f.workspace_id and a.id = f.address_id
    left join connection n on n.workspace_id = f.workspace_id and n.id = f.connection_id
    left join campaign c on c.workspace_id = f.workspace_id and c.id = f.campaign_id
    where f.workspace_id = ${workspaceId} and f.id = any(${[...new Set(ids)]}::integer[])`.execute(
    tx,
  )
  for (const row of rows) words.set(row.id, row)
  return words
}

/**
 * Why an address may, or may not, be written to; one sentence, dates as days in UTC. invalid: why
 * nothing arrives there, where that is known.
 */
export function sentenceOf(
  { reason }: Pick<Answer, 'reason'>,
  fact: FactWords | null,
  invalid: string | null = null,
): string {
  switch (reason) {
    case 'erased':
      return 'The person asked to be erased.'
    case 'invalid_address':
      return `Nothing arrives at this address${invalid === null ? '' : `: ${invalid}`}.`
    case 'complaint':
      return `Reported a mailing as spam${when(fact)}; only what is transactional may be sent.`
    case 'opted_out':
      return `Opted out of everything${when(fact)}.`
    case 'opted_out_address':
      return fact?.topic === null && fact.source === 'esp'
        ? `Opted out of a group of the ESP that stands for no topic yet${when(fact)}.`
        : `This address is not to be written to${when(fact)}.`
    case 'opted_out_topic':
      return `Opted out of ${fact?.topic ?? 'this topic'}${when(fact)}.`
    case 'consent_expired':
      return `The implied consent has ended${fact?.expiresAt ? ` on ${day(fact.expiresAt)}` : ''}.`
    case 'consent_missing':
      return 'Consent is needed, and none is known that suffices.'
    case 'transactional':
      return 'A transactional mail needs no consent.'
    case 'seed':
      return 'On the seed list, which gets every mailing.'
    case 'express':
      return `Express consent was given${when(fact)}.`
    case 'implied': {
      const end = fact?.expiresAt ? `, until ${day(fact.expiresAt)}` : ''
      return `Consent is implied${when(fact)}${end}.`
    }
    case 'no_objection':
      return 'Nobody has objected.'
  }
}

function when(fact: FactWords | null): string {
  if (fact === null) return ''
  const said = fact.reason === '' ? '' : `: “${fact.reason}”`
  return ` on ${day(fact.occurredAt)} via ${fact.from}${said}`
}

function day(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}
