import {
  addMissing,
  audiencePolicy,
  audienceProof,
  audienceRows,
  changeAudiencePolicy,
  FATES,
  heldAudience,
  readAgain,
  sendAllTheSame,
  takeOffLists,
  type AudienceRow,
  type CampaignOf,
  type Group,
} from '../../audience/index.ts'
import { findDraft, isCampaign, showDraft, wakeMailing, type Draft } from '../../campaigns/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound, Refused } from '../../platform/refused.ts'
import type { audiences } from '../contract/index.ts'
import type { Caller, Handlers } from '../handler.ts'
import { csvOfPages, seenColumns, type CsvColumn } from './csv-of-pages.ts'
import { byOf } from './pushes.ts'

/** The groups of the whole file, in this order: who was chosen, then who was not. */
const WHOLE: readonly Group[] = [...FATES, 'stranger', 'stranger_sent']

export const audienceHandlers: Handlers<keyof typeof audiences> = {
  'campaigns.audience': (ask, homing) =>
    inCampaign(ask, homing, async (tx, of) => ({ proof: await audienceProof(tx, of) })),

  'campaigns.audienceRows': (ask, homing) =>
    inCampaign(ask, homing, (tx, of) => audienceRows(tx, of, given(ask.query))),

  'campaigns.audienceCsv': async (ask, homing) => {
    await inCampaign(ask, homing, async () => undefined)
    const { group } = ask.query
    const groups = group === undefined ? WHOLE : [group]
    return csvOfPages(seenColumns(COLUMNS, ask.caller), async ({ after, limit }) => {
      // The place of the group stands before the place in it.
      const [place, inside] = (after ?? '0:').split(':') as [string, string]
      const found = await inCampaign(ask, homing, (tx, of) =>
        audienceRows(tx, of, {
          ...given(ask.query),
          group: groups[Number(place)]!,
          limit,
          ...(inside !== '' && { after: inside }),
        }),
      )
      const isLast = Number(place) === groups.length - 1
      const next = found.next !== null ? `${place}:${found.next}` : `${Number(place) + 1}:`
      return { items: found.items, next: found.next === null && isLast ? null : next }
    })
  },

  'campaigns.mendAudience': (ask, homing) =>
    inHeld(ask, homing, async (tx, draft) => {
      const by = byOf(ask.caller)
      const place = { workspaceId: draft.workspaceId, campaignId: draft.campaignId, by }
      const lists = draft.lists.map(({ id }) => id)
      const asked = { ...place, connectionId: draft.connectionId!, lists, now: homing.now() }
      const mend = ask.body.do === 'add_missing' ? addMissing : takeOffLists
      const push = await mend(tx, homing.connectors, asked)
      return { pushId: push?.pushId ?? null }
    }),

  'campaigns.allowAudience': (ask, homing) =>
    inHeld(ask, homing, async (tx, { workspaceId, campaignId }) => {
      const by = byOf(ask.caller)
      const now = homing.now()
      await sendAllTheSame(tx, { workspaceId, campaignId, by, reason: ask.body.reason, now })
      return wake(tx, homing, { workspaceId, campaignId })
    }),

  'campaigns.compareAudience': (ask, homing) =>
    inHeld(ask, homing, async (tx, { workspaceId, campaignId }) => {
      await readAgain(tx, { workspaceId, campaignId })
      return wake(tx, homing, { workspaceId, campaignId })
    }),

  'audiencePolicy.show': ({ caller: { workspaceId } }, { database }) =>
    database.inWorkspace(workspaceId, (tx) => audiencePolicy(tx, workspaceId)),

  'audiencePolicy.change': ({ body, caller }, { database, now }) =>
    database.inWorkspace(caller.workspaceId, async (tx) => {
      const { workspaceId } = caller
      const by = { workspaceId, actor: byOf(caller), now: now() }
      await changeAudiencePolicy(tx, by, given(body))
      return audiencePolicy(tx, workspaceId)
    }),
}

interface Ask {
  params: { campaignId: number }
  caller: Caller
}

function inCampaign<T>(
  { params: { campaignId }, caller: { workspaceId } }: Ask,
  { database }: Homing,
  work: (tx: Tx, of: CampaignOf) => Promise<T>,
): Promise<T> {
  return database.inWorkspace(workspaceId, async (tx) => {
    if (!(await isCampaign(tx, campaignId))) throw notFound('campaign', campaignId)
    return work(tx, { workspaceId, campaignId })
  })
}

/** Work on a campaign that waits to be sent, its audience compared. Refuses any other. */
function inHeld<T>(ask: Ask, homing: Homing, work: (tx: Tx, draft: Draft) => Promise<T>) {
  return inCampaign(ask, homing, async (tx, of) => {
    const draft = await findDraft(tx, of, 'locked')
    if (draft.wish !== 'scheduled' || draft.heldStatus === 'scheduled') {
      throw new Refused(409, 'This campaign does not wait for its audience.', {
        remedy: 'What is scheduled at its service is taken back first; then schedule it again.',
      })
    }
    await heldAudience(tx, of)
    return work(tx, draft)
  })
}

async function wake(tx: Tx, homing: Homing, of: CampaignOf) {
  await wakeMailing(tx, of)
  await homing.jobs.enqueue(tx, 'mailings', { ...of }, `${of.workspaceId}:${of.campaignId}`)
  return showDraft(tx, homing, of)
}

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** What was given at all. */
function given<T extends object>(query: T): Given<T> {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Given<T>
}

const COLUMNS: CsvColumn<AudienceRow>[] = [
  ['address', (row) => row.address, 'address'],
  ['name', (row) => row.name],
  ['person', (row) => row.personId],
  ['fate', (row) => row.group],
  ['reason', (row) => row.reason],
  ['in words', (row) => row.sentence],
  ['skipped after the freezing', (row) => row.lateAt],
]
