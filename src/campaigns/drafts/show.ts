import { findConnection } from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { refuseUnlessOpen } from './change.ts'
import { refuseIfInDoubt } from './doubt.ts'
import { findDraft, type Draft } from './draft.ts'
import { lacksOf, sendingLacksOf } from './lacks.ts'

/** A campaign made here as screens, API and CLI show it. Times are ISO 8601. */
export async function showDraft(
  tx: Tx,
  homing: Pick<Homing, 'connectors'>,
  at: { workspaceId: number; campaignId: number },
) {
  const draft = await findDraft(tx, at)
  const connection =
    draft.connectionId === null ? null : await findConnection(tx, draft.connectionId)
  const connector = homing.connectors.find(({ id }) => id === connection?.connector)
  const part = connector?.mailings
  const title = connector?.title ?? connection?.connector ?? 'The service'
  const { subject, preheader, html } = draft.mailing
  return {
    campaignId: draft.campaignId,
    ...draft.mailing,
    fields: { ...draft.mailing.fields },
    description: draft.description,
    connection: connection && {
      id: connection.id,
      name: connection.name,
      connector: connection.connector,
      connectorTitle: title,
    },
    lists: draft.lists,
    whom: draft.whom,
    version: draft.version,
    status: draft.status,
    wish: draft.wish,
    sendAt: isoOf(draft.sendAt),
    telling: draft.telling,
    outcome: draft.outcome,
    remedy: draft.remedy,
    toldVersion: draft.toldVersion,
    heldAt: isoOf(draft.heldAt),
    heldStatus: draft.heldStatus,
    heldSendAt: isoOf(draft.heldSendAt),
    differences: draft.differences,
    lacks: lacksOf(draft, connector),
    sendingLacks: sendingLacksOf(draft, connector, title),
    tags: part?.tags([subject, preheader, html].join('\n')) ?? [],
    closed: closedBecause(draft),
    madeBy: draft.madeBy,
    changedBy: draft.changedBy,
    changedAt: new Date(draft.changedAt).toISOString(),
  }
}

function closedBecause(draft: Draft): string | null {
  try {
    refuseUnlessOpen(draft)
    refuseIfInDoubt(draft)
    return null
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
