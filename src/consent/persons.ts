import { sql, type RawBuilder } from 'kysely'
import { usersOf, type OfAddresses, type PeopleQuery } from '../people/index.ts'
import { bitsOf, idsOf, type Tx } from '../platform/database/index.ts'
import type { ConsentNeeded, ConsentState } from './may-write.ts'
import { personStandingsNow, standingsNow } from './kept-standings.ts'
import {
  COMPLAINED,
  gave,
  IS_EXPRESS,
  isExemptNow,
  lasts,
  left,
  LEFT_EVERYTHING,
  LEFT_HERE,
  leftTopic,
  neededNow,
  type AskedOfAll,
} from './standings-of-all.ts'

/** A policy that is considered, instead of the one that holds. */
export interface ConsideredPolicy {
  needed: ConsentNeeded
  seedIsExempt: boolean
}

/**
 * Persons with an address in use that may be written to, as rows of place and bits.
 */
export function personsToWrite(
  asked: AskedOfAll,
  considered: ConsideredPolicy,
): RawBuilder<unknown> {
  return usersOf(asked.workspaceId, [addressesToWrite(asked, considered)])
}

/** Addresses that may be written to: where mayWrite says yes. */
export function addressesToWrite(asked: AskedOfAll, considered?: ConsideredPolicy): OfAddresses {
  const { workspaceId, topicId, now } = asked
  const needed = considered ? sql`${considered.needed}::text` : neededNow(asked)
  const isExempt = considered ? sql`${considered.seedIsExempt}::boolean` : isExemptNow(workspaceId)
  // Where nothing is needed, nobody's consent is read. Each is worked out once, not for each wish.
  const isEnough = sql`((select ${needed} <> 'none')
    and (${IS_EXPRESS} or ((select ${needed} = 'implied') and ${lasts(now)})))`
  const kept = sql`case (select ${needed}) when 'none' then 0 when 'express' then k.express
    else k.lasting end`
  const marks = [COMPLAINED, left(topicId), LEFT_HERE, gave('enough', topicId, isEnough, kept)]
  const untold = sql`(select (case when ${needed} = 'none' then -1 else 0 end)::bigint)`
  const seeds = sql`select address_id from seed_address
    where workspace_id = ${workspaceId} and ${isExempt}`
  const closed = sql`select id from address where workspace_id = ${workspaceId}
    and (kind <> 'email' or not is_valid or erased_at is not null)`
  const open = sql`
    select place, ~coalesce(c.bits, 0) & (
      ~coalesce(s.left | s.here, 0) & (coalesce(s.enough, 0) | ${untold})
      | coalesce(d.bits, 0) & ~coalesce(s.complained, 0)) as open
    from (${standingsNow(asked, marks)}) s
    full join (${bitsOf(seeds)}) d using (place)
    full join (${bitsOf(closed)}) c using (place)`
  return {
    rows: open,
    columns: { open: untold },
    isHistory: false,
    holds: (column) => column('open'),
  }
}

/**
 * Addresses whose consent is one of these states, told of persons: a person's is the best of the
 * addresses in use, in this order: express, implied, unknown, withdrawn; each address's is the one
 * mayWrite answers. A person is in the better state and not in the one above it.
 */
export function addressesByConsent(asked: AskedOfAll, state: ConsentState): OfAddresses {
  const { workspaceId, topicId, now } = asked
  const express = gave('express', topicId, IS_EXPRESS)
  const implied = gave('lasting', topicId, lasts(now))
  const stays = sql`~coalesce(s.left | s.here, 0)`
  // Which addresses are in a state or a better one, and whether one of which nothing was said is.
  const levels = {
    express: { marks: [express], bits: sql`${stays} & s.express`, untold: sql`0::bigint` },
    implied: { marks: [implied], bits: sql`${stays} & s.lasting`, untold: sql`0::bigint` },
    unknown: { marks: [], bits: stays, untold: sql`(-1)::bigint` },
    withdrawn: { marks: [], bits: sql`(-1)::bigint`, untold: sql`(-1)::bigint` },
  }
  const among = levels[state]
  const better = { ...NONE, ...BETTER[state].map((one) => levels[one])[0] }
  const marks = [left(topicId), LEFT_HERE, ...among.marks, ...better.marks]
  const others = sql`select id from address
    where workspace_id = ${workspaceId} and kind <> 'email'`
  const addresses = sql`
    select place, ~coalesce(f.bits, 0) & coalesce(${among.bits}, 0) as among,
      ~coalesce(f.bits, 0) & coalesce(${better.bits}, 0) as better
    from (${standingsNow(asked, marks)}) s
    full join (${bitsOf(others)}) f using (place)`
  return {
    rows: addresses,
    columns: { among: among.untold, better: better.untold },
    isHistory: false,
    holds: (column) => sql`(${column('among')} & ~${column('better')})`,
  }
}

const NONE = { marks: [], bits: sql`0::bigint`, untold: sql`0::bigint` }

/** The state that is next better, where there is one. */
const BETTER: Record<ConsentState, readonly ConsentState[]> = {
  express: [],
  implied: ['express'],
  unknown: ['implied'],
  withdrawn: ['unknown'],
}

/** Persons who left everything, or one topic, by e-mail: at any address, or as a person. */
export function personsOptedOut(asked: AskedOfAll): RawBuilder<unknown> {
  const left = asked.topicId === null ? LEFT_EVERYTHING : leftTopic(asked.topicId)
  return personStandingsNow(asked, [{ ...left, name: 'bits' }])
}

/** How many these are. */
export async function countOptedOut(tx: Tx, asked: AskedOfAll): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(bit_count(bits::bit(64))), 0)::integer as count
    from (${personsOptedOut(asked)}) s`.execute(tx)
  return rows[0]!.count
}

/** Persons for whom a complaint holds. */
export function personsWhoComplained(asked: AskedOfAll): RawBuilder<unknown> {
  return personStandingsNow(asked, [{ ...COMPLAINED, name: 'bits' }])
}

/**
 * Of a list of people those who left everything or a topic, or complained, as ids: of what is kept,
 * as their count is, for the views go through all that was ever said.
 */
export function keptFor(
  { workspaceId, now }: Omit<AskedOfAll, 'topicId'>,
  { state, leftTopicId }: Pick<PeopleQuery, 'state' | 'leftTopicId'>,
): NonNullable<PeopleQuery['kept']> {
  const of = (topicId: number | null) => ({ workspaceId, now, topicId })
  return {
    ...(state === 'opted_out' && { state: idsOf(personsOptedOut(of(null))) }),
    ...(state === 'complained' && { state: idsOf(personsWhoComplained(of(null))) }),
    ...(leftTopicId !== undefined && { leftTopic: idsOf(personsOptedOut(of(leftTopicId))) }),
  }
}
