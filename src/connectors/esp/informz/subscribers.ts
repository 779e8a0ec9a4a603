import { createHash } from 'node:crypto'
import {
  type AccountPart,
  FieldRefused,
  type JsonObject,
  type SuppressionsPart,
  readRows,
  type RemoteContact,
  type RemoteList,
  type RemoteSuppression,
  unreadable,
} from '../../sdk/index.ts'
import { askGrids, gridsIn, numericId, TITLE } from './client.ts'
import { addressIn, isSet, textIn, timeIn } from './values.ts'
import { rowsOf, type Walk, walkPage } from './walk.ts'

/** What a subscriber's permission is called here: Informz has a bit, and no word. */
export const UNSUBSCRIBED = 'unsubscribed'

export const SUBSCRIBERS: Walk = {
  types: ['subscriber'],
  fields: ['email', 'user_id', 'is_unsubscriber', 'cancellation_date', 'cancellation_message'],
  sort: 'email',
}

export const INTERESTS: Walk = {
  types: ['subscriber_interests'],
  fields: [
    ...['email', 'interest_id', 'interest_name', 'cancellation_date'],
    'subscriber_to_interest_id',
  ],
  sort: 'subscriber_to_interest_id',
}

/**
 * Since a moment: those with a later cancellation_date. All of them: whoever has the bit, dated or
 * not; a condition on the bit is not asked, as no document says how it is written.
 */
export const suppressions: SuppressionsPart = {
  page(vendor, since, cursor) {
    if (since === null) return walkPage(vendor, SUBSCRIBERS, cursor)
    const where = [['cancellation_date', 'GTE', new Date(since).toISOString()]] as const
    return walkPage(vendor, { ...SUBSCRIBERS, where, sort: 'cancellation_date' }, cursor)
  },
  read: (bytes) => readRows(rowsOf(bytes).filter(mayBeOut), readOptOut),
  reader: 'informz/subscriber@1',
  mend: {
    fields: { email: 'address', cancellation_date: 'time' },
    readRecord: (record) => readRows([record], readOptOut),
  },
}

/** A bit that is neither yes nor no is refused with its row, and so stays in. */
function mayBeOut(row: JsonObject): boolean {
  return !['', '0', 'false'].includes(textIn(row, 'is_unsubscriber').toLowerCase())
}

function readOptOut(row: JsonObject): RemoteSuppression {
  const address = addressIn(row)
  isSet(row, 'is_unsubscriber')
  const reason = textIn(row, 'cancellation_message')
  const mark = markIn(reason)
  const contactId = textIn(row, 'user_id')
  return {
    ...{ address, occurredAt: timeIn(row, 'cancellation_date'), reason, by: '' },
    ...(contactId !== '' && { contactId }),
    ...(mark !== undefined && { mark }),
  }
}

/** Our mark at the end of a reason, as consent puts it there. */
export function markIn(reason: string): string | undefined {
  return /\(Homing ([\w-]{1,40})\)$/.exec(reason)?.[1]
}

/**
 * Interests, which are lists here. No grid has one row for each, so each page asks for the first
 * row of an interest with a higher id than the last. How many are on it would be a request more.
 */
export const lists: AccountPart<RemoteList> = {
  async page(vendor, cursor) {
    const { types, fields } = INTERESTS
    const after = cursor === null ? null : numericId(cursor)
    const body = await askGrids(vendor, [
      {
        ...{ type: types[0]!, fields },
        ...(after !== null && { where: [['interest_id', 'GT', after]] }),
        page: { sort: 'interest_id', from: 1, rows: 1 },
      },
    ])
    const [row] = rowsOf(body)
    const next = row === undefined ? null : numericId(textIn(row, 'interest_id'))
    if (next !== null && next === cursor) throw unreadable(TITLE, 'Its interests have no end.')
    return { body, next }
  },
  read: (bytes) => readRows(rowsOf(bytes).slice(0, 1), readInterest),
}

function readInterest(row: JsonObject): RemoteList {
  return { id: interestIn(row), name: textIn(row, 'interest_name'), members: null }
}

function interestIn(row: JsonObject): string {
  const id = textIn(row, 'interest_id')
  if (!id) throw new FieldRefused('interest_id', 'An interest without its id.')
  return id
}

/**
 * Subscribers first, with whether they may be mailed; then each tie of one to an interest. The
 * walk's first grid tells no interest and its second no permission: they are joined by address.
 */
export const contacts: AccountPart<RemoteContact> = {
  page(vendor, cursor) {
    if (!cursor?.startsWith(TIES)) {
      return walkPage(vendor, SUBSCRIBERS, cursor).then(({ body, next }) => ({
        body,
        next: next ?? `${TIES}${FIRST}`,
      }))
    }
    const inner = cursor.slice(TIES.length)
    return walkPage(vendor, INTERESTS, inner === FIRST ? null : inner).then(({ body, next }) => ({
      body,
      next: next === null ? null : `${TIES}${next}`,
    }))
  },
  read(bytes) {
    const grids = gridsIn(bytes)
    const isOfTies = grids.some(({ type }) => type === INTERESTS.types[0])
    const rows = grids.flatMap((grid) => grid.rows).filter((row) => textIn(row, 'email') !== '')
    return readRows(
      isOfTies ? rows.filter((row) => textIn(row, 'cancellation_date') === '') : rows,
      isOfTies ? readTie : readSubscriber,
    )
  },
}

const TIES = 'interests '
const FIRST = 'first'

const UNTOLD = { firstName: '', lastName: '', jobTitle: '', company: '', values: {} }

export function readSubscriber(row: JsonObject): RemoteContact {
  const address = addressIn(row)
  const permission = isSet(row, 'is_unsubscriber') ? UNSUBSCRIBED : ''
  return { ...UNTOLD, id: `address:${hashOf(address)}`, address, permission, lists: [] }
}

/** A tie of somebody to an interest. Throws FieldRefused. */
export function readTie(row: JsonObject): RemoteContact {
  const id = textIn(row, 'subscriber_to_interest_id')
  if (!id) throw new FieldRefused('subscriber_to_interest_id', 'A tie without its id.')
  const address = addressIn(row)
  return { ...UNTOLD, id: `interest:${id}`, address, permission: '', lists: [interestIn(row)] }
}

/** user_id is the CRM's, and one person's two addresses share it: a subscriber is an address. */
function hashOf(address: string): string {
  return createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 16)
}
