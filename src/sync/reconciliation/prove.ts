import { sql } from 'kysely'
import {
  proveCampaign,
  raiseProblems,
  resolveProblems,
  type Mismatch,
  type Proof,
  type Sample,
} from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Events a connection's daily proof reads at most; a larger campaign is proved by samples. */
const EVENTS_A_DAY = 200_000
/** Campaigns a pull looks through for those to prove. */
const CAMPAIGNS_MAX = 100
const DAY_MS = 24 * 3600 * 1000

interface When {
  workspaceId: number
  /** Epoch ms. */
  now: number
}

export interface Proving extends When {
  inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

/** Proves all of one campaign; answers the proof. */
export function proveWhole(at: Proving, campaignId: number): Promise<Proof> {
  return at.inTransaction((tx) => proveAndKeep(tx, at, campaignId, { of: 1, part: 0 }))
}

/** The same within the caller's transaction, for instance after a rebuild. */
export function proveAgain(tx: Tx, at: When, campaignId: number): Promise<Proof> {
  return proveAndKeep(tx, at, campaignId, { of: 1, part: 0 })
}

/**
 * Proves some campaigns of a connection: those that had to wait longest, and none twice a day, as
 * many as EVENTS_A_DAY allows. A campaign beyond it is proved by another part each day.
 */
export async function proveSome(at: Proving, connectionId: number): Promise<void> {
  const { rows } = await at.inTransaction((tx) =>
    sql<{ id: number; events: number; spent: number }>`
      select c.id, coalesce(k.events, 0)::integer as events,
        (select coalesce(sum(e.events), 0) from ledger_proof p join campaign_count e
          on e.workspace_id = p.workspace_id and e.campaign_id = p.campaign_id and e.kind > 0
          where p.at > ${new Date(at.now - DAY_MS)})::integer as spent
      from campaign c
      left join ledger_proof p on p.workspace_id = c.workspace_id and p.campaign_id = c.id
      left join lateral (
        select sum(events) as events from campaign_count k
        where k.workspace_id = c.workspace_id and k.campaign_id = c.id and k.kind > 0
      ) k on true
      where c.id in (select campaign_id from campaign_identity
          where connection_id = ${connectionId} and kind = 'campaign')
        and k.events > 0 and (p.at is null or p.at <= ${new Date(at.now - DAY_MS)})
      order by p.at nulls first, c.id
      limit ${CAMPAIGNS_MAX}`.execute(tx),
  )
  let left = EVENTS_A_DAY - (rows[0]?.spent ?? 0)
  for (const { id, events } of rows) {
    if (left <= 0) return
    const of = Math.ceil(events / EVENTS_A_DAY)
    const part = Math.floor(at.now / DAY_MS) % of
    await at.inTransaction((tx) => proveAndKeep(tx, at, id, { of, part }))
    left -= events / of
  }
}

async function proveAndKeep(tx: Tx, at: When, campaignId: number, sample: Sample) {
  const proof = await proveCampaign(tx, campaignId, sample)
  const isClean = proof.mismatches.length === 0
  const isWhole = sample.of === 1
  // A part that is right does not mend another that was found wrong.
  const isKept = isClean && !isWhole && (await isBroken(tx, campaignId))
  if (isKept) return proof
  const row = {
    at: new Date(at.now),
    recipients_read: proof.recipientsRead,
    recipients: proof.recipients,
    mismatches: JSON.stringify(proof.mismatches),
  }
  await tx
    .insertInto('ledger_proof')
    .values({ workspace_id: at.workspaceId, campaign_id: campaignId, ...row })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'campaign_id']).doUpdateSet(row))
    .execute()
  if (isClean) await resolveProblems(tx, at.workspaceId, identityOf(campaignId))
  else await raise(tx, at, campaignId, proof.mismatches)
  return proof
}

async function isBroken(tx: Tx, campaignId: number): Promise<boolean> {
  const row = await tx
    .selectFrom('ledger_proof')
    .select('mismatches')
    .where('campaign_id', '=', campaignId)
    .executeTakeFirst()
  return ((row?.mismatches ?? []) as Mismatch[]).length > 0
}

async function raise(tx: Tx, at: When, campaignId: number, mismatches: Mismatch[]) {
  const { name } = await tx
    .selectFrom('campaign')
    .select('name')
    .where('id', '=', campaignId)
    .executeTakeFirstOrThrow()
  const words = mismatches.map(wordsOfMismatch)
  await raiseProblems(tx, [
    {
      workspaceId: at.workspaceId,
      connectionId: null,
      campaignId,
      cause: 'Kept counts differ from the ledger',
      sentence: `${name}: ${words.join(' ')}`,
      remedy:
        'The events themselves are safe. Look at the log for what happened, then rebuild the '
        + "campaign's counts from its events: under Reconciliation in its window, or with "
        + `homing campaigns rebuild ${campaignId}.`,
      whoMustAct: 'homing',
      record: { mismatches },
      identity: identityOf(campaignId),
    },
  ])
}

function identityOf(campaignId: number): string {
  return `proof:${campaignId}`
}

function wordsOfMismatch({ place, kind, ledger, kept }: Mismatch): string {
  return `In ${place}, ${kind}: ${kept} instead of ${ledger}.`
}
