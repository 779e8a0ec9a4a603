import { maker, writeXml, type Element } from '../soap/index.ts'
import { isArray, isStruct, type Fault, type Value } from './value.ts'

const make = maker('')

export function writeCall(method: string, params: readonly Value[]): string {
  const written = params.map((one) => make('param', [valueOf(one)]))
  return writeXml(make('methodCall', [make('methodName', method), make('params', written)]))
}

export function writeResponse(value: Value): string {
  const param = make('param', [valueOf(value)])
  return writeXml(make('methodResponse', [make('params', [param])]))
}

export function writeFault({ code, text }: Fault): string {
  const value = valueOf({ faultCode: code, faultString: text })
  return writeXml(make('methodResponse', [make('fault', [value])]))
}

function valueOf(value: Value): Element {
  return make('value', [typed(value)])
}

function typed(value: Value): Element {
  if (value === null) return make('nil')
  if (value instanceof Date) return make('dateTime.iso8601', dateText(value))
  if (typeof value === 'string') return make('string', value)
  if (typeof value === 'boolean') return make('boolean', value ? 1 : 0)
  if (typeof value === 'number') return make(Number.isInteger(value) ? 'int' : 'double', value)
  if (isArray(value)) return make('array', [make('data', value.map(valueOf))])
  const members = Object.entries(isStruct(value) ? value : {}).flatMap(([name, one]) => {
    return one === undefined ? [] : [make('member', [make('name', name), valueOf(one)])]
  })
  return make('struct', members)
}

function dateText(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll('-', '')
}
