/** XML-RPC as its specification has it: calls written, answers read. Pure. */
import {
  childOf,
  childrenOf,
  element,
  elementAt,
  unreadable,
  type XmlElement,
  type XmlText,
} from '../../sdk/index.ts'

/** What a call can be given. A number is a whole one of 32 bits: nothing else is asked here. */
export type RpcValue =
  string | number | readonly RpcValue[] | { readonly [member: string]: RpcValue }

/** A call as a document. */
export function methodCall(method: string, params: readonly RpcValue[]): string {
  const given = params.map((param) => element('param', written(param)))
  const document = element('methodCall', [element('methodName', method), element('params', given)])
  return `<?xml version="1.0" encoding="utf-8"?>${document.xml}`
}

function written(value: RpcValue): XmlText {
  return element('value', typed(value))
}

function typed(value: RpcValue): XmlText {
  if (typeof value === 'string') return element('string', value)
  if (typeof value === 'number') return element('int', value)
  if (isArray(value)) return element('array', element('data', value.map(written)))
  const members = Object.entries(value).map(([name, member]) =>
    element('member', [element('name', name), written(member)]),
  )
  return element('struct', members)
}

function isArray(value: RpcValue): value is readonly RpcValue[] {
  return Array.isArray(value)
}

/** What a call answered; Failure('unreadable') where the document is no answer of success. */
export function answerIn(vendor: string, document: XmlElement): unknown {
  const value = elementAt(document, 'params', 'param', 'value')
  if (document.name !== 'methodResponse' || !value) {
    throw unreadable(vendor, 'It is no answer to a call.')
  }
  return valueOf(vendor, value)
}

export interface RpcFault {
  code: number
  words: string
}

/** The fault a document tells of; null where it tells of none. Never throws. */
export function faultIn(document: XmlElement | undefined): RpcFault | null {
  const struct = elementAt(document, 'fault', 'value', 'struct')
  if (!struct) return null
  const told = new Map(
    childrenOf(struct, 'member').map((member) => {
      const value = childOf(member, 'value')
      const text = (value?.children[0] ?? value)?.text ?? ''
      return [childOf(member, 'name')?.text ?? '', text] as const
    }),
  )
  return { code: Number(told.get('faultCode')?.trim()), words: told.get('faultString') ?? '' }
}

/** How deep it goes is bounded where the document is read (sdk/xml.ts). */
function valueOf(vendor: string, value: XmlElement): unknown {
  const [inner] = value.children
  // A value without a type is text.
  if (!inner) return value.text
  const read = READERS.get(inner.name)
  if (!read) throw unreadable(vendor, 'It has a value of no known type.')
  return read(vendor, inner)
}

type Reader = (vendor: string, inner: XmlElement) => unknown

const asText: Reader = (_, { text }) => text

const READERS = new Map<string, Reader>([
  ['string', asText],
  ['int', whole],
  ['i4', whole],
  ['i8', whole],
  ['double', asText],
  ['boolean', (_, { text }) => text.trim() === '1'],
  ['dateTime.iso8601', asText],
  ['base64', asText],
  ['nil', () => null],
  [
    'array',
    (vendor, inner) =>
      childrenOf(childOf(inner, 'data'), 'value').map((value) => valueOf(vendor, value)),
  ],
  [
    'struct',
    (vendor, inner) =>
      Object.fromEntries(childrenOf(inner, 'member').map((member) => memberOf(vendor, member))),
  ],
])

function whole(vendor: string, { text }: XmlElement): number {
  const told = text.trim()
  const number = Number(told)
  if (!/^[+-]?\d+$/.test(told) || !Number.isSafeInteger(number)) {
    throw unreadable(vendor, 'A whole number of its is none.')
  }
  return number
}

function memberOf(vendor: string, member: XmlElement): readonly [string, unknown] {
  const name = childOf(member, 'name')
  const value = childOf(member, 'value')
  if (!name || !value) throw unreadable(vendor, 'A member of a struct has no name or no value.')
  return [name.text, valueOf(vendor, value)]
}
