import type { World } from '../world/world.ts'
import type { Crm } from './crm.ts'
import { createDesk, enterPeople, type Desk } from './first-people.ts'
import { linkNamed } from './links.ts'
import type { ModuleName } from './modules.ts'
import { relate } from './relating.ts'

/** The CRM of the sample law firm as it stands when the clock starts. */
export function furnish(crm: Crm, { definition, start }: World): void {
  const desk = createDesk(crm, definition, start)
  enterPeople(desk)
  const lists = enterLists(desk)
  const newsletter = desk.enter('Campaigns', {
    name: 'Client letters',
    status: 'Active',
    campaign_type: 'NewsLetter',
    end_date: '2027-12-31',
  })
  for (const one of lists.slice(0, 1)) tie(crm, 'prospectlists', newsletter.id, one)
  const seminar = { name: 'Autumn seminar', status: 'Planning', campaign_type: 'Email' }
  desk.enter('Campaigns', { ...seminar, end_date: '2027-12-31' })
}

const listed = { contacts: 'Contacts', leads: 'Leads', prospects: 'Prospects' } as const
const members = { ...listed, accounts: 'Accounts' } as const satisfies Record<string, ModuleName>

/** A list for each of the ESP's with the same people, an exempt one and a seed list. */
function enterLists({ crm, definition, contacts, enter }: Desk): readonly string[] {
  const ids = definition.lists.map(({ name, description }) => {
    return enter('ProspectLists', { name, description, list_type: 'default' }).id
  })
  for (const [link, module] of Object.entries(members)) {
    for (const { id } of crm.rows(module).all()) {
      const [address] = crm.addresses.of(id)
      const contact = contacts.get((address?.email_address ?? '').toLowerCase())
      definition.lists.forEach(({ listId }, at) => {
        if (contact?.listIds.includes(listId) === true) tie(crm, link, ids[at] as string, id)
      })
    }
  }
  const exempt = enter('ProspectLists', { name: 'Do not write to', list_type: 'exempt' })
  const some = crm
    .rows('Contacts')
    .all()
    .filter((_, at) => at % 150 === 0)
  for (const { id } of some) tie(crm, 'contacts', exempt.id, id)
  const seed = enter('ProspectLists', { name: 'Attorneys', list_type: 'seed' })
  for (const { id } of crm.rows('Users').all()) tie(crm, 'users', seed.id, id)
  return ids
}

function tie(crm: Crm, linkName: string, id: string, other: string): void {
  const module = linkName === 'prospectlists' ? 'Campaigns' : 'ProspectLists'
  const link = linkNamed(module, linkName)
  if (link === undefined) throw new Error(`${module} has no link ${linkName}`)
  relate(crm, link, id, other)
}
