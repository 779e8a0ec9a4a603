import { CAMPAIGN_KINDS, inOrder, kindsOf, type Place } from '../../connections/index.ts'
import type { Connector } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { openRun, openRunOf } from '../runs.ts'
import { claimReading, noteSpots } from './spots.ts'

/** What is read of a campaign that was pointed to: its opt-outs are among its activities. */
const OF_A_CAMPAIGN = CAMPAIGN_KINDS.filter((kind) => kind !== 'opt_outs')

/**
 * Asks for one reading of what was pointed to, where something is due and no run of the connection
 * is open: signals widen no run, and wait for their turn.
 */
export async function readSignalled(
  tx: Tx,
  homing: Homing,
  place: Place,
  connector: Connector,
): Promise<void> {
  if ((await openRunOf(tx, place.connectionId)) !== null) return
  const spot = await claimReading(tx, place, homing.now())
  if (spot === null) return
  const isOfOne = spot.about === 'campaign'
  const campaignId = isOfOne ? await campaignOf(tx, place, spot.id) : null
  const offered = kindsOf(connector)
  const wanted = isOfOne ? OF_A_CAMPAIGN : CAMPAIGN_KINDS
  const kinds = inOrder(wanted.filter((kind) => offered.includes(kind)))
  const id = await openRun(tx, homing, { ...place, campaignId, kinds, from: 'signal', by: null })
  // Somebody else's was opened at this very moment: it is noted anew.
  if (id === null) await noteSpots(tx, place, [spot], homing.now())
}

async function campaignOf(tx: Tx, { connectionId }: Place, externalId: string): Promise<number> {
  const { campaign_id } = await tx
    .selectFrom('campaign_identity')
    .select('campaign_id')
    .where('connection_id', '=', connectionId)
    .where('kind', '=', 'campaign')
    .where('external_id', '=', externalId)
    .executeTakeFirstOrThrow()
  return campaign_id
}
