import {
  type ActivitiesPart,
  type ActivityOutcome,
  Failure,
  type JsonObject,
  type OpenCampaign,
  type ToldTarget,
  type Vendor,
} from '../../sdk/index.ts'
import { change, make } from './client.ts'
import { entriesOf } from './entries.ts'
import { dayOf, descriptionOf, KINDS, says, saysTheSame, subjectOf, togetherOf } from './figures.ts'
import { figureFields } from './figure-fields.ts'
import { type Module, MODULES, placeOf } from './modules.ts'
import { type Roster, rosterOf } from './roster.ts'
import { crmidIn, textIn } from './values.ts'

/** Each call writes one activity: so many are under way at once, within the pace. */
const AT_ONCE = 5

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
    // Each is written by itself, and read back together: fewer than the answer to a search.
    targetsMax: 80,
    source: 'our choice: there is no bulk function (README.md, "Figures")',
  },
  tell,
  async shows(vendor, _campaign, targets) {
    const entries = await entriesOf(vendor, targets)
    return targets.map((target) => isShown(target, entries.get(target.mark)))
  },
  figures: figureFields,
}

/** What is known to be there is brought up to date; the others are made, of whoever is there. */
async function tell(
  vendor: Vendor,
  campaign: OpenCampaign,
  targets: readonly ToldTarget[],
): Promise<ActivityOutcome[]> {
  const together = togetherOf(targets)
  const doubted = targets.filter((one) => one.wasTold && placeOf(one) !== null)
  const entries = await entriesOf(vendor, doubted)
  const rosters = await rostersOf(
    vendor,
    targets.filter(({ mark }) => !entries.has(mark)),
  )
  const outcomes: ActivityOutcome[] = []
  for (let from = 0; from < targets.length; from += AT_ONCE) {
    const works = targets.slice(from, from + AT_ONCE).map((target) => {
      const description = descriptionOf(target, together)
      const entry = entries.get(target.mark)
      return entry === undefined
        ? makeOne(vendor, { campaign, target, rosters, description })
        : bringUpToDate(vendor, entry, description)
    })
    // All have ended before one that failed is told: whoever looks then sees what they made.
    for (const ended of await Promise.allSettled(works)) outcomes.push(judged(ended))
  }
  return outcomes
}

/** One that is refused says so; the others go on. */
function judged(ended: PromiseSettledResult<ActivityOutcome>): ActivityOutcome {
  if (ended.status === 'fulfilled') return ended.value
  const { reason } = ended
  if (!(reason instanceof Failure && reason.kind === 'refused')) throw reason
  return { status: 'refused', sentence: reason.message }
}

type Rosters = ReadonlyMap<Module, Roster>

async function rostersOf(vendor: Vendor, targets: readonly ToldTarget[]): Promise<Rosters> {
  const rosters = new Map<Module, Roster>()
  for (const module of MODULES) {
    const numbers = targets.flatMap((one) => {
      const place = placeOf(one)
      return place?.module === module ? [place.crmid] : []
    })
    if (numbers.length > 0) rosters.set(module, await rosterOf(vendor, module, numbers))
  }
  return rosters
}

interface Entry {
  campaign: OpenCampaign
  target: ToldTarget
  rosters: Rosters
  description: string
}

async function makeOne(vendor: Vendor, entry: Entry): Promise<ActivityOutcome> {
  const { campaign, target, rosters, description } = entry
  const place = placeOf(target)
  if (place === null) return { status: 'refused', sentence: 'This is no person of OpenCRM’s.' }
  // OpenCRM would take an activity of somebody who is not there.
  const owner = rosters.get(place.module)?.get(place.crmid)
  if (owner === undefined) return { status: 'gone' }
  const day = dayOf(campaign.sentAt)
  await make(vendor, 'activity', {
    subject: subjectOf(campaign),
    taskstatus: 'Completed',
    date_start: day,
    due_date: day,
    [place.module.ofActivity]: place.crmid,
    // Nobody gets a mail because of it.
    sendnotification: '0',
    sendnotificationcont: '0',
    ...(owner !== '' && { smownerid: owner }),
    description,
  })
  return { status: 'taken' }
}

/** What users changed of an activity meanwhile stays, but for its text. */
async function bringUpToDate(
  vendor: Vendor,
  entry: JsonObject,
  description: string,
): Promise<ActivityOutcome> {
  if (!saysTheSame(textIn(entry['description']), description)) {
    await change(vendor, 'activity', { crmid: crmidIn(entry), fields: { description } })
  }
  return { status: 'taken' }
}

function isShown(target: ToldTarget, entry: JsonObject | undefined): boolean {
  const place = placeOf(target)
  if (place === null || entry === undefined) return false
  const isTheirs = textIn(entry[place.module.ofActivity]) === place.crmid
  return isTheirs && says(textIn(entry['description']), target)
}
