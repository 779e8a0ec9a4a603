export { decideCampaign, type CampaignReason } from './decide.ts'
export { whyCampaign, type Step, type WhyCampaign } from './why-campaign.ts'
export { whyPerson } from './why-person.ts'
