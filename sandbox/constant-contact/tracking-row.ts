import { isoDate, isoTime } from '../world/time.ts'
import type { Row } from '../world/rows.ts'
import type { World } from '../world/world.ts'

export type TrackingKind =
  'sends' | 'opens' | 'unique_opens' | 'didnotopens' | 'clicks' | 'forwards' | 'optouts' | 'bounces'

interface Place {
  world: World
  activityId: string
  kind: TrackingKind
  now: number
}

/** One row as the report prints it. It has no id of its own, as at the vendor. */
export function trackingRow({ world, activityId, kind, now }: Place, row: Row) {
  const state = world.contactAt(row.contactId, now)
  const profile = state?.profile
  return {
    contact_id: row.contactId,
    campaign_activity_id: activityId,
    tracking_activity_type: kind === 'unique_opens' ? 'em_opens' : `em_${kind}`,
    email_address: row.address,
    ...(profile?.firstName && { first_name: profile.firstName }),
    ...(profile?.lastName && { last_name: profile.lastName }),
    ...(row.device !== undefined && row.device !== 'none' && { device_type: row.device }),
    ...(row.urlId !== undefined && { url_id: row.urlId, link_url: row.url }),
    ...(kind === 'optouts' && row.reason && { opt_out_reason: row.reason }),
    ...(kind === 'bounces' && {
      bounce_code: row.bounceCode,
      current_email_address: state?.address ?? row.address,
    }),
    created_time: isoTime(row.at),
    ...(state?.deletedAt !== undefined && { deleted_at: isoDate(state.deletedAt) }),
  }
}
