import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { LinkPattern } from './pattern.ts'

/** Rows of rules, with those that ended, at most. */
export const ROWS_MAX = 2_000

/** What a click on a fitting link raises. */
export type Outcome =
  | { kind: 'action'; name: string; points: number }
  | { kind: 'interest'; interestId: number; points: number }
  | { kind: 'tag'; name: string }

export interface RuleWords extends LinkPattern {
  name: string
  /** Only clicks in this campaign; null: in any. */
  campaignId: number | null
  outcomes: Outcome[]
}

export interface ClickRule extends RuleWords {
  id: number
  version: number
  campaign: string | null
  /** Clicks of this time count; null: from the first, to the last. */
  appliesFrom: Date | null
  appliesUntil: Date | null
  createdBy: string
  createdAt: Date
  /** Links that fit, of those that were held against it. */
  links: number
}

/** The number of the last change of any rule; 0 where there never was one. */
export async function rulesVersion(tx: Tx, workspaceId: number): Promise<number> {
  const row = await tx
    .selectFrom('interest_policy')
    .select('rules_version')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row?.rules_version ?? 0
}

/** All rules, those that ended too: what they raised stands. The newest first. */
export async function clickRules(tx: Tx, workspaceId: number): Promise<ClickRule[]> {
  const { rows } = await sql<ClickRule>`
    select r.id, r.name, r.host, r.path, r.parameter, r.parameter_value as "parameterValue",
      r.campaign_id as "campaignId", c.name as campaign, r.applies_from as "appliesFrom",
      r.applies_until as "appliesUntil", r.version, r.created_by as "createdBy",
      r.created_at as "createdAt",
      (select count(*)::integer from link_match m
        where m.workspace_id = r.workspace_id and m.rule_id = r.id) as links,
      (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('kind', o.kind,
          'name', nullif(o.name, ''), 'interestId', o.interest_id,
          'points', case when o.kind <> 'tag' then o.points end)) order by o.place)
        from click_outcome o
        where o.workspace_id = r.workspace_id and o.rule_id = r.id) as outcomes
    from click_rule r
    left join campaign c on c.workspace_id = r.workspace_id and c.id = r.campaign_id
    where r.workspace_id = ${workspaceId}
    order by r.id desc limit ${ROWS_MAX}`.execute(tx)
  return rows
}
