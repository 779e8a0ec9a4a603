import { clock, firstRows, relation, sql } from '../../../platform/sql/index.ts'
import { Failure, type Health, type Vendor } from '../../sdk/index.ts'
import { ask, engineOf } from './client.ts'
import { isThere, type TableKey } from './outbox.ts'
import { columnsIn, view } from './pages.ts'
import { found, RELATIONS, type RelationKey, relationOf, TABLES, VIEWS } from './relations.ts'
import { type Right, rightsTo } from './rights.ts'
import { grantOf, type Place, scriptFor } from './scripts.ts'
import { settingsOf } from './settings.ts'
import { momentIn } from './values.ts'

type Line = Health['checks'][number]
type ViewKey = keyof typeof VIEWS

/** Half of what each walk reads again (people.ts): a clock further off might hide a change. */
const CLOCK_OFF_MAX_S = 300

const WHAT: Readonly<Record<RelationKey, string>> = {
  people: 'people',
  organizations: 'organizations',
  lists: 'lists',
  list_members: 'members of lists',
  campaigns: 'campaigns',
  activities: 'what targets did',
  wishes: 'opt-outs and returns',
  validity: 'dead addresses',
}

const NEEDED: readonly Right[] = ['select', 'insert', 'update']

/** Looks by asking. The account is named after its user and the database. */
export async function check(vendor: Vendor): Promise<Health> {
  const { user, database, host } = settingsOf(vendor.settings)
  const account = `${user} at ${database} on ${host}`
  const first = await connected(vendor)
  if (!first.ok && first.name === 'connection') return { ok: false, account, checks: [first] }
  const checks = [first]
  for (const key of Object.keys(VIEWS) as ViewKey[]) checks.push(await lookAtView(vendor, key))
  for (const key of Object.keys(TABLES) as TableKey[]) checks.push(await lookAtTable(vendor, key))
  checks.push(...(await beyond(vendor)))
  return { ok: checks.every((line) => line.ok), account, checks }
}

async function connected(vendor: Vendor): Promise<Line> {
  try {
    const [row] = await ask(vendor, 'the clock', sql`select ${clock(engineOf(vendor))} as now`)
    const there = momentIn(row?.['now'])
    const off = there === null ? 0 : Math.round((there - vendor.now()) / 1000)
    if (Math.abs(off) <= CLOCK_OFF_MAX_S) {
      return { name: 'connection', ok: true, sentence: 'The database can be asked.' }
    }
    const seconds = Math.abs(off)
    return {
      name: 'clock',
      ok: false,
      sentence:
        off > 0
          ? `The database’s clock is ${seconds} seconds ahead of this server’s.`
          : `The database’s clock is ${seconds} seconds behind this server’s.`,
      remedy: 'Set both clocks by a time server: changes are asked for by their moment.',
    }
  } catch (error) {
    return failed(error, 'connection')
  }
}

function failed(error: unknown, name: string): Line {
  if (!(error instanceof Failure)) throw error
  return { name, ok: false, sentence: error.message, remedy: error.remedy }
}

async function lookAtView(vendor: Vendor, key: ViewKey): Promise<Line> {
  const { name } = relationOf(vendor, key)
  const there = await found(vendor, key)
  const lacking = RELATIONS[key].needed.filter((column) => !there.columns.has(column))
  if (there.columns.size === 0) {
    const sentence = `There is no view ${name} that the user may read: no ${WHAT[key]} come home.`
    // The CRM may have none; people it must have.
    return { name: key, ok: key !== 'people', sentence, remedy: `Run: ${script(vendor, key)}` }
  }
  if (lacking.length > 0) {
    const sentence = `The view ${name} has no column ${lacking.join(', ')}.`
    return { name: key, ok: false, sentence, remedy: 'Make the view anew with it.' }
  }
  try {
    await readOne(vendor, key)
    return (await unchanged(vendor, key)) ?? well(vendor, key, there.columns)
  } catch (error) {
    return failed(error, key)
  }
}

async function readOne(vendor: Vendor, key: RelationKey): Promise<void> {
  const there = await view(vendor, key)
  const engine = engineOf(vendor)
  await ask(
    vendor,
    there.name,
    sql`select ${columnsIn(engine, key, there)} from ${relation(there)}
      order by ${sql.ref(RELATIONS[key].needed[0]!)} ${firstRows(engine, 1)}`,
  )
}

/** Rows that no walk finds, because they do not say when they changed. */
async function unchanged(vendor: Vendor, key: ViewKey): Promise<Line | null> {
  if (!RELATIONS[key].needed.includes('changed_at')) return null
  const there = await view(vendor, key)
  const rows = await ask(
    vendor,
    there.name,
    sql`select 1 as one from ${relation(there)} where ${sql.ref('changed_at')} is null
      order by ${sql.ref('id')} ${firstRows(engineOf(vendor), 1)}`,
  )
  if (rows.length === 0) return null
  return {
    name: key,
    ok: false,
    sentence: `The view ${there.name} has rows without changed_at: they are not read.`,
    remedy: 'Have the view give each row a moment: that of its making where it never changed.',
  }
}

function well(vendor: Vendor, key: ViewKey, columns: ReadonlySet<string>): Line {
  const { name } = relationOf(vendor, key)
  const missing = RELATIONS[key].optional.filter((column) => !columns.has(column))
  const isUnknown =
    missing.length === 0 ? '' : `Not known, as it has no such column: ${missing.join(', ')}.`
  return { name: key, ok: true, sentence: `The view ${name} can be read. ${isUnknown}`.trim() }
}

async function lookAtTable(vendor: Vendor, key: TableKey): Promise<Line> {
  const there = await found(vendor, key)
  if (!(await isThere(vendor, key))) {
    const sentence = `There is no table ${there.name}: ${WHAT[key]} are not told.`
    return { name: key, ok: true, sentence, remedy: `To be told, run: ${script(vendor, key)}` }
  }
  try {
    await readOne(vendor, key)
    const rights = await rightsTo(vendor, there)
    const lacking = rights === null ? [] : NEEDED.filter((right) => !rights.has(right))
    if (lacking.length > 0) {
      const sentence = `The user has no right to ${lacking.join(', ')} on ${there.name}.`
      const remedy = `Run: ${grantOf(placeOf(vendor), key, lacking.join(', '))}`
      return { name: key, ok: false, sentence, remedy }
    }
    const missing = RELATIONS[key].optional.filter((column) => !there.columns.has(column))
    const left =
      missing.length === 0 ? '' : `Left out, as it has no such column: ${missing.join(', ')}.`
    const sentence = `The table ${there.name} can be written to. ${left}`.trim()
    return { name: key, ok: true, sentence }
  } catch (error) {
    return failed(error, key)
  }
}

/** Whoever reads along with the password could do as much. */
async function beyond(vendor: Vendor): Promise<Line[]> {
  const more: string[] = []
  for (const key of Object.keys(RELATIONS) as RelationKey[]) {
    const there = await found(vendor, key)
    if (there.columns.size === 0) continue
    const rights = (await rightsTo(vendor, there)) ?? new Set()
    const needless = [...rights].filter(
      (right) => !(key in TABLES ? NEEDED : ['select']).includes(right),
    )
    if (needless.length > 0) more.push(`${needless.join(', ')} on ${there.name}`)
  }
  if (more.length === 0) return []
  return [
    {
      name: 'rights',
      ok: true,
      sentence: `The user may do more than is needed: ${more.join('; ')}.`,
      remedy: 'Use a user of the database who may do nothing but that.',
    },
  ]
}

function script(vendor: Vendor, key: RelationKey): string {
  return scriptFor(placeOf(vendor), key)
}

function placeOf(vendor: Vendor): Place {
  const { engine, schema, prefix, user } = settingsOf(vendor.settings)
  return { engine, schema, prefix, user }
}
