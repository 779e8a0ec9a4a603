import { inEnvelope, soapFault } from '../../sandbox/soap/index.ts'
import type { Wire } from './esp.ts'
import { OUTAGES } from './json.ts'

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/'

/** Bodies with a good status that are no answer of a SOAP service. */
export const NO_ENVELOPE: Wire['noPages'] = {
  'an empty body': '',
  'JSON instead of XML': '{"result": []}',
  'XML that is no envelope': '<rows/>',
  'XML that ends in the middle': `<s:Envelope xmlns:s="${ENVELOPE}"><s:Body>`,
  'an envelope without an answer': `<s:Envelope xmlns:s="${ENVELOPE}"><s:Body/></s:Envelope>`,
  'XML with entities of its own':
    `<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]>`
    + `<s:Envelope xmlns:s="${ENVELOPE}"><s:Body>&c;</s:Body></s:Envelope>`,
  'nesting without end': '<a>'.repeat(50_000),
  'a SOAP fault with a good status': inEnvelope(soapFault('Server', 'Try again')),
}

export const SOAP_OUTAGES: Wire['outages'] = {
  ...OUTAGES,
  'nothing but SOAP faults': OUTAGES['nothing but 500']!,
  'nothing but HTML': { fault: { kind: 'html200' }, shows: /cannot be read|no XML|not XML/ },
  'asked for a slower pace': { fault: { kind: 'status', status: 429 }, shows: /slower pace/ },
}
