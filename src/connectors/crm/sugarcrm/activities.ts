import {
  type ActivitiesPart,
  type ActivityOutcome,
  Failure,
  type JsonObject,
  type OpenCampaign,
  type ToldTarget,
  type Vendor,
} from '../../sdk/index.ts'
import { entriesAs, LOG, log, newsOf, WORDS } from '../sugar-model/index.ts'
import { bulk, type BulkRequest } from './bulk.ts'
import { linkLists } from './campaign-lists.ts'
import { findCampaigns, openCampaign } from './campaigns.ts'
import { PEOPLE_MODULES } from './modules.ts'
import { recordsById } from './records.ts'
import { isId, isYes, momentIn, momentOf, textIn } from './values.ts'

const written = (value: number | boolean) => value
const { valuesOf, isEntryOf } = entriesAs({ textIn, momentIn, momentOf, written })

export const activities: ActivitiesPart = {
  kinds: WORDS,
  rules: {
    campaign:
      'Each campaign is one of SugarCRM’s, of the type Email and complete, with its subject in the '
      + 'description.',
    targets:
      'Each kind is one entry in the campaign’s log, with how often it happened. SugarCRM has no '
      + 'word for a forward and a complaint: they are kept as forwarded and complaint, and its '
      + 'screens show them once both are among the values of the field’s dropdown list.',
  },
  limits: {
    targetsMax: 200,
    source: 'SugarCRM states none; entries go in bulks of 50 requests, which is a careful guess',
  },
  openCampaign,
  linkLists,
  findCampaigns,
  tell,
  shows,
}

/**
 * New entries are made with their marks for ids, and those that are there are written over: which
 * they are is asked only where something may have been told before. The deleted are asked for, too:
 * an id of theirs is not free.
 */
async function tell(
  vendor: Vendor,
  campaign: OpenCampaign,
  targets: readonly ToldTarget[],
): Promise<ActivityOutcome[]> {
  const outcomes = await hindrancesOf(vendor, targets)
  const toTell = targets.filter((target) => !outcomes.has(target))
  const doubted = toTell.filter(({ wasTold }) => wasTold).flatMap(newsOf)
  const known = await recordsById(vendor, { ...log, withDeleted: true }, doubted.map(markOf))
  const entries: Entry[] = []
  for (const target of toTell) {
    const news = newsOf(target)
    if (news.some(({ mark }) => isYes(known.get(mark)?.['deleted']))) {
      outcomes.set(target, refused('What was told of it before was deleted at SugarCRM.'))
      continue
    }
    for (const activity of news) {
      const { mark } = activity
      const values = valuesOf(campaign, target, activity)
      entries.push({ target, mark, request: requestOf(mark, known.has(mark), values) })
    }
  }
  const answers = await bulk(
    vendor,
    entries.map(({ request }) => request),
  )
  for (const [at, { target, mark }] of entries.entries()) {
    const hindrance = hindranceIn(answers[at]!, mark)
    if (hindrance) outcomes.set(target, hindrance)
  }
  return targets.map((target) => outcomes.get(target) ?? { status: 'taken' })
}

interface Entry {
  target: ToldTarget
  mark: string
  request: BulkRequest
}

function requestOf(mark: string, isKnown: boolean, values: JsonObject): BulkRequest {
  if (isKnown) return { method: 'PUT', path: `${LOG}/${mark}`, values }
  return { method: 'POST', path: LOG, values: { id: mark, ...values } }
}

/** A record with an id of its own would not be found again, and be made anew each time. */
function hindranceIn(answer: JsonObject | Failure, mark: string): ActivityOutcome | null {
  if (answer instanceof Failure) return refused(answer.message)
  return answer['id'] === mark ? null : refused('SugarCRM gave the entry an id of its own.')
}

/** Why a target cannot be told of at all. SugarCRM itself would take an entry of anybody. */
async function hindrancesOf(
  vendor: Vendor,
  targets: readonly ToldTarget[],
): Promise<Map<ToldTarget, ActivityOutcome>> {
  const hindrances = new Map<ToldTarget, ActivityOutcome>()
  for (const { id: module } of PEOPLE_MODULES) {
    const ofModule = targets.filter((target) => target.module === module && isId(target.recordId))
    const ids = ofModule.map(({ recordId }) => recordId)
    const there = await recordsById(vendor, { module, fields: ['id'] }, ids)
    for (const target of ofModule) {
      if (!there.has(target.recordId)) hindrances.set(target, { status: 'gone' })
    }
  }
  for (const target of targets) {
    if (!PEOPLE_MODULES.some(({ id }) => id === target.module)) {
      hindrances.set(target, refused('SugarCRM has no people in a module of that name.'))
    } else if (!isId(target.recordId)) {
      hindrances.set(target, refused('The id of the record cannot be one of SugarCRM’s.'))
    }
  }
  return hindrances
}

function refused(sentence: string): ActivityOutcome {
  return { status: 'refused', sentence }
}

async function shows(
  vendor: Vendor,
  campaign: OpenCampaign,
  targets: readonly ToldTarget[],
): Promise<boolean[]> {
  const marks = targets.flatMap((target) => target.activities.map(markOf))
  const records = await recordsById(vendor, log, marks)
  return targets.map((target) =>
    target.activities.every((activity) => {
      const record = records.get(activity.mark)
      return record !== undefined && isEntryOf(record, campaign, target, activity)
    }),
  )
}

function markOf({ mark }: { mark: string }): string {
  return mark
}
