import type { ActivityTruth, ContactTruth, Sandbox } from '../../sandbox/index.ts'
import type { EventKind } from '../../src/connectors/index.ts'
import type { Happened, Told } from './esp.ts'

export type Rows = ActivityTruth['rows']
type RowKind = keyof Rows

/** As fine as a vendor tells the time of a kind; none: it tells that it was, and not when. */
type Fineness = 'ms' | 'second' | 'none'

const STEP = { ms: 1, second: 1000 }

/** The world's codes of an address that does not exist. */
const HARD_CODES: readonly string[] = ['B', 'S']

/** The rows of some kinds, as a vendor tells them that tells these times. */
export function rowsTold(
  rows: Rows,
  kinds: Partial<Record<RowKind, [EventKind, Fineness]>>,
): Happened[] {
  return Object.entries(kinds).flatMap(([name, [kind, fineness]]) => {
    const told = rows[name as RowKind].map(({ address, at, url, bounceCode }) => ({
      kind,
      address,
      at: fineness === 'none' ? null : at - (at % STEP[fineness]),
      ...(kind === 'click' && url !== undefined && { url }),
      ...(kind === 'bounce' && { isHard: HARD_CODES.includes(bounceCode ?? '') }),
    }))
    return fineness === 'ms' ? told : onceEach(told)
  })
}

/** Where no time tells two apart they are one; where it does, each counts. */
export function onceEach(happened: readonly Happened[]): Happened[] {
  const name = ({ kind, address, at, url = '' }: Happened) =>
    [kind, address.toLowerCase(), at, url].join(' ')
  return [...new Map(happened.map((one) => [name(one), one])).values()]
}

/** A mail that comes back, by now or later. */
export interface Return {
  contactId: string
  bounceCode?: string
}

/** Of a vendor that has a campaign for each sending; returns: all there will ever be of it. */
export function bySending(
  sandbox: Sandbox,
  told: (rows: Rows, returns: readonly Return[]) => Happened[],
): Told[] {
  return sandbox.truth().campaigns.flatMap(({ name, activities }) =>
    activities.map(({ campaignActivityId: id, rows }) => {
      const returns = sandbox.world.activity(id)?.rows.bounces ?? []
      return { campaign: name, happened: told(rows, returns) }
    }),
  )
}

/** Of a vendor whose campaigns have several sendings. */
export function byCampaign(sandbox: Sandbox, told: (rows: Rows) => Happened[]): Told[] {
  return sandbox.truth().campaigns.map(({ name, activities }) => ({
    campaign: name,
    happened: activities.flatMap(({ rows }) => told(rows)),
  }))
}

/** Whoever left by a mailing, or in the account, whatever the reason. */
export function leavers(sandbox: Sandbox): string[] {
  const { contacts } = sandbox.truth()
  const left = contacts.filter(({ optOut }) => optOut !== undefined)
  return [...leftByMail(sandbox, ['optouts']), ...left.map(({ address }) => address)]
}

export function leftByMail(sandbox: Sandbox, kinds: readonly RowKind[]): string[] {
  const activities = sandbox.truth().campaigns.flatMap((one) => one.activities)
  return activities.flatMap(({ rows }) =>
    kinds.flatMap((kind) => rows[kind].map(({ address }) => address)),
  )
}

/** Whoever is there and has opted out, by whatever way. */
export function unsubscribed(sandbox: Sandbox): string[] {
  return living(sandbox)
    .filter(({ permission }) => permission === 'unsubscribed')
    .map(({ address }) => address)
}

export function contactsHeld(sandbox: Sandbox): string[] {
  return living(sandbox).map(({ address }) => contactLine(address))
}

export function listsHeld(
  sandbox: Sandbox,
  isOn: (contact: ContactTruth) => boolean = () => true,
): string[] {
  const names = new Map(sandbox.truth().lists.map(({ listId, name }) => [listId, name]))
  return living(sandbox)
    .filter(isOn)
    .flatMap(({ address, listIds }) => listIds.map((id) => memberLine(address, names.get(id)!)))
}

function living(sandbox: Sandbox): ContactTruth[] {
  return sandbox.truth().contacts.filter(({ deletedAt }) => deletedAt === undefined)
}

export function contactLine(address: string): string {
  return `contact ${address.toLowerCase()}`
}

export function memberLine(address: string, list: string): string {
  return `${address.toLowerCase()} on ${list}`
}
