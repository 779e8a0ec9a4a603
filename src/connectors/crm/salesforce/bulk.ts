/** Very many targets told by jobs: Bulk API 2.0, as far as it is worth its calls. */
import {
  type ActivitiesPart,
  type ActivityOutcome,
  type BulkActivities,
  Failure,
  type JobBook,
  type JsonObject,
  type KeptJob,
  type OpenCampaign,
  type ToldTarget,
  type Vendor,
} from '../../sdk/index.ts'
import { assertJobsLeft } from './allowances.ts'
import { loadAll, type Load } from './bulk-load.ts'
import { pagesByJob } from './bulk-query.ts'
import {
  COLLECTION_MAX,
  createAll,
  isLocked,
  type Outcome,
  updateAll,
  upsertAll,
} from './collections.ts'
import { endOf, hasEnded, jobOf, setJob } from './jobs.ts'
import { membersOf } from './members.ts'
import { showsBy, tellBy } from './telling.ts'
import { isId, literal, safeId } from './values.ts'
import type { Ways } from './ways.ts'

/** Fewer records are for collections (limits cheat sheet: jobs are for more than 2,000). */
export const ROWS_MIN = 2_000

/** Each is a member and has a record at least. */
const TARGETS_MIN = 1_000
/** What is held at once, with all that each did. */
const TARGETS_MAX = 25_000
/** SOQL takes 100,000 characters; a mark with its quotes is 40. */
const MARKS_MAX = 2_000

/** Whom jobs cannot tell goes at once, as few targets do. */
type Few = Pick<ActivitiesPart, 'tell' | 'shows'> & { rowsMin: number }

export function bulkBy(few: Few): BulkActivities {
  return {
    limits: {
      targetsMin: TARGETS_MIN,
      targetsMax: TARGETS_MAX,
      source: 'Salesforce limits cheat sheet: Bulk API 2.0 is for more than 2,000 records',
    },
    settle,
    tell: (vendor, campaign, targets, jobs) => {
      return tellMany(vendor, { few, jobs }, { campaign, targets })
    },
    shows: (vendor, campaign, targets, jobs) => {
      return showsMany(vendor, { few, jobs }, { campaign, targets })
    },
  }
}

/** How long a job may be at work before it is given up: none of ours has an hour's work. */
const JOB_MS_MAX = 24 * 3_600_000

async function settle(vendor: Vendor, jobs: JobBook): Promise<void> {
  for (const kept of await jobs.kept()) {
    await settleOne(vendor, jobs, kept)
    await jobs.drop(kept.id)
  }
}

async function settleOne(vendor: Vendor, jobs: JobBook, { id, begunAt }: KeptJob): Promise<void> {
  const path = '/jobs/ingest'
  try {
    const job = await jobOf(vendor, path, id)
    if (hasEnded(job)) return
    // It got nothing, or not all: whoever opened it is gone, and must find it closed.
    if (job.state === 'Open' || vendor.now() - begunAt > JOB_MS_MAX) {
      return await setJob(vendor, id, 'Aborted')
    }
    await endOf(vendor, jobs, { path, id })
  } catch (error) {
    // Jobs are removed a week after they ended.
    if (!(error instanceof Failure && error.kind === 'not_found')) throw error
  }
}

interface Means {
  few: Few
  jobs: JobBook
}

interface Targets {
  campaign: OpenCampaign
  targets: readonly ToldTarget[]
}

/**
 * Contacts go by jobs. Leads do not, nor whose member was deleted: why, has to be asked of each.
 * Whoever is gone is told by the job itself.
 */
async function tellMany(
  vendor: Vendor,
  { few, jobs }: Means,
  { campaign, targets }: Targets,
): Promise<ActivityOutcome[]> {
  await assertJobsLeft(vendor)
  const ways = byJobs(vendor, jobs, few.rowsMin)
  const contacts = targets.filter(isContact)
  const members = await membersOf(ways, campaign.id, contacts)
  const many = contacts.filter(({ recordId }) => !members.get(recordId)?.isDeleted)
  const accounts = () => accountsOf(ways, campaign)
  const outcomes = await tellBy(vendor, ways, { campaign, targets: many, members, accounts })
  const byJob = new Set(many)
  for (const part of partsOf(targets.filter((target) => !byJob.has(target)))) {
    const told = await few.tell(vendor, campaign, part)
    for (const [at, target] of part.entries()) outcomes.set(target, told[at]!)
  }
  return targets.map((target) => outcomes.get(target) ?? { status: 'taken' })
}

async function showsMany(
  vendor: Vendor,
  { few, jobs }: Means,
  { campaign, targets }: Targets,
): Promise<boolean[]> {
  const ways = byJobs(vendor, jobs, few.rowsMin)
  const contacts = targets.filter(isContact)
  const shown = await showsBy(vendor, ways, { campaign, targets: contacts })
  const all = new Map(contacts.map((target, at) => [target, shown[at]!]))
  for (const part of partsOf(targets.filter((target) => !all.has(target)))) {
    const told = await few.shows(vendor, campaign, part)
    for (const [at, target] of part.entries()) all.set(target, told[at]!)
  }
  return targets.map((target) => all.get(target)!)
}

function isContact({ module, recordId }: ToldTarget): boolean {
  return module === 'Contact' && isId(recordId)
}

function partsOf(targets: readonly ToldTarget[]): ToldTarget[][] {
  const count = Math.ceil(targets.length / COLLECTION_MAX)
  return Array.from({ length: count }, (_, at) =>
    targets.slice(at * COLLECTION_MAX, (at + 1) * COLLECTION_MAX),
  )
}

/** Of everybody who is a member: by then all of whom anything more is told are. */
async function accountsOf(
  ways: Ways,
  { id }: OpenCampaign,
): Promise<ReadonlyMap<string, string | null>> {
  const ids = `SELECT ContactId FROM CampaignMember WHERE CampaignId = ${literal(safeId(id))}`
  const listing = { object: 'Contact', fields: ['Id', 'AccountId'], where: `Id IN (${ids})` }
  const accounts = new Map<string, string | null>()
  for await (const contacts of ways.read(listing)) {
    for (const { Id, AccountId } of contacts) {
      accounts.set(safeId(Id), isId(AccountId) ? AccountId : null)
    }
  }
  return accounts
}

function byJobs(vendor: Vendor, jobs: JobBook, rowsMin: number): Ways {
  type Write = (rows: readonly JsonObject[]) => Promise<Outcome[]>
  /** What somebody else was writing to was not written: it goes once more, at once. */
  async function write(load: Load, rows: readonly JsonObject[], few: Write): Promise<Outcome[]> {
    if (rows.length < rowsMin) return few(rows)
    const outcomes = await loadAll(vendor, load, { rows, jobs })
    const places = [...outcomes.keys()].filter((at) => isLocked(outcomes[at]!))
    const again = await few(places.map((at) => rows[at]!))
    for (const [turn, at] of places.entries()) outcomes[at] = again[turn]!
    return outcomes
  }
  return {
    isWhole: true,
    marksMax: MARKS_MAX,
    read: (listing) => pagesByJob(vendor, jobs, listing),
    create: (object, rows) => {
      const few: Write = (some) => createAll(vendor, object, some)
      return write({ object, operation: 'insert' }, rows, few)
    },
    update: (object, rows) => {
      const few: Write = (some) => updateAll(vendor, object, some)
      return write({ object, operation: 'update' }, rows, few)
    },
    upsert: ({ object, key }, rows) => {
      const few: Write = (some) => upsertAll(vendor, { object, key }, some)
      return write({ object, operation: 'upsert', key }, rows, few)
    },
  }
}
