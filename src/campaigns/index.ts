export {
  campaignsOfActivities,
  campaignsToWatch,
  isCampaign,
  knownActivities,
  markAsOf,
  rememberCampaign,
  rememberTotals,
  type WatchedCampaign,
} from './campaigns.ts'
export { toldCampaigns, type ToldCampaign } from './told-campaigns.ts'
