import type {
  ActivitiesPart,
  ActivityOutcome,
  JsonObject,
  OpenCampaign,
  ToldTarget,
  Vendor,
} from '../../sdk/index.ts'
import { DROPDOWN, entriesAs, LOG, log, newsOf, WORDS } from '../sugar-model/index.ts'
import { BATCH_MAX, isDeleted, recordsById, type Saved, saveAll } from './by-id.ts'
import { linkLists } from './campaign-lists.ts'
import { findCampaigns, openCampaign } from './campaigns.ts'
import { PEOPLE_MODULES } from './modules.ts'
import { isId, momentIn, momentOf, textIn } from './values.ts'

/** Values are saved as text. */
const written = (value: number | boolean) => String(Number(value))
const { valuesOf, isEntryOf } = entriesAs({ textIn, momentIn, momentOf, written })

export const activities: ActivitiesPart = {
  kinds: WORDS,
  rules: {
    campaign:
      'Each campaign is one of SuiteCRM’s, of the type Email and complete, with its subject in the '
      + 'description. Its status screen counts what its targets did.',
    targets:
      'Each kind is one entry in the campaign’s log, and among the campaigns of the record, with '
      + 'how often it happened. SuiteCRM has no word for a forward and a complaint: they are kept '
      + 'as forwarded and complaint, and its screens show them once both are among the values of '
      + `the dropdown list ${DROPDOWN}.`,
  },
  limits: {
    targetsMax: BATCH_MAX,
    source: 'SuiteCRM states none; 200 entries were seen to be saved in 1.35 s',
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
  const hindrances = await hindrancesOf(vendor, targets)
  const toTell = targets.filter((target) => !hindrances.has(target))
  const doubted = toTell.filter(({ wasTold }) => wasTold).flatMap(newsOf)
  const known = await recordsById(vendor, { ...log, withDeleted: true }, doubted.map(markOf))
  const entries: Saved[] = []
  for (const target of toTell) {
    const news = newsOf(target)
    if (news.some(({ mark }) => isDeleted(known.get(mark) ?? {}))) {
      hindrances.set(target, refused('What was told of it before was deleted at SuiteCRM.'))
      continue
    }
    for (const activity of news) {
      const isNew = !known.has(activity.mark)
      entries.push({ id: activity.mark, isNew, values: valuesOf(campaign, target, activity) })
    }
  }
  const saved = await saveAll(vendor, LOG, entries)
  return targets.map((target) => {
    const isSaved = newsOf(target).every(({ mark }) => saved.has(mark))
    return hindrances.get(target) ?? (isSaved ? { status: 'taken' } : unsaved)
  })
}

const unsaved = refused('SuiteCRM does not let the user write to the log of campaigns.')

/** Why a target cannot be told of at all. SuiteCRM itself would take an entry of anybody. */
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
      hindrances.set(target, refused('SuiteCRM has no people in a module of that name.'))
    } else if (!isId(target.recordId)) {
      hindrances.set(target, refused('The id of the record cannot be one of SuiteCRM’s.'))
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
      const record: JsonObject | undefined = records.get(activity.mark)
      return record !== undefined && isEntryOf(record, campaign, target, activity)
    }),
  )
}

function markOf({ mark }: { mark: string }): string {
  return mark
}
