export const apiPath = '/v1.1/CampaignMasterJobService.svc'
