import { vendors, type Sandbox } from '../../sandbox/index.ts'
import { faxesOf, type FaxBook } from '../../sandbox/magnetmail/fax-book.ts'
import { faultText } from '../../sandbox/magnetmail/errors.ts'
import { magnetMail as connector } from '../../src/connectors/esp/magnetmail/index.ts'
import type { Esp, Happened, Told } from './esp.ts'
import { withoutWords } from './json.ts'
import { NO_ENVELOPE, SOAP_OUTAGES } from './soap.ts'
import { bySending, leavers, leftByMail, rowsTold, type Return, type Rows } from './told.ts'

const { keys } = vendors.magnetmail
const TRACKING = 'getDetailedTrackingUTC'

/** Its code in the world: a program answered, which is no bounce there. */
const AUTO_REPLY = 'V'

/** Of somebody's openings the first is told. */
function toldOf(rows: Rows, returns: readonly Return[]): Happened[] {
  const bounces = rows.bounces.filter(({ bounceCode }) => bounceCode !== AUTO_REPLY)
  const failing = new Set(
    returns.filter((one) => one.bounceCode !== AUTO_REPLY).map(({ contactId }) => contactId),
  )
  const first = new Map(rows.opens.toReversed().map((row) => [row.contactId, row]))
  return [
    ...rowsTold(
      { ...rows, bounces, opens: [...first.values()] },
      {
        sends: ['sent', 'ms'],
        opens: ['open', 'ms'],
        clicks: ['click', 'ms'],
        bounces: ['bounce', 'ms'],
        optouts: ['opt_out', 'ms'],
      },
    ),
    // Until a mail comes back it counts as delivered.
    ...rows.sends.map(({ contactId, address, at }): Happened => {
      return { kind: 'delivered', address, at, isTakenBack: failing.has(contactId) }
    }),
  ]
}

/** What became of each fax; its failure says nothing of the number. */
function faxed(sandbox: Sandbox): Told[] {
  const now = sandbox.clock.now()
  const faxes = faxesOf(sandbox.world)
  const numberOf = numbersIn(sandbox, faxes)
  return faxes.all(now).map((message) => ({
    campaign: message.name,
    happened: faxes.sent(message, now).flatMap(({ contactId, sentAt, resultAt, status }) => {
      const address = numberOf(contactId)
      const sent: Happened = { kind: 'sent', address, at: sentAt }
      if (status === 'Inprogress') return [sent]
      const kind = status === 'Failed' ? 'bounce' : 'delivered'
      return [sent, { kind, address, at: resultAt }]
    }),
  }))
}

function numbersIn({ world }: Sandbox, faxes: FaxBook): (contactId: string) => string {
  const contacts = new Map(world.definition.contacts.map((one) => [one.contactId, one]))
  return (contactId) => faxes.numberOf(contacts.get(contactId)!)!
}

/** Whoever gets no faxes, as far as they have a number and are there. */
function withoutFaxes({ world, clock }: Sandbox): string[] {
  const faxes = faxesOf(world)
  return world
    .contactsAt(clock.now())
    .filter(({ address, deletedAt }) => address !== '' && deletedAt === undefined)
    .filter(({ contact }) => faxes.suppressedSince(contact.contactId) !== undefined)
    .flatMap(({ contact }) => faxes.numberOf(contact) ?? [])
}

export const magnetMail: Esp = {
  connector,
  vendor: 'magnetmail',
  settings: (_, apiUrl) => ({ apiUrl, ...keys }),
  proof: () => ({ password: keys.password }),
  told: (sandbox) => [...bySending(sandbox, toldOf), ...faxed(sandbox)],
  optedOut: (sandbox) => [
    ...leavers(sandbox),
    ...leftByMail(sandbox, ['abuse']),
    ...withoutFaxes(sandbox),
  ],
  wire: {
    places: [
      // A session that is being opened cannot have ended yet.
      { operation: /^(?!Authenticate)/ },
      { operation: TRACKING },
      { operation: 'Authenticate' },
      { operation: 'getMessagesUTC' },
      { operation: 'GetMessageDetails' },
      { operation: 'getOverallTracking' },
      { operation: 'getUnsubscribes' },
      { operation: 'getSpamComplaints' },
      { operation: 'searchForRecipients' },
      { operation: 'getGroupsUTC' },
      { operation: 'getGroupRecipients' },
    ],
    rows: { operation: TRACKING },
    // A page's number stands in the document: the faults of later pages find these by themselves.
    further: { operation: TRACKING },
    campaign: { operation: 'GetMessageDetails' },
    throttled: withoutWords,
    noPages: NO_ENVELOPE,
    own: {
      'a SOAP fault of the client': {
        kind: 'status',
        status: 500,
        body: faultText('Client', 'There is no such report'),
      },
    },
    outages: SOAP_OUTAGES,
  },
}
