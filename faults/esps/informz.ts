import { vendors } from '../../sandbox/index.ts'
import { faultText } from '../../sandbox/informz/errors.ts'
import { informz as connector } from '../../src/connectors/esp/informz/index.ts'
import type { Esp } from './esp.ts'
import { withoutWords } from './json.ts'
import { NO_ENVELOPE, SOAP_OUTAGES } from './soap.ts'
import { bySending, contactsHeld, leavers, leftByMail, listsHeld, rowsTold } from './told.ts'

const { keys } = vendors.informz

export const informz: Esp = {
  connector,
  vendor: 'informz',
  settings: (_, apiUrl) => ({ apiUrl, ...keys }),
  proof: () => ({ password: keys.password }),
  told: (sandbox) =>
    bySending(sandbox, (rows) =>
      rowsTold(rows, {
        sends: ['sent', 'none'],
        opens: ['open', 'ms'],
        clicks: ['click', 'ms'],
        // Of somebody who forwarded often one is told.
        forwards: ['forward', 'none'],
        bounces: ['bounce', 'none'],
        optouts: ['opt_out', 'ms'],
        abuse: ['complaint', 'none'],
      }),
    ),
  optedOut: (sandbox) => [...leavers(sandbox), ...leftByMail(sandbox, ['abuse'])],
  // Whoever opts out leaves its interests with it.
  holds: (sandbox) => [...contactsHeld(sandbox), ...listsHeld(sandbox, ({ optOut }) => !optOut)],
  wire: {
    places: [
      {},
      { operation: /^mailing_activity/ },
      { operation: 'mailing_activity_opens' },
      { operation: 'mailing_activity_subscriber_actions' },
      { operation: 'mailing_activity_optout' },
      { operation: 'mailing_activity_bounces' },
      { operation: 'mailing' },
      { operation: 'mailing_instance' },
      { operation: 'subscriber' },
      { operation: 'subscriber_interests' },
    ],
    rows: { operation: /^mailing_activity/ },
    // Where a page begins stands in the document: faults of later pages find these by themselves.
    further: { operation: /^mailing_activity/ },
    campaign: { operation: 'mailing_instance' },
    throttled: withoutWords,
    noPages: NO_ENVELOPE,
    own: {
      'a SOAP fault of the client': {
        kind: 'status',
        status: 500,
        body: faultText('UnexpectedInputException', 'A field is not known'),
      },
    },
    outages: {
      ...SOAP_OUTAGES,
      'an address that is not on the list': {
        fault: {
          kind: 'status',
          status: 500,
          body: faultText('InvalidCredentialsException', '').replaceAll(
            'InvalidCredentialsException',
            'NoAvailableIPAddressException',
          ),
        },
        shows: /no IP address/,
      },
    },
  },
}
