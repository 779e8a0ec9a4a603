import type { SqlRow } from '../../../platform/sql/index.ts'
import {
  type ActivitiesPart,
  type ActivityKind,
  type ActivityOutcome,
  FieldRefused,
  type OpenCampaign,
  type ToldActivity,
  type ToldTarget,
  type Vendor,
} from '../../sdk/index.ts'
import { openCampaign, tellTotals } from './campaigns.ts'
import { absence, isThere, rowsByMark, tellRows, type Told } from './outbox.ts'
import { rowsWith } from './pages.ts'
import { PEOPLE } from './people.ts'
import { ID_CHARS_MAX, isYes } from './values.ts'

/** Beyond what a column of whole numbers takes. */
const HAPPENED_MAX = 2_147_483_647

/** Of one call; each has a row for each kind. */
const TARGETS_MAX = 200

const WORDS = {
  sent: 'sent',
  open: 'open',
  click: 'click',
  forward: 'forward',
  bounce: 'bounce',
  opt_out: 'opt_out',
  complaint: 'complaint',
} as const satisfies Record<ActivityKind, string>

export const activities: ActivitiesPart = {
  kinds: WORDS,
  rules: {
    campaign:
      'Each campaign is one row of the table for campaigns, with how many did what, where the '
      + 'database has that table.',
    targets:
      'Each kind is one row a person and campaign, with how often it happened, first and last. It '
      + 'is brought up to date when there is more.',
  },
  limits: {
    targetsMax: TARGETS_MAX,
    source: 'our choice: a statement has a bound in each engine (README.md)',
  },
  openCampaign,
  tellTotals,
  tell,
  shows,
}

async function tell(
  vendor: Vendor,
  campaign: OpenCampaign,
  targets: readonly ToldTarget[],
): Promise<ActivityOutcome[]> {
  if (!(await isThere(vendor, 'activities'))) {
    return targets.map(() => refused(absence(vendor, 'activities')))
  }
  const living = await livingAmong(vendor, targets)
  const outcomes = targets.map((target) => outcomeOf(target, living))
  const toTell = targets.filter((_, at) => outcomes[at]!.status === 'taken')
  const rows = toTell.flatMap((target) =>
    newsOf(target).map((activity) => rowOf({ campaign, target, activity, toldAt: vendor.now() })),
  )
  await tellRows(vendor, 'activities', { rows })
  return outcomes
}

/** Ids of persons that are there now: a row of anybody could be written. */
async function livingAmong(
  vendor: Vendor,
  targets: readonly ToldTarget[],
): Promise<ReadonlySet<string>> {
  const ids = targets.filter(isPossible).map(({ recordId }) => recordId)
  const asked = { column: 'id', values: ids, rowsMax: TARGETS_MAX }
  const rows = await rowsWith(vendor, PEOPLE, asked)
  return new Set(rows.filter(isLiving).map((row) => String(row['id'])))
}

/** Of a row that does not say whether it is deleted nothing is told. */
function isLiving(row: SqlRow): boolean {
  try {
    return !isYes(row, 'deleted')
  } catch (error) {
    if (error instanceof FieldRefused) return false
    throw error
  }
}

function isPossible({ module, recordId }: ToldTarget): boolean {
  return module === PEOPLE && recordId.length <= ID_CHARS_MAX
}

function outcomeOf(target: ToldTarget, living: ReadonlySet<string>): ActivityOutcome {
  if (!isPossible(target)) return refused('This is no person of the database’s.')
  return living.has(target.recordId) ? { status: 'taken' } : { status: 'gone' }
}

function refused(sentence: string): ActivityOutcome {
  return { status: 'refused', sentence }
}

/** What of a target has not been told yet. */
function newsOf({ activities }: ToldTarget): ToldActivity[] {
  return activities.filter(({ count, told }) => count > told)
}

interface News {
  campaign: OpenCampaign
  target: ToldTarget
  activity: ToldActivity
  toldAt: number
}

function rowOf({ campaign, target, activity, toldAt }: News): Record<string, Told> {
  const { mark, kind, bounce, firstAt, lastAt, link, reason } = activity
  return {
    mark,
    campaign_mark: campaign.mark,
    person_id: target.recordId,
    email: target.address,
    kind: WORDS[kind],
    happened: happenedOf(activity),
    first_at: { at: firstAt },
    last_at: { at: lastAt },
    link: link ?? null,
    bounce_class: bounce?.class ?? null,
    bounce_code: bounce?.code ?? null,
    reason: reason ?? null,
    told_at: { at: toldAt },
  }
}

async function shows(
  vendor: Vendor,
  campaign: OpenCampaign,
  targets: readonly ToldTarget[],
): Promise<boolean[]> {
  if (!(await isThere(vendor, 'activities'))) return targets.map(() => false)
  const marks = targets.flatMap((target) => target.activities.map(({ mark }) => mark))
  const rows = await rowsByMark(vendor, 'activities', marks)
  return targets.map((target) =>
    target.activities.every((activity) =>
      says(rows.get(activity.mark), { campaign, target, activity }),
    ),
  )
}

/** Whether a row says what it should, as often; a column that is not there says nothing. */
function says(
  row: SqlRow | undefined,
  { campaign, target, activity }: Omit<News, 'toldAt'>,
): boolean {
  if (row === undefined) return false
  const told = {
    campaign_mark: campaign.mark,
    person_id: target.recordId,
    kind: WORDS[activity.kind],
  }
  const isOthers = Object.entries(told).some(
    ([name, value]) => name in row && String(row[name]).trim() !== value,
  )
  return !isOthers && (!('happened' in row) || Number(row['happened']) >= happenedOf(activity))
}

function happenedOf({ count }: ToldActivity): number {
  return Math.min(count, HAPPENED_MAX)
}
