import { type Connector, type HooksPart, readPiece, URL_TOKEN } from '../../sdk/index.ts'
import { readCalls } from './calls.ts'
import { check } from './check.ts'
import { readDelivery } from './delivery.ts'
import { logRows } from './lines.ts'
import { logPage } from './log.ts'
import { hylafaxSettings, settingsOf, type HylafaxSettings } from './settings.ts'
import { sources } from './sources.ts'

const CALLS = 'hylafax/xferfaxlog@1'

/** Clocks and numbers are read by the settings of a connection; without one there is no reading. */
const unbound = (): never => {
  throw new Error('A transmit log is read by the settings of its connection.')
}

const files = {
  ownFormat: {
    sentence: 'Transmit logs of a HylaFAX server (xferfaxlog) are read as they are.',
    rows: () => logRows(),
  },
  read: unbound,
  reader: CALLS,
}
const log = { page: logPage, read: unbound, reader: CALLS }
const hooks: HooksPart = {
  kinds: ['sent', 'delivered', 'bounce'],
  scheme: URL_TOKEN,
  keys: {
    title: 'User and password',
    help: 'Written as user:password, here and as HOMING_USER in etc/homing.conf of the server.',
    isNeeded: false,
  },
  repeatsBy: 'body',
  contentTypes: ['application/json'],
  read: unbound,
  reader: 'hylafax/notify@1',
}

/** HylaFAX, a fax server of one's own: its transmit log, and what it tells of jobs. README.md. */
export const hylafax: Connector = {
  id: 'hylafax',
  title: 'HylaFAX',
  sources,
  settings: hylafaxSettings,
  needsNoGrant: true,
  // Nothing is asked over a network.
  pace: () => ({ budget: 'hylafax', perSecond: 5, perDay: 10_000, dayStartsAtUtcHour: 0 }),
  errors: [],
  baseUrls: () => [],
  check,
  files,
  hooks,
  log,
  readAs: (settings) => bound(settingsOf(settings)),
}

function bound(settings: HylafaxSettings) {
  const read = (body: Uint8Array) => readCalls(readPiece(body), settings)
  return {
    files: { ...files, read },
    log: { ...log, read },
    hooks: { ...hooks, read: (body: Uint8Array) => readDelivery(body, settings) },
  }
}
