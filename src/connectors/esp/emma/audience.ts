import {
  type AudiencePart,
  cleanText,
  count,
  Failure,
  type KnownMember,
  type NewMember,
  type RemoteJob,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { arrayOf, getJson, idOf, objectOf, PAGE_ROWS, pathId, send, TITLE } from './client.ts'
import { groupPage, readMembers } from './contacts.ts'
import { emmaTime } from './time.ts'

/** API pages: a request has 10 MB at most. */
const BODY_BYTES_MAX = 10 * 1024 * 1024

export const audience: AudiencePart = {
  limits: {
    peopleMax: 2_500,
    contactsMax: 500,
    addressCharsMax: 320,
    jobsMax: 10,
    pageMax: PAGE_ROWS,
    listNameCharsMax: 255,
    source: 'Emma, API pages: pages of 500 rows, requests of 10 MB; the rest is a careful guess',
  },
  rules: {
    putOn:
      'Emma imports the people into the group, and makes members of those it does not know. Its '
      + 'pages do not say what an import does to a member who opted out: whoever is known here to '
      + 'have opted out is never among them.',
    takeOff: 'Emma takes the member out of the group; it stays a member, active as before.',
  },
  putOn,
  putKnownOn: (vendor, people, lists) => change(vendor, { path: 'members', people, lists }),
  takeOff: (vendor, people, lists) => change(vendor, { path: 'members/remove', people, lists }),
  job: async (vendor, jobId) => readJob(await getJson(vendor, `/members/imports/${pathId(jobId)}`)),
  membersPage: groupPage,
  readMembers,
  createList,
  async renameList(vendor, listId, name) {
    const json = { group_name: name }
    await send(vendor, { method: 'PUT', path: `/groups/${pathId(listId)}`, json })
  },
  removeList,
}

/** Ordered twice, an import changes nothing more. */
async function putOn(
  vendor: Vendor,
  people: readonly NewMember[],
  lists: readonly string[],
): Promise<RemoteJob> {
  const json = {
    members: people.map(({ address, values }) => ({
      email: address,
      fields: Object.fromEntries(values.map(({ field, value }) => [field.id, value])),
    })),
    add_only: false,
    group_ids: lists.map((id) => Number(pathId(id))),
  }
  if (Buffer.byteLength(JSON.stringify(json)) > BODY_BYTES_MAX) {
    throw new Failure('refused', `${TITLE} takes no import of more than 10 MB.`, {
      whoMustAct: 'homing',
    })
  }
  const answer = await send(vendor, { method: 'POST', path: '/members', json })
  const id = idOf(objectOf(answer.json())['import_id'])
  if (id === null) throw unreadable(TITLE, 'A new import has no import_id.')
  return { id, state: 'waiting', word: '', ...UNTOLD }
}

const UNTOLD = {
  percent: null,
  total: null,
  done: null,
  errors: null,
  barred: null,
  takenAt: null,
} as const

/** Groups of known members are changed with the call: there is no job to wait for. */
async function change(
  vendor: Vendor,
  ask: { path: string; people: readonly KnownMember[]; lists: readonly string[] },
): Promise<RemoteJob> {
  const json = { member_ids: ask.people.map(({ id }) => Number(pathId(id))) }
  for (const list of ask.lists) {
    await send(vendor, { method: 'PUT', path: `/groups/${pathId(list)}/${ask.path}`, json })
  }
  return { id: 'at_once', state: 'done', word: 'done', ...UNTOLD }
}

/**
 * Official client, MemberImportStatus: o ok, e error. Neither says that it is over: the moment it
 * finished does.
 */
export function readJob(body: unknown): RemoteJob {
  const told = objectOf(body)
  const id = idOf(told['import_id'])
  if (id === null) throw unreadable(TITLE, 'An import has no import_id.')
  const word = cleanText(told['status']) ?? ''
  const takenAt = emmaTime(told['import_started'])
  const isOver = emmaTime(told['import_finished']) !== null
  const added = count(told['num_members_added'])
  const updated = count(told['num_members_updated'])
  return {
    ...UNTOLD,
    id,
    state: word === 'e' ? 'failed' : isOver ? 'done' : takenAt === null ? 'waiting' : 'running',
    word,
    done: added === undefined && updated === undefined ? null : (added ?? 0) + (updated ?? 0),
    errors: count(told['num_skipped']) ?? null,
    takenAt,
  }
}

async function createList(vendor: Vendor, name: string) {
  const json = { groups: [{ group_name: name }] }
  // Twice is not as good as once: a second group of the name, or a refusal.
  const ask = { method: 'POST', path: '/groups', json, isSafe: false } as const
  const group = objectOf(arrayOf((await send(vendor, ask)).json())[0])
  const id = idOf(group['member_group_id'])
  if (id === null) throw unreadable(TITLE, 'The new group has no member_group_id.')
  return { id, name: cleanText(group['group_name']) ?? name }
}

/** API pages, groups: DELETE takes the group away; its members stay members. */
async function removeList(vendor: Vendor, listId: string): Promise<void> {
  try {
    await send(vendor, { method: 'DELETE', path: `/groups/${pathId(listId)}` })
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'not_found')) throw error
  }
}
