import {
  asObject,
  type AudiencePart,
  cleanText,
  count,
  Failure,
  type KnownMember,
  type NewMember,
  PAGES_MAX,
  type RemoteJob,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import {
  arrayOf,
  deleteJson,
  getJson,
  getPage,
  type OffsetPage,
  PAGE_ROWS,
  pathId,
  TITLE,
  uploadForm,
} from './client.ts'
import { contacts } from './lists.ts'

/** API reference, "Delete records from a list": "Up to 100 record ids". */
const RECORDS_MAX = 100
/** Looks at the job of a new list before it is said that it takes longer. */
const LOOKS_MAX = 25

/** The columns of a list that is made here, by the names and usages of the vendor's example. */
const NEW_COLUMNS = [
  { columnHeading: 'E-mail Address', columnType: 'EMAIL' },
  { columnHeading: 'First Name', columnType: 'FIRSTNAME' },
  { columnHeading: 'Last Name', columnType: 'LASTNAME' },
  { columnHeading: 'Job Title', columnType: 'JOBTITLE' },
  { columnHeading: 'Company', columnType: 'COMPANY' },
].map((column, index) => ({ ...column, columnIndex: index }))

export const audience: AudiencePart = {
  limits: {
    peopleMax: 2_500,
    contactsMax: 1_000,
    addressCharsMax: 320,
    jobsMax: 10,
    pageMax: PAGE_ROWS,
    listNameCharsMax: 100,
    source:
      'Act-On, API reference: pages of 1,000 rows, 100 records deleted at once; the rest is a '
      + 'careful guess',
  },
  rules: {
    putOn:
      'Act-On takes the addresses into the list as an upload. Whoever is on its opt-out list stays '
      + 'there, and is sent nothing.',
    takeOff: 'Act-On deletes the record from this list; those on other lists stay as they are.',
  },
  putOn,
  putKnownOn: putOn,
  takeOff,
  job: async (vendor, id) => readJob(id, await getJson(vendor, `/list/${pathId(id)}/status`)),
  membersPage: (vendor, listId, cursor) => membersFrom(vendor, listId, Number(cursor ?? 0)),
  readMembers: (body) => contacts.read(body),
  createList,
  removeList,
}

/**
 * Merges addresses into each list, and nothing besides: the values of a record that is there are
 * left alone, and twice is as good as once. The headings must be the list's own, so one of its rows
 * is asked for first.
 */
async function putOn(
  vendor: Vendor,
  people: readonly (NewMember | KnownMember)[],
  lists: readonly string[],
): Promise<RemoteJob> {
  const [list, ...others] = lists
  if (list === undefined || others.length > 0) throw new Error('Act-On fills one list a job.')
  const heading = await addressHeading(vendor, list)
  const uploadspecs = [{ columnHeading: heading, columnType: 'EMAIL', columnIndex: 0 }]
  const merge = { dstListId: list, mergeMode: 'UPSERT', columnMap: [], mergeKeyHeading: heading }
  const rows = [heading, ...people.map(({ address }) => address)]
  const answer = await uploadForm(vendor, {
    method: 'PUT',
    path: `/list/${pathId(list)}`,
    fields: { ...SHAPE, ...specs({ uploadspecs, mergespecs: [merge] }), putEmptyValues: 'N' },
    file: rows.map((value) => `${quoted(value)}\n`).join(''),
    isSafe: true,
  })
  return { ...UNTOLD, id: jobIdIn(answer), state: 'waiting', word: '' }
}

const SHAPE = { headings: 'Y', fieldseparator: 'COMMA', quotecharacter: 'DOUBLE_QUOTE' }

function specs(all: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, JSON.stringify(one)]))
}

function quoted(value: string): string {
  return `"${value.replaceAll('"', '""')}"`
}

async function addressHeading(vendor: Vendor, list: string): Promise<string> {
  const ask = { query: {}, offset: 0, rows: 'data', rowsMax: 1 }
  const { answer } = await getPage(vendor, `/list/${pathId(list)}`, ask)
  const heading = cleanText(arrayOf(answer, 'headers')[Number(answer['emailColumn'])])
  if (!heading) throw unreadable(TITLE, 'A list does not say which of its columns is the address.')
  return heading
}

function jobIdIn(answer: unknown): string {
  const told = asObject(answer)?.['jobId']
  const id = typeof told === 'number' ? String(told) : cleanText(told)
  if (!id) throw unreadable(TITLE, 'An upload has no jobId.')
  return id
}

const UNTOLD = {
  percent: null,
  total: null,
  done: null,
  errors: null,
  barred: null,
  takenAt: null,
} as const

/** "The job is pending", "The job is running"; anything else that is no success has failed. */
export function readJob(id: string, body: unknown): RemoteJob {
  const job = asObject(body) ?? {}
  const word = cleanText(job['status']) ?? ''
  const details = asObject(job['details']) ?? {}
  const figure = (name: string) => count(details[name]) ?? 0
  if (/pending$/i.test(word)) return { ...UNTOLD, id, state: 'waiting', word }
  if (/running$/i.test(word)) return { ...UNTOLD, id, state: 'running', word }
  return {
    ...UNTOLD,
    id,
    state: word === 'success' ? 'done' : 'failed',
    word,
    done: figure('appendCount') + figure('updateCount'),
    errors: figure('failedCount') + figure('rejectedCount'),
  }
}

/**
 * Somebody's record has an id of its own on each list, and the one that is known here may be of
 * another: those are looked for on the list by their addresses. Whom it has not is off it already.
 */
async function takeOff(
  vendor: Vendor,
  people: readonly KnownMember[],
  lists: readonly string[],
): Promise<RemoteJob> {
  for (const list of lists) {
    const records = await recordsOn(vendor, list, people)
    for (let from = 0; from < records.length; from += RECORDS_MAX) {
      const contactids = records.slice(from, from + RECORDS_MAX).join(',')
      await deleteJson(vendor, `/list/${pathId(list)}/record`, { contactids })
    }
  }
  return { ...UNTOLD, id: 'at_once', state: 'done', word: 'done' }
}

async function recordsOn(
  vendor: Vendor,
  list: string,
  people: readonly KnownMember[],
): Promise<string[]> {
  const wanted = new Set(people.map(({ address }) => address.toLowerCase()))
  const found: string[] = []
  let offset: number | null = 0
  for (let page = 0; offset !== null && (page === 0 || wanted.size > 0); page++) {
    if (page === PAGES_MAX) throw unreadable(TITLE, 'A list of its has no end.')
    const { body, nextOffset }: OffsetPage = await membersFrom(vendor, list, offset)
    for (const { id, address } of contacts.read(body).rows) {
      if (wanted.delete(address.toLowerCase())) found.push(id)
    }
    offset = nextOffset
  }
  return found
}

function membersFrom(vendor: Vendor, listId: string, offset: number): Promise<OffsetPage> {
  return getPage(vendor, `/list/${pathId(listId)}`, { query: {}, offset, rows: 'data' })
}

/**
 * A list comes of an upload; this one has headings and no rows. Its id is known once the job is
 * over: where that takes long, the list is there a moment later, and found by its name.
 */
async function createList(vendor: Vendor, name: string) {
  const job = jobIdIn(
    await uploadForm(vendor, {
      method: 'POST',
      path: '/list',
      fields: { listname: name, ...SHAPE, ...specs({ uploadspecs: NEW_COLUMNS }) },
      file: `${NEW_COLUMNS.map(({ columnHeading }) => quoted(columnHeading)).join(',')}\n`,
      // Twice is not as good as once: a second list of the name, or a refusal.
      isSafe: false,
    }),
  )
  for (let look = 0; look < LOOKS_MAX; look++) {
    const told = await getJson(vendor, `/list/${pathId(job)}/status`)
    const { state } = readJob(job, told)
    if (state === 'waiting' || state === 'running') continue
    const id = cleanText(asObject(told['details'])?.['listId'])
    if (state === 'failed' || !id) throw unreadable(TITLE, 'It made no list.')
    return { id, name }
  }
  throw new Failure('temporary', 'Act-On has not made the list yet.', {
    whoMustAct: 'vendor',
    remedy: 'It is among the lists after the next sync.',
  })
}

/** Reference, "Delete a list". Its records go with it; other lists have their own. */
async function removeList(vendor: Vendor, listId: string): Promise<void> {
  try {
    await deleteJson(vendor, `/list/${pathId(listId)}`)
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'not_found')) throw error
  }
}
