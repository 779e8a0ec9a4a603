import {
  ownName,
  readOwnValue,
  type OwnField,
  type OwnName,
  type OwnValues,
} from '../own-fields/index.ts'
import { BadCell } from './bad-cell.ts'
import type { Column } from './columns.ts'

/** The cells of a row by what they hold. */
export type Cells = Record<Column, string> & Partial<Record<OwnName, string>>

/** What a row says of the firm's own fields, by key; throws BadCell where a value does not fit. */
export function ownOf(cells: Cells, fields: readonly OwnField[]): OwnValues {
  const said: OwnValues = {}
  for (const field of fields) {
    const read = readOwnValue(field, cells[ownName(field.key)] ?? '')
    if (!read.ok) throw new BadCell(field.key, read.reason)
    if (read.value !== '') said[field.key] = read.value
  }
  return said
}
