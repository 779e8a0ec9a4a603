import {
  type AudiencePart,
  Failure,
  type KnownMember,
  type NewMember,
  type RemoteJob,
  textOf,
  unreadable,
  type Vendor,
  type XmlElement,
} from '../../sdk/index.ts'
import { ask, ints, numericId, TITLE } from './client.ts'
import { valuesOf } from './fields.ts'
import { membersPage, PAGE_ROWS, readMembers } from './groups.ts'
import { utcTime } from './values.ts'

/** The jobs of one upload stand in one id, parted by this. */
const AND = ','

export const audience: AudiencePart = {
  limits: {
    peopleMax: 1_000,
    // Each one taken off is a request.
    contactsMax: 50,
    addressCharsMax: 254,
    jobsMax: 10,
    pageMax: PAGE_ROWS,
    listNameCharsMax: 100,
    source: 'MagnetMail documents no limits: a careful guess',
  },
  rules: {
    putOn:
      'MagnetMail takes the addresses into the group as an upload. Whether an upload touches an '
      + 'opt-out is not documented: whoever is known here to have opted out is never among them.',
    takeOff:
      'MagnetMail has one way to take somebody off a group: it notes that they left it. They '
      + 'stay recipients, and get everything else as before. Whether they can be put on it again '
      + 'is not documented.',
  },
  putOn,
  putKnownOn: (vendor, contacts, lists) =>
    putOn(
      vendor,
      contacts.map(({ address }) => ({ address, values: [] })),
      lists,
    ),
  takeOff,
  job,
  membersPage,
  readMembers,
  createList,
}

/**
 * Uploads people into a group; twice is as good as once. A column that somebody has no value for
 * would be emptied, so those who are told the same fields go together: one job each.
 */
async function putOn(
  vendor: Vendor,
  people: readonly NewMember[],
  lists: readonly string[],
): Promise<RemoteJob> {
  const [list, ...others] = lists
  if (list === undefined || others.length > 0) throw new Error('MagnetMail fills one group a job.')
  const jobs: RemoteJob[] = []
  for (const [columns, rows] of byColumns(people)) {
    const answer = await ask(vendor, 'uploadListQueue', (user_id) => ({
      ...{ user_id, groupid: numericId(list), csvData: rows.map(csvLine).join('') },
      ...{ replace_group: false, update_dups: true, header_line: false },
      ...Object.fromEntries(columns.map((name, index) => [`MM_${index + 1}`, name])),
    }))
    jobs.push(readJob(answer))
  }
  return together(jobs)
}

/** Columns in a fixed order, and whose cells they are. Pure. */
function byColumns(people: readonly NewMember[]): [string[], string[][]][] {
  const found = new Map<string, [string[], string[][]]>()
  for (const { address, values } of people) {
    const told: Record<string, string> = { email: address, ...valuesOf(values) }
    const columns = [
      'email',
      ...Object.keys(told)
        .filter((name) => name !== 'email')
        .sort(),
    ]
    const known = found.get(columns.join())
    const cells = columns.map((name) => told[name]!)
    if (known) known[1].push(cells)
    else found.set(columns.join(), [columns, [cells]])
  }
  return [...found.values()]
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`
}

async function job(vendor: Vendor, jobId: string): Promise<RemoteJob> {
  const jobs: RemoteJob[] = []
  for (const id of jobId.split(AND)) {
    const jobid = numericId(id)
    const answer = await ask(vendor, 'getUploadJobStatusUTC', (user_id) => ({ user_id, jobid }))
    jobs.push(readJob(answer))
  }
  return together(jobs)
}

/**
 * What the numbers of a status mean is not documented: a job is over once it has a moment at which
 * it was completed. Pure.
 */
export function readJob(result: XmlElement): RemoteJob {
  const id = textOf(result, 'jobid').replace(/\.0+$/, '')
  if (!/^\d{1,18}$/.test(id)) throw unreadable(TITLE, 'An upload has no jobid.')
  const isOver = utcTime(textOf(result, 'complete_date')) !== null
  const [total, good] = [numberIn(result, 'total_records'), numberIn(result, 'good_records')]
  const isTold = isOver && total !== null && good !== null
  return {
    id,
    state: isOver ? 'done' : 'running',
    word: textOf(result, 'status'),
    percent: null,
    total,
    done: good,
    errors: isTold ? Math.max(0, total - good) : null,
    barred: null,
    takenAt: utcTime(textOf(result, 'upload_date')),
  }
}

function numberIn(result: XmlElement, name: string): number | null {
  const text = textOf(result, name)
  return /^\d{1,12}(\.0+)?$/.test(text) ? Number(text) : null
}

/** Several jobs as one: over when all are. */
function together(jobs: readonly RemoteJob[]): RemoteJob {
  const [first] = jobs
  if (first === undefined) throw new Error('An upload without anybody.')
  const sum = (figure: 'total' | 'done' | 'errors') =>
    jobs.some((one) => one[figure] === null)
      ? null
      : jobs.reduce((all, one) => all + one[figure]!, 0)
  const waiting = jobs.find(({ state }) => state !== 'done') ?? first
  return {
    ...waiting,
    id: jobs.map(({ id }) => id).join(AND),
    ...{ total: sum('total'), done: sum('done'), errors: sum('errors') },
  }
}

/** There is no other way off a group than to have left it: of groups alone, and nothing besides. */
async function takeOff(
  vendor: Vendor,
  contacts: readonly KnownMember[],
  lists: readonly string[],
): Promise<RemoteJob> {
  for (const { id } of contacts) {
    const recipient_id = numericId(id)
    const done = await ask(vendor, 'editRecipientGroups', (user_id) => ({
      ...{ user_id, recipient_id, message_id: 0 },
      ...{ new_groups: [], unsubscribed_groups: ints(lists) },
    }))
    if (done.text.trim() === 'true') continue
    throw new Failure('refused', 'MagnetMail did not take a recipient off a group.', {
      whoMustAct: 'you',
      remedy: 'Look at MagnetMail whether both are there still.',
    })
  }
  const untold = { percent: null, total: null, done: null, errors: null, barred: null }
  return { id: 'at_once', state: 'done', word: 'done', ...untold, takenAt: null }
}

/** Category 0 is taken for none: not documented. */
async function createList(vendor: Vendor, name: string) {
  const answer = await ask(
    vendor,
    'addGroup',
    (user_id) => ({ user_id, group_name: name, categoryId: 0 }),
    // Twice is not as good as once: a second group of the name, or a refusal.
    { once: true },
  )
  const id = textOf(answer, 'id').replace(/\.0+$/, '')
  if (!/^\d{1,18}$/.test(id)) throw unreadable(TITLE, 'The new group has no id.')
  return { id, name }
}
