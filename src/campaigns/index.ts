export {
  campaignsOfActivities,
  campaignsToWatch,
  markAsOf,
  rememberCampaign,
  rememberTotals,
  type WatchedCampaign,
} from './campaigns.ts'
