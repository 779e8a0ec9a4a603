import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import type { MappingOf } from './mapping.ts'
import { homeOf, type Rule } from './rules/index.ts'

/** What the mapping of another connection says of a field of the person. */
export interface Claim {
  source: string
  connection: string
  /** crm: its word is the CRM's. home: that connection's contacts are written into it. */
  claim: 'crm' | 'home'
}

/** What the mappings in force of all other connections say of fields of the person. */
export async function claimsOfOthers(
  tx: Tx,
  { workspaceId, connectionId }: MappingOf,
): Promise<Claim[]> {
  const { rows } = await sql<Claim>`
    select distinct r.rule -> 'from' ->> 'source' as source, n.name as connection,
      case when r.rule ->> 'owner' = 'crm' then 'crm' else 'home' end as claim
    from connection n
    cross join lateral (select m.rules from contact_mapping m
      where m.workspace_id = n.workspace_id and m.connection_id = n.id
      order by m.version desc limit 1) m
    cross join lateral jsonb_array_elements(m.rules) as r (rule)
    where n.workspace_id = ${workspaceId} and n.id <> ${connectionId} and n.deleted_at is null
      and r.rule -> 'from' ? 'source'
      and (r.rule ->> 'owner' = 'crm' or r.rule -> 'comesHome' = 'true'::jsonb)
    order by 1, 2, 3`.execute(tx)
  return rows
}

/**
 * Refuses rules by which a field of the person would have two masters: what comes home from here
 * comes home from no other connection, and is owned by the CRM nowhere; within these rules neither.
 */
export async function refuseRivals(tx: Tx, of: MappingOf, rules: readonly Rule[]): Promise<void> {
  const own = rules.flatMap(({ from, owner }) =>
    owner === 'crm' && 'source' in from ? [from.source] : [],
  )
  const claims = await claimsOfOthers(tx, of)
  for (const [index, rule] of rules.entries()) {
    const rival = rivalOf(rule, { own, claims })
    if (rival === null) continue
    throw new Refused(422, `${rule.field.label}: ${rival}`, {
      field: `rules.${index}.${rule.comesHome ? 'comesHome' : 'owner'}`,
      remedy: 'Choose one who is right about it, in both places.',
    })
  }
}

function rivalOf(
  rule: Rule,
  { own, claims }: { own: readonly string[]; claims: readonly Claim[] },
): string | null {
  const source = 'source' in rule.from ? rule.from.source : null
  const of = (claim: Claim['claim']) =>
    claims.find((one) => one.claim === claim && one.source === source)?.connection
  if (rule.owner === 'crm') {
    const home = of('home')
    return home === undefined ? null : `“${home}” writes the same into the person.`
  }
  const home = homeOf(rule)
  if (!rule.comesHome || home === null) return null
  if (own.includes(home)) return 'another rule says that your CRM owns it.'
  const [crm, other] = [of('crm'), of('home')]
  if (crm !== undefined) return `by the mapping of “${crm}”, your CRM owns it.`
  return other === undefined ? null : `“${other}” writes the same into the person.`
}
