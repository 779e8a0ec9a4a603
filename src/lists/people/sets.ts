import { sql, type RawBuilder } from 'kysely'
import {
  addressesByConsent,
  addressesToWrite,
  personsOptedOut,
  personsWhoComplained,
} from '../../consent/index.ts'
import { addressesInLogs, addressesThatClicked, type Span } from '../../ledger/index.ts'
import {
  interestedIn,
  ofAddresses,
  whoseClicksRaised,
  type OfAddresses,
} from '../../people/index.ts'
import { bitsOf } from '../../platform/database/index.ts'
import type { Condition, ConditionAbout, Period } from '../segments/index.ts'
import { personsWithField } from './fields.ts'

/** For whom, and when: relative dates are counted from now (epoch milliseconds). */
export interface Asking {
  workspaceId: number
  now: number
}

const DAY_MS = 86_400_000

/** Conditions asked of the person's own row. */
type OfOwnColumn = ConditionAbout<'origin' | 'added' | 'own_field'>

/** Whom a condition holds for: persons as rows of place and bits, or what holds of addresses. */
export function personsIn(
  condition: Exclude<Condition, OfOwnColumn>,
  asking: Asking,
): RawBuilder<unknown> | OfAddresses {
  switch (condition.about) {
    case 'consent':
      return byConsent(condition, asking)
    case 'mail':
      // What happened at an address is the history of whoever uses or used it, as in the timeline.
      return ofAddresses(bitsOf(inLogs(condition, asking)), true)
    case 'link':
      return ofAddresses(bitsOf(whoClicked(condition, asking)), true)
    case 'esp_list':
      return ofAddresses(bitsOf(onEspList(condition.listIds, asking.workspaceId)), false)
    default:
      return bitsOf(personIdsIn(condition, asking))
  }
}

/** Conditions asked of addresses. */
type OfAddress = ConditionAbout<'consent' | 'mail' | 'link' | 'esp_list'>

/** As a select of person_id; somebody may be in it twice. */
function personIdsIn(
  condition: Exclude<Condition, OfOwnColumn | OfAddress>,
  asking: Asking,
): RawBuilder<unknown> {
  const { workspaceId } = asking
  switch (condition.about) {
    case 'field':
      return personsWithField(condition, workspaceId)
    case 'address':
      return withAddress(condition.is === 'valid', workspaceId)
    case 'interest':
      return interestedIn(workspaceId, sql`select unnest(${[...condition.interestIds]}::integer[])`)
    case 'raised':
      return whoseClicksRaised(
        workspaceId,
        (outcome) => sql`${outcome}.kind = ${condition.kind}
        and lower(${outcome}.name) = lower(${condition.name.trim()})`,
      )
    case 'list':
      return membersOf(condition.listIds, workspaceId)
  }
}

/** Whether the person p itself has an origin, or came to be known at a time. */
export function ownColumn(
  condition: ConditionAbout<'origin' | 'added'>,
  { now }: Asking,
): RawBuilder<unknown> {
  if (condition.about === 'origin') {
    return sql`p.origin = any(${[...condition.origins]}::text[])`
  }
  const { from, until } = spanOf(condition.when, now)
  const at = (ms: number) => sql`to_timestamp(${ms}::double precision / 1000.0)`
  return sql`(true
    ${from === null ? sql`` : sql`and p.created_at >= ${at(from)}`}
    ${until === null ? sql`` : sql`and p.created_at < ${at(until)}`})`
}

/**
 * The people on these lists, whoever stands for them; of a segment, which holds nobody, none. Few
 * were merged: nobody else is looked up. One select, so that the planner knows how many there are.
 */
export function membersOf(listIds: readonly number[], workspaceId: number): RawBuilder<unknown> {
  return sql`
    select coalesce(x.merged_into, m.person_id) as person_id
    from person_list_member m
    left join (
      select id, merged_into from person
      where workspace_id = ${workspaceId} and merged_into is not null
    ) x on x.id = m.person_id
    where m.workspace_id = ${workspaceId} and m.person_list_id = any(${[...listIds]}::integer[])`
}

/** From when until when a period is, counted from now. */
export function spanOf(period: Period, now: number): Span {
  switch (period.is) {
    case 'ever':
      return { from: null, until: null }
    case 'within':
      return { from: now - period.days * DAY_MS, until: null }
    case 'before':
      return { from: null, until: now - period.days * DAY_MS }
    case 'between':
      return { from: Date.parse(period.from), until: Date.parse(period.until) }
  }
}

function inLogs(condition: ConditionAbout<'mail'>, asking: Asking): RawBuilder<unknown> {
  return addressesInLogs(condition.what, {
    campaignIds: condition.campaignIds,
    ...askedOf(condition, asking),
  })
}

function askedOf(
  { by, when }: Pick<ConditionAbout<'mail' | 'link'>, 'by' | 'when'>,
  { workspaceId, now }: Asking,
) {
  return { workspaceId, audience: by, span: spanOf(when, now) }
}

function whoClicked(condition: ConditionAbout<'link'>, asking: Asking): RawBuilder<unknown> {
  const { workspaceId } = asking
  const url = condition.url.trim()
  const fits =
    condition.is === 'is'
      ? sql`l.url_hash = md5(${url})::uuid and l.url = ${url}`
      : sql`strpos(lower(l.url), lower(${url})) > 0`
  return addressesThatClicked(
    sql`select l.id from link l where l.workspace_id = ${workspaceId} and ${fits}`,
    { campaignIds: condition.campaignIds, ...askedOf(condition, asking) },
  )
}

/**
 * People with an e-mail address in use that is valid, or that is not. Nearly all are: those that
 * are not have an index of their own, and the others are not looked at.
 */
function withAddress(isValid: boolean, workspaceId: number): RawBuilder<unknown> {
  if (isValid) return used(workspaceId, sql`(a.kind <> 'email' or not a.is_valid)`)
  return sql`
    select pa.person_id from address a
    join person_address pa on pa.workspace_id = a.workspace_id and pa.address_id = a.id
    where a.workspace_id = ${workspaceId} and a.kind = 'email' and pa.ended_at is null
      and not a.is_valid`
}

/** People with any e-mail address in use. */
export function withAnyAddress(workspaceId: number): RawBuilder<unknown> {
  return used(workspaceId, sql`a.kind <> 'email'`)
}

function used(workspaceId: number, isLeftOut: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select pa.person_id from person_address pa
    where pa.workspace_id = ${workspaceId} and pa.ended_at is null
      and not exists (select from address a where a.workspace_id = ${workspaceId}
        and a.id = pa.address_id and ${isLeftOut})`
}

/** Addresses an ESP holds on one of its lists. */
function onEspList(listIds: readonly number[], workspaceId: number): RawBuilder<unknown> {
  return sql`
    select m.address_id from list_member m
    join list l on l.workspace_id = m.workspace_id and l.id = m.list_id and l.gone_at is null
    where m.workspace_id = ${workspaceId} and m.gone_at is null
      and m.list_id = any(${[...listIds]}::integer[])`
}

function byConsent({ is, topicId }: ConditionAbout<'consent'>, asking: Asking) {
  const asked = { ...asking, topicId }
  switch (is) {
    case 'may_write':
      return addressesToWrite(asked)
    case 'opted_out':
      return personsOptedOut(asked)
    case 'complained':
      return personsWhoComplained(asked)
    default:
      return addressesByConsent(asked, is)
  }
}
