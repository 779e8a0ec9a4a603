import { sql } from 'kysely'
import { type Actor, actorName, audit } from '../accounts/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { ROWS_MAX, type RuleWords } from './kept-rules.ts'
import { patternFault, type LinkPattern } from './pattern.ts'

/** Rules that hold at once at most. */
const RULES_MAX = 200

/** From now on, or clicks that were made before too. */
export type AppliesTo = 'new' | 'all'

export interface RuleChange {
  workspaceId: number
  actor: Actor
  /** Epoch milliseconds. */
  now: number
  appliesTo: AppliesTo
}

/** Makes a rule. Refuses conditions that are none, and more rules than are bearable. */
export async function addClickRule(tx: Tx, change: RuleChange, words: RuleWords): Promise<number> {
  refuseBad(words)
  await refuseStrangers(tx, change.workspaceId, words)
  const version = await nextVersion(tx, change.workspaceId)
  await refuseTooMany(tx, change.workspaceId)
  const from = change.appliesTo === 'all' ? null : new Date(change.now)
  const id = await insertRule(tx, change, words, { version, from })
  await tell(tx, change, { id, action: 'add_click_rule', name: words.name })
  return id
}

/**
 * Changes a rule: for clicks from now on, the old one ends and what it raised stands; for all
 * clicks, the old one never was.
 */
export async function changeClickRule(
  tx: Tx,
  change: RuleChange,
  ruleId: number,
  words: RuleWords,
): Promise<number> {
  refuseBad(words)
  await refuseStrangers(tx, change.workspaceId, words)
  const version = await nextVersion(tx, change.workspaceId)
  const old = await ruleOf(tx, change.workspaceId, ruleId)
  if (old.applies_until !== null) {
    throw new Refused(409, 'This rule has ended.', {
      remedy: 'Change the one that took its place, or make a new one.',
    })
  }
  await endRule(tx, change, ruleId, old.applies_from)
  const from = change.appliesTo === 'all' ? old.applies_from : new Date(change.now)
  const id = await insertRule(tx, change, words, { version, from })
  await tell(tx, change, { id, action: 'change_click_rule', name: words.name })
  return id
}

/**
 * Removes a rule: from now on, or with all that it raised; the latter is possible for one that
 * ended already, too.
 */
export async function removeClickRule(tx: Tx, change: RuleChange, ruleId: number): Promise<void> {
  await nextVersion(tx, change.workspaceId)
  const old = await ruleOf(tx, change.workspaceId, ruleId)
  if (old.applies_until !== null && change.appliesTo === 'new') return
  await endRule(tx, change, ruleId, old.applies_from)
  await tell(tx, change, {
    id: ruleId,
    action: 'remove_click_rule',
    name: old.name,
  })
}

/** Refuses conditions that cannot be held against a link. */
export function refuseBadPattern(pattern: LinkPattern): void {
  const fault = patternFault(pattern)
  if (fault !== null) throw new Refused(422, fault.reason, { field: fault.field })
}

function refuseBad({ name, campaignId, outcomes, ...words }: RuleWords): void {
  const { host, path, parameter, parameterValue } = words
  refuseBadPattern({ host, path, parameter, parameterValue })
  if (`${host}${path}${parameter}` === '' && campaignId === null) {
    throw new Refused(422, `The rule ${name} would hold for every link.`, {
      field: 'host',
      remedy: 'Name a site, a path, a parameter or a campaign.',
    })
  }
  if (outcomes.length === 0) {
    throw new Refused(422, 'The rule raises nothing.', {
      field: 'outcomes',
      remedy: 'Give an action, an interest or a tag.',
    })
  }
}

/** Refuses a campaign or an interest that is not there. */
async function refuseStrangers(tx: Tx, workspaceId: number, words: RuleWords): Promise<void> {
  const interests = words.outcomes.flatMap((one) => (one.kind === 'interest' ? one.interestId : []))
  const { rows } = await sql<{ campaign: boolean; interests: number[] }>`
    select exists (select from campaign
        where workspace_id = ${workspaceId} and id = ${words.campaignId}) as campaign,
      array(select id from interest where workspace_id = ${workspaceId}
        and id = any(${interests}::integer[])) as interests`.execute(tx)
  const { campaign, interests: known } = rows[0]!
  if (words.campaignId !== null && !campaign) throw notFound('campaign', words.campaignId)
  for (const id of interests) if (!known.includes(id)) throw notFound('interest', id)
}

/** Changes of rules wait for each other here until they commit. */
async function nextVersion(tx: Tx, workspaceId: number): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    insert into interest_policy (workspace_id, rules_version) values (${workspaceId}, 1)
    on conflict (workspace_id) do update set rules_version = interest_policy.rules_version + 1
    returning rules_version as version`.execute(tx)
  return rows[0]!.version
}

async function refuseTooMany(tx: Tx, workspaceId: number): Promise<void> {
  const { rows } = await sql<{ live: number; all: number }>`
    select count(*) filter (where applies_until is null)::integer as live, count(*)::integer as all
    from click_rule where workspace_id = ${workspaceId}`.execute(tx)
  if (rows[0]!.live < RULES_MAX && rows[0]!.all < ROWS_MAX) return
  throw new Refused(
    409,
    `There are ${RULES_MAX} click rules already, or ${ROWS_MAX} with old ones.`,
    {
      remedy: 'Remove one with all that it raised, or use wider patterns.',
    },
  )
}

async function ruleOf(tx: Tx, workspaceId: number, ruleId: number) {
  const rule = await tx
    .selectFrom('click_rule')
    .select(['name', 'applies_from', 'applies_until'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', ruleId)
    .executeTakeFirst()
  if (rule === undefined) throw notFound('click rule', ruleId)
  return rule
}

async function endRule(
  tx: Tx,
  { workspaceId, now, appliesTo }: RuleChange,
  ruleId: number,
  from: Date | null,
): Promise<void> {
  if (appliesTo === 'all' || (from !== null && from.getTime() >= now)) {
    await sql`delete from click_rule
      where workspace_id = ${workspaceId} and id = ${ruleId}`.execute(tx)
    return
  }
  await sql`update click_rule set applies_until = ${new Date(now)}
    where workspace_id = ${workspaceId} and id = ${ruleId}`.execute(tx)
}

async function insertRule(
  tx: Tx,
  { workspaceId, actor }: RuleChange,
  words: RuleWords,
  { version, from }: { version: number; from: Date | null },
): Promise<number> {
  const { id } = await tx
    .insertInto('click_rule')
    .values({
      workspace_id: workspaceId,
      name: words.name,
      host: words.host,
      path: words.path,
      parameter: words.parameter,
      parameter_value: words.parameterValue,
      campaign_id: words.campaignId,
      applies_from: from,
      version,
      created_by: actorName(actor),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('click_outcome')
    .values(
      words.outcomes.map((outcome, place) => ({
        workspace_id: workspaceId,
        rule_id: id,
        place,
        kind: outcome.kind,
        name: outcome.kind === 'interest' ? '' : outcome.name,
        interest_id: outcome.kind === 'interest' ? outcome.interestId : null,
        points: outcome.kind === 'tag' ? 0 : outcome.points,
      })),
    )
    .execute()
  return id
}

const DID = {
  add_click_rule: 'Added',
  change_click_rule: 'Changed',
  remove_click_rule: 'Removed',
} as const

async function tell(
  tx: Tx,
  { workspaceId: _, actor, now, appliesTo }: RuleChange,
  { id, action, name }: { id: number; action: keyof typeof DID; name: string },
): Promise<void> {
  const whom = appliesTo === 'all' ? 'for all clicks' : 'for clicks from now on'
  await audit(tx, {
    actor,
    action,
    subject: 'click_rule',
    subjectId: id,
    sentence: `${DID[action]} the click rule ${name}, ${whom}.`,
    at: now,
  })
}
