export const apiPath = '/mmapi.asmx'
