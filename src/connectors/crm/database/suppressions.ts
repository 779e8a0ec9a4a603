import {
  addressProblem,
  asObject,
  FieldRefused,
  type JsonObject,
  type ReadPage,
  readRows,
  type RemoteSuppression,
  type SuppressionsPart,
  type Vendor,
} from '../../sdk/index.ts'
import { packed, pageByChange, rowsIn, unpacked } from './pages.ts'
import { addressesIn, PEOPLE } from './people.ts'
import { seenMarkIn, toldOf, wordOf } from './told-validity.ts'
import { idIn, isYes, momentIn, momentOf, textIn } from './values.ts'

/** As people.ts has it. */
const OVERLAP_MS = 10 * 60_000

/** Who is not to be mailed, and at whose first address nothing arrives, changed since a moment. */
export const suppressions: SuppressionsPart = {
  async page(vendor, since, cursor) {
    const from = since === null ? null : momentOf(Math.max(0, since - OVERLAP_MS))
    const { rows, next } = await pageByChange(vendor, PEOPLE, { since: from, cursor })
    return { body: packed({ rows, words: await wordsFor(vendor, rows) }), next }
  },
  read(bytes) {
    const page = unpacked(bytes)
    const words = asObject(page['words']) ?? {}
    return readSuppressed(rowsIn(page).flatMap((row) => suppressedIn(row, words)))
  },
  reader: 'database/people-flags@1',
  mend: {
    fields: { address: 'address' },
    readRecord: (record) => readSuppressed([record]),
  },
}

/** By which word each mark of ours is known again, by the ids of persons. */
async function wordsFor(vendor: Vendor, rows: readonly JsonObject[]): Promise<JsonObject> {
  const marked = rows.filter((row) => typeof row['id'] === 'string' && isMarked(row))
  const told = await toldOf(
    vendor,
    marked.map((row) => String(row['id'])),
  )
  const words = marked.flatMap((row): [string, string][] => {
    const first = addressesIn(row)[0]?.toLowerCase()
    const states = told.get(String(row['id']))?.filter(({ address }) => address === first) ?? []
    const word = wordOf(seenMarkIn(row), states)
    return word === undefined ? [] : [[String(row['id']), word]]
  })
  return Object.fromEntries(words)
}

/** What cannot be told is refused where it is read. */
function isMarked(row: JsonObject): boolean {
  try {
    return addressesIn(row).length > 0 && seenMarkIn(row).isInvalid === true
  } catch (error) {
    if (error instanceof FieldRefused) return false
    throw error
  }
}

/**
 * A person's wish holds for each address of theirs. A row of which that cannot be told is left as
 * it is, so that it is refused and shown.
 */
function suppressedIn(told: unknown, words: JsonObject): unknown[] {
  const record = asObject(told)
  if (!record) return [told]
  try {
    if (isYes(record, 'deleted')) return []
    const isOut = isYes(record, 'opted_out')
    const isInvalid = isYes(record, 'invalid')
    if (!isOut && !isInvalid) return []
    const addresses = addressesIn(record)
    const { id, opted_out_at, invalid_at } = record
    if (isOut) {
      return addresses.map((address) => ({ id, at: opted_out_at, address, flag: 'opt_out' }))
    }
    const word = words[String(id)]
    const of = { id, at: invalid_at, flag: 'bounce', ...(word !== undefined && { word }) }
    return addresses.slice(0, 1).map((address) => ({ ...of, address }))
  } catch (error) {
    if (!(error instanceof FieldRefused)) throw error
    return [record]
  }
}

function readSuppressed(records: readonly unknown[]): ReadPage<RemoteSuppression> {
  return readRows(records, readOne)
}

function readOne(record: JsonObject): RemoteSuppression {
  // A row of the view itself is here for what is wrong with it, and says so once more.
  if (!('flag' in record)) refuse(record)
  const address = textIn(record, 'address')
  const problem = addressProblem(address)
  if (problem) throw new FieldRefused('address', problem)
  return {
    ...(record['flag'] === 'bounce' && { cause: 'bounce' }),
    ...(typeof record['word'] === 'string' && { mark: record['word'] }),
    address,
    occurredAt: momentIn(record['at']),
    reason: '',
    by: 'the CRM, or a user of it',
    contactId: idIn(record),
  }
}

function refuse(record: JsonObject): never {
  for (const field of ['deleted', 'opted_out', 'invalid']) isYes(record, field)
  addressesIn(record)
  throw new FieldRefused('', 'This is no row of people.')
}
