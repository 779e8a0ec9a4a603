import { vendors } from '../../sandbox/index.ts'
import { sugarMarket as connector } from '../../src/connectors/esp/sugar-market/index.ts'
import type { Esp } from './esp.ts'
import { JSON_OUTAGES, NO_JSON, withoutWords } from './json.ts'
import { contactsHeld, unsubscribed } from './told.ts'

const { keys } = vendors['sugar-market']

/** It tells of nothing that happened to a mail: who is there, and who of them opted out. */
export const sugarMarket: Esp = {
  connector,
  vendor: 'sugar-market',
  settings: (_, apiUrl) => ({ apiUrl, ...keys }),
  proof: () => ({ password: keys.password }),
  told: () => [],
  optedOut: unsubscribed,
  holds: contactsHeld,
  wire: {
    places: [{}, { path: '/contacts' }, { path: /[?&]page=1(&|$)/ }, { path: /[?&]page=[2-9]/ }],
    rows: { path: '/contacts' },
    further: { path: /[?&]page=(?!1(&|$))/ },
    campaign: { path: '/contacts' },
    throttled: withoutWords,
    noPages: { ...NO_JSON, 'JSON that is no page': '{"results": 1}' },
    own: {
      'nobody of those there are': {
        kind: 'status',
        status: 200,
        body: { next: null, previous: null, total_count: 9, count: 9, results: [] },
      },
    },
    outages: {
      ...JSON_OUTAGES,
      'asked for a slower pace': { fault: { kind: 'status', status: 429 }, shows: /slower pace/ },
    },
  },
}
