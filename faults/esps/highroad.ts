import { vendors } from '../../sandbox/index.ts'
import { highRoad as connector } from '../../src/connectors/esp/highroad/index.ts'
import type { Esp } from './esp.ts'
import { OUTAGES, withoutWords } from './json.ts'
import { contactsHeld, listsHeld, unsubscribed } from './told.ts'

const { keys } = vendors.highroad

/** It tells of nothing that happened to a mail: who is there, on which lists, and who opted out. */
export const highRoad: Esp = {
  connector,
  vendor: 'highroad',
  // The list of those who left everything; the other one is of invitations alone.
  settings: (_, apiUrl) => ({ apiUrl, ...keys, unsubListIds: '1' }),
  proof: () => ({ password: keys.password }),
  told: () => [],
  optedOut: unsubscribed,
  holds: (sandbox) => [...contactsHeld(sandbox), ...listsHeld(sandbox)],
  wire: {
    places: [
      {},
      { operation: /^contact/ },
      { operation: 'contact.all' },
      { operation: 'contact.lists' },
      { operation: 'list.search' },
      { operation: /^unsubList/ },
    ],
    rows: { operation: 'contact.all' },
    // A page's number stands in the document: the faults of later pages find these by themselves.
    further: { operation: 'contact.all' },
    campaign: { operation: 'list.search' },
    throttled: withoutWords,
    noPages: {
      'an empty body': '',
      'JSON instead of XML': '{"result": []}',
      'XML that is no answer': '<rows/>',
      'XML that ends in the middle': '<methodResponse><params>',
      'XML with entities of its own':
        '<!DOCTYPE a [<!ENTITY b "b">]><methodResponse>&b;</methodResponse>',
      'nesting without end': '<a>'.repeat(50_000),
    },
    own: {},
    outages: {
      ...OUTAGES,
      'nothing but HTML': { fault: { kind: 'html200' }, shows: /cannot be read|no XML|not XML/ },
      'asked for a slower pace': { fault: { kind: 'status', status: 429 }, shows: /slower pace/ },
    },
  },
}
