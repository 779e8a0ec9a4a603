import {
  type AudiencePart,
  Failure,
  type KnownMember,
  type NewMember,
  type RemoteJob,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { call, idOf, numberOf, TITLE } from './client.ts'
import { membersPage, PAGE_ROWS, readContacts } from './contacts.ts'
import { settingsOf } from './settings.ts'

/** A call puts one contact on one list, so many of them are a request of ours. */
const PEOPLE_MAX = 50

export const audience: AudiencePart = {
  limits: {
    peopleMax: PEOPLE_MAX,
    contactsMax: PEOPLE_MAX,
    addressCharsMax: 254,
    jobsMax: 1,
    pageMax: PAGE_ROWS,
    listNameCharsMax: 100,
    source: 'No limit is documented: a careful guess, as each contact is a call of its own',
  },
  rules: {
    putOn:
      'Homing asks HighRoad for a contact with the address, which makes one where it has none, and '
      + 'puts it on the list, one call each. Whoever is on an unsub list stays there.',
    takeOff: 'HighRoad takes the contact off the list; it stays a contact, mailed as before.',
  },
  putOn,
  putKnownOn: (vendor, people, lists) => change(vendor, 'contact.addList', { people, lists }),
  takeOff: (vendor, people, lists) => change(vendor, 'contact.removeList', { people, lists }),
  async job() {
    // Everything is done with the call itself, so there is never one to ask for.
    throw new Failure('not_found', `${TITLE} keeps no jobs.`, { whoMustAct: 'homing' })
  },
  membersPage,
  readMembers: readContacts,
}

/** contact.create answers the contact that has the address where there is one (public client). */
async function putOn(
  vendor: Vendor,
  people: readonly NewMember[],
  lists: readonly string[],
): Promise<RemoteJob> {
  const table = numberOf(settingsOf(vendor.settings).coreTableId)
  return each(people, async ({ address, values }) => {
    const told = Object.fromEntries(values.map(({ field, value }) => [field.id, value]))
    const data = { ...told, email: address }
    const id = idOf(await call(vendor, 'contact.create', table, data, 'email'))
    if (id === null) throw unreadable(TITLE, 'A new contact has no id.')
    for (const list of lists) await call(vendor, 'contact.addList', Number(id), numberOf(list))
  })
}

async function change(
  vendor: Vendor,
  method: string,
  { people, lists }: { people: readonly KnownMember[]; lists: readonly string[] },
): Promise<RemoteJob> {
  return each(people, async ({ id }) => {
    for (const list of lists) await call(vendor, method, numberOf(id), numberOf(list))
  })
}

/** One after the other; whom the vendor does not take is counted, and holds up nobody else. */
async function each<One>(
  people: readonly One[],
  tell: (one: One) => Promise<void>,
): Promise<RemoteJob> {
  if (people.length > PEOPLE_MAX) {
    throw new Failure('refused', `At most ${PEOPLE_MAX} contacts go to ${TITLE} at once.`, {
      whoMustAct: 'homing',
    })
  }
  let errors = 0
  for (const one of people) {
    try {
      await tell(one)
    } catch (error) {
      if (!(error instanceof Failure && NOT_TAKEN.includes(error.kind))) throw error
      errors += 1
    }
  }
  const counts = { total: people.length, done: people.length - errors, errors }
  const untold = { percent: null, barred: null, takenAt: null }
  return { id: 'at_once', state: 'done', word: 'done', ...counts, ...untold }
}

const NOT_TAKEN: readonly string[] = ['refused', 'not_found']
