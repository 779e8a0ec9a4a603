import { text } from './asked.ts'
import type { Database, Row } from './database.ts'
import { inQuery } from './dates.ts'
import { resultsOf } from './elements.ts'
import { wrong } from './errors.ts'
import { columnOf, joined, objectNamed, type FacadeObject } from './objects.ts'
import type { SavedQuery } from './saved-queries.ts'
import type { Operation } from './vendor.ts'

/** GetDynamicQuery: the rows of a saved query, page by page; without a name all queries. */
export const dynamicQuery: Operation = ({ db, queries, rowsPerPage }, asked) => {
  const object = objectNamed(text(asked, 'szObjectName'))
  const name = text(asked, 'szQueryName')
  if (name === '') return [resultsOf(queries.of(object.name).map(listed))]
  const query = queries.find(object.name, name)
  if (query === undefined) throw wrong(`There is no query ${name} of ${object.name}`)
  const page = pageIn(text(asked, 'currentPage'))
  const rows = rowsIn(db, object, query).slice((page - 1) * rowsPerPage, page * rowsPerPage)
  const described = text(asked, 'WithDescriptions') === '1'
  return [resultsOf(rows.map((row) => valuesOf(db, object, { row, query, described })))]
}

function listed({ key, name, description, object }: SavedQuery) {
  return { qry_key: key, qry_name: name, qry_description: description, obj_name: object }
}

function pageIn(given: string): number {
  if (given === '') return 1
  if (!/^\d{1,9}$/.test(given)) throw wrong('currentPage is no number')
  return Math.max(1, Number(given))
}

/** In the order in which they came to the query; those that were deleted are not among them. */
function rowsIn(db: Database, object: FacadeObject, query: SavedQuery): readonly Row[] {
  const deleted = object.main === 'co_individual' ? 'ind_delete_flag' : 'org_delete_flag'
  return [...query.members].flatMap((key) => {
    const row = db.rows(object.main).find(key)
    return row === undefined || row[deleted] === '1' ? [] : [row]
  })
}

function valuesOf(
  db: Database,
  object: FacadeObject,
  { row, query, described }: { row: Row; query: SavedQuery; described: boolean },
) {
  const values = query.columns.map((one) => {
    const { name, table, type, description } = columnOf(object, one)
    const value = joined(db, object, row, table)?.[name] ?? null
    const label = described ? description.replaceAll(' ', '_x0020_') : name
    return [label, value !== null && type === 'date' ? inQuery(value) : value]
  })
  return Object.fromEntries(values) as Record<string, string | null>
}
