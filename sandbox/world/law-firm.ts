import { createRandom } from '../random.ts'
import { campaignsOf, listsOf } from './law-firm-campaigns.ts'
import { contactsOf } from './law-firm-contacts.ts'
import { peopleOf } from './law-firm-people.ts'
import type { WorldDefinition } from './definition.ts'

/** About two thousand people are enough to look real and few enough to read in a demo. */
const usualSize = { companies: 350, households: 300, unattached: 90 }

/**
 * A law firm with its clients in companies and households, three campaigns already sent (the newest
 * an hour ago, so that its recipients are still reacting), one draft and one scheduled.
 */
export function lawFirm(seed: number, size = usualSize): WorldDefinition {
  const random = createRandom(`law-firm/${seed}`)
  const people = peopleOf(random.fork('people'), size)
  const lists = listsOf(random.fork('lists'))
  return {
    name: 'law-firm',
    account: {
      encodedAccountId: `p${random.fork('account').uuid().replaceAll('-', '').slice(0, 13)}`,
      organizationName: 'Harrowgate Lindqvist LLP',
      firstName: 'Marguerite',
      lastName: 'Harrowgate',
      website: 'https://www.harrowgate-lindqvist.example',
      phone: '4145550100',
      timeZone: 'US/Central',
      address: {
        line1: '200 East Kilbourn Avenue',
        city: 'Milwaukee',
        state: 'WI',
        postalCode: '53202',
        country: 'US',
      },
      emails: [
        {
          address: 'letters@harrowgate-lindqvist.example',
          confirmed: true,
          roles: ['CONTACT', 'REPLY_TO'],
        },
        { address: 'accounts@harrowgate-lindqvist.example', confirmed: true, roles: ['BILLING'] },
        { address: 'events@harrowgate-lindqvist.example', confirmed: false, roles: [] },
      ],
    },
    people,
    lists,
    contacts: contactsOf(people, lists, random.fork('contacts')),
    campaigns: campaignsOf(lists, random.fork('campaigns')),
  }
}
