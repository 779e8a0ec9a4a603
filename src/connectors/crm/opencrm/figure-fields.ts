/** The figures of a person, in custom fields of their record: cf_ and a number, and no other. */
import {
  type ActivityOutcome,
  asObject,
  Failure,
  type FigureField,
  type FiguresPart,
  type FigureValue,
  isMoment,
  type JsonObject,
  type ToldFigures,
  type Vendor,
  walkPages,
} from '../../sdk/index.ts'
import { change, recordOf, TITLE } from './client.ts'
import { type Module, MODULES, type Place, placeOf } from './modules.ts'
import { pageOf } from './record-list.ts'
import { pagesOf } from './roster.ts'
import { textIn } from './values.ts'

/** What a firm added itself; everything else of a record means something to OpenCRM. */
const CUSTOM = /^cf_\d{1,9}$/
/** A day, and a time behind it that OpenCRM may have cut off or spelled with a T. */
const MOMENT = /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?$/

export const figureFields: FiguresPart = {
  rule:
    'OpenCRM keeps them in custom fields of a person: those of all campaigns together, as a field '
    + 'has one value. Times are UTC. It takes a call for each person, so that somebody is told of '
    + 'again after a quarter of an hour at the earliest, and after everything else.',
  modules: MODULES.map(({ id, title }) => ({ id, title })),
  // Some minutes of work at the usual pace: what is done is written down after it.
  recordsMax: 200,
  async fields(vendor) {
    const found: FigureField[] = []
    for (const module of MODULES) {
      const { records } = await pageOf(vendor, module.id, null)
      found.push(...customIn(module, records))
    }
    return found
  },
  async tell(vendor, records) {
    const outcomes: ActivityOutcome[] = []
    for (const record of records) outcomes.push(await tellOne(vendor, record))
    return outcomes
  },
  async shows(vendor, records) {
    const there = await recordsOf(vendor, records)
    return records.map((record) => {
      const shown = there.get(`${record.module} ${placeOf(record)?.crmid}`)
      return shown !== undefined && record.values.every((value) => saysIt(shown, value))
    })
  },
}

/** No function lists the fields of a module: they are those that its records have. */
function customIn({ id: module }: Module, records: readonly unknown[]): FigureField[] {
  const values = new Map<string, string[]>()
  for (const record of records) {
    for (const [name, value] of Object.entries(asObject(record) ?? {})) {
      if (!CUSTOM.test(name)) continue
      const text = textIn(value)
      values.set(name, [...(values.get(name) ?? []), ...(text === '' ? [] : [text])])
    }
  }
  return [...values].map(([name, held]) => ({ module, name, holds: kindOf(held) }))
}

function kindOf(held: readonly string[]): FigureField['holds'] {
  if (held.length === 0) return 'blank'
  if (held.every((text) => /^\d{1,9}$/.test(text))) return 'numbers'
  return held.every((text) => MOMENT.test(text)) ? 'moments' : 'words'
}

/** A number of a record that is not there is answered with 404. */
async function tellOne(vendor: Vendor, record: ToldFigures): Promise<ActivityOutcome> {
  const place = placeOf(record)
  const strange = record.values.some(({ field }) => !CUSTOM.test(field))
  if (place === null || strange) {
    return { status: 'refused', sentence: 'This is no custom field of a person of OpenCRM’s.' }
  }
  const fields = Object.fromEntries(record.values.map((one) => [one.field, textOf(one)]))
  try {
    await change(vendor, place.module.id, { crmid: place.crmid, fields })
    return { status: 'taken' }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.kind === 'not_found') return { status: 'gone' }
    if (error.kind === 'refused') return { status: 'refused', sentence: error.message }
    throw error
  }
}

/** A field that is given without a value is blanked. */
function textOf({ figure, value }: FigureValue): string {
  if (value === null) return ''
  return isMoment(figure) ? momentOf(value) : String(value)
}

function momentOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}

/** A field for days keeps the day, and one for minutes the minute. */
function saysIt(record: JsonObject, value: FigureValue): boolean {
  const text = textOf(value)
  const shown = textIn(record[value.field])
  if (text === '' || !isMoment(value.figure)) return shown === text
  return MOMENT.test(shown) && text.startsWith(shown.replace('T', ' '))
}

type ByPlace = Map<string, JsonObject>

/** One by one, or by the whole list where that takes fewer calls. */
async function recordsOf(vendor: Vendor, records: readonly ToldFigures[]): Promise<ByPlace> {
  const there: ByPlace = new Map()
  for (const module of MODULES) {
    const places = records.map(placeOf).filter((one) => one?.module === module)
    const numbers = new Set(places.map((one) => (one as Place).crmid))
    if (numbers.size > 1 && numbers.size > (await pagesOf(vendor, module))) {
      await readList(vendor, module, { numbers, there })
    }
    // Whoever a list leaves out is asked for alone: a page may pass over somebody.
    for (const number of numbers) {
      const record = await recordOf(vendor, module.id, number)
      if (record !== null) there.set(`${module.id} ${number}`, record)
    }
  }
  return there
}

/** Takes those that the list shows off the numbers. */
async function readList(
  vendor: Vendor,
  module: Module,
  { numbers, there }: { numbers: Set<string>; there: ByPlace },
): Promise<void> {
  const pages = walkPages(TITLE, (cursor) => pageOf(vendor, module.id, cursor))
  for await (const { records } of pages) {
    for (const told of records) {
      const record = asObject(told) ?? {}
      const number = textIn(record['crmid'] ?? record['id'])
      if (numbers.delete(number)) there.set(`${module.id} ${number}`, record)
    }
    if (numbers.size === 0) return
  }
}
