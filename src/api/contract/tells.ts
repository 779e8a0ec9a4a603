import { z } from 'zod'
import { FIELD_OF_FIGURE, FIELD_OF_KIND, type FieldId } from '../../accounts/fields/index.ts'

/**
 * What a part of an answer tells that a role may be kept from seeing (src/api/conceal.ts). It
 * stands in the schema, so that the OpenAPI document says it too.
 */
export interface Mark {
  /** Hidden with any of them. */
  fields?: readonly FieldId[]
  /** Hidden by what stands beside it under this name, or else in the query. */
  by?: { name: string; fields: Readonly<Record<string, readonly FieldId[]>> }[]
  /** Of a name: only one that is an address tells it, and another word stands in its place. */
  isName?: true
  /** Of a row: it is left out. Otherwise null stands in its place. */
  isLeftOut?: true
}
const MARK = 'x-tells'
const ASKS = 'x-asks'

/** A value that is null where one of these fields is hidden from the caller's role. */
export function tells<S extends z.ZodType>(schema: S, ...fields: FieldId[]) {
  return marked(schema.nullable(), MARK, { fields })
}

/** A value that is null where what stands beside it (or in the query) names a hidden field. */
export function tellsBy<S extends z.ZodType>(
  schema: S,
  name: string,
  fields: Readonly<Record<string, readonly FieldId[]>>,
) {
  return marked(schema.nullable(), MARK, { by: [{ name, fields }] })
}

/** A name, which is the address of somebody of whom nothing else is known. */
export function tellsOfStrangers<S extends z.ZodType<string>>(schema: S): S {
  return marked(schema, MARK, { fields: ['address'], isName: true })
}
/** Stands in the place of such a name. */
export const UNNAMED = 'Not in the records'

/** A row that is left out where one of its own values names a hidden field. */
export function rowThatTells<S extends z.ZodType>(schema: S, by: NonNullable<Mark['by']>): S {
  return marked(schema, MARK, { by, isLeftOut: true })
}

/** A part of a question that is refused, where it is given, while one of these is hidden. */
export function asks<S extends z.ZodType>(schema: S, ...fields: FieldId[]): S {
  return marked(schema, ASKS, { fields })
}

/** A part of a question that is refused by the value that is given. */
export function asksBy<S extends z.ZodType>(
  schema: S,
  fields: Readonly<Record<string, readonly FieldId[]>>,
): S {
  return marked(schema, ASKS, { by: [{ name: '', fields }] })
}

/** What a schema was marked with. */
export function markOf(schema: z.ZodType): Mark | undefined {
  return (schema.meta() as Record<string, Mark> | undefined)?.[MARK]
}
export function askOf(schema: z.ZodType): Mark | undefined {
  return (schema.meta() as Record<string, Mark> | undefined)?.[ASKS]
}

function marked<S extends z.ZodType>(schema: S, key: string, mark: Mark): S {
  return schema.meta({ ...schema.meta(), [key]: mark })
}

const each = (fields: Record<string, FieldId>) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, [field]]))

/** By the names of figures, and by the kinds of events. */
export const BY_FIGURE: Readonly<Record<string, readonly FieldId[]>> = each(FIELD_OF_FIGURE)
export const BY_KIND: Readonly<Record<string, readonly FieldId[]>> = each(FIELD_OF_KIND)
/** By whose doing it was. */
export const BY_VERDICT: Readonly<Record<string, readonly FieldId[]>> = {
  machine: ['machines'],
  proxy: ['machines'],
}
/** By the totals of an e-mail service: its opens and clicks are of machines too. */
export const BY_METRIC: Readonly<Record<string, readonly FieldId[]>> = {
  ...BY_FIGURE,
  opens: ['opens', 'machines'],
  uniqueOpens: ['opens', 'machines'],
  clicks: ['clicks', 'machines'],
  uniqueClicks: ['clicks', 'machines'],
}

/** Of an event of whatever kind, whoever's doing it was. */
export const EVERY_KIND: readonly FieldId[] = [
  ...new Set([...Object.values(FIELD_OF_KIND), 'machines' as const]),
]
