import type { Call } from '../api/contract/client.ts'
import { PAGE_MAX } from '../api/contract/index.ts'
import { Complaint } from './complaint.ts'

/** What was typed for a connection: its id, or its name in any capitals. */
export async function pickConnection(call: Call, typed: string): Promise<number> {
  if (isId(typed)) return Number(typed)
  const { items } = await call('connections.list', {})
  return only('connection', typed, items, (item) => item.name)
}

/** What was typed for a topic: its id, or its name in any capitals; archived ones by id only. */
export async function pickTopic(call: Call, typed: string): Promise<number> {
  if (isId(typed)) return Number(typed)
  const { topics } = await call('topics.list', {})
  const inUse = topics.filter((topic) => topic.archivedAt === null)
  return only('topic', typed, inUse, (topic) => topic.name)
}

/** What was typed for a campaign: its id, or its whole name. */
export async function pickCampaign(call: Call, typed: string): Promise<number> {
  if (isId(typed)) return Number(typed)
  const query = { search: typed, limit: PAGE_MAX }
  const { items } = await call('campaigns.list', { query })
  return only('campaign', typed, items, (item) => item.name)
}

/** What was typed for a person: the id, or an e-mail address only one person has. */
export async function pickPerson(call: Call, typed: string): Promise<number> {
  if (isId(typed)) return Number(typed)
  const { items } = await call('people.list', { query: { search: typed, limit: PAGE_MAX } })
  return only('person', typed, items, (item) => (typed.includes('@') ? item.address : item.name))
}

function isId(typed: string): boolean {
  return /^[1-9]\d{0,9}$/.test(typed)
}

function only<Item extends { id: number }>(
  what: string,
  typed: string,
  items: readonly Item[],
  name: (item: Item) => string | null,
): number {
  const wanted = typed.trim().toLowerCase()
  const found = items.filter((item) => name(item)?.toLowerCase() === wanted)
  const [first, second] = found
  if (first === undefined) {
    throw new Complaint(1, `There is no ${what} "${typed}".`, { remedy: 'Use the id of a list.' })
  }
  if (second !== undefined) {
    const ids = found.map((item) => item.id).join(', ')
    throw new Complaint(1, `More than one ${what} is called "${typed}".`, {
      remedy: `Use one of the ids ${ids}.`,
    })
  }
  return first.id
}
