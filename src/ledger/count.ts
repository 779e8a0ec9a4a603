import { setImmediate as nextTurn } from 'node:timers/promises'
import { inOneGo, type Tx } from '../platform/database/index.ts'
import { Before, emptyFold, fold, foldAnew, type Changes, type Fold } from './fold.ts'
import { readyEffects } from './effects.ts'
import type { Batch } from './path.ts'
import { eventsOfCampaign, eventsOfRecipients, forgetRecipients } from './read-again.ts'
import { addChanges, addLinks, insertLinks, insertVerdicts } from './stored-counts.ts'
import {
  insertRecipients,
  readRecipients,
  updateRecipients,
  type Statement,
} from './stored-recipients.ts'
import { underWay } from './under-way.ts'
import { bouncingOf } from './validity/follow.ts'

/**
 * Looks up what was counted of the recipients that the batch speaks of. It is sent and not waited
 * for: what is read is made sense of while the events are written.
 */
export async function lookUpRecipients(batch: Batch): Promise<void> {
  const counted = await batch.counted
  const pairs = { campaignIds: [] as number[], addressIds: [] as number[] }
  let address = 0
  const campaigns: number[] = []
  for (const { addressId, common } of counted.size === 0 ? [] : batch.lines) {
    const { campaignId } = common
    if (!counted.has(campaignId)) continue
    // The lines are in the order of their addresses; most have one campaign, none many.
    if (addressId !== address) campaigns.length = 0
    else if (campaigns.includes(campaignId)) continue
    address = addressId
    campaigns.push(campaignId)
    pairs.campaignIds.push(campaignId)
    pairs.addressIds.push(addressId)
  }
  batch.before = underWay(readRecipients(batch.tx, batch.workspaceId, pairs))
  batch.bouncing = underWay(bouncingOf(batch, batch.bounces))
}

/**
 * Writes down what the batch's new events amount to. The result depends on what happened, never on
 * the order or the portions in which it was learnt: a recipient whose row does not tell enough to
 * go on from is made again from all its events.
 */
export async function countRecipients(batch: Batch): Promise<void> {
  const { folded } = batch
  if (folded === null) return
  // What was sent behind the events is waited for with the effects, which go behind it.
  batch.counting ??= underWay(writeCounts(batch, folded))
  await nextTurn()
  batch.effects = await readyEffects(batch)
  if (folded.again.length > 0) await batch.counting
}

/**
 * Sends what a fold amounts to, and does not wait for it; null where recipients have to be read
 * again first, which needs what was sent before.
 */
export function countBehind({ tx, workspaceId, statements, folded }: Batch) {
  if (folded === null || folded.again.length > 0) return null
  const all = [...statements, ...addChanges(workspaceId, folded.changes)]
  return underWay(inOneGo(tx, all))
}

async function writeCounts(batch: Batch, folded: Fold): Promise<void> {
  const { tx, workspaceId } = batch
  const counting = countBehind(batch)
  if (counting !== null) {
    await counting
    return
  }
  await inOneGo(tx, batch.statements)
  batch.turned = await countAgain({ tx, workspaceId }, folded)
  await inOneGo(tx, addChanges(workspaceId, folded.changes))
}

/** Counts every recipient of a campaign from its events, where nothing had been counted. */
export async function countCampaign(tx: Tx, workspaceId: number, campaignId: number) {
  const changes: Changes = new Map()
  for await (const events of eventsOfCampaign(tx, workspaceId, campaignId)) {
    await inOneGo(tx, statementsOf(workspaceId, fold(events, new Before(), changes)))
  }
  await inOneGo(tx, addChanges(workspaceId, changes))
}

/** The statements that write a fold's rows. */
export function statementsOf(workspaceId: number, folded: Fold): Statement[] {
  const { made, madeLinks, continued, continuedLinks, verdicts } = folded
  return [
    made.length === 0 ? [] : insertRecipients(workspaceId, made),
    continued.length === 0 ? [] : updateRecipients(workspaceId, continued),
    verdicts.length === 0 ? [] : insertVerdicts(workspaceId, verdicts),
    madeLinks.length === 0 ? [] : insertLinks(workspaceId, madeLinks),
    continuedLinks.length === 0 ? [] : addLinks(workspaceId, continuedLinks),
  ].flat()
}

/** Answers the addresses among them of which something was judged to be no person's. */
async function countAgain(
  { tx, workspaceId }: { tx: Tx; workspaceId: number },
  { again, changes }: Fold,
): Promise<Set<number>> {
  const turned = new Set<number>()
  const before = new Before()
  for (const one of again) before.add(one.before)
  await forgetRecipients(tx, workspaceId, again, changes)
  for await (const recipients of eventsOfRecipients(tx, workspaceId, again)) {
    const folded = emptyFold(changes)
    for (const events of recipients) {
      const { addressId, common } = events[0]!
      foldAnew(folded, events, before.of(common.campaignId, addressId))
    }
    for (const { event } of folded.verdicts) turned.add(event.addressId)
    await inOneGo(tx, statementsOf(workspaceId, folded))
  }
  return turned
}
