/** Telling targets and reading them back: the same whichever way records go. */
import type { ActivityOutcome, OpenCampaign, ToldTarget, Vendor } from '../../sdk/index.ts'
import type { Outcome } from './collections.ts'
import { isMemberOf, type Member, membersOf, tellMembers } from './members.ts'
import { isPersonModule } from './modules.ts'
import type { Told } from './record-text.ts'
import { recordKindOf, type RecordKind } from './records.ts'
import { findRecords, hasRecords, newsOf, writeRecords } from './tell-records.ts'
import { isId } from './values.ts'
import type { Ways } from './ways.ts'

export interface ToTell {
  campaign: OpenCampaign
  /** Contacts and leads, of whom nothing hinders it. */
  targets: readonly ToldTarget[]
  /** Members there are of them. */
  members: ReadonlyMap<string, Member>
  /** The accounts of contacts, asked for once they are members, and only if they matter. */
  accounts(): Promise<ReadonlyMap<string, string | null>>
}

/**
 * Members first: of somebody who cannot be one, nothing else is written. Answers the outcomes of
 * targets that are not simply taken.
 */
export async function tellBy(
  vendor: Vendor,
  ways: Ways,
  toTell: ToTell,
): Promise<Map<ToldTarget, ActivityOutcome>> {
  const { campaign, targets, members } = toTell
  const outcomes = new Map<ToldTarget, ActivityOutcome>()
  const written = await tellMembers(ways, { campaignId: campaign.id, targets, members })
  for (const [at, target] of targets.entries()) {
    if (!written[at]!.ok) outcomes.set(target, outcomeOf(written[at]!))
  }
  const kind = await recordKindOf(vendor)
  if (kind === null) return outcomes
  const left = targets.filter((target) => !outcomes.has(target) && hasRecords(kind, target))
  await tellRecords(ways, kind, { ...toTell, targets: left, outcomes })
  return outcomes
}

type RecordsToTell = ToTell & { outcomes: Map<ToldTarget, ActivityOutcome> }

async function tellRecords(
  ways: Ways,
  kind: RecordKind,
  { campaign, targets, accounts, outcomes }: RecordsToTell,
): Promise<void> {
  const doubted = targets.filter(({ wasTold }) => wasTold)
  const found = await findRecords(ways, kind, { campaign, targets: doubted })
  const accountOf = kind.type === 'interaction' ? await accounts() : new Map<string, null>()
  const all: Told[] = []
  for (const target of targets) {
    const news = newsOf(target)
    if (news.some(({ mark }) => found.get(mark)?.isDeleted)) {
      outcomes.set(target, refused('What was told of it before was deleted at Salesforce.'))
      continue
    }
    const accountId = accountOf.get(target.recordId) ?? null
    all.push(...news.map((activity) => ({ campaign, target, activity, accountId })))
  }
  const written = await writeRecords(ways, kind, { all, found })
  for (const [at, { target }] of all.entries()) {
    if (!written[at]!.ok) outcomes.set(target, outcomeOf(written[at]!))
  }
}

/** Said of a record that was there a moment ago. */
const GONE = ['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY']

function outcomeOf(written: Outcome): ActivityOutcome {
  if (written.ok) return { status: 'taken' }
  return GONE.includes(written.code) ? { status: 'gone' } : refused(written.sentence)
}

export function refused(sentence: string): ActivityOutcome {
  return { status: 'refused', sentence }
}

/** Whether Salesforce shows, read back, what was told of each; in their order. */
export async function showsBy(
  vendor: Vendor,
  ways: Ways,
  { campaign, targets }: Pick<ToTell, 'campaign' | 'targets'>,
): Promise<boolean[]> {
  const persons = targets.filter(({ module, recordId }) => isPersonModule(module) && isId(recordId))
  const members = await membersOf(ways, campaign.id, persons)
  const kind = await recordKindOf(vendor)
  const found = kind === null ? null : await findRecords(ways, kind, { campaign, targets: persons })
  return targets.map((target) => {
    if (!isMemberOf(members.get(target.recordId), target)) return false
    if (found === null || !hasRecords(kind, target)) return true
    return target.activities.every(({ mark, count }) => {
      const record = found.get(mark)
      return record !== undefined && !record.isDeleted && record.count >= count
    })
  })
}
