export { decideCampaign, type CampaignDecision, type CampaignReason } from './decide.ts'
export { whyCampaign, type Step, type WhyCampaign } from './why-campaign.ts'
export { whyPerson, type FieldReason, type FlagReason } from './why-person.ts'
