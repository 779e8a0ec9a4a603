/** What shall become of a campaign at its ESP; a worker (sync/mailings) brings it about. */
import { audit } from '../../accounts/index.ts'
import type { By } from '../../connections/index.ts'
import type { MailingLack } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { refuseUnlessOpen } from './change.ts'
import { refuseIfInDoubt } from './doubt.ts'
import { findDraft, type Draft } from './draft.ts'
import { lacksOf, sendingLacksOf } from './lacks.ts'
import { ableConnection, type Able } from './make.ts'

/** What is scheduled must lie so far ahead that it can still be told. */
const AHEAD_MS_MIN = 60_000
const AHEAD_MS_MAX = 366 * 24 * 3_600_000

type Parts = Pick<Homing, 'connectors' | 'jobs' | 'now'>

/** The sentence people know from the systems before this one. */
const UNABLE = 'Unable to create the external campaign for the following reason : '

/** Its ESP shall hold the campaign as it is written now. Refuses, before any call, what lacks. */
export async function wishDrafted(tx: Tx, homing: Parts, by: By, campaignId: number) {
  const draft = await findDraft(tx, { workspaceId: by.workspaceId, campaignId }, 'locked')
  refuseUnlessOpen(draft)
  refuseIfInDoubt(draft)
  const able = await ableOf(tx, homing, draft)
  refuseLacks(lacksOf(draft, able?.connector), UNABLE)
  await wish(tx, homing, draft, { wish: 'drafted', send_at: null, schedule_called_at: null })
  await tell(tx, by, draft, {
    action: 'sync_campaign',
    sentence: `Asked ${able!.connector.title} to hold the campaign ${draft.mailing.name}.`,
    detail: { version: draft.version },
    at: homing.now(),
  })
}

/**
 * It shall be sent at a moment (epoch ms), or at once. Refused while something is missing, or its
 * ESP does not hold exactly what is written here.
 */
export async function wishScheduled(
  tx: Tx,
  homing: Parts,
  by: By,
  { campaignId, at }: { campaignId: number; at: number | 'now' },
): Promise<void> {
  const draft = await findDraft(tx, { workspaceId: by.workspaceId, campaignId }, 'locked')
  refuseUnlessOpen(draft)
  refuseIfInDoubt(draft)
  refuseMoment(at, homing.now())
  const able = await ableOf(tx, homing, draft)
  const title = able?.connector.title ?? 'The service'
  const { part, copies } = able ?? {}
  if (part !== undefined && part.schedule === undefined && part.launch === undefined) {
    throw new Refused(409, `${title} lets nobody send a campaign from outside.`, {
      remedy: `Send it at ${title}; Homing sees it and brings its news home.`,
    })
  }
  if ((part?.launch ?? copies) !== undefined && at !== 'now') {
    throw new Refused(409, `${title} sends a campaign at once, and at no later moment.`, {
      field: 'at',
      remedy: 'Send it at once, when it is time.',
    })
  }
  refuseLacks(sendingLacksOf(draft, able?.connector, title), 'It cannot be sent yet: ')
  const sendAt = at === 'now' ? null : new Date(at)
  await wish(tx, homing, draft, { wish: 'scheduled', send_at: sendAt, schedule_called_at: null })
  await tell(tx, by, draft, {
    action: 'schedule_campaign',
    sentence:
      `Scheduled the campaign ${draft.mailing.name} `
      + (sendAt === null ? 'to be sent at once.' : `for ${sendAt.toISOString()}.`),
    detail: { lists: draft.lists.map(({ id }) => id), version: draft.version },
    at: homing.now(),
  })
}

/** It shall not be sent after all, and be a draft again. Refused once it is on its way. */
export async function wishUnscheduled(tx: Tx, homing: Parts, by: By, campaignId: number) {
  const draft = await findDraft(tx, { workspaceId: by.workspaceId, campaignId }, 'locked')
  if (draft.status === 'sending' || draft.status === 'sent') {
    throw new Refused(409, 'It is on its way already, and nobody can call it back.')
  }
  if (draft.wish !== 'scheduled' && draft.status !== 'scheduled') {
    throw new Refused(409, 'This campaign is not scheduled.')
  }
  const able = await ableOf(tx, homing, draft)
  if (
    draft.status === 'scheduled'
    && able !== null
    && (able.part ?? able.copies)?.unschedule === undefined
  ) {
    const { title } = able.connector
    throw new Refused(409, `${title} lets nobody take back a schedule from outside.`, {
      remedy: `Take it back at ${title}, before the moment it is sent.`,
    })
  }
  await wish(tx, homing, draft, { wish: 'unscheduled', send_at: null })
  await tell(tx, by, draft, {
    action: 'cancel_campaign',
    sentence: `Took back the schedule of the campaign ${draft.mailing.name}.`,
    at: homing.now(),
  })
}

/** It is given up: its draft is taken away at the ESP, and the campaign counts as removed here. */
export async function wishDiscarded(tx: Tx, homing: Parts, by: By, campaignId: number) {
  const draft = await findDraft(tx, { workspaceId: by.workspaceId, campaignId }, 'locked')
  refuseUnlessOpen(draft)
  const isTold = draft.externalId !== null || draft.createCalledAt !== null
  // A worker has nothing to take away then, but ends what the inbox says of it.
  const needsNobody = draft.connectionId === null
  await wish(tx, homing, draft, {
    wish: 'discarded',
    ...(needsNobody ? { telling: 'idle' as const } : {}),
  })
  if (!isTold) {
    await tx
      .updateTable('campaign')
      .set({ status: 'removed' })
      .where('workspace_id', '=', by.workspaceId)
      .where('id', '=', campaignId)
      .execute()
  }
  await tell(tx, by, draft, {
    action: 'discard_campaign',
    sentence: `Discarded the campaign ${draft.mailing.name || campaignId}.`,
    at: homing.now(),
  })
}

/** Throws the first of what is missing as the refusal, with all of it beside. */
export function refuseLacks(lacks: readonly MailingLack[], before: string): void {
  const [first, ...others] = lacks
  if (first === undefined) return
  throw new Refused(422, `${before}${first.sentence}`, {
    field: first.field,
    remedy: first.remedy,
    also: others.map(({ field, sentence }) => ({ field, reason: sentence })),
  })
}

function refuseMoment(at: number | 'now', now: number): void {
  if (at === 'now') return
  const isFit = at >= now + AHEAD_MS_MIN && at <= now + AHEAD_MS_MAX
  if (isFit) return
  throw new Refused(422, 'The moment of sending must lie ahead, within a year.', {
    field: 'at',
    remedy: 'Choose a later moment, or send at once.',
  })
}

async function ableOf(tx: Tx, homing: Parts, draft: Draft): Promise<Able | null> {
  return draft.connectionId === null ? null : ableConnection(tx, homing, draft.connectionId)
}

interface Wish {
  wish: Draft['wish']
  send_at?: Date | null
  schedule_called_at?: null
  telling?: Draft['telling']
}

async function wish(tx: Tx, homing: Parts, draft: Draft, set: Wish): Promise<void> {
  const { workspaceId, campaignId } = draft
  await tx
    .updateTable('campaign_draft')
    .set({
      wishes: draft.wishes + 1,
      telling: 'waiting',
      tries: 0,
      next_try_at: new Date(0),
      outcome: '',
      remedy: '',
      who_must_act: null,
      ...set,
    })
    .where('workspace_id', '=', workspaceId)
    .where('campaign_id', '=', campaignId)
    .execute()
  if (set.telling === 'idle') return
  const key = `${workspaceId}:${campaignId}`
  await homing.jobs.enqueue(tx, 'mailings', { workspaceId, campaignId }, key)
}

async function tell(
  tx: Tx,
  by: By,
  draft: Draft,
  fact: { action: string; sentence: string; detail?: Record<string, unknown>; at: number },
): Promise<void> {
  await audit(tx, { actor: by, subject: 'campaign', subjectId: draft.campaignId, ...fact })
}
