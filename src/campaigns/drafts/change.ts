import { audit } from '../../accounts/index.ts'
import type { By } from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { refuseIfInDoubt } from './doubt.ts'
import { findDraft, type Draft } from './draft.ts'
import { ableConnection, whomWords, type DraftWords } from './make.ts'

/**
 * Changes what is written of a campaign; its ESP is told when somebody asks for that. Refused where
 * somebody else changed it since the version that was looked at, and once it is to be sent. Answers
 * the new version.
 */
export async function changeDraft(
  tx: Tx,
  homing: Pick<Homing, 'connectors' | 'now'>,
  by: By,
  { campaignId, version, ...words }: DraftWords & { campaignId: number; version: number },
): Promise<number> {
  const draft = await findDraft(tx, { workspaceId: by.workspaceId, campaignId }, 'locked')
  refuseUnlessOpen(draft)
  refuseIfInDoubt(draft)
  if (draft.version !== version) {
    throw new Refused(409, `${draft.changedBy} has changed this campaign meanwhile.`, {
      field: 'version',
      remedy: 'Keep your words, load the campaign anew, and put them in again.',
    })
  }
  const { connectionId = draft.connectionId } = words
  if (connectionId !== draft.connectionId) {
    refuseIfTold(draft)
    if (connectionId !== null) await ableConnection(tx, homing, connectionId)
  }
  await tx
    .updateTable('campaign')
    .set({
      name: words.name ?? draft.mailing.name,
      subject: words.subject ?? draft.mailing.subject,
      from_name: words.fromName ?? draft.mailing.fromName,
      from_address: words.fromAddress ?? draft.mailing.fromAddress,
    })
    .where('workspace_id', '=', by.workspaceId)
    .where('id', '=', campaignId)
    .execute()
  await tx
    .updateTable('campaign_draft')
    .set({
      connection_id: connectionId,
      description: words.description ?? draft.description,
      preheader: words.preheader ?? draft.mailing.preheader,
      reply_to: words.replyTo ?? draft.mailing.replyTo,
      html: words.html ?? draft.mailing.html,
      fields: JSON.stringify(words.fields ?? draft.mailing.fields),
      ...audienceWords(draft, words),
      version: draft.version + 1,
      changed_by: by.name,
      changed_at: new Date(homing.now()),
    })
    .where('workspace_id', '=', by.workspaceId)
    .where('campaign_id', '=', campaignId)
    .execute()
  const names = Object.keys(words)
  await audit(tx, {
    actor: by,
    action: 'change_campaign',
    subject: 'campaign',
    subjectId: campaignId,
    sentence: `Changed the campaign ${words.name ?? draft.mailing.name}.`,
    detail: { changed: names, version: draft.version + 1 },
    at: homing.now(),
  })
  return draft.version + 1
}

/** Refuses a change of what is sent, about to be, or given up. */
export function refuseUnlessOpen(draft: Draft): void {
  if (draft.wish === 'discarded' || draft.status === 'removed') {
    throw new Refused(409, 'This campaign was discarded.', { remedy: 'Copy it into a new one.' })
  }
  if (draft.status === 'sending' || draft.status === 'sent') {
    throw new Refused(409, 'This campaign has been sent.', { remedy: 'Copy it into a new one.' })
  }
  if (draft.wish === 'scheduled' || draft.status === 'scheduled') {
    throw new Refused(409, 'This campaign is scheduled.', {
      remedy: 'Take back the schedule first; then it can be changed.',
    })
  }
}

/** Either lists of the ESP or lists of our own; another choice begins without the ESP's list. */
function audienceWords(draft: Draft, { lists, whom }: DraftWords) {
  if (whom === undefined || (whom === null && draft.whom === null)) {
    return { lists: JSON.stringify(lists ?? draft.lists) }
  }
  return { lists: JSON.stringify(whom === null ? (lists ?? []) : []), whom: whomWords(whom) }
}

function refuseIfTold(draft: Draft): void {
  if (draft.externalId === null && draft.createCalledAt === null) return
  throw new Refused(409, 'Its e-mail service holds a draft of it already.', {
    field: 'connectionId',
    remedy: 'Discard it and make a copy with the other connection.',
  })
}
