/** Members of campaigns: one a person and campaign, with one status. */
import {
  type ActivityKind,
  Failure,
  type JsonObject,
  strongestOf,
  type ToldTarget,
  type Vendor,
} from '../../sdk/index.ts'
import { createAll, type Outcome } from './collections.ts'
import { recordsOf } from './query.ts'
import { isId, literal, literals, safeId, textIn } from './values.ts'
import type { Ways } from './ways.ts'

const MEMBER = 'CampaignMember'
const STATUS = 'CampaignMemberStatus'

/** What each kind becomes. Labels of ours but for the first, which a campaign mostly has. */
export const LABELS = {
  sent: 'Sent',
  open: 'Opened',
  click: 'Clicked',
  forward: 'Forwarded',
  bounce: 'Bounced',
  opt_out: 'Opted Out',
  complaint: 'Complained',
} as const satisfies Record<ActivityKind, string>

/** What a person did on purpose, and liked: Salesforce counts it as a response. */
const RESPONSES: readonly string[] = [LABELS.click, LABELS.forward]

/**
 * Gives a campaign the statuses its members will have. A status it does not have is refused in some
 * installations, and in others becomes another one. Throws Failure.
 */
export async function makeStatuses(vendor: Vendor, campaignId: string): Promise<void> {
  const there = await recordsOf(vendor, {
    object: STATUS,
    fields: ['Id', 'Label', 'SortOrder'],
    where: `CampaignId = ${literal(safeId(campaignId))}`,
  })
  const labels = new Set(there.map((one) => textIn(one['Label']).toLowerCase()))
  const missing = Object.values(LABELS).filter((label) => !labels.has(label.toLowerCase()))
  const last = Math.max(0, ...there.map((one) => Number(one['SortOrder']) || 0))
  const rows = missing.map((Label, at) => ({
    CampaignId: campaignId,
    Label,
    SortOrder: last + 1 + at,
    HasResponded: RESPONSES.includes(Label),
  }))
  const written = await createAll(vendor, STATUS, rows)
  const [why] = written.flatMap((one) => (one.ok || isDuplicate(one) ? [] : [one]))
  if (!why) return
  throw new Failure('forbidden', `Salesforce takes no status for members. ${why.sentence}`, {
    whoMustAct: 'you',
    remedy: 'Give the user that the app runs as the right to edit campaigns and their statuses.',
  })
}

export interface Member {
  id: string
  status: string
  isDeleted: boolean
}

/** The members of a campaign by their persons' ids; a deleted one only where no other is there. */
export async function membersOf(
  ways: Ways,
  campaignId: string,
  targets: readonly ToldTarget[],
): Promise<Map<string, Member>> {
  const who = ways.isWhole ? null : anyOf(targets)
  if (who === '') return new Map()
  const listing = {
    object: MEMBER,
    fields: ['Id', 'ContactId', 'LeadId', 'Status', 'IsDeleted'],
    where: `CampaignId = ${literal(safeId(campaignId))}${who === null ? '' : ` AND (${who})`}`,
    withDeleted: true,
  }
  const asked = new Set<unknown>(targets.map(({ recordId }) => recordId))
  const members = new Map<string, Member>()
  for await (const records of ways.read(listing)) {
    for (const record of records) {
      const isDeleted = record['IsDeleted'] === true
      const member = { id: safeId(record['Id']), status: textIn(record['Status']), isDeleted }
      for (const person of [record['ContactId'], record['LeadId']]) {
        if (!isId(person) || !asked.has(person)) continue
        if (!members.has(person) || !isDeleted) members.set(person, member)
      }
    }
  }
  return members
}

/** Whose members are asked for; empty: nobody's. */
function anyOf(targets: readonly ToldTarget[]): string {
  const who = (['Contact', 'Lead'] as const).flatMap((module) => {
    const ids = targets.filter((one) => one.module === module).map((one) => one.recordId)
    const known = [...new Set(ids.filter(isId))]
    return known.length === 0 ? [] : [`${module}Id IN ${literals(known)}`]
  })
  return who.join(' OR ')
}

/** What is to be written of members. */
export interface ToWrite {
  campaignId: string
  targets: readonly ToldTarget[]
  /** Those there are, as membersOf told them a moment ago. */
  members: ReadonlyMap<string, Member>
}

/**
 * Has each target be a member with the strongest of what it did. One outcome each, in their order.
 * Whom somebody makes a member in the same moment are looked for once more.
 */
export async function tellMembers(ways: Ways, toWrite: ToWrite): Promise<Outcome[]> {
  const { campaignId, targets } = toWrite
  const outcomes = await writeMembers(ways, toWrite)
  const places = [...outcomes.keys()].filter((at) => isDuplicate(outcomes[at]!))
  if (places.length === 0) return outcomes
  const late = places.map((at) => targets[at]!)
  const members = await membersOf(ways, campaignId, late)
  const again = await writeMembers(ways, { campaignId, targets: late, members })
  for (const [turn, at] of places.entries()) outcomes[at] = again[turn]!
  return outcomes
}

/** Whether a member says of a target what it should. */
export function isMemberOf(member: Member | undefined, target: ToldTarget): boolean {
  return member !== undefined && !member.isDeleted && member.status === statusOf(target)
}

export function isDuplicate(written: Outcome): boolean {
  return !written.ok && written.code === 'DUPLICATE_VALUE'
}

async function writeMembers(
  ways: Ways,
  { campaignId, targets, members }: ToWrite,
): Promise<Outcome[]> {
  const outcomes = new Map<ToldTarget, Outcome>()
  const [made, changed]: [ToldTarget[], ToldTarget[]] = [[], []]
  for (const target of targets) {
    const member = members.get(target.recordId)
    if (member === undefined || member.isDeleted) {
      if (member && target.wasTold) outcomes.set(target, TAKEN_OFF)
      else made.push(target)
    } else if (isMemberOf(member, target)) outcomes.set(target, { ok: true })
    else changed.push(target)
  }
  const news = made.map((target): JsonObject => ({
    CampaignId: campaignId,
    [`${target.module}Id`]: target.recordId,
    Status: statusOf(target),
  }))
  const changes = changed.map((target) => ({
    id: members.get(target.recordId)!.id,
    Status: statusOf(target),
  }))
  const written = [...(await ways.create(MEMBER, news)), ...(await ways.update(MEMBER, changes))]
  for (const [at, target] of [...made, ...changed].entries()) outcomes.set(target, written[at]!)
  return targets.map((target) => outcomes.get(target)!)
}

const TAKEN_OFF: Outcome = {
  ok: false,
  code: 'TAKEN_OFF',
  sentence: 'Somebody took the person off the campaign at Salesforce.',
}

function statusOf({ activities }: ToldTarget): string {
  return LABELS[strongestOf(activities)]
}
