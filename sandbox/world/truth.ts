import { isoTime } from './time.ts'
import type { Row, RowKind } from './rows.ts'
import type { ActivityStory, OptOut } from './story.ts'
import { fieldName } from './custom-fields.ts'
import type { ContactState, World } from './world.ts'

export interface Totals {
  sends: number
  opens: number
  uniqueOpens: number
  clicks: number
  uniqueClicks: number
  forwards: number
  uniqueForwards: number
  optouts: number
  bounces: number
  bouncesByCode: Record<string, number>
  abuse: number
}

export interface ActivityTruth {
  campaignActivityId: string
  role: string
  sentAt?: string
  rows: Record<RowKind, readonly (Row & { time: string })[]>
  totals: Totals
}

export interface Truth {
  now: string
  campaigns: {
    campaignId: string
    name: string
    activities: ActivityTruth[]
    /** Over all activities; a contact counts once. */
    totals: Totals
  }[]
  contacts: ContactTruth[]
  lists: { listId: string; name: string; deletedAt?: string }[]
}

/** What the ESP holds about a contact. */
export interface ContactTruth {
  contactId: string
  address: string
  permission: string
  firstName: string
  lastName: string
  jobTitle: string
  companyName: string
  /** By the vendor's name of the field. */
  customFields: Record<string, string>
  listIds: readonly string[]
  optOut?: { at: string; source: string; reason: string; campaignActivityId?: string }
  deletedAt?: string
}

/** What really happened up to now, whatever the API, its limits or an injected fault may say. */
export function truthOf(world: World, now: number): Truth {
  world.settle(now)
  return {
    now: isoTime(now),
    campaigns: world.campaigns.all().map((campaign) => {
      const stories = campaign.activities.flatMap((one) => world.activity(one.activityId) ?? [])
      const activities = stories.map((story) => activityTruth(world, story, now))
      const ids = campaign.activities.map((one) => one.activityId)
      // Those of its only activity are its own.
      const totals = ids.length === 1 ? activities[0]?.totals : undefined
      return {
        campaignId: campaign.campaignId,
        name: campaign.name,
        activities,
        totals: totals ?? totalsOf(world, ids, now),
      }
    }),
    contacts: world.contactsAt(now).map((state) => contactTruth(world, state)),
    lists: world.lists.all().map(({ listId, name, deletedAt }) => ({
      listId,
      name,
      ...(deletedAt !== undefined && { deletedAt: isoTime(deletedAt) }),
    })),
  }
}

function contactTruth(world: World, state: ContactState): ContactTruth {
  const { profile, optOut, deletedAt } = state
  const { firstName = '', lastName = '', jobTitle = '', companyName = '' } = profile
  const values = profile.fields.flatMap(({ fieldId, value = '' }) => {
    const field = world.fields.find(fieldId)
    return field === undefined ? [] : [[fieldName(field), value] as const]
  })
  return {
    contactId: state.contact.contactId,
    address: state.address,
    permission: state.permission,
    firstName,
    lastName,
    jobTitle,
    companyName,
    customFields: Object.fromEntries(values),
    listIds: state.listIds,
    ...(optOut && { optOut: optOutTruth(optOut) }),
    ...(deletedAt !== undefined && { deletedAt: isoTime(deletedAt) }),
  }
}

function optOutTruth({ activityId, at, source, reason }: OptOut) {
  const cause = activityId === undefined ? {} : { campaignActivityId: activityId }
  return { at: isoTime(at), source, reason, ...cause }
}

/** The counts over one or several activities, always made from the rows themselves. */
export function totalsOf(world: World, activityIds: readonly string[], now: number): Totals {
  const rows = (kind: RowKind) => activityIds.flatMap((id) => world.rows(id, kind, now))
  const [opens, clicks, forwards] = [rows('opens'), rows('clicks'), rows('forwards')]
  const bounces = rows('bounces')
  const bouncesByCode: Record<string, number> = {}
  for (const { bounceCode } of bounces) {
    if (bounceCode !== undefined) bouncesByCode[bounceCode] = (bouncesByCode[bounceCode] ?? 0) + 1
  }
  return {
    sends: rows('sends').length,
    opens: opens.length,
    uniqueOpens: distinct(opens),
    clicks: clicks.length,
    uniqueClicks: distinct(clicks),
    forwards: forwards.length,
    uniqueForwards: distinct(forwards),
    optouts: rows('optouts').length,
    bounces: distinct(bounces),
    bouncesByCode,
    abuse: rows('abuse').length,
  }
}

function distinct(rows: readonly Row[]): number {
  return new Set(rows.map((row) => row.contactId)).size
}

function activityTruth(world: World, story: ActivityStory, now: number): ActivityTruth {
  const { activityId, role, runs } = story.activity
  const sent = runs.find((run) => run.orderedAt === undefined || run.at <= now)
  const rowsOf = (kind: RowKind) =>
    world.rows(activityId, kind, now).map((row) => ({ ...row, time: isoTime(row.at) }))
  return {
    campaignActivityId: activityId,
    role,
    ...(sent !== undefined && { sentAt: isoTime(sent.at) }),
    rows: {
      sends: rowsOf('sends'),
      opens: rowsOf('opens'),
      clicks: rowsOf('clicks'),
      forwards: rowsOf('forwards'),
      optouts: rowsOf('optouts'),
      bounces: rowsOf('bounces'),
      abuse: rowsOf('abuse'),
    },
    totals: totalsOf(world, [activityId], now),
  }
}
