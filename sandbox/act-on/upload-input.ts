import { z } from 'zod'
import { field, jsonField, wholeFile, type Form } from './body.ts'
import { columnTypes, type Column } from './columns.ts'
import { csvRecords } from '../csv.ts'
import type { Mistake } from './errors.ts'

/** An upload as it was sent: its columns, and its records without the headings. */
export interface UploadInput {
  /** Where each column is in a record; ignored ones are left out. */
  columns: readonly { column: Column; index: number }[]
  records: string[][]
}

export interface MergeInput {
  dstListId: string
  mergeMode: 'APPEND' | 'APPEND_NO_DUPLICATES' | 'UPSERT' | 'UPDATE_ONLY' | 'REPLACE'
  mergeKeyHeading?: string | undefined
}

/** What is wrong: a documented mistake, or words for one that is not. */
export type Wrong = { mistake: Mistake } | { words: string }

const text = z.union([z.string(), z.number()]).transform(String)

const uploadSpecs = z
  .array(
    z.object({
      columnHeading: z.string().min(1),
      columnIndex: text,
      columnType: z.string().optional(),
      ignoreColumn: z.string().optional(),
    }),
  )
  .min(1)

const mergeSpecs = z
  .array(
    z.object({
      dstListId: z.string(),
      mergeMode: z.enum(['APPEND', 'APPEND_NO_DUPLICATES', 'UPSERT', 'UPDATE_ONLY', 'REPLACE']),
      columnMap: z.array(z.never(), 'columnMap must be []'),
      createSegment: text.optional(),
      mergeKeyHeading: z.string().optional(),
    }),
  )
  .length(1)

const separators: Record<string, string> = {
  ...{ COMMA: ',', SEMICOLON: ';', SEMI: ';', SEMI_COLON: ';', TAB: '\t' },
}
const quotes: Record<string, string | undefined> = {
  ...{ DOUBLE_QUOTE: '"', SINGLE_QUOTE: "'", NONE: undefined },
}

const wrongType = 'Upload specs contain an invalid column type value.'

export function readUpload(form: Form): UploadInput | Wrong {
  const file = wholeFile(form)
  if (file === undefined) return { mistake: 'fileMissing' }
  const specs = uploadSpecs.safeParse(jsonField(form, 'uploadspecs'))
  if (!specs.success) return { words: `uploadspecs: ${z.prettifyError(specs.error)}` }
  const kept = specs.data.filter((one) => one.ignoreColumn !== 'Y')
  const types = kept.flatMap(({ columnType }) => columnType ?? [])
  if (types.some((type) => !columnTypes.includes(type))) return { words: wrongType }
  if (!types.includes('EMAIL')) return { words: 'The upload specs name no EMAIL column.' }
  const shape = shapeOf(form)
  if (typeof shape === 'string') return { words: shape }
  const records = csvRecords(file, shape)
  const columns = kept.map(({ columnHeading: heading, columnType: type, columnIndex }) => ({
    column: { heading, ...(type !== undefined && { type }) },
    index: Number(columnIndex),
  }))
  return { columns, records: field(form, 'headings') === 'N' ? records : records.slice(1) }
}

function shapeOf(form: Form) {
  const separator = separators[field(form, 'fieldseparator') ?? 'COMMA']
  const quoteName = field(form, 'quotecharacter') ?? 'DOUBLE_QUOTE'
  if (separator === undefined) return 'fieldseparator must be COMMA, SEMICOLON or TAB'
  if (!(quoteName in quotes)) return 'quotecharacter must be NONE, SINGLE_QUOTE or DOUBLE_QUOTE'
  return { separator, quote: quotes[quoteName] }
}

export function readMerge(form: Form): MergeInput | Wrong {
  const given = jsonField(form, 'mergespecs')
  if (given === undefined) return { mistake: 'mergeList' }
  const specs = mergeSpecs.safeParse(given)
  if (!specs.success) return { words: `mergespecs: ${z.prettifyError(specs.error)}` }
  return specs.data[0] as MergeInput
}
