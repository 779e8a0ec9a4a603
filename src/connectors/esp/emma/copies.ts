/** A mailing that was prepared at Emma is sent once more, as a mailing of its own. */
import {
  cleanText,
  type CopiesPart,
  Failure,
  type JsonObject,
  type MasterMailing,
  type RemoteMailing,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { allPages, getJson, idOf, objectOf, pathId, send, TITLE } from './client.ts'
import { EACH, readMailing, senderOf, startOf } from './mailings.ts'
import { emmaTime } from './time.ts'

const MASTERS_MAX = 200

export const copies: CopiesPart = {
  rules: [
    'Emma takes no content from outside: a mailing that was prepared there is copied.',
    'What it says is read with each sync. If it is changed after that, nothing is sent.',
    'A copy is sent at once; its pages name no later moment that could be told.',
    'There is no test mail from outside.',
  ],
  masters,
  master,
  copiesOf,
  goesTo,
  read,
  send: sendCopy,
  unschedule,
}

/** Standard mailings that are in use, and are no copies themselves. */
async function masters(vendor: Vendor): Promise<MasterMailing[]> {
  const found: MasterMailing[] = []
  for await (const { rows } of allPages(vendor, '/mailings', { mailing_types: 'm' })) {
    for (const row of rows.map(objectOf)) {
      const { id, name, createdAt, status, copyOf } = readMailing(row)
      if (copyOf !== undefined || status === 'error' || status === 'removed') continue
      found.push({ id, name, subject: cleanText(row['subject']) ?? '', createdAt })
    }
  }
  return found.sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0)).slice(0, MASTERS_MAX)
}

async function master(vendor: Vendor, id: string): Promise<RemoteMailing | null> {
  const row = idOf(id) === null ? null : await rowOf(vendor, id)
  if (row === null) return null
  // What became of it itself says nothing of the copy that is to be sent.
  const itself = { ...mailingOf(row), activities: [], scheduledFor: null }
  return { ...itself, status: 'draft', isMaster: true }
}

async function copiesOf(vendor: Vendor, masterId: string): Promise<string[]> {
  const found: string[] = []
  for await (const { rows } of allPages(vendor, '/mailings', EACH)) {
    for (const row of rows) {
      const { id, copyOf } = readMailing(objectOf(row))
      if (copyOf === masterId) found.push(id)
    }
  }
  return found
}

async function goesTo(vendor: Vendor, copyId: string, lists: readonly string[]): Promise<boolean> {
  const there = new Set<string | null>()
  for await (const { rows } of allPages(vendor, `/mailings/${pathId(copyId)}/groups`)) {
    for (const row of rows) there.add(idOf(objectOf(row)['member_group_id']))
  }
  return there.size === lists.length && lists.every((id) => there.has(id))
}

async function read(vendor: Vendor, id: string): Promise<RemoteMailing | null> {
  const row = await rowOf(vendor, id)
  return row === null ? null : mailingOf(row)
}

/** Never twice: each call is a sending. The groups are all it is told of whom it goes to. */
async function sendCopy(vendor: Vendor, masterId: string, lists: readonly string[]) {
  const answer = await send(vendor, {
    method: 'POST',
    path: `/mailings/${pathId(masterId)}`,
    json: { recipient_groups: lists.map((id) => Number(pathId(id))) },
    isSafe: false,
  })
  const id = idOf(objectOf(answer.json())['mailing_id'])
  if (id === null || id === masterId) throw unreadable(TITLE, 'The copy has no mailing_id.')
  return { id }
}

async function unschedule(vendor: Vendor, held: RemoteMailing): Promise<void> {
  const path = `/mailings/${pathId(held.id)}`
  await send(vendor, { method: 'PUT', path, json: { status: 'canceled' } })
}

async function rowOf(vendor: Vendor, id: string): Promise<JsonObject | null> {
  try {
    const row = objectOf(await getJson(vendor, `/mailings/${pathId(id)}`))
    if (idOf(row['mailing_id']) === id) return row
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return null
    throw error
  }
  throw unreadable(TITLE, 'It is another mailing.')
}

function mailingOf(row: JsonObject): RemoteMailing {
  const { id, name, status, updatedAt } = readMailing(row)
  const html = row['html_body']
  return {
    ...{ id, name, status, updatedAt },
    activities: startOf(row) === null ? [] : [{ id, role: 'mailing' }],
    content: {
      subject: cleanText(row['subject']) ?? '',
      preheader: '',
      replyTo: cleanText(row['reply_to']) ?? '',
      html: typeof html === 'string' ? html : '',
      fields: {},
      ...senderOf(row),
    },
    lists: [],
    // A copy has the name of its master; its groups are told when it is sent.
    untold: ['name', 'lists', 'fields.master'],
    otherAudience: null,
    scheduledFor: status === 'scheduled' ? emmaTime(row['send_at']) : null,
    record: row,
  }
}
