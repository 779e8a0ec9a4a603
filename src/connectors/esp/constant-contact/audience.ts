import {
  asObject,
  type AudiencePart,
  cleanText,
  count,
  Failure,
  isoTime,
  type JsonObject,
  type KnownMember,
  type NewMember,
  type RemoteJob,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import {
  arrayOf,
  deletePath,
  getJson,
  getPage,
  PAGE_LIMIT,
  pathId,
  postJson,
  putJson,
  TITLE,
} from './client.ts'
import { contacts, INCLUDED } from './contacts.ts'
import { columnsOf } from './fields.ts'

const ADDRESS_CHARS_MAX = 50
/** Contract, contacts_json_import: what lies beyond is dropped without a word. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024

export const audience: AudiencePart = {
  limits: {
    // With the fixed fields alone so many fit, six bytes a character as JSON may write them.
    peopleMax: 500,
    contactsMax: 500,
    addressCharsMax: ADDRESS_CHARS_MAX,
    jobsMax: 1_000,
    pageMax: PAGE_LIMIT,
    listNameCharsMax: 255,
    source: 'Constant Contact, API contract (activities, JsonImportContact, ListInput)',
  },
  rules: {
    putOn:
      'Constant Contact makes a contact of whom it does not know (implicit permission), and puts '
      + 'nobody on a list who unsubscribed there.',
    takeOff:
      'Constant Contact takes the contact off the list; it stays a contact, subscribed as before.',
  },
  putOn,
  putKnownOn: (vendor, people, lists) =>
    order(vendor, 'add_list_memberships', members(people, lists)),
  takeOff: (vendor, people, lists) =>
    order(vendor, 'remove_list_memberships', members(people, lists)),
  job: async (vendor, jobId) => readJob(await getJson(vendor, `/activities/${pathId(jobId)}`)),
  membersPage,
  changedPage,
  readMembers: (body) => contacts.read(body),
  createList,
  renameList,
  removeList,
}

async function putOn(
  vendor: Vendor,
  people: readonly NewMember[],
  lists: readonly string[],
): Promise<RemoteJob> {
  const json = { import_data: people.map(rowOf), list_ids: lists }
  if (Buffer.byteLength(JSON.stringify(json)) > BODY_BYTES_MAX) {
    throw new Failure('refused', `${TITLE} takes no import of more than 4 MB.`, {
      whoMustAct: 'homing',
    })
  }
  return order(vendor, 'contacts_json_import', json)
}

/** "Importing an existing contact only updates the contact properties you include." */
export function rowOf(person: NewMember): JsonObject {
  return {
    email: person.address,
    ...Object.fromEntries(person.values.flatMap(columnsOf)),
  }
}

function members(people: readonly KnownMember[], lists: readonly string[]): JsonObject {
  return { source: { contact_ids: people.map(({ id }) => id) }, list_ids: lists }
}

/** Ordered twice, a job changes nothing more: it says what shall be, and no state before it. */
async function order(vendor: Vendor, kind: string, json: JsonObject): Promise<RemoteJob> {
  return readJob(await postJson(vendor, `/activities/${kind}`, { json, isSafe: true }))
}

const STATES: Record<string, RemoteJob['state']> = {
  initialized: 'waiting',
  processing: 'running',
  completed: 'done',
  cancelled: 'failed',
  failed: 'failed',
  timed_out: 'failed',
}

/** Messages of a job may name people, so they are counted and not kept. */
export function readJob(body: unknown): RemoteJob {
  const job = asObject(body)
  const id = cleanText(job?.['activity_id'])
  if (!job || !id) throw unreadable(TITLE, 'A job has no activity_id.')
  const word = cleanText(job['state']) ?? ''
  const status = asObject(job['status']) ?? {}
  const told = job['activity_errors']
  const wrong = (count(status['error_count']) ?? 0) + (count(status['correctable_count']) ?? 0)
  return {
    id,
    // A word nobody knows yet is waited for, within the engine's own deadline.
    state: STATES[word.toLowerCase()] ?? 'running',
    word,
    percent: count(job['percent_done']) ?? null,
    total: count(status['items_total_count']) ?? null,
    done: count(status['items_completed_count']) ?? null,
    errors: Math.max(wrong, Array.isArray(told) ? told.length : 0),
    barred: count(status['cannot_add_to_list_count']) ?? null,
    takenAt: isoTime(job['created_at']),
  }
}

/** Without a status, everybody is answered who is not deleted: unsubscribed members too. */
async function membersPage(vendor: Vendor, listId: string, cursor: string | null) {
  const query = { lists: pathId(listId), include: INCLUDED, limit: PAGE_LIMIT }
  const page = await getPage(vendor, '/contacts', { query, cursor })
  arrayOf(page.body, 'contacts')
  return { body: page.bytes, next: page.next }
}

/** Contract, getAllContacts: being put on a list, or taken off, is an update of the contact. */
async function changedPage(vendor: Vendor, since: number, cursor: string | null) {
  const updated_after = new Date(since).toISOString()
  const query = { updated_after, include: 'list_memberships', limit: PAGE_LIMIT }
  const page = await getPage(vendor, '/contacts', { query, cursor })
  arrayOf(page.body, 'contacts')
  return { body: page.bytes, next: page.next }
}

async function createList(vendor: Vendor, name: string) {
  // Twice is not as good as once: a second list of the name, or a refusal.
  const list = asObject(await postJson(vendor, '/contact_lists', { json: { name }, isSafe: false }))
  const id = cleanText(list?.['list_id'])
  if (!id) throw unreadable(TITLE, 'The new list has no list_id.')
  return { id, name: cleanText(list?.['name']) ?? name }
}

/** What a PUT leaves out is lost, so the rest is written back as it was read. */
async function renameList(vendor: Vendor, listId: string, name: string): Promise<void> {
  const path = `/contact_lists/${pathId(listId)}`
  const list = asObject(await getJson(vendor, path))
  if (!list) throw unreadable(TITLE, 'A list is no object.')
  const { description, favorite } = list
  const kept = {
    ...(typeof description === 'string' && { description }),
    ...(typeof favorite === 'boolean' && { favorite }),
  }
  await putJson(vendor, path, { json: { ...kept, name }, isSafe: true })
}

/** Contract, deleteListActivity: the list and its membership go, in the ESP's own time. */
async function removeList(vendor: Vendor, listId: string): Promise<void> {
  try {
    await deletePath(vendor, `/contact_lists/${pathId(listId)}`)
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'not_found')) throw error
  }
}
