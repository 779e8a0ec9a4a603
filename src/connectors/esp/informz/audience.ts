import {
  type AudiencePart,
  element,
  Failure,
  type JsonObject,
  readRows,
  type RemoteJob,
  type Vendor,
} from '../../sdk/index.ts'
import { act, complaintOf, numericId, TITLE } from './client.ts'
import { interestNames, namesOf, PEOPLE_MAX, subscribersOf, takeOffInterests } from './interests.ts'
import { INTERESTS, readTie } from './subscribers.ts'
import { textIn } from './values.ts'
import { PAGE_ROWS, rowsOf, walkPage } from './walk.ts'

export const audience: AudiencePart = {
  limits: {
    peopleMax: PEOPLE_MAX,
    contactsMax: PEOPLE_MAX,
    addressCharsMax: 100,
    jobsMax: 1,
    pageMax: PAGE_ROWS,
    listNameCharsMax: 255,
    source:
      'Higher Logic help 360032692392 and 360032692232: 1,000 subscribers at once, addresses of '
      + '100 characters, pages of 1,000 rows',
  },
  rules: {
    putOn:
      'Informz takes the addresses into the interest, and makes subscribers of those it does not '
      + 'know. Its pages do not say what that does to somebody who unsubscribed: whoever is known '
      + 'here to have opted out is never among them.',
    takeOff:
      'Informz takes the address off the interest; it stays a subscriber, mailed about its others '
      + 'as before.',
  },
  putOn,
  putKnownOn: putOn,
  async takeOff(vendor, people, lists) {
    const addresses = addressesOf(people)
    await takeOffInterests(vendor, addresses, lists)
    return DONE
  },
  async job() {
    // Everything is done with the call itself, so there is never one to ask for.
    throw new Failure('not_found', `${TITLE} keeps no jobs.`, { whoMustAct: 'homing' })
  },
  membersPage(vendor, listId, cursor) {
    const where = [['interest_id', 'EQ', numericId(listId)]] as const
    return walkPage(vendor, { ...INTERESTS, where }, cursor)
  },
  // Whether somebody unsubscribed is no field of this grid: the contacts tell it, by the address.
  readMembers: (body) => readRows(rowsOf(body).filter(isOn), readTie),
}

/** "This document is processed synchronously" (article 360032692392); twice is as good as once. */
async function putOn(
  vendor: Vendor,
  people: readonly { address: string }[],
  lists: readonly string[],
): Promise<RemoteJob> {
  const subscribers = subscribersOf(addressesOf(people))
  const details = [
    namesOf(await interestNames(vendor, lists)),
    element('InterestAction', 'AddOrUpdateSubscribers'),
  ]
  const inner = [element('InterestDetails', details), element('SubscriberData', subscribers)]
  const words = complaintOf(await act(vendor, { name: 'Subscribe', inner, isSafe: true }))
  if (words === '') return DONE
  throw new Failure('refused', `${TITLE} put nobody on the interest.`, {
    whoMustAct: 'you',
    remedy: 'Look at the interest there.',
  })
}

const DONE: RemoteJob = {
  ...{ id: 'at_once', state: 'done', word: 'done' },
  ...{ percent: null, total: null, done: null, errors: null, barred: null, takenAt: null },
}

function addressesOf(people: readonly { address: string }[]): string[] {
  if (people.length <= PEOPLE_MAX) return people.map(({ address }) => address)
  throw new Failure('refused', `At most ${PEOPLE_MAX} contacts go to ${TITLE} at once.`, {
    whoMustAct: 'homing',
  })
}

/** Ties that ended are told as well. */
function isOn(row: JsonObject): boolean {
  return textIn(row, 'email') !== '' && textIn(row, 'cancellation_date') === ''
}
