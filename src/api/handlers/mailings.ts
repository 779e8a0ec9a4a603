import {
  changeDraft,
  makeDraft,
  showDraft,
  wishDiscarded,
  wishDrafted,
  wishScheduled,
  wishUnscheduled,
} from '../../campaigns/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { adoptFound, mailingChoices, sendTest } from '../../sync/index.ts'
import type { mailings } from '../contract/index.ts'
import type { Caller, Handlers } from '../handler.ts'

export const mailingHandlers: Handlers<keyof typeof mailings> = {
  'campaigns.make': ({ body, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, async (tx) => {
      const campaignId = await makeDraft(tx, homing, byOf(caller), given(body))
      return showDraft(tx, homing, { workspaceId: caller.workspaceId, campaignId })
    }),

  'campaigns.draft': (ask, homing) => shownAfter(ask, homing, async () => undefined),

  'campaigns.edit': (ask, homing) =>
    shownAfter(ask, homing, (tx, campaignId) =>
      changeDraft(tx, homing, byOf(ask.caller), {
        ...given(ask.body),
        campaignId,
        version: ask.body.version,
      }),
    ),

  'campaigns.tell': (ask, homing) =>
    shownAfter(ask, homing, (tx, id) => wishDrafted(tx, homing, byOf(ask.caller), id)),

  'campaigns.test': async ({ params, body, caller, signal }, homing) => {
    await sendTest(homing, byOf(caller), { ...params, ...body, signal })
    return undefined
  },

  'campaigns.schedule': (ask, homing) =>
    shownAfter(ask, homing, (tx, campaignId) => {
      const at = ask.body.at === null ? ('now' as const) : Date.parse(ask.body.at)
      return wishScheduled(tx, homing, byOf(ask.caller), { campaignId, at })
    }),

  'campaigns.cancel': (ask, homing) =>
    shownAfter(ask, homing, (tx, id) => wishUnscheduled(tx, homing, byOf(ask.caller), id)),

  'campaigns.discard': (ask, homing) =>
    shownAfter(ask, homing, (tx, id) => wishDiscarded(tx, homing, byOf(ask.caller), id)),

  'campaigns.adopt': async (ask, homing) => {
    await adoptFound(homing, byOf(ask.caller), { ...ask.params, signal: ask.signal })
    return shownAfter(ask, homing, async () => undefined)
  },

  'connections.mailingChoices': async ({ params, caller, signal }, homing) => {
    const place = { workspaceId: caller.workspaceId, connectionId: params.connectionId, signal }
    const { asOf, masters, ...choices } = await mailingChoices(homing, place)
    return {
      asOf: isoOf(asOf),
      ...choices,
      masters: masters.map(({ createdAt, ...master }) => ({
        ...master,
        createdAt: createdAt === null ? null : isoOf(createdAt),
      })),
    }
  },
}

/** The campaign as it is after some work on it, in one transaction. */
function shownAfter(
  ask: { params: { campaignId: number }; caller: Caller },
  homing: Homing,
  work: (tx: Tx, campaignId: number) => Promise<unknown>,
) {
  const { campaignId } = ask.params
  const { workspaceId } = ask.caller
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    await work(tx, campaignId)
    return showDraft(tx, homing, { workspaceId, campaignId })
  })
}

function byOf({ workspaceId, id, name }: Caller) {
  return { workspaceId, id, name }
}

const isoOf = (ms: number) => new Date(ms).toISOString()

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** What was given at all. */
function given<T extends object>(body: T): Given<T> {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined),
  ) as Given<T>
}
