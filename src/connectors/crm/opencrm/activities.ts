import {
  type ActivitiesPart,
  type ActivityOutcome,
  Failure,
  type JsonObject,
  type OpenCampaign,
  type ToldTarget,
  type Vendor,
} from '../../sdk/index.ts'
import { change, make, recordOf } from './client.ts'
import { dayOf, descriptionOf, KINDS, says, subjectOf } from './figures.ts'
import { crmidOf, MODULES, type Module } from './modules.ts'
import { search } from './record-list.ts'
import { condition, crmidIn, textIn } from './values.ts'

/**
 * One activity for each target of a campaign, in the person's own history. OpenCRM has campaigns,
 * and no function for them: the activity names the campaign.
 */
export const activities: ActivitiesPart = {
  kinds: KINDS,
  rules: {
    campaign:
      'OpenCRM lets no program write to its campaigns, so that none is made there: each entry has '
      + 'the name of the campaign.',
    targets:
      'Each person gets one completed activity for a campaign, with what they did in its text. It '
      + 'is brought up to date when there is more.',
  },
  limits: {
    // Each is asked for and written by itself: few enough that a batch takes about a minute.
    targetsMax: 50,
    source: 'our choice: there is no bulk function (README.md, "Figures")',
  },
  async tell(vendor, campaign, targets) {
    const outcomes: ActivityOutcome[] = []
    for (const target of targets) outcomes.push(await tellOne(vendor, campaign, target))
    return outcomes
  },
  async shows(vendor, _campaign, targets) {
    const shown: boolean[] = []
    for (const target of targets) shown.push(await isShown(vendor, target))
    return shown
  },
}

async function tellOne(
  vendor: Vendor,
  campaign: OpenCampaign,
  target: ToldTarget,
): Promise<ActivityOutcome> {
  const place = placeOf(target)
  if (place === null) return { status: 'refused', sentence: 'This is no person of OpenCRM’s.' }
  const person = await recordOf(vendor, place.module.id, place.crmid)
  // OpenCRM would take an activity of somebody who is not there.
  if (person === null) return { status: 'gone' }
  try {
    await write(vendor, { campaign, target, place, person })
    return { status: 'taken' }
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'refused')) throw error
    return { status: 'refused', sentence: error.message }
  }
}

interface Place {
  module: Module
  crmid: string
}

interface Entry {
  campaign: OpenCampaign
  target: ToldTarget
  place: Place
  person: JsonObject
}

function placeOf({ module: id, recordId }: ToldTarget): Place | null {
  const module = MODULES.find((one) => one.id === id)
  const crmid = module === undefined ? null : crmidOf(module, recordId)
  return module === undefined || crmid === null ? null : { module, crmid }
}

/** What users changed of an activity meanwhile stays, but for its text. */
async function write(vendor: Vendor, entry: Entry): Promise<void> {
  const { target } = entry
  const description = descriptionOf(target)
  const found = target.wasTold ? await activityOf(vendor, target) : null
  if (found === null) {
    await make(vendor, 'activity', { ...firstFields(entry), description })
  } else if (textIn(found['description']) !== description) {
    await change(vendor, 'activity', { crmid: crmidIn(found), fields: { description } })
  }
}

function firstFields({ campaign, place, person }: Entry) {
  const day = dayOf(campaign.sentAt)
  const owner = textIn(person['smownerid'])
  return {
    subject: subjectOf(campaign),
    taskstatus: 'Completed',
    date_start: day,
    due_date: day,
    [place.module.ofActivity]: place.crmid,
    // Nobody gets a mail because of it.
    sendnotification: '0',
    sendnotificationcont: '0',
    ...(owner !== '' && { smownerid: owner }),
  }
}

async function isShown(vendor: Vendor, target: ToldTarget): Promise<boolean> {
  const place = placeOf(target)
  const found = place === null ? null : await activityOf(vendor, target)
  if (place === null || found === null) return false
  const isTheirs = textIn(found[place.module.ofActivity]) === place.crmid
  return isTheirs && says(textIn(found['description']), target)
}

/** The activity with a target's mark in its text; null: there is none. */
async function activityOf(vendor: Vendor, { mark }: ToldTarget): Promise<JsonObject | null> {
  const records = await search(vendor, 'activity', condition('description', 'CONTAINS', mark)!)
  return records.find((one) => textIn(one['description']).includes(mark)) ?? null
}
