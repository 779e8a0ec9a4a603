import {
  type ActivityOutcome,
  type BulkActivities,
  Failure,
  type OpenCampaign,
} from '../../connectors/index.ts'
import { waitAfter, WRITE_BACK_WAITS_MS } from '../../outbox/index.ts'
import { takeTargets, totalsIn, type DueCampaign, type DueTarget } from './due.ts'
import { itsLists } from './its-lists.ts'
import { markOf } from './marks.ts'
import {
  putOffCampaign,
  settleOpened,
  settleTargets,
  settleTotals,
  type Settled,
} from './settle.ts'
import { bulkOf, jobBook, tellByJobs } from './tell-many.ts'
import { within, type Telling } from './telling.ts'

/** Batches of one campaign before another has its turn. */
const BATCHES_MAX = 50

/**
 * Tells a CRM what is due of one campaign: opens it there, tells its targets batch by batch, each
 * read back, and its totals. Throws Failure where the CRM could not be told at all, LaneLeft where
 * the rest is another worker's.
 */
export async function tellCampaign(at: Telling, due: DueCampaign): Promise<void> {
  try {
    const campaign = await opened(at, due)
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      at.signal.throwIfAborted()
      if (!(await tellBatch(at, due, campaign))) break
    }
    await tellTotals(at, due, campaign)
  } catch (error) {
    await putOff(at, due, error)
  }
}

async function opened(at: Telling, due: DueCampaign): Promise<OpenCampaign> {
  const { markSpace, campaignId, externalId, name, subject, isLinked } = due
  const mark = markOf(markSpace, campaignId)
  const campaign = { mark, name, subject, isLinked, sentAt: due.sentAt.getTime() }
  if (due.status === 'open' && !due.isRenamed) return { ...campaign, id: externalId! }
  const asked = { ...campaign, id: externalId }
  const { id } = (await at.part.openCampaign?.(at.vendor, asked)) ?? { id: '' }
  if (due.status === 'waiting' && at.part.linkLists) {
    const listIds = await within(at, (tx) => itsLists(tx, of(at, due)))
    if (listIds.length > 0) await at.part.linkLists(at.vendor, { id }, listIds)
  }
  const opened = { name, subject, id, now: at.homing.now() }
  await within(at, (tx) => settleOpened(tx, of(at, due), opened))
  return { ...campaign, id }
}

/** Answers whether there was anything to tell. */
async function tellBatch(at: Telling, due: DueCampaign, campaign: OpenCampaign): Promise<boolean> {
  const bulk = await bulkOf(at, due)
  const max = (bulk ?? at.part).limits.targetsMax
  const now = at.homing.now()
  const link = due.isLinked ? due.externalId : null
  const place = { ...of(at, due), markSpace: due.markSpace, link }
  const targets = await within(at, (tx) => takeTargets(tx, place, { max, now }))
  if (targets.length === 0) return false
  const many = bulk && (await tellByJobs(at, bulk, { campaign, targets }))
  if (many) await settleTold(at, due, { campaign, outcomes: many, bulk })
  else {
    // What a job that failed was given may be there.
    const left = bulk ? targets.map(doubted) : targets
    for (const part of partsOf(left, at.part.limits.targetsMax)) {
      const outcomes = await tellInParts(at, campaign, part)
      await settleTold(at, due, { campaign, outcomes, bulk: null })
    }
  }
  return true
}

interface ToldBatch {
  campaign: OpenCampaign
  outcomes: ReadonlyMap<DueTarget, ActivityOutcome>
  /** By which it is read back; null: as few are. */
  bulk: BulkActivities | null
}

async function settleTold(
  at: Telling,
  due: DueCampaign,
  { campaign, outcomes, bulk }: ToldBatch,
): Promise<void> {
  const taken = [...outcomes.keys()].filter((one) => outcomes.get(one)!.status === 'taken')
  const shows = () =>
    bulk
      ? bulk.shows(at.vendor, campaign, taken, jobBook(at))
      : at.part.shows(at.vendor, campaign, taken)
  const shown = taken.length === 0 ? [] : await shows()
  const isShown = new Set(taken.filter((_, place) => shown[place]))
  const settled = [...outcomes].map(([one, outcome]) => {
    return settledOf(at, one, outcome, isShown.has(one))
  })
  await within(at, (tx) => settleTargets(tx, of(at, due), settled, at.homing.now()))
}

/** A call that is refused as a whole goes in halves, so that only the one at fault stays behind. */
async function tellInParts(
  at: Telling,
  campaign: OpenCampaign,
  targets: readonly DueTarget[],
): Promise<Map<DueTarget, ActivityOutcome>> {
  try {
    const outcomes = await at.part.tell(at.vendor, campaign, targets)
    return new Map(targets.map((one, place) => [one, outcomes[place]!]))
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'refused')) throw error
    if (targets.length === 1) {
      return new Map([[targets[0]!, { status: 'refused', sentence: error.message }]])
    }
    // Where a call is several at the CRM, those before the refused one were done.
    const [first, second] = partsOf(targets.map(doubted), Math.ceil(targets.length / 2))
    const told = await tellInParts(at, campaign, first!)
    return new Map([...told, ...(await tellInParts(at, campaign, second!))])
  }
}

function doubted(target: DueTarget): DueTarget {
  return { ...target, wasTold: true }
}

function partsOf(targets: readonly DueTarget[], max: number): DueTarget[][] {
  const count = Math.ceil(targets.length / max)
  return Array.from({ length: count }, (_, at) => targets.slice(at * max, (at + 1) * max))
}

function settledOf(
  at: Telling,
  target: DueTarget,
  outcome: ActivityOutcome,
  isShown: boolean,
): Settled {
  if (outcome.status === 'gone') {
    const words = `${at.title} no longer has the record.`
    return { target, is: 'put off', waitMs: null, outcome: words, who: 'you' }
  }
  if (outcome.status === 'refused') {
    return { target, is: 'put off', waitMs: null, outcome: outcome.sentence, who: 'you' }
  }
  if (isShown) return { target, is: 'told' }
  const words = `${at.title} took it and does not show it yet.`
  const waitMs = waitOf(at, target.tries, null)
  return { target, is: 'put off', waitMs, outcome: words, who: 'vendor' }
}

async function tellTotals(at: Telling, due: DueCampaign, campaign: OpenCampaign): Promise<void> {
  const { totals, toldTotals } = due
  if (totals === null || String(totals) === String(toldTotals)) return
  // Of a campaign of the CRM's own, what it says of itself is the CRM's.
  if (!due.isLinked) await at.part.tellTotals?.(at.vendor, campaign, totalsIn(totals))
  await within(at, (tx) => settleTotals(tx, of(at, due), totals))
}

/** What only this campaign is refused for; anything else is the CRM's fault, and thrown on. */
async function putOff(at: Telling, due: DueCampaign, error: unknown): Promise<void> {
  if (!(error instanceof Failure) || !['refused', 'not_found'].includes(error.kind)) throw error
  const { message: outcome, whoMustAct: who, waitMs } = error
  const why = { outcome, who, waitMs: waitOf(at, due.tries, waitMs), now: at.homing.now() }
  await within(at, (tx) => putOffCampaign(tx, of(at, due), why))
}

function waitOf(at: Telling, tries: number, askedMs: number | null): number | null {
  const random = at.homing.random()
  return waitAfter({ waits: WRITE_BACK_WAITS_MS, tries: tries + 1, askedMs, random })
}

function of({ lane }: Telling, { campaignId, turn }: DueCampaign) {
  return { ...lane.at, campaignId, turn }
}
