import type { z } from 'zod'

/** What is wrong with a value, at its place: what was given there, and what to give instead. */
export interface Fault {
  path: (string | number)[]
  reason: string
}

type Issue = z.core.$ZodIssue
type RawIssue = z.core.$ZodRawIssue

/** Of a value so much is told again. */
const QUOTED_CHARS_MAX = 60
/** So many of the choices are named; the documentation of the API has them all. */
const CHOICES_MAX = 40
/** Fields whose value is never told again. */
const SECRET = /pass|secret|token|api.?key|credential/i

/**
 * Reads a value as a schema asks. What does not fit is told in sentences of our own: what was
 * given, and what to give; a schema's own message goes before them. Where quotes is false, what
 * was given is nowhere quoted, for it may be a secret. Pure.
 */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  quotes = true,
): { data: z.output<Schema> } | { faults: Fault[] } {
  const read = schema.safeParse(given, {
    error: (issue) => wordsOf(issue, quotes, given),
  })
  if (read.success) return { data: read.data }
  return { faults: read.error.issues.flatMap((issue) => faultsOf(issue)) }
}

function isSecret(step: PropertyKey): boolean {
  return typeof step === 'string' && SECRET.test(step)
}

/** An issue as faults: of a choice of shapes, what is wrong with the one that was meant. */
function faultsOf(issue: Issue, above: PropertyKey[] = []): Fault[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: named([...path, key]),
      reason: 'There is no such field here. Leave it out.',
    }))
  }
  const meant = issue.code === 'invalid_union' ? meantOf(issue.errors) : null
  if (meant !== null) return meant.flatMap((one) => faultsOf(one, path))
  return [{ path: named(path), reason: issue.message }]
}

function named(path: PropertyKey[]): (string | number)[] {
  return path.map((step) => (typeof step === 'number' ? step : String(step)))
}

/** Of the shapes of a choice the one the value comes nearest to; null where it is like none. */
function meantOf(shapes: Issue[][]): Issue[] | null {
  const nearest = shapes
    .filter((issues) => !issues.some(isAnother))
    .sort((a, b) => strangersIn(a) - strangersIn(b) || a.length - b.length)[0]
  return nearest ?? null
}

/** It is of another kind altogether, so this shape was not meant. */
function isAnother({ code, path }: Issue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')
}

function strangersIn(issues: Issue[]): number {
  return issues.reduce((n, one) => n + (one.code === 'unrecognized_keys' ? one.keys.length : 0), 0)
}

/** What an issue says whose schema has no message of its own. */
function wordsOf(issue: RawIssue, quotes: boolean, whole: unknown): string {
  const path = issue.path ?? []
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    return issue.issues[0]?.message ?? OTHER
  }
  const given = givenAt(issue, path, whole)
  const next = toGive(issue)
  if (given === undefined) return `It is missing. ${next}`
  const long = lengthOf(given, issue)
  if (long !== null) return `${long} ${next}`
  return `${whatIs(given, quotes && !path.some(isSecret))} ${next}`
}

/** What was given, before a number was made of it; of a choice by name, the name. */
function givenAt(issue: RawIssue, path: PropertyKey[], whole: unknown): unknown {
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    return stepInto(issue.input, issue.discriminator)
  }
  return Number.isNaN(issue.input) ? (path.reduce(stepInto, whole) ?? issue.input) : issue.input
}

function stepInto(value: unknown, step: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined
}

/** Of what is too short or too long its length says more than itself. */
function lengthOf(given: unknown, { code }: RawIssue): string | null {
  if (code !== 'too_small' && code !== 'too_big') return null
  if (given === '') return 'It holds nothing.'
  if (typeof given === 'string') {
    return given.length === 1 ? 'It has 1 character.' : `It has ${given.length} characters.`
  }
  if (!Array.isArray(given)) return null
  return given.length === 1 ? 'It has 1 entry.' : `It has ${given.length} entries.`
}

function whatIs(given: unknown, mayQuote: boolean): string {
  if (given === null) return 'It is null.'
  if (given === '') return 'It holds nothing.'
  if (Array.isArray(given)) return 'It is a list.'
  if (typeof given === 'object') return 'It is a group of fields.'
  if (!mayQuote) return 'It does not fit.'
  const text = String(given).replace(/\s+/g, ' ')
  const isLong = text.length > QUOTED_CHARS_MAX
  return `It is “${isLong ? `${text.slice(0, QUOTED_CHARS_MAX)}…` : text}”.`
}

const OTHER = 'Give it as the documentation of the API shows.'
const MORE_FORMS = 'The documentation of the API shows the other forms.'
const KINDS: Record<string, string> = {
  string: 'Give a text.',
  number: 'Give a number.',
  int: 'Give a whole number.',
  boolean: 'Give true or false.',
  date: 'Give a date.',
  array: 'Give a list.',
  object: 'Give a group of fields.',
  record: 'Give a group of fields.',
  null: 'Give null.',
  never: 'Leave it out.',
}
const FORMATS: Record<string, string> = {
  date: 'Give a date such as 2026-05-03.',
  datetime: 'Give a moment such as 2026-05-03T09:00:00Z.',
  email: 'Give an e-mail address.',
  url: 'Give a web address that begins with https://.',
  guid: 'Give an id, as Homing tells it.',
  uuid: 'Give an id, as Homing tells it.',
}

/** What fits instead. */
function toGive(issue: RawIssue | Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? OTHER
    case 'invalid_value':
      return oneOf(issue.values)
    case 'invalid_format':
      return FORMATS[issue.format] ?? OTHER
    case 'not_multiple_of':
      return `Give a multiple of ${issue.divisor}.`
    case 'too_small':
      return atLeast(issue.minimum, issue)
    case 'too_big':
      return atMost(issue.maximum, issue)
    case 'invalid_union':
      return ofShapes(issue)
    default:
      return OTHER
  }
}

function oneOf(values: readonly unknown[]): string {
  const names = values.map(String)
  if (names.length === 1) return `Give “${names[0]}”.`
  const more = names.length - CHOICES_MAX
  const first = names.slice(0, CHOICES_MAX).join(', ')
  return more > 0 ? `Give one of: ${first}, or ${more} others.` : `Give one of: ${first}.`
}

interface Bound {
  origin: string
  inclusive?: boolean
  exact?: boolean
}

function atLeast(minimum: number | bigint, { origin, inclusive, exact }: Bound): string {
  if (origin === 'string' && minimum === 1) return 'Write something.'
  if (exact) return `Give exactly ${minimum}.`
  return inclusive === false ? `Give more than ${minimum}.` : `Give at least ${minimum}.`
}

function atMost(maximum: number | bigint, { inclusive, exact }: Bound): string {
  if (exact) return `Give exactly ${maximum}.`
  return inclusive === false ? `Give less than ${maximum}.` : `Give at most ${maximum}.`
}

/** The names of the shapes; or what they ask for, where they are of another kind each. */
function ofShapes({ errors, options }: Shapes): string {
  if (options !== undefined) return oneOf(options)
  const roots = errors.flatMap((issues) => issues.slice(0, 1))
  const values = roots.flatMap((one) => (one.code === 'invalid_value' ? one.values : []))
  const others = [...new Set(roots.filter((one) => one.code !== 'invalid_value').map(toGive))]
  if (values.length === 0) return others.length === 1 ? others[0]! : OTHER
  return others.length === 0 ? oneOf(values) : `${oneOf(values)} ${MORE_FORMS}`
}

interface Shapes {
  errors: Issue[][]
  options?: readonly unknown[]
}
