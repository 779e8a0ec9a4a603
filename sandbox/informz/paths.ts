export const apiPath = '/aapi/InformzService.svc'
