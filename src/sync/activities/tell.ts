import {
  type ActivitiesPart,
  type ActivityKind,
  type ActivityOutcome,
  Failure,
  type OpenCampaign,
  type RaisedKind,
  type Vendor,
} from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import { waitAfter, WRITE_BACK_WAITS_MS, type Lane } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { takeTargets, totalsIn, type DueCampaign, type DueTarget } from './due.ts'
import { markOf } from './marks.ts'
import {
  putOffCampaign,
  settleOpened,
  settleTargets,
  settleTotals,
  type Settled,
} from './settle.ts'

/** Another worker has the lane: this one stops, with nothing written. */
export class LaneLost extends Error {}

/** What telling one connection shares. */
export interface Telling {
  homing: Homing
  lane: Lane
  vendor: Vendor
  part: ActivitiesPart
  title: string
  kinds: readonly ActivityKind[]
  raised: readonly RaisedKind[]
  signal: AbortSignal
}

/** Batches of one campaign before another has its turn. */
const BATCHES_MAX = 50

/**
 * Tells a CRM what is due of one campaign: opens it there, tells its targets batch by batch, each
 * read back, and its totals. Throws Failure where the CRM could not be told at all, LaneLost where
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
  const opened = { name, subject, id, now: at.homing.now() }
  await within(at, (tx) => settleOpened(tx, of(at, due), opened))
  return { ...campaign, id }
}

/** Answers whether there was anything to tell. */
async function tellBatch(at: Telling, due: DueCampaign, campaign: OpenCampaign): Promise<boolean> {
  const max = at.part.limits.targetsMax
  const now = at.homing.now()
  const link = due.isLinked ? due.externalId : null
  const place = { ...of(at, due), markSpace: due.markSpace, link }
  const targets = await within(at, (tx) => takeTargets(tx, place, { max, now }))
  if (targets.length === 0) return false
  const outcomes = await tellInParts(at, campaign, targets)
  const taken = targets.filter((one) => outcomes.get(one)?.status === 'taken')
  const shown = taken.length === 0 ? [] : await at.part.shows(at.vendor, campaign, taken)
  const isShown = new Set(taken.filter((_, place) => shown[place]))
  const settled = targets.map((one) => settledOf(at, one, outcomes.get(one)!, isShown.has(one)))
  await within(at, (tx) => settleTargets(tx, of(at, due), settled, at.homing.now()))
  return true
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
    const half = Math.ceil(targets.length / 2)
    const first = await tellInParts(at, campaign, targets.slice(0, half))
    return new Map([...first, ...(await tellInParts(at, campaign, targets.slice(half)))])
  }
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

export async function within<T>({ lane }: Telling, work: (tx: Tx) => Promise<T>): Promise<T> {
  const held = await lane.inLane(work)
  if (held === null) throw new LaneLost('Another worker tells this connection.')
  return held.of
}
