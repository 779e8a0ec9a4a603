export const apiPath = '/api/rest'
