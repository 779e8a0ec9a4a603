import type { World } from '../world/world.ts'
import { createDesk, enterPeople, type Desk } from './first-people.ts'
import type { Org } from './org.ts'
import { installPractifi } from './practifi.ts'
import type { Row } from './rows.ts'

/** The older of the two namespaces, of which the interactions are known. */
const usualPrefix = 'cloupra__'

/** The organization of the sample law firm as it stands when the clock starts. */
export function furnish(org: Org, { definition, start }: World): void {
  const desk = createDesk(org, definition, start)
  enterPeople(desk)
  enterLists(desk)
  enterCampaigns(desk)
  installPractifi(org, usualPrefix)
}

/** A campaign for each of the ESP's lists, with the same people as its members. */
function enterLists({ definition, enter, org, contacts }: Desk): void {
  const active = { Type: 'Other', Status: 'In Progress', IsActive: true }
  const ids = definition.lists.map(({ name, description }) => {
    return enter('Campaign', { Name: name, Description: description, ...active }).Id
  })
  for (const object of ['Contact', 'Lead']) {
    for (const row of [...org.table(object).all()]) {
      const contact = contacts.get(String(row.Email ?? '').toLowerCase())
      definition.lists.forEach(({ listId }, at) => {
        if (contact?.listIds.includes(listId) !== true) return
        enter('CampaignMember', { CampaignId: ids[at], [`${object}Id`]: row.Id })
      })
    }
  }
}

/** Two campaigns that are over, one of them with people who have answered. */
function enterCampaigns({ enter, org }: Desk): void {
  const over = { Status: 'Completed', IsActive: false }
  const span = { StartDate: '2024-09-02', EndDate: '2024-09-30' }
  const letters = enter('Campaign', { Name: 'Client letters', Type: 'Email', ...over, ...span })
  enter('Campaign', { Name: 'Autumn seminar', Type: 'Seminar / Conference', ...over, ...span })
  const written: Row[] = [...org.table('Contact').all()].filter((_, at) => at % 20 === 0)
  for (const [at, { Id }] of written.entries()) {
    const Status = at % 3 === 0 ? 'Responded' : 'Sent'
    enter('CampaignMember', { CampaignId: letters.Id, ContactId: Id, Status })
  }
}
