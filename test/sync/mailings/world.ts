import {
  changeDraft,
  findDraft,
  makeDraft,
  wishDiscarded,
  wishDrafted,
  wishScheduled,
  wishUnscheduled,
  type DraftWords,
} from '../../../src/campaigns/index.ts'
import type { CampaignTruth } from '../../../sandbox/index.ts'
import { readLists } from '../../../src/connections/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { tellMailing } from '../../../src/sync/index.ts'
import { html, sender } from '../../sandbox/campaign-tour.ts'
import type { World } from '../../connections/world.ts'
import { syncWorld, type SyncWorld } from '../world.ts'

/** What is done about the campaigns of a firm, as a person and a worker would. */
export interface MailingSteps {
  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** A whole campaign, kept here. */
  make(name: string, more?: DraftWords): Promise<number>
  change(campaignId: number, words: DraftWords): Promise<void>
  show(campaignId: number): ReturnType<typeof findDraft>
  /** Each wishes it, and lets a worker go about it once. */
  draft(campaignId: number): Promise<void>
  schedule(campaignId: number, at: number | 'now'): Promise<void>
  cancel(campaignId: number): Promise<void>
  discard(campaignId: number): Promise<void>
  work(campaignId: number): Promise<void>
}

export interface MailingWorld extends SyncWorld, MailingSteps {
  lists: { id: string; name: string }[]
  /** The campaigns of that name the ESP has now, but those that were removed. */
  there(name: string): CampaignTruth[]
  /** Writes that reached the ESP, in order. */
  writes(): string[]
}

/** The account has a past: people who may be written to. */
const BEFORE_MS = 14 * 24 * 3_600_000
const SMALL = { companies: 6, households: 4, unattached: 3 }

/** What is written of every campaign, unless told otherwise. */
export const LETTER: DraftWords = {
  description: 'For everybody who asked',
  subject: 'What is new',
  preheader: '',
  fromName: 'Harrowgate Lindqvist LLP',
  fromAddress: sender,
  replyTo: sender,
  html,
}

export async function mailingWorld(): Promise<MailingWorld> {
  const world = await syncWorld(SMALL, { ceiling: () => Infinity, now: Date.now() - BEFORE_MS })
  world.sandbox.clock.advance(BEFORE_MS)
  const { homing, by, connectionId } = world
  const lists = await readLists(homing, { ...by, connectionId })
  const to = lists.slice(0, 1).map(({ id, name }) => ({ id, name }))
  return {
    ...world,
    ...stepsOf(world, { ...LETTER, preheader: 'In two minutes', connectionId, lists: to }),
    lists,
    there: (name) =>
      world.sandbox
        .campaigns()
        .filter((one) => one.name.startsWith(name) && one.removedAt === undefined),
    writes: () =>
      world.sandbox.requests
        .filter(({ method, path }) => method !== 'GET' && path.startsWith('/v3/emails'))
        .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/g, 'ID')}`),
  }
}

/** The steps of a firm whose campaigns say this unless told otherwise. */
export function stepsOf({ homing, by }: Pick<World, 'homing' | 'by'>, whole: DraftWords) {
  const { workspaceId } = by
  const inTx = <T>(work: (tx: Tx) => Promise<T>) => homing.database.inWorkspace(workspaceId, work)
  const work = (campaignId: number) => tellMailing(homing, { workspaceId, campaignId })
  const steps: MailingSteps = {
    inTx,
    work,
    make: (name, more = {}) => inTx((tx) => makeDraft(tx, homing, by, { ...whole, name, ...more })),
    show: (campaignId) => inTx((tx) => findDraft(tx, { workspaceId, campaignId })),
    async change(campaignId, words) {
      await inTx(async (tx) => {
        const { version } = await findDraft(tx, { workspaceId, campaignId })
        await changeDraft(tx, homing, by, { campaignId, version, ...words })
      })
    },
    async draft(campaignId) {
      await inTx((tx) => wishDrafted(tx, homing, by, campaignId))
      await work(campaignId)
    },
    async schedule(campaignId, at) {
      await inTx((tx) => wishScheduled(tx, homing, by, { campaignId, at }))
      await work(campaignId)
    },
    async cancel(campaignId) {
      await inTx((tx) => wishUnscheduled(tx, homing, by, campaignId))
      await work(campaignId)
    },
    async discard(campaignId) {
      await inTx((tx) => wishDiscarded(tx, homing, by, campaignId))
      await work(campaignId)
    },
  }
  return steps
}
