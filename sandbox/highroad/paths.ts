export const rpcPath = '/api/xmlrpc'
export const restPath = '/api/rest/1'
