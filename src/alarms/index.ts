/** Freshness and silence: how new what is shown is, and who is told when nothing comes. */
export {
  alarmsById,
  countAlarms,
  listAlarms,
  silenceAlarm,
  type AlarmState,
  type AlarmView,
} from './alarms.ts'
export { choiceOf, choose } from './choices.ts'
export type { CampaignFacts, ConnectionFacts, HookFacts } from './facts.ts'
export { look, startAlarms } from './look.ts'
export { RULES, type Rule } from './rules/index.ts'
export { showCampaignFreshness, showFreshness, showRetention } from './show.ts'
