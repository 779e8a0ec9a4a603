import type { Parameter } from './document.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/

/** What is wrong with the value, or values, given for a documented parameter. */
export function judgeParameter(parameter: Parameter, given: string | string[]): string[] {
  const values = Array.isArray(given) ? given : [given]
  if (values.length > 1 && parameter.type !== 'array') return ['may be given once only']
  return values.flatMap((value) => judgeValue(parameter, value))
}

function judgeValue(parameter: Parameter, value: string): string[] {
  const { type, format } = parameter
  if (type === 'boolean' && value !== 'true' && value !== 'false') return ['must be a boolean']
  if (isNumeric(parameter)) return judgeNumber(parameter, value)
  const parts = isList(parameter) ? value.split(',') : [value]
  const allowed = parameter.enum ?? parameter.items?.enum
  const problems = parts
    .filter((part) => allowed !== undefined && !allowed.includes(part))
    .map((part) => `does not allow ${JSON.stringify(part)}`)
  if (format === 'uuid' && !parts.every((part) => uuid.test(part))) problems.push('must be a UUID')
  if (format === 'date-time' && !dateTime.test(value)) problems.push('must be an ISO-8601 time')
  // On a list the contract means the greatest number of values by "maximum".
  if (parameter.maximum !== undefined && parts.length > parameter.maximum) {
    problems.push(`accepts at most ${parameter.maximum} values`)
  }
  return problems
}

/** The contract calls some limits strings, but gives them a numeric default and bounds. */
function isNumeric({ name, type }: Parameter): boolean {
  return type === 'integer' || type === 'number' || name === 'limit'
}

function judgeNumber({ minimum, maximum }: Parameter, value: string): string[] {
  if (!/^-?\d+$/.test(value)) return ['must be a whole number']
  const number = Number(value)
  if (minimum !== undefined && number < minimum) return [`must be at least ${minimum}`]
  if (maximum !== undefined && number > maximum) return [`must be at most ${maximum}`]
  return []
}

function isList({ name, format, maximum, type }: Parameter): boolean {
  return type === 'string' && (format === 'csv' || name.endsWith('ids') || maximum !== undefined)
}
