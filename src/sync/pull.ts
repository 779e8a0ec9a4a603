import {
  KeptForUrgent,
  kindsOf,
  markGood,
  newsKind,
  putOffKind,
  type Purpose,
  type SyncKind,
} from '../connections/index.ts'
import type { Connector, Vendor } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import type { KnownAddresses } from '../people/index.ts'
import { findCampaigns } from './find-campaigns.ts'
import type { Lease } from './lease.ts'
import { lookAtAccount } from './look-at-account.ts'
import { pullContacts, pullLists } from './pull-account.ts'
import { pullLog } from './pull-log.ts'
import { pullFeedback } from './pull-feedback.ts'
import { pullOptOuts } from './pull-opt-outs.ts'
import { pullPeople } from './pull-people.ts'
import { pullTotals } from './pull-totals.ts'
import { readWaiting } from './read-waiting.ts'

/** What the phases of a pull share. */
export interface Pull {
  homing: Homing
  lease: Lease
  connector: Connector
  vendor: Vendor
  /** Requests made since it was last called: they are written with the next progress. */
  takeRequests(): number
  /** Addresses this run has met. */
  known: KnownAddresses
  /** Called where a run may stop without losing anything; throws once its turn is over. */
  breathe(): void
  /** What the next requests are for: the pace gate asks. */
  purpose: Purpose
  /** Told after each transaction how many rows it wrote. */
  grew(written: number): Promise<void>
}

interface Phase {
  /** As a run keeps it once it is done; that of a kind's last phase is the kind. */
  id: string
  name: string
  kinds: readonly SyncKind[]
  purpose: Purpose
  carryOut: (pull: Pull) => Promise<void>
}

/**
 * The phases of a pull, in order: what cannot be lost first, what can wait for tomorrow last. Each
 * can be cut off anywhere and begun again: what came in is a receipt or staged, what was read of a
 * stream is a cursor.
 */
const PHASES: readonly Phase[] = [
  {
    id: 'opt_outs',
    name: 'Reading opt-outs',
    kinds: ['opt_outs'],
    purpose: 'opt_outs',
    carryOut: pullOptOuts,
  },
  {
    id: 'people',
    name: 'Reading people',
    kinds: ['people'],
    purpose: 'fresh',
    carryOut: pullPeople,
  },
  {
    id: 'campaigns',
    name: 'Looking for campaigns',
    kinds: ['activities'],
    purpose: 'fresh',
    carryOut: findCampaigns,
  },
  {
    id: 'totals',
    name: 'Reading totals',
    kinds: ['totals', 'activities'],
    purpose: 'fresh',
    carryOut: pullTotals,
  },
  {
    id: 'log',
    name: 'Reading the log',
    kinds: ['activities'],
    purpose: 'fresh',
    carryOut: pullLog,
  },
  {
    id: 'activities',
    name: 'Reading feedback',
    kinds: ['activities'],
    purpose: 'fresh',
    carryOut: pullFeedback,
  },
  {
    id: 'lists',
    name: 'Reading lists',
    // Who is on which list is told with the contacts; the lists have to be known by then.
    kinds: ['lists', 'contacts'],
    purpose: 'background',
    carryOut: pullLists,
  },
  {
    id: 'contacts',
    name: 'Reading contacts',
    kinds: ['contacts'],
    purpose: 'background',
    carryOut: pullContacts,
  },
]

/** Every phase once, and again for each time somebody asks for more meanwhile. */
const ROUNDS_MAX = 1_000

/** The phases of some kinds, by id: what has to be done anew where they are due again. */
export function phasesOf(kinds: readonly SyncKind[]): string[] {
  return PHASES.filter((phase) => phase.kinds.some((kind) => kinds.includes(kind))).map(
    ({ id }) => id,
  )
}

/**
 * Carries out what a run is asked for and is not done yet, and ends it. What is asked for while it
 * goes is carried out too.
 */
export async function pull(at: Pull): Promise<void> {
  await begin(at, 'Reading what is waiting', 'fresh')
  await readWaiting(at)
  await begin(at, 'Looking at the account', 'fresh')
  await lookAtAccount(at)
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const done = await at.lease.look()
    const phase = PHASES.find(
      ({ id, kinds }) => !done.has(id) && kinds.some((kind) => at.lease.run.kinds.includes(kind)),
    )
    if (phase !== undefined) await carryOutPhase(at, phase)
    else if (await at.lease.end('done', null)) return
  }
  throw new Error(`A run was asked for more ${ROUNDS_MAX} times.`)
}

async function begin(at: Pull, phase: string, purpose: Purpose): Promise<void> {
  at.purpose = purpose
  await at.lease.inRun({ phase, detail: '', requests: at.takeRequests() }, async () => {})
}

async function carryOutPhase(at: Pull, phase: Phase): Promise<void> {
  await begin(at, phase.name, phase.purpose)
  at.breathe()
  try {
    await phase.carryOut(at)
  } catch (error) {
    if (!(error instanceof KeptForUrgent) || phase.purpose !== 'background') throw error
    return putOff(at, phase, error)
  }
  await at.lease.inRun({ requests: at.takeRequests() }, async (tx) => {
    await at.lease.donePhase(tx, phase.id)
    const { run } = at.lease
    const kind = run.kinds.find((one) => one === phase.id)
    if (run.campaignId === null && kind !== undefined) await finish(at, tx, kind)
  })
}

async function finish(at: Pull, tx: Parameters<typeof markGood>[0], kind: SyncKind) {
  const { workspaceId, connectionId, startedAt } = at.lease.run
  await markGood(tx, at.homing, { workspaceId, connectionId, kind })
  if (kind !== newsKind(kindsOf(at.connector))) return
  await tx
    .updateTable('connection')
    .set({ last_pull_at: startedAt })
    .where('id', '=', connectionId)
    .execute()
}

/** What can wait does not hold up the connection: its kinds come again on the vendor's next day. */
async function putOff(at: Pull, phase: Phase, failure: KeptForUrgent): Promise<void> {
  const until = at.homing.now() + (failure.waitMs ?? 0)
  const message =
    `${phase.name} waits for the service's next day: `
    + 'what is left of this one is kept for opt-outs and fresh news.'
  await at.lease.inRun({ message, requests: at.takeRequests() }, async (tx) => {
    await at.lease.donePhase(tx, phase.id)
    for (const kind of at.lease.run.kinds.filter((one) => phase.kinds.includes(one))) {
      await putOffKind(tx, { connectionId: at.lease.run.connectionId, kind }, until)
    }
  })
}
