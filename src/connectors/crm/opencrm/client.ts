/** What is common to all calls: a function by its name, posted a form, answered in JSON. */
import { asObject, Failure, type JsonObject, unreadable, type Vendor } from '../../sdk/index.ts'
import { apiOf } from './settings.ts'
import { isId } from './values.ts'

export const TITLE = 'OpenCRM'

export type Fields = Readonly<Record<string, string | number>>

/** Calls a function that reads: once more does no harm. Throws Failure. */
export async function ask(vendor: Vendor, name: string, fields: Fields): Promise<unknown> {
  return call(vendor, name, { fields, isSafe: true })
}

/** One record by its number; null where it is there no more, or never was. */
export async function recordOf(
  vendor: Vendor,
  module: string,
  crmid: string,
): Promise<JsonObject | null> {
  try {
    const record = asObject(await ask(vendor, `get_${module}`, { crmid }))
    if (record === null) throw unreadable(TITLE, 'It is no record.')
    return record
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return null
    throw error
  }
}

/**
 * Changes fields of a record, and leaves the others as they are. A field that is given without a
 * value is blanked.
 */
export async function change(
  vendor: Vendor,
  module: string,
  { crmid, fields }: { crmid: string; fields: Fields },
): Promise<void> {
  await call(vendor, `edit_${module}`, { fields: { ...fields, crmid }, isSafe: true })
}

/** Makes a record. Never sent twice: OpenCRM looks for no doubles. */
export async function make(vendor: Vendor, module: string, fields: Fields): Promise<void> {
  const answer = await call(vendor, `edit_${module}`, {
    fields: { ...fields, crmid: 0 },
    isSafe: false,
  })
  if (!isNumberOfRecord(answer)) throw unreadable(TITLE, 'It gives no number of a record.')
}

async function call(
  vendor: Vendor,
  name: string,
  { fields, isSafe }: { fields: Fields; isSafe: boolean },
): Promise<unknown> {
  const form = Object.entries(fields).map(([key, value]) => [key, String(value)])
  const answer = await vendor.http.request({
    method: 'POST',
    url: `${apiOf(vendor.settings)}/${name}`,
    text: {
      type: 'application/x-www-form-urlencoded',
      body: new URLSearchParams(form).toString(),
    },
    isSafe,
  })
  return answer.json()
}

/** Bare, as a text, or in an object under one of three names. */
function isNumberOfRecord(answer: unknown): boolean {
  const told = asObject(answer)
  return told ? [told['crmid'], told['record_id'], told['id']].some(isId) : isId(answer)
}
