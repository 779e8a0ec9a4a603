import { csvRecords } from '../../csv.ts'
import type { Field } from '../field.ts'
import { readId } from '../ids.ts'
import { fieldOf, type SObject } from '../objects.ts'
import { attempt, type Outcome, type Write } from '../outcome.ts'
import { Refused } from '../refusal.ts'
import type { Given } from '../saving.ts'
import type { Vendor } from '../vendor.ts'
import { signOf, type Job, type Results } from './jobs.ts'

/** Writes every row of what was uploaded; a head that is wrong fails the job as a whole. */
export function load(vendor: Vendor, job: Job): void {
  const object = vendor.org.object(job.object) as SObject
  const shape = { separator: signOf(job.separator), quote: '"' }
  const [head = [], ...lines] = csvRecords(job.upload ?? '', shape)
  delete job.upload
  const unknown = head.find((name) => fieldOf(object, name) === undefined)
  if (unknown !== undefined || head.length === 0) {
    const message = `InvalidBatch : Field name not found : ${unknown ?? ''}`
    job.end = { state: 'Failed', message }
    job.results = { successful: [], failed: [], unprocessed: [head, ...lines] }
    return
  }
  const fields = head.map((name) => fieldOf(object, name) as Field)
  const successful: string[][] = []
  const failed: string[][] = []
  for (const line of lines) {
    const outcome = loaded(vendor, job, { object, fields, line })
    if (outcome.success) successful.push([outcome.id, String(outcome.created), ...line])
    else failed.push([outcome.id ?? '', told(outcome.error), ...line])
  }
  // Nobody may rely on the order of what was uploaded, so it is another.
  const results: Results = {
    successful: [['sf__Id', 'sf__Created', ...head], ...successful.reverse()],
    failed: [['sf__Id', 'sf__Error', ...head], ...failed.reverse()],
    unprocessed: [head],
  }
  Object.assign(job, { results, processed: lines.length, failed: failed.length })
  job.end = { state: 'JobComplete' }
}

interface Row {
  object: SObject
  fields: readonly Field[]
  line: readonly string[]
}

function loaded(vendor: Vendor, job: Job, { object, fields, line }: Row): Outcome {
  try {
    const { id, given } = readLine(fields, line)
    const operation = job.operation as Write['operation']
    return attempt(vendor, { operation, object, given, id, key: job.key })
  } catch (error) {
    // What cannot be read is one row's in a table, and not the whole request's.
    if (error instanceof Refused) return { success: false, error }
    throw error
  }
}

/** What stands for NULL; an empty cell leaves a field as it is. */
const nothing = '#N/A'

function readLine(fields: readonly Field[], line: readonly string[]) {
  const given: Record<string, unknown> = {}
  let id: string | undefined
  fields.forEach((field, at) => {
    const cell = line[at] ?? ''
    if (cell === '') return
    if (field.type === 'id') id = readId(cell) ?? cell
    else given[field.name] = cell === nothing ? null : typed(field, cell)
  })
  return { id, given: given as Given }
}

function typed({ type }: Field, cell: string): unknown {
  if (type === 'boolean' && /^(true|false|1|0)$/i.test(cell)) return /^(true|1)$/i.test(cell)
  if ((type === 'int' || type === 'double') && /^-?\d+(\.\d+)?$/.test(cell)) return Number(cell)
  return cell
}

function told({ code, message, fields }: Refused): string {
  return `${code}:${message}:${fields.join(', ')}--`
}
