/** What the ESP holds, against whom a campaign is meant for, before it is sent. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { AudiencePolicy } from './policy.ts'
import { countGroups } from './groups.ts'
import type { CampaignOf, FrozenAudience } from './stand.ts'

/** Counts of people, each with the list behind it (see GROUPS). */
export interface Comparison {
  /** Meant to get it. */
  intended: number
  /** On the ESP's lists, and not chosen here. */
  strangers: number
  /** Meant, and not on the ESP's lists. */
  missing: number
  /** Must not get it, and the ESP would send it. */
  barred: number
}

/** A page of members as the ESP holds them now. */
export async function noteRead(
  tx: Tx,
  { workspaceId, campaignId, reading }: FrozenAudience,
  members: readonly { addressId: number; isMailable: boolean }[],
): Promise<void> {
  if (members.length === 0) return
  await sql`
    insert into campaign_member (workspace_id, campaign_id, address_id, is_mailable, reading)
    select ${workspaceId}::integer, ${campaignId}::integer, r.address_id, bool_or(r.is_mailable),
      ${reading}::integer
    from unnest(${members.map((one) => one.addressId)}::integer[],
      ${members.map((one) => one.isMailable)}::boolean[]) as r (address_id, is_mailable)
    group by r.address_id
    on conflict (workspace_id, campaign_id, address_id) do update
      set is_mailable = excluded.is_mailable, reading = excluded.reading`.execute(tx)
}

/** The lists were read to their end: whom an earlier reading saw and this one did not is gone. */
export async function forgetUnread(
  tx: Tx,
  { workspaceId, campaignId, reading }: FrozenAudience,
): Promise<void> {
  await sql`
    delete from campaign_member where workspace_id = ${workspaceId}
      and campaign_id = ${campaignId} and reading < ${reading}`.execute(tx)
}

/**
 * Whom the push of its own list could not put there, for the ESP sends them nothing: they are not
 * missing, and the ESP's reason is told.
 */
export async function noteUnmailable(
  tx: Tx,
  { workspaceId, campaignId, reading, pushId }: FrozenAudience,
): Promise<void> {
  await sql`
    insert into campaign_member (workspace_id, campaign_id, address_id, is_mailable, reading)
    select distinct ${workspaceId}::integer, ${campaignId}::integer, i.address_id, false,
      ${reading}::integer
    from push_item i
    where i.workspace_id = ${workspaceId} and i.push_id = ${pushId}
      and i.reason = 'unmailable_there' and i.address_id is not null
    on conflict do nothing`.execute(tx)
}

/** What an ESP says of whom it writes to no more, in its own words. */
export interface SuppressedThere {
  connectionId: number
  /** Permissions of contacts that it mails nothing. */
  unmailableWords: readonly string[]
}

/**
 * An ESP may tell of whom it writes to no more in lists of their own, and not with the members of a
 * list: whoever it said so of, when that was last read, is none it would send this to.
 */
export async function noteSuppressed(
  tx: Tx,
  { workspaceId, campaignId }: FrozenAudience,
  { connectionId, unmailableWords }: SuppressedThere,
): Promise<void> {
  await sql`
    update campaign_member m set is_mailable = false
    where m.workspace_id = ${workspaceId} and m.campaign_id = ${campaignId} and m.is_mailable
      and (exists (select from contact k
          where k.workspace_id = m.workspace_id and k.connection_id = ${connectionId}
            and k.address_id = m.address_id and k.gone_at is null
            and k.permission = any(${[...unmailableWords]}::text[]) offset 0)
        or exists (select from address a
          where a.workspace_id = m.workspace_id and a.id = m.address_id
            and a.suppressed_by = ${connectionId} offset 0)
        or exists (select from consent_fact f
          where f.workspace_id = m.workspace_id and f.connection_id = ${connectionId}
            and f.address_id = m.address_id and f.source = 'esp' and f.cause = 'complaint'
            and not f.opted_in offset 0))`.execute(tx)
}

/** What its lists hold, counted against whom it is meant for. */
export async function compareAudience(tx: Tx, of: CampaignOf): Promise<Comparison> {
  const counts = await countGroups(tx, of, ['intended', 'stranger', 'missing', 'barred'])
  return {
    intended: counts.intended,
    strangers: counts.stranger,
    missing: counts.missing,
    barred: counts.barred,
  }
}

/** What a hold is judged by besides the counts. */
export interface HoldAsk {
  policy: AudiencePolicy
  /** Somebody sends it all the same, with so many strangers and missing; null: nobody does. */
  allowed: Pick<Comparison, 'strangers' | 'missing'> | null
  /** What the ESP holds could not be read again in time. */
  isMissed: boolean
  /** The ESP's name. */
  title: string
}

/**
 * Why a campaign is not sent yet, one sentence a reason; empty: it may be. Who must not get it is
 * always held, whatever anybody allows. Pure.
 */
export function reasonsToHoldSending(found: Comparison, ask: HoldAsk): string[] {
  return findings(found, ask).flatMap(({ sentence, isHeld }) => (isHeld ? sentence : []))
}

/** What was found and, as the firm chose, holds nothing: it is told. Pure. */
export function toldOnly(found: Comparison, ask: HoldAsk): string[] {
  return findings(found, ask).flatMap(({ sentence, isHeld }) => (isHeld ? [] : sentence))
}

interface Finding {
  sentence: string
  isHeld: boolean
}

function findings(found: Comparison, { policy, allowed, isMissed, title }: HoldAsk): Finding[] {
  const all: Finding[] = []
  const find = (sentence: string, isHeld: boolean) => all.push({ sentence, isHeld })
  const { barred, intended, strangers, missing } = found
  if (barred > 0) {
    find(`${people(barred)} on its lists must not get it, and ${title} would send it.`, true)
  }
  if (intended === 0) find('Nobody is meant to get it: everybody is skipped.', true)
  // Whoever came after somebody allowed it was not allowed.
  if (strangers > (allowed?.strangers ?? 0)) {
    const sentence =
      strangers === 1
        ? `One contact on its lists at ${title} was not chosen here`
        : `${strangers} contacts on its lists at ${title} were not chosen here`
    find(`${sentence}${than(allowed?.strangers)}.`, policy.holdStrangers)
  }
  if (missing > (allowed?.missing ?? 0)) {
    const sentence =
      missing === 1
        ? `One contact who was chosen is not on its lists at ${title}`
        : `${missing} contacts who were chosen are not on its lists at ${title}`
    find(`${sentence}${than(allowed?.missing)}.`, policy.holdMissing)
  }
  if (isMissed) {
    find(`What its lists at ${title} hold could not be read again in time.`, policy.holdUnlooked)
  }
  return all
}

function than(allowed: number | undefined): string {
  return allowed === undefined ? '' : `, and ${allowed} when it was let through`
}

function people(count: number): string {
  return count === 1 ? 'One contact' : `${count} contacts`
}
