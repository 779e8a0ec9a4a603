import type { Tx } from '../platform/database/index.ts'
import { Before, emptyFold, fold, foldAnew, type Changes, type Fold } from './fold.ts'
import type { Batch } from './path.ts'
import { eventsOfCampaign, eventsOfRecipients, forgetRecipients } from './read-again.ts'
import { Sending } from './sending.ts'
import { addChanges, addLinks, insertLinks, insertVerdicts } from './stored-counts.ts'
import { insertRecipients, readRecipients, updateRecipients } from './stored-recipients.ts'

/** Looks up what was counted of the recipients that the batch speaks of. */
export async function lookUpRecipients(batch: Batch): Promise<void> {
  const campaignIds: number[] = []
  const addressIds: number[] = []
  const met = new Set<string>()
  for (const { addressId, common } of batch.lines) {
    const name = `${common.campaignId} ${addressId}`
    if (met.has(name)) continue
    met.add(name)
    campaignIds.push(common.campaignId)
    addressIds.push(addressId)
  }
  batch.before = await readRecipients(batch.tx, batch.workspaceId, { campaignIds, addressIds })
}

/**
 * Writes down what the batch's new events amount to. The result depends on what happened, never on
 * the order or the portions in which it was learnt: a recipient whose row does not tell enough to
 * go on from is made again from all its events.
 */
export async function countRecipients(batch: Batch): Promise<void> {
  const { tx, workspaceId, folded } = batch
  if (folded === null) return
  const sending = new Sending()
  await sendRows(sending, { tx, workspaceId }, folded)
  await sending.all()
  await countAgain({ tx, workspaceId }, folded)
  await addChanges(tx, workspaceId, folded.changes)
}

/** Counts every recipient of a campaign from its events, where nothing had been counted. */
export async function countCampaign(tx: Tx, workspaceId: number, campaignId: number) {
  const changes: Changes = new Map()
  for await (const events of eventsOfCampaign(tx, workspaceId, campaignId)) {
    const sending = new Sending()
    await sendRows(sending, { tx, workspaceId }, fold(events, new Before(), changes))
    await sending.all()
  }
  await addChanges(tx, workspaceId, changes)
}

interface Place {
  tx: Tx
  workspaceId: number
}

async function sendRows(sending: Sending, { tx, workspaceId }: Place, folded: Fold) {
  await sending.send(insertRecipients(tx, workspaceId, folded.made))
  await sending.send(updateRecipients(tx, workspaceId, folded.continued))
  await sending.send(insertVerdicts(tx, workspaceId, folded.verdicts))
  await sending.send(insertLinks(tx, workspaceId, folded.madeLinks))
  await sending.send(addLinks(tx, workspaceId, folded.continuedLinks))
}

async function countAgain({ tx, workspaceId }: Place, { again, changes }: Fold): Promise<void> {
  if (again.length === 0) return
  const before = new Before()
  for (const one of again) before.add(one.before)
  await forgetRecipients(tx, workspaceId, again, changes)
  for await (const recipients of eventsOfRecipients(tx, workspaceId, again)) {
    const folded = emptyFold(changes)
    for (const events of recipients) {
      const { addressId, common } = events[0]!
      foldAnew(folded, events, before.of(common.campaignId, addressId))
    }
    const sending = new Sending()
    await sendRows(sending, { tx, workspaceId }, folded)
    await sending.all()
  }
}
