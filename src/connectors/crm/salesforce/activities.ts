import type {
  ActivitiesPart,
  ActivityOutcome,
  OpenCampaign,
  ToldTarget,
  Vendor,
} from '../../sdk/index.ts'
import { findCampaigns, openCampaign, writeNumberSent } from './campaigns.ts'
import { bulkBy, ROWS_MIN } from './bulk.ts'
import { COLLECTION_MAX } from './collections.ts'
import { LABELS, membersOf } from './members.ts'
import { isPersonModule, PERSON_MODULES, reachable } from './modules.ts'
import { recordsOf } from './query.ts'
import { refused, showsBy, tellBy } from './telling.ts'
import { isId, literals, safeId } from './values.ts'
import { atOnce } from './ways.ts'

export const activities: ActivitiesPart = {
  kinds: LABELS,
  rules: {
    campaign:
      'Each campaign is one of Salesforce’s, of the type Email, completed and not active, with its '
      + 'subject in the description and how many it was sent to. What it counts besides, it counts '
      + 'by its members.',
    targets:
      'Each target is a member, with the strongest of what it did for a status; clicks and '
      + 'forwards count as responses. Each kind is besides an interaction of Practifi’s, a task or '
      + 'an event, as the settings say, with how often it happened and when. Practifi keeps '
      + 'interactions of contacts only: a lead has the status alone. An account is no member.',
  },
  limits: {
    targetsMax: COLLECTION_MAX,
    source: 'Salesforce REST API guide, sObject collections: 200 records a request',
  },
  openCampaign,
  findCampaigns,
  tellTotals: (vendor, { id }, { sent }) => writeNumberSent(vendor, id, sent),
  tell,
  shows,
  bulk: bulkBy({ rowsMin: ROWS_MIN, tell, shows }),
}

async function tell(
  vendor: Vendor,
  campaign: OpenCampaign,
  targets: readonly ToldTarget[],
): Promise<ActivityOutcome[]> {
  const accounts = await accountsOf(vendor, targets)
  const hindered = new Map(
    targets.flatMap((target) => {
      const hindrance = hindranceOf(target, accounts)
      return hindrance ? [[target, hindrance] as const] : []
    }),
  )
  const ways = atOnce(vendor)
  const free = targets.filter((target) => !hindered.has(target))
  const members = await membersOf(ways, campaign.id, free)
  const toTell = { campaign, targets: free, members, accounts: async () => accounts }
  const outcomes = await tellBy(vendor, ways, toTell)
  return targets.map(
    (target) => hindered.get(target) ?? outcomes.get(target) ?? { status: 'taken' },
  )
}

/** The persons that are there, by their ids, with the accounts of contacts. */
async function accountsOf(
  vendor: Vendor,
  targets: readonly ToldTarget[],
): Promise<Map<string, string | null>> {
  const there = new Map<string, string | null>()
  for (const module of PERSON_MODULES) {
    const ofModule = targets.filter((target) => target.module === module)
    const ids = [...new Set(ofModule.map(({ recordId }) => recordId).filter(isId))]
    if (ids.length === 0) continue
    const fields = module === 'Contact' ? ['Id', 'AccountId'] : ['Id']
    const where = reachable(module, `Id IN ${literals(ids)}`)
    for (const record of await recordsOf(vendor, { object: module, fields, where })) {
      const accountId = record['AccountId']
      there.set(safeId(record['Id']), isId(accountId) ? accountId : null)
    }
  }
  return there
}

function hindranceOf(
  { module, recordId }: ToldTarget,
  there: ReadonlyMap<string, unknown>,
): ActivityOutcome | null {
  if (!isPersonModule(module)) {
    return refused('Only contacts and leads can be members of a campaign at Salesforce.')
  }
  if (!isId(recordId)) return refused('The id of the record cannot be one of Salesforce’s.')
  return there.has(recordId) ? null : { status: 'gone' }
}

function shows(
  vendor: Vendor,
  campaign: OpenCampaign,
  targets: readonly ToldTarget[],
): Promise<boolean[]> {
  return showsBy(vendor, atOnce(vendor), { campaign, targets })
}
