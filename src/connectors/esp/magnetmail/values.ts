/** Single values of a row. Each refuses the row by the field's name. Pure. */
import {
  addressProblem,
  asObject,
  cleanText,
  type Dialling,
  earliestTime,
  FieldRefused,
  isoTime,
  type JsonObject,
  readFaxNumber,
  type RemoteSuppression,
  type XmlElement,
} from '../../sdk/index.ts'

/**
 * An element as an object: text by the names of its children, and objects of those that have some.
 * Null for an element that is nil.
 */
export function plain(element: XmlElement): JsonObject | null {
  if (element.children.length === 0) return null
  return Object.fromEntries(
    element.children.map((child) => [child.name, plain(child) ?? child.text.trim()]),
  )
}

export function textIn(row: JsonObject | null, field: string): string {
  return cleanText(row?.[field]) ?? ''
}

export function recipientIn(row: JsonObject): JsonObject {
  const recipient = asObject(row['recipient'])
  if (!recipient) throw new FieldRefused('recipient', 'A row without its recipient.')
  return recipient
}

/** The address of a recipient; at: where it stands in the row, to say so. */
export function addressIn(recipient: JsonObject, at: string): string {
  const problem = addressProblem(recipient['email'])
  if (problem) throw new FieldRefused(at, problem)
  return recipient['email'] as string
}

/**
 * The fax number of a recipient, in E.164 where it or dialling tells its country; at: as of
 * addressIn.
 */
export function faxIn(recipient: JsonObject, at: string, dialling: Dialling | undefined): string {
  const read = readFaxNumber(textIn(recipient, 'fax'), dialling)
  if (!read.ok) throw new FieldRefused(at, read.reason)
  return read.canonical
}

/** Who a recipient is, beside a fax number of theirs. */
export function whoIn(recipient: JsonObject) {
  const [first, last] = [textIn(recipient, 'first_name'), textIn(recipient, 'last_name')]
  const beside = textIn(recipient, 'email')
  return { name: { first, last }, ...(beside !== '' && { beside }) }
}

/**
 * A moment of an operation that answers UTC, written with or without its zone. Null for none, which
 * the vendor's framework writes as a day of the year 1.
 */
export function utcTime(text: unknown): number | null {
  if (typeof text !== 'string') return null
  return isoTime(text) ?? isoTime(`${text}Z`)
}

/** When somebody left, by clocks that are not documented: a time only where its zone is written. */
export function leftAt(text: unknown): Pick<RemoteSuppression, 'occurredAt' | 'earliest'> {
  const earliest = earliestTime(text)
  return { occurredAt: isoTime(text), ...(earliest !== null && { earliest }) }
}
