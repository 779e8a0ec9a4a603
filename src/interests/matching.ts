import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { fitsPattern, readLink } from './pattern.ts'
import { clickRules, rulesVersion } from './kept-rules.ts'

/** Links one transaction matches at most. */
export const MATCHED_MAX = 2_000

/** Links that the newest rules have not been held against. */
export async function linksBehind(tx: Tx, workspaceId: number): Promise<number> {
  const version = await rulesVersion(tx, workspaceId)
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from link
    where workspace_id = ${workspaceId} and rules_version < ${version}`.execute(tx)
  return rows[0]!.count
}

/**
 * Holds some of the links that are behind against the rules that are newer than they are. Answers
 * how many it looked at, and how many fit a rule. New links are behind, and so are all when a rule
 * was made; repeating it changes nothing.
 */
export async function matchLinks(
  tx: Tx,
  workspaceId: number,
): Promise<{ looked: number; fitting: number }> {
  // Before the rules: one that is made meanwhile has a higher version, and is matched again.
  const version = await rulesVersion(tx, workspaceId)
  if (version === 0) return { looked: 0, fitting: 0 }
  const { rows: links } = await sql<{ id: number; url: string; rules_version: number }>`
    select id, url, rules_version from link
    where workspace_id = ${workspaceId} and rules_version < ${version}
    order by rules_version, id limit ${MATCHED_MAX}`.execute(tx)
  if (links.length === 0) return { looked: 0, fitting: 0 }
  const rules = await clickRules(tx, workspaceId)
  const pairs: { linkId: number; ruleId: number }[] = []
  for (const { id: linkId, url, rules_version } of links) {
    const parts = readLink(url)
    if (parts === null) continue
    for (const rule of rules) {
      if (rule.version > rules_version && fitsPattern(parts, rule)) {
        pairs.push({ linkId, ruleId: rule.id })
      }
    }
  }
  await writeMatches(tx, workspaceId, pairs)
  await sql`
    update link set rules_version = ${version}
    where workspace_id = ${workspaceId}
      and id = any(${links.map((link) => link.id)}::integer[])`.execute(tx)
  return { looked: links.length, fitting: new Set(pairs.map((pair) => pair.linkId)).size }
}

async function writeMatches(
  tx: Tx,
  workspaceId: number,
  pairs: readonly { linkId: number; ruleId: number }[],
): Promise<void> {
  if (pairs.length === 0) return
  // A rule that was removed meanwhile is not there any more.
  await sql`
    insert into link_match (workspace_id, link_id, rule_id)
    select ${workspaceId}, p.link_id, p.rule_id
    from unnest(${pairs.map((pair) => pair.linkId)}::integer[],
      ${pairs.map((pair) => pair.ruleId)}::integer[]) as p (link_id, rule_id)
    join click_rule r on r.workspace_id = ${workspaceId} and r.id = p.rule_id
    on conflict do nothing`.execute(tx)
}
