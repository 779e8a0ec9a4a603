import {
  asObject,
  cleanText,
  Failure,
  readJson,
  type Signal,
  type SignalsPart,
  type Subscription,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { allPages, get, idOf, objectOf, pathId, send, TITLE } from './client.ts'

/** What is said of a member is looked up there: an opt-out, whose mailing may be told with it. */
const OF_MEMBERS = ['member_optout'] as const
const OF_MAILINGS = [
  'mailing_start',
  'mailing_finish',
  'message_open',
  'message_click',
  'message_forward',
] as const

/**
 * Emma signs nothing and tells a member by number alone, so a delivery says where to look, and
 * nothing more. Members who came or changed are read with the contacts; nothing of theirs hurries.
 */
export const signals: SignalsPart = {
  contentTypes: ['application/json'],
  read(body) {
    const delivery = asObject(readJson(TITLE, body))
    const event = cleanText(delivery?.['event_name'])
    const data = asObject(delivery?.['data'])
    if (!event || !data) throw unreadable(TITLE, 'It is no delivery.')
    const isOfMember = (OF_MEMBERS as readonly string[]).includes(event)
    if (!isOfMember && !(OF_MAILINGS as readonly string[]).includes(event)) return []
    return [
      ...(isOfMember ? pointer('contact', data['member_id']) : []),
      ...pointer('campaign', data['mailing_id']),
    ]
  },
  look,
  subscriptions: {
    events: [...OF_MEMBERS, ...OF_MAILINGS],
    list,
    add: async (vendor, { event, url }) => {
      // Asked twice it would be there twice, so it is not repeated: the list tells what came of it.
      const json = { event, url, method: 'POST' }
      await send(vendor, { method: 'POST', path: '/webhooks', json, isSafe: false })
    },
    remove: async (vendor, id) => {
      await unlessGone(send(vendor, { method: 'DELETE', path: `/webhooks/${pathId(id)}` }))
    },
  },
}

function pointer(about: Signal['about'], value: unknown): Signal[] {
  const id = idOf(value)
  return id === null ? [] : [{ about, id }]
}

/** The member as it came, within an array: the page of a listing of one. */
async function look(vendor: Vendor, contactId: string): Promise<Uint8Array | null> {
  const answer = await unlessGone(get(vendor, `/members/${pathId(contactId)}`))
  if (answer === null) return null
  const member = objectOf(answer.json())
  if (idOf(member['member_id']) !== contactId) throw unreadable(TITLE, 'It is another member.')
  if ((member['deleted_at'] ?? null) !== null) return null
  return Buffer.concat([Buffer.from('['), answer.body, Buffer.from(']')])
}

async function list(vendor: Vendor): Promise<Subscription[]> {
  const all: Subscription[] = []
  for await (const { rows } of allPages(vendor, '/webhooks')) {
    for (const row of rows.map(objectOf)) {
      const id = idOf(row['webhook_id'])
      if (id === null) throw unreadable(TITLE, 'A webhook has no webhook_id.')
      all.push({ id, event: cleanText(row['event']) ?? '', url: cleanText(row['url']) ?? '' })
    }
  }
  return all
}

async function unlessGone<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return null
    throw error
  }
}
