export {
  campaignsOfActivities,
  campaignsToWatch,
  isCampaign,
  markAsOf,
  rememberCampaign,
  rememberTotals,
  type WatchedCampaign,
} from './campaigns.ts'
