import type {
  ActivitiesPart,
  ActivityOutcome,
  JsonObject,
  OpenCampaign,
  ToldActivity,
  ToldTarget,
  Vendor,
} from '../../sdk/index.ts'
import {
  ACTIVITY,
  ACTIVITY_QUERY,
  changingOf,
  CODES,
  isOutdated,
  isRowOf,
  newsOf,
  valuesOf,
} from './activity-rows.ts'
import { insertAll, updateOf, type Values } from './facade.ts'
import { batchesOf, BATCH_MAX, hindrancesOf, refused, rowsBy } from './hindrances.ts'
import { raised } from './raised.ts'
import { settingsOf } from './settings.ts'
import { isYes, safeKey, textIn } from './values.ts'

/** A mark that is there more often was written by somebody else. */
const ROWS_OF_ONE_MAX = 3

export const activities: ActivitiesPart = {
  kinds: CODES,
  rules: {
    campaign:
      'netFORUM keeps no record of a mailing that was sent elsewhere: its activities have the id '
      + 'of a message, which is the same in all of one campaign.',
    targets:
      'Each kind is one messaging activity of the customer, with the moment of the first time; how '
      + 'often is not kept. Only the codes of sending and opening are netFORUM’s own: the others '
      + 'are ours.',
  },
  limits: {
    targetsMax: BATCH_MAX,
    source: 'netFORUM states none; a call is one transaction, so it is kept short',
  },
  tell,
  shows,
  raised,
}

/**
 * An id that comes twice is stored twice: which are there is asked wherever something may have been
 * told before, the deleted among them. Nothing is written to the customer.
 */
async function tell(
  vendor: Vendor,
  campaign: OpenCampaign,
  targets: readonly ToldTarget[],
): Promise<ActivityOutcome[]> {
  const hindrances = await hindrancesOf(vendor, targets)
  const toTell = targets.filter((target) => !hindrances.has(target))
  const doubted = toTell.filter(({ wasTold }) => wasTold).flatMap(newsOf)
  const known = await knownRows(vendor, doubted)
  const { timeZone: zone } = settingsOf(vendor.settings)
  const made: Values[] = []
  const changed: { key: string; values: Values }[] = []
  for (const target of toTell) {
    const news = newsOf(target)
    if (news.some(({ mark }) => isYes(known.get(mark)?.['cma_delete_flag']))) {
      hindrances.set(target, refused('What was told of it before was deleted at netFORUM.'))
      continue
    }
    for (const activity of news) {
      const row = known.get(activity.mark)
      if (row === undefined) made.push(valuesOf(campaign, target, { activity, zone }))
      else if (isOutdated(row, activity)) {
        changed.push({ key: safeKey(row['cma_key']), values: changingOf(activity, zone) })
      }
    }
  }
  for (const batch of batchesOf(made)) await insertAll(vendor, ACTIVITY, batch)
  for (const one of changed) await updateOf(vendor, { object: ACTIVITY, ...one })
  return targets.map((target) => hindrances.get(target) ?? { status: 'taken' })
}

async function shows(
  vendor: Vendor,
  campaign: OpenCampaign,
  targets: readonly ToldTarget[],
): Promise<boolean[]> {
  const known = await knownRows(
    vendor,
    targets.flatMap((target) => target.activities),
  )
  return targets.map((target) =>
    target.activities.every((activity) => {
      const row = known.get(activity.mark)
      return row !== undefined && isRowOf(row, campaign, { target, activity })
    }),
  )
}

/** What netFORUM has of these, by their marks. Of one that is there twice: one that is living. */
async function knownRows(
  vendor: Vendor,
  told: readonly ToldActivity[],
): Promise<Map<string, JsonObject>> {
  const by = { column: 'cma_activity_id', values: told.map(({ mark }) => mark) }
  const rows = await rowsBy(vendor, ACTIVITY_QUERY, { ...by, most: ROWS_OF_ONE_MAX })
  const known = new Map<string, JsonObject>()
  for (const row of rows) {
    const mark = textIn(row['cma_activity_id'])
    if (!known.has(mark) || !isYes(row['cma_delete_flag'])) known.set(mark, row)
  }
  return known
}
