import { sql } from 'kysely'
import type { EventKind } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { kindOf } from './kinds.ts'

/** What the ledger holds of one kind. */
export interface Held {
  people: number
  events: number
  humanPeople: number
  humanEvents: number
}

/** By kind; reached is delivered as Homing defines it (isDelivered in tally.ts). */
export type HeldOf = (kind: EventKind | 'reached') => Held

const NOTHING: Held = { people: 0, events: 0, humanPeople: 0, humanEvents: 0 }

/** What is held of the campaigns of a connection, or of one of them; in one statement. */
export async function heldOfCampaigns(
  tx: Tx,
  connectionId: number,
  campaignId: number | null,
): Promise<(campaignId: number) => HeldOf> {
  const { rows } = await sql<HeldRow>`
    select campaign_id, kind, people, events, human_people, human_events from campaign_count
    where workspace_id = (select homing_workspace())
      and campaign_id in (select campaign_id from campaign_identity
        where connection_id = ${connectionId}
          and (${campaignId}::integer is null or campaign_id = ${campaignId}::integer))`.execute(tx)
  const byName = new Map(
    rows.map((row) => [
      `${row.campaign_id} ${row.kind === 0 ? 'reached' : kindOf(row.kind)}`,
      {
        people: row.people,
        events: Number(row.events),
        humanPeople: row.human_people,
        humanEvents: Number(row.human_events),
      },
    ]),
  )
  return (id) => (kind) => byName.get(`${id} ${kind}`) ?? NOTHING
}

interface HeldRow {
  campaign_id: number
  kind: number
  people: number
  events: number
  human_people: number
  human_events: number
}
