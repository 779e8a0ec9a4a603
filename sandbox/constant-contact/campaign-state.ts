import type { ActivityDefinition, CampaignDefinition } from '../world/definition.ts'
import { minute } from '../world/time.ts'
import type { World } from '../world/world.ts'

/** Handing a letter over to everybody takes a few minutes, during which it is "executing". */
const sendingTime = 6 * minute

export function activityStatus(
  world: World,
  campaign: CampaignDefinition,
  activity: ActivityDefinition,
  now: number,
): string {
  if (campaign.status !== 'Sent') return campaign.status.toUpperCase()
  // A permalink becomes readable when the letter itself has left.
  const timed = activity.role === 'permalink' ? campaign.activities[0] : activity
  const sendAt = world.start + (timed?.sendAfter ?? Infinity)
  if (now < sendAt) return 'SCHEDULED'
  return now < sendAt + sendingTime ? 'EXECUTING' : 'DONE'
}

export function campaignStatus(world: World, campaign: CampaignDefinition, now: number): string {
  const primary = campaign.activities[0]
  if (primary === undefined) return campaign.status
  const status = activityStatus(world, campaign, primary, now)
  return status.charAt(0) + status.slice(1).toLowerCase()
}

/** The last moment at which the campaign itself changed; reactions do not change it. */
export function touchedAt(world: World, campaign: CampaignDefinition, now: number): number {
  if (campaign.status !== 'Sent') return world.start + campaign.updatedAfter
  const moments = campaign.activities.flatMap(({ sendAfter }) => {
    if (sendAfter === undefined) return []
    return [world.start + sendAfter, world.start + sendAfter + sendingTime]
  })
  const past = moments.filter((moment) => moment <= now)
  return Math.max(world.start + campaign.createdAfter, ...past)
}

/** Activities that went out, with the campaign they belong to. */
export function sentActivities(world: World, campaign: CampaignDefinition, now: number) {
  return campaign.activities.filter(
    ({ sendAfter }) => sendAfter !== undefined && world.start + sendAfter <= now,
  )
}

export function findActivity(world: World, activityId: string) {
  for (const campaign of world.definition.campaigns) {
    const activity = campaign.activities.find((one) => one.activityId === activityId)
    if (activity !== undefined) return { campaign, activity }
  }
  return undefined
}
