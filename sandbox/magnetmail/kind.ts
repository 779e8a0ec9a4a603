import { createRandom } from '../random.ts'
import type { VendorKind } from '../vendor.ts'
import { second } from '../world/time.ts'
import { answer } from './app.ts'
import { magnetMailFaults } from './fault-face.ts'
import { createCategories } from './category-book.ts'
import { createFaxes } from './fax-book.ts'
import { createGroups } from './group-book.ts'
import { createMessages } from './message-book.ts'
import { createNumbers } from './numbers.ts'
import { apiPath } from './paths.ts'
import { createRecipients } from './recipient-book.ts'
import { createSessions } from './sessions.ts'
import { createSuppressions } from './suppression-book.ts'
import { createUnsubscribes } from './unsubscribe-book.ts'
import { createUploads } from './upload-book.ts'
import type { Vendor } from './vendor.ts'

const keys = {
  username: 'marguerite@harrowgate-lindqvist.example',
  password: 'sandbox-password',
} as const

/** Real Magnet, called MagnetMail: SOAP at one address, behind a session. */
export const magnetMail = {
  title: 'MagnetMail',
  paths: { api: apiPath },
  keys,
  faults: magnetMailFaults,
  resendsApart: true,
  world: {},
  run: ({ world, clock, options }) => {
    const { seed = 1, rowsPerPage = Infinity, accessTokenSeconds = Infinity } = options
    const sessions = createSessions(createRandom(`sessions/${seed}`), accessTokenSeconds * second)
    const messages = createMessages(world)
    const groups = createGroups(world)
    const categories = createCategories(world, groups)
    const vendor: Vendor = {
      world,
      keys,
      account: { userId: 'HARROWGATE', userNumber: 4711, loginId: 815 },
      sessions,
      messages,
      faxes: createFaxes(world, messages),
      groups,
      categories,
      recipients: createRecipients(world),
      unsubscribes: createUnsubscribes(world, messages, { groups, categories }),
      suppressions: createSuppressions(world),
      uploads: createUploads(world.jobs),
      links: createNumbers(300_001),
      tracks: createNumbers(60_000_001),
      rowsPerPage,
    }
    return {
      // One moment for the whole answer: the clock may be running.
      fetch: (request) => answer(vendor, request, clock.now()),
      tokens: {
        check: (id) => (sessions.alive(id, clock.now()) ? { clientId: keys.username } : undefined),
        expire: sessions.end,
        revokeRefreshTokens: () => undefined,
      },
      // The vendor documents no limit of pace or quota, so there is nothing to enforce.
      enforceLimits: () => undefined,
    }
  },
} satisfies VendorKind
