import { Hono, type Context } from 'hono'
import { readId } from '../ids.ts'
import { fieldOf, type SObject } from '../objects.ts'
import { attempt, keyField, type Outcome, type Write } from '../outcome.ts'
import { missingObject, Refused } from '../refusal.ts'
import { attributes } from '../soql/show.ts'
import type { Vendor } from '../vendor.ts'
import { fieldsOf, isObject, namedObject, readBody, version } from './request.ts'

/** What one request may hold. */
const mostRecords = 200
const mostChunks = 10
const mostRead = 2000

/** Up to two hundred records at a time, each with its own outcome. */
export function collectionRoutes(vendor: Vendor): Hono {
  const { org } = vendor
  const app = new Hono()
  app.post('/composite/sobjects', async (c) => {
    const { records, allOrNone } = await readRecords(c)
    const writes = records.map((one): Write => {
      return { operation: 'insert', object: typeOf(vendor, one), given: fieldsOf(one) }
    })
    return c.json(outcomesOf(vendor, chunked(writes), allOrNone))
  })
  app.patch('/composite/sobjects', async (c) => {
    const { records, allOrNone } = await readRecords(c)
    const writes = records.map((one): Write => {
      const object = typeOf(vendor, one)
      const { id, given } = identified(one)
      return { operation: 'update', object, given, id }
    })
    return c.json(outcomesOf(vendor, chunked(writes), allOrNone))
  })
  app.patch('/composite/sobjects/:object/:key', async (c) => {
    const object = namedObject(org, c.req.param('object'))
    const key = keyField(object, c.req.param('key'))
    const { records, allOrNone } = await readRecords(c)
    const writes = records.map((one): Write => {
      const { id, given } = key === 'Id' ? identified(one) : { id: undefined, given: fieldsOf(one) }
      return { operation: 'upsert', object, given: spelled(object, given), id, key }
    })
    return c.json(outcomesOf(vendor, writes, allOrNone, true))
  })
  app.delete('/composite/sobjects', (c) => {
    const ids = (c.req.query('ids') ?? '').split(',').filter(Boolean)
    assertFew(ids.length, mostRecords)
    const allOrNone = c.req.query('allOrNone')?.toLowerCase() === 'true'
    const writes = ids.map((given): Write => {
      const id = readId(given)
      const object = org.objectOfId(given)
      if (id === undefined || object === undefined) {
        throw new Refused('MALFORMED_ID', `malformed id ${given}`)
      }
      return { operation: 'delete', object, given: {}, id }
    })
    return c.json(outcomesOf(vendor, writes, allOrNone))
  })
  app.post('/composite/sobjects/:object', async (c) => {
    const { ids, fields } = await readBody(c)
    return c.json(retrieved(vendor, c, textsIn(ids), textsIn(fields)))
  })
  return app
}

function retrieved(
  { org }: Vendor,
  c: Context,
  ids: readonly string[],
  names: readonly string[],
): readonly unknown[] {
  const object = namedObject(org, c.req.param('object'))
  assertFew(ids.length, mostRead)
  const fields = names.map((name) => {
    const field = fieldOf(object, name)
    if (field !== undefined) return field.name
    throw new Refused('INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`)
  })
  return ids.map((id) => {
    const row = org.find(readId(id) ?? null)
    if (row === undefined || org.objectOfId(row.Id) !== object) return null
    const values = fields.map((name) => [name, org.read(row, name)])
    return { attributes: attributes(org, row, version(c)), ...Object.fromEntries(values) }
  })
}

function textsIn(given: unknown): readonly string[] {
  return Array.isArray(given) ? given.map(String) : []
}

async function readRecords(c: Context) {
  const { records, allOrNone } = await readBody(c)
  if (!Array.isArray(records) || !records.every(isObject)) {
    throw new Refused('JSON_PARSER_ERROR', 'The body has no list of records')
  }
  assertFew(records.length, mostRecords)
  return { records, allOrNone: allOrNone === true }
}

function assertFew(count: number, most: number): void {
  if (count <= most) return
  const message = `record limit reached. cannot submit more than ${most} records into this call`
  throw new Refused('EXCEEDED_ID_LIMIT', message)
}

function typeOf({ org }: Vendor, { attributes: given }: Record<string, unknown>): SObject {
  const type = isObject(given) && typeof given.type === 'string' ? given.type : ''
  const object = org.object(type)
  if (object === undefined || !object.can.query) throw missingObject(type)
  return object
}

/** The id of a record, which may be written with either case. */
function identified(one: Record<string, unknown>) {
  const { id, Id, ...given } = one
  const text = id ?? Id
  return { id: typeof text === 'string' ? readId(text) : undefined, given: fieldsOf(given) }
}

function spelled(object: SObject, given: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(given)
  return Object.fromEntries(entries.map(([name, to]) => [fieldOf(object, name)?.name ?? name, to]))
}

/** Neighbours of one type are a chunk. */
function chunked(writes: readonly Write[]): readonly Write[] {
  const chunks = writes.filter((one, at) => one.object !== writes[at - 1]?.object)
  if (chunks.length <= mostChunks) return writes
  const message = `cannot have more than ${mostChunks} chunks in a single operation. Please \
rearrange the data to reduce chunking.`
  throw new Refused('LIMIT_EXCEEDED', message)
}

function outcomesOf(
  vendor: Vendor,
  writes: readonly Write[],
  allOrNone: boolean,
  upsert = false,
): readonly unknown[] {
  let outcomes: readonly Outcome[] = []
  vendor.org.atomically(() => {
    outcomes = writes.map((one) => attempt(vendor, one))
    return !allOrNone || outcomes.every((one) => one.success)
  })
  const undone = allOrNone && outcomes.some((one) => !one.success)
  return outcomes.map((one) => told(undone && one.success ? rolledBack : one, upsert))
}

const undoing = `Record rolled back because not all records were valid and the request was using \
AllOrNone header`

const rolledBack: Outcome = {
  success: false,
  error: new Refused('ALL_OR_NONE_OPERATION_ROLLED_BACK', undoing),
}

function told(outcome: Outcome, upsert: boolean) {
  if (outcome.success) {
    const { id, created } = outcome
    return { id, success: true, errors: [], ...(upsert && { created }) }
  }
  const { code, message, fields } = outcome.error
  const id = outcome.id !== undefined && { id: outcome.id }
  return { ...id, success: false, errors: [{ statusCode: code, message, fields }] }
}
