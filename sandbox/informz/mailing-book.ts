import type { Letter } from '../world/campaign-book.ts'
import type { Activity, Campaign, Run } from '../world/campaigns.ts'
import type { Row, RowKind } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { createNumbers } from './numbers.ts'

/** A letter of the account, which may be published several times. */
export interface Mailing {
  id: number
  campaign: Campaign
  activity: Activity
  folderName: string
  templateId: string
  accountingCode: string
}

/** One publishing of a mailing. */
export interface Instance {
  id: number
  mailing: Mailing
  run: Run
}

/** A row of the world, with the instance that caused it. */
export interface InstanceRow {
  instance: Instance
  row: Row
}

export interface MailingBook {
  all(): readonly Mailing[]
  find(id: string): Mailing | undefined
  write(
    name: string,
    letter: Letter,
    more: Pick<Mailing, 'folderName' | 'templateId'>,
    now: number,
  ): Mailing
  /** Every publishing up to now, oldest first. */
  instances(now: number): Instance[]
  instanceAt(activityId: string, at: number): Instance | undefined
  /** What happened up to now, mailing by mailing, in its order of time. */
  rows(kind: RowKind, now: number): InstanceRow[]
}

const plain = { folderName: '', templateId: '', accountingCode: '' }

/** The campaigns a world begins with are numbered in the order of their moments. */
export function createMailings(world: World): MailingBook {
  const mailings: Mailing[] = []
  const number = createNumbers(800_001)
  const add = (one: Omit<Mailing, 'id'>) => {
    const mailing = { ...one, id: 70_001 + mailings.length }
    mailings.push(mailing)
    return mailing
  }
  for (const one of beginnings(world)) add({ ...plain, ...one })
  const instance = (mailing: Mailing, run: Run): Instance => {
    return { id: number(`${mailing.id}/${run.at}`), mailing, run }
  }
  const instances = (now: number) =>
    mailings
      .flatMap((mailing) => mailing.activity.runs.map((run) => ({ mailing, run })))
      .filter(({ run }) => run.at <= now)
      .sort((a, b) => a.run.at - b.run.at)
      .map(({ mailing, run }) => instance(mailing, run))
  return {
    all: () => mailings,
    find: (id) => mailings.find((one) => String(one.id) === id),
    write: (name, letter, more, now) => {
      const campaign = world.draft(name, letter, now)
      const activity = campaign.activities[0] as Activity
      return add({ ...plain, ...more, campaign, activity })
    },
    instances,
    instanceAt: (activityId, at) => {
      const mailing = mailings.find((one) => one.activity.activityId === activityId)
      const run = mailing?.activity.runs.findLast((one) => one.at <= at)
      return mailing && run && instance(mailing, run)
    },
    rows: (kind, now) =>
      mailings.flatMap((mailing) => {
        const told = world.rows(mailing.activity.activityId, kind, now)
        const runOf = runsBySubscriber(world, mailing, now)
        return told.flatMap((row) => {
          const run = runOf(row.contactId)
          return run === undefined ? [] : [{ instance: instance(mailing, run), row }]
        })
      }),
  }
}

/** A mailing reaches a subscriber once: the run that did so caused everything that came of it. */
function runsBySubscriber(world: World, { activity }: Mailing, now: number) {
  const sentAt = new Map<string, number>()
  for (const row of world.rows(activity.activityId, 'sends', now)) sentAt.set(row.contactId, row.at)
  return (contactId: string): Run | undefined => {
    const at = sentAt.get(contactId) ?? -Infinity
    return activity.runs.findLast((run) => run.at <= at)
  }
}

function beginnings(world: World) {
  const all = world.campaigns
    .all()
    .filter((campaign) => campaign.removedAt === undefined)
    .flatMap((campaign) =>
      campaign.activities
        .filter(({ role, runs }) => runs.length > 0 || role === 'primary_email')
        .map((activity) => ({ campaign, activity })),
    )
  const at = ({ campaign, activity }: (typeof all)[number]) =>
    activity.runs[0]?.at ?? campaign.createdAt
  return all.sort((a, b) => at(a) - at(b))
}
