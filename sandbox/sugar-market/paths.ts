export const apiPath = '/api/2.0'
