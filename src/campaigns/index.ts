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
