import type {
  ActivitiesPart,
  ActivityOutcome,
  OpenCampaign,
  ToldTarget,
  Vendor,
} from '../../sdk/index.ts'
import { findCampaigns, openCampaign, writeNumberSent } from './campaigns.ts'
import { COLLECTION_MAX, type Written } from './collections.ts'
import { isMemberOf, LABELS, membersOf, tellMembers } from './members.ts'
import { isPersonModule, PERSON_MODULES, reachable } from './modules.ts'
import { recordsOf } from './query.ts'
import type { Told } from './record-text.ts'
import { recordKindOf } from './records.ts'
import { findRecords, hasRecords, newsOf, writeRecords } from './tell-records.ts'
import { isId, literals, safeId } from './values.ts'

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
}

/** Members first: of somebody who cannot be one, nothing else is written. */
async function tell(
  vendor: Vendor,
  campaign: OpenCampaign,
  targets: readonly ToldTarget[],
): Promise<ActivityOutcome[]> {
  const outcomes = new Map<ToldTarget, ActivityOutcome>()
  const accounts = await accountsOf(vendor, targets)
  for (const target of targets) {
    const hindrance = hindranceOf(target, accounts)
    if (hindrance) outcomes.set(target, hindrance)
  }
  const members = targets.filter((target) => !outcomes.has(target))
  const written = await tellMembers(vendor, campaign.id, members)
  for (const [at, target] of members.entries()) {
    if (!written[at]!.ok) outcomes.set(target, outcomeOf(written[at]!))
  }
  const toTell = members.filter((target) => !outcomes.has(target))
  await tellRecords(vendor, { campaign, targets: toTell, accounts, outcomes })
  return targets.map((target) => outcomes.get(target) ?? { status: 'taken' })
}

interface ToTell {
  campaign: OpenCampaign
  targets: readonly ToldTarget[]
  accounts: ReadonlyMap<string, string | null>
  /** Those of targets that are not simply taken are added. */
  outcomes: Map<ToldTarget, ActivityOutcome>
}

async function tellRecords(
  vendor: Vendor,
  { campaign, targets, accounts, outcomes }: ToTell,
): Promise<void> {
  const kind = await recordKindOf(vendor)
  if (kind === null) return
  const withRecords = targets.filter((target) => hasRecords(kind, target))
  const doubted = withRecords.filter(({ wasTold }) => wasTold)
  const found = await findRecords(vendor, kind, { campaign, targets: doubted })
  const all: Told[] = []
  for (const target of withRecords) {
    const news = newsOf(target)
    if (news.some(({ mark }) => found.get(mark)?.isDeleted)) {
      outcomes.set(target, refused('What was told of it before was deleted at Salesforce.'))
      continue
    }
    const accountId = accounts.get(target.recordId) ?? null
    all.push(...news.map((activity) => ({ campaign, target, activity, accountId })))
  }
  const written = await writeRecords(vendor, kind, { all, found })
  for (const [at, { target }] of all.entries()) {
    if (!written[at]!.ok) outcomes.set(target, outcomeOf(written[at]!))
  }
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

/** Said of a record that was there a moment ago. */
const GONE = ['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY']

function outcomeOf(written: Written): ActivityOutcome {
  if (written.ok) return { status: 'taken' }
  return GONE.includes(written.code) ? { status: 'gone' } : refused(written.sentence)
}

function refused(sentence: string): ActivityOutcome {
  return { status: 'refused', sentence }
}

async function shows(
  vendor: Vendor,
  campaign: OpenCampaign,
  targets: readonly ToldTarget[],
): Promise<boolean[]> {
  const persons = targets.filter(({ module, recordId }) => isPersonModule(module) && isId(recordId))
  const members = await membersOf(vendor, campaign.id, persons)
  const kind = await recordKindOf(vendor)
  const found =
    kind === null ? null : await findRecords(vendor, kind, { campaign, targets: persons })
  return targets.map((target) => {
    if (!isMemberOf(members.get(target.recordId), target)) return false
    if (found === null || !hasRecords(kind, target)) return true
    return target.activities.every(({ mark, count }) => {
      const record = found.get(mark)
      return record !== undefined && !record.isDeleted && record.count >= count
    })
  })
}
