import { audit } from '../../accounts/index.ts'
import { findConnection, type By } from '../../connections/index.ts'
import type { Connector, CopiesPart, MailingsPart, RemoteMailing } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { findDraft, type ChosenList, type OwnAudience } from './draft.ts'

/** What a person writes of a campaign; what is absent stays as it is. */
export interface DraftWords {
  name?: string
  description?: string
  subject?: string
  preheader?: string
  fromName?: string
  fromAddress?: string
  replyTo?: string
  html?: string
  connectionId?: number | null
  fields?: Record<string, unknown>
  lists?: ChosenList[]
  /** Lists of our own; null: lists of the ESP. */
  whom?: OwnAudience | null
}

/**
 * Begins a campaign here: blank, or with the content of an earlier one that is kept here. Nothing
 * is told to anybody. Answers its id.
 */
export async function makeDraft(
  tx: Tx,
  homing: Pick<Homing, 'connectors' | 'now'>,
  by: By,
  { copyOf, ...words }: DraftWords & { copyOf?: number },
): Promise<number> {
  const { workspaceId } = by
  const from =
    copyOf === undefined ? null : await findDraft(tx, { workspaceId, campaignId: copyOf })
  const connectionId = words.connectionId ?? from?.connectionId ?? null
  const able = connectionId === null ? null : await ableConnection(tx, homing, connectionId)
  const { mailing } = from ?? {}
  const campaign = await tx
    .insertInto('campaign')
    .values({
      workspace_id: workspaceId,
      name: words.name ?? '',
      subject: words.subject ?? mailing?.subject ?? '',
      from_name: words.fromName ?? mailing?.fromName ?? '',
      from_address: words.fromAddress ?? mailing?.fromAddress ?? '',
      status: 'draft',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const isSame = from !== null && from.connectionId === connectionId
  await tx
    .insertInto('campaign_draft')
    .values({
      workspace_id: workspaceId,
      campaign_id: campaign.id,
      connection_id: connectionId,
      description: words.description ?? from?.description ?? '',
      preheader: words.preheader ?? mailing?.preheader ?? '',
      reply_to: words.replyTo ?? mailing?.replyTo ?? '',
      html: words.html ?? mailing?.html ?? able?.part?.blankHtml ?? '',
      fields: JSON.stringify(words.fields ?? (isSame ? mailing!.fields : {})),
      lists: JSON.stringify(words.lists ?? (isSame && from.whom === null ? from.lists : [])),
      whom: whomWords(words.whom === undefined ? (from?.whom ?? null) : words.whom),
      made_by: by.name,
      changed_by: by.name,
    })
    .execute()
  await audit(tx, {
    actor: by,
    action: 'make_campaign',
    subject: 'campaign',
    subjectId: campaign.id,
    sentence: `Made the campaign ${words.name || 'without a name yet'}.`,
    ...(copyOf !== undefined && { detail: { copyOf } }),
    at: homing.now(),
  })
  return campaign.id
}

/** As the database takes it. */
export function whomWords(whom: OwnAudience | null): string | null {
  return whom === null ? null : JSON.stringify(whom)
}

/**
 * Takes over a draft that was made at its ESP, as it stands there, so that it can be changed here.
 * Refuses what is no draft any more, or has no content that could be told.
 */
export async function adoptDraft(
  tx: Tx,
  by: By,
  of: { campaignId: number; connectionId: number; title: string; now: number },
  remote: RemoteMailing | null,
): Promise<void> {
  const { campaignId, connectionId, title } = of
  refuseUnlessAdoptable(remote, title)
  const { content } = remote
  const isScheduled = remote.status === 'scheduled'
  const made = await tx
    .insertInto('campaign_draft')
    .values({
      workspace_id: by.workspaceId,
      campaign_id: campaignId,
      connection_id: connectionId,
      preheader: content.preheader,
      reply_to: content.replyTo,
      html: content.html,
      fields: JSON.stringify(content.fields),
      lists: JSON.stringify(remote.lists.map((id) => ({ id, name: '' }))),
      wish: isScheduled ? 'scheduled' : 'drafted',
      send_at: remote.scheduledFor === null ? null : new Date(remote.scheduledFor),
      told_version: 1,
      held_at: new Date(of.now),
      held_status: remote.status,
      held_send_at: remote.scheduledFor === null ? null : new Date(remote.scheduledFor),
      look_at: remote.scheduledFor === null ? null : new Date(remote.scheduledFor),
      made_by: title,
      changed_by: by.name,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('campaign_id')
    .executeTakeFirst()
  if (made === undefined) throw new Refused(409, 'It is changed here already.')
  await tx
    .updateTable('campaign')
    .set({
      name: remote.name,
      subject: content.subject,
      from_name: content.fromName,
      from_address: content.fromAddress,
      status: remote.status,
    })
    .where('workspace_id', '=', by.workspaceId)
    .where('id', '=', campaignId)
    .execute()
  await audit(tx, {
    actor: by,
    action: 'adopt_campaign',
    subject: 'campaign',
    subjectId: campaignId,
    sentence: `Adopted the draft ${remote.name} of ${title}.`,
    at: of.now,
  })
}

type Adoptable = RemoteMailing & { content: NonNullable<RemoteMailing['content']> }

function refuseUnlessAdoptable(
  remote: RemoteMailing | null,
  title: string,
): asserts remote is Adoptable {
  if (remote === null || !['draft', 'scheduled'].includes(remote.status)) {
    throw new Refused(409, `${title} has it as a draft no more, so nothing can be changed of it.`, {
      remedy: 'Copy an earlier campaign, or make a new one.',
    })
  }
  if (remote.content === null || remote.untold?.includes('html')) {
    throw new Refused(409, `${title} does not tell its content, so it cannot be written here.`, {
      remedy: `Go on with it at ${title}; its figures come home as ever.`,
    })
  }
}

export interface Able {
  connector: Connector
  /** Where it takes content; else copies. */
  part?: MailingsPart
  copies?: CopiesPart
}

/** The parts by which a connection is given campaigns. Refuses one that cannot, or is not there. */
export async function ableConnection(
  tx: Tx,
  homing: Pick<Homing, 'connectors'>,
  connectionId: number,
): Promise<Able> {
  const { connector: id } = await findConnection(tx, connectionId)
  const connector = homing.connectors.find((one) => one.id === id)
  const { mailings: part, copies } = connector ?? {}
  if (connector === undefined || (part === undefined && copies === undefined)) {
    throw new Refused(422, `${connector?.title ?? id} cannot be given campaigns.`, {
      field: 'connectionId',
      remedy: 'Choose a connection that can: Connections shows what each is able to do.',
    })
  }
  return { connector, ...(part && { part }), ...(copies && { copies }) }
}
