export const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/'
export const xsiNamespace = 'http://www.w3.org/2001/XMLSchema-instance'
