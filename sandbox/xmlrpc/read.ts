import { Buffer } from 'node:buffer'
import { childOf, childrenOf, readXml, textOf, XmlRefused, type Element } from '../soap/index.ts'
import { isStruct, type Fault, type Struct, type Value } from './value.ts'

export interface Call {
  method: string
  params: readonly Value[]
}

/** Reads a call. Throws XmlRefused where the text is none. */
export function readCall(text: string): Call {
  const root = readXml(text)
  const method = textOf(root, 'methodName')?.trim()
  if (root.name !== 'methodCall' || method === undefined || method === '') {
    throw new XmlRefused('the root is not a call of a method')
  }
  return { method, params: readParams(root) }
}

/** Reads an answer: its value, or its fault. Throws XmlRefused where the text is none. */
export function readResponse(text: string): { value: Value } | { fault: Fault } {
  const root = readXml(text)
  if (root.name !== 'methodResponse') throw new XmlRefused('the root is not an answer')
  const fault = childOf(root, 'fault')
  if (fault === undefined) return { value: readParams(root)[0] ?? null }
  const struct = readValue(childOf(fault, 'value'))
  const { faultCode, faultString } = isStruct(struct) ? struct : {}
  return { fault: { code: Number(faultCode), text: String(faultString) } }
}

function readParams(root: Element): Value[] {
  const params = childOf(root, 'params')
  if (params === undefined) return []
  return childrenOf(params, 'param').map((one) => readValue(childOf(one, 'value')))
}

function readValue(element: Element | undefined): Value {
  if (element === undefined) throw new XmlRefused('a value is missing')
  const [typed] = element.children
  // A value without a type is a text.
  return typed === undefined ? element.text : readTyped(typed)
}

function readTyped(typed: Element): Value {
  const text = typed.text.trim()
  switch (typed.name) {
    case 'string':
      return typed.text
    case 'int':
    case 'i4':
    case 'double':
      return readNumber(text)
    case 'boolean':
      if (text !== '0' && text !== '1') throw new XmlRefused('a boolean is 0 or 1')
      return text === '1'
    case 'dateTime.iso8601':
      return readDate(text)
    case 'base64':
      return Buffer.from(text, 'base64').toString('utf8')
    case 'nil':
      return null
    case 'array':
      return childrenOf(childOf(typed, 'data') ?? typed, 'value').map(readValue)
    case 'struct':
      return readStruct(typed)
    default:
      throw new XmlRefused('a type is not known')
  }
}

function readNumber(text: string): number {
  const number = Number(text)
  if (text === '' || !Number.isFinite(number)) throw new XmlRefused('a number is none')
  return number
}

/** The protocol knows no time zone: these times are taken for UTC. */
function readDate(text: string): Date {
  const found = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d:\d\d:\d\d)Z?$/.exec(text)
  const [, year, month, day, time] = found ?? []
  const date = new Date(`${year}-${month}-${day}T${time}Z`)
  if (Number.isNaN(date.getTime())) throw new XmlRefused('a date is none')
  return date
}

function readStruct(typed: Element): Struct {
  const members = childrenOf(typed, 'member').map((one) => {
    return [textOf(one, 'name') ?? '', readValue(childOf(one, 'value'))] as const
  })
  return Object.fromEntries(members)
}
