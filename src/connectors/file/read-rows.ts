import {
  addressProblem,
  asObject,
  type Bounce,
  bounceFromAnswer,
  cleanText,
  codesIn,
  type EventKind,
  type FeedbackEvent,
  FieldRefused,
  type FileRow,
  type HookPage,
  type JsonObject,
  type NamedCampaign,
  type RefusedRow,
  type RemoteSuppression,
} from '../sdk/index.ts'
import type { FieldOrText, FileMapping, MappedTime } from './mapping.ts'
import { timeOf } from './time.ts'

/** What a row came to. */
export type RowRead =
  { event: FeedbackEvent; campaign: NamedCampaign } | { optOut: RemoteSuppression } | 'ignored'

const ID_CHARS_MAX = 500

/**
 * What rows tell by a mapping; each that cannot be read is kept beside with its line, the field at
 * fault and why. Pure: the same rows and the same mapping give the same events.
 */
export function readMapped(rows: readonly FileRow[], mapping: FileMapping): HookPage {
  const events: FeedbackEvent[] = []
  const optOuts: RemoteSuppression[] = []
  const refused: RefusedRow[] = []
  const places = { events: [] as number[], optOuts: [] as number[] }
  const campaigns = new Map<string, NamedCampaign>()
  for (const [place, row] of rows.entries()) {
    const read = readOrRefuse(row, mapping, place)
    if (read === 'ignored') continue
    if ('reason' in read) refused.push(read)
    else if ('optOut' in read) {
      optOuts.push(read.optOut)
      places.optOuts.push(place)
    } else {
      events.push(read.event)
      places.events.push(place)
      campaigns.set(read.campaign.id, earlier(campaigns.get(read.campaign.id), read.campaign))
    }
  }
  return {
    rows: events,
    refused,
    suppressions: optOuts,
    records: rows.map(shown),
    places: [...places.events, ...places.optOuts],
    campaigns: [...campaigns.values()],
  }
}

/** What one row tells. Throws FieldRefused. */
export function readRow(row: FileRow, mapping: FileMapping): RowRead {
  if ('fault' in row) throw new FieldRefused('', row.fault)
  const { record } = row
  const kind = kindOf(record, mapping)
  if (kind === 'ignore') return 'ignored'
  const address = addressOf(record, mapping)
  const occurredAt = mapping.time === undefined ? null : timeIn(record, mapping.time)
  const campaign = campaignOf(record, mapping, kind === 'sent' ? occurredAt : null)
  const more = aboutPerson(record, mapping)
  const reason = told(record, mapping.reason)
  if (campaign === null) {
    if (kind === 'opt_out') return { optOut: { address, occurredAt, reason, by: '', ...more } }
    throw new FieldRefused(campaignField(mapping), 'The row names no campaign.')
  }
  const agent = told(record, mapping.agent)
  const event: FeedbackEvent = {
    kind,
    address,
    occurredAt,
    activity: campaign.id,
    ...more,
    ...(agent !== '' && { agent }),
    ...(reason !== '' && kind !== 'bounce' && { reason }),
    ...(kind === 'click' && linkOf(record, mapping)),
    ...(kind === 'bounce' && { bounce: bounceOf(record, mapping) }),
  }
  return { event, campaign }
}

/** What stands at a field: the column of that very name, else the path. */
export function valueAt(record: JsonObject, name: string): string {
  const value = Object.hasOwn(record, name)
    ? record[name]
    : name.split('.').reduce<unknown>((at, part) => partOf(at, part), record)
  if (typeof value === 'string') return (cleanText(value) ?? '').trim()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

function partOf(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return value[Number(part)]
  const object = asObject(value)
  return object !== null && Object.hasOwn(object, part) ? object[part] : undefined
}

function readOrRefuse(row: FileRow, mapping: FileMapping, place: number): RowRead | RefusedRow {
  try {
    return readRow(row, mapping)
  } catch (error) {
    if (!(error instanceof FieldRefused)) throw error
    const reason = `${error.message} (line ${row.line} of the file)`
    return { record: shown(row), field: error.field, reason, place }
  }
}

function shown(row: FileRow): JsonObject {
  return 'fault' in row ? { line: row.line, text: row.text } : { line: row.line, ...row.record }
}

function kindOf(record: JsonObject, { kind }: FileMapping): EventKind | 'ignore' {
  if ('constant' in kind) return kind.constant
  const word = valueAt(record, kind.field)
  const meaning = lookUp(kind.words, word)
  if (meaning !== undefined) return meaning
  if (kind.otherwise === 'ignore') return 'ignore'
  const reason =
    word === '' ? 'The field is empty.' : `No kind is known for “${word.slice(0, 100)}”.`
  throw new FieldRefused(kind.field, reason)
}

function lookUp<T>(words: Readonly<Record<string, T>>, word: string): T | undefined {
  if (Object.hasOwn(words, word)) return words[word]
  const folded = word.toLowerCase()
  return Object.entries(words).find(([key]) => key.toLowerCase() === folded)?.[1]
}

function addressOf(record: JsonObject, { address }: FileMapping): string {
  const text = valueAt(record, address.field)
  const problem = addressProblem(text)
  if (problem) throw new FieldRefused(address.field, problem)
  return text
}

function timeIn(record: JsonObject, { field, format, zone }: MappedTime): number {
  const text = valueAt(record, field)
  const at = timeOf(text, format, zone)
  if (at !== null) return at
  const reason =
    text === '' ? 'There is no time.' : `“${text.slice(0, 60)}” is no time in the format ${format}.`
  throw new FieldRefused(field, reason)
}

/** Null where the row names none. */
function campaignOf(
  record: JsonObject,
  { campaign }: FileMapping,
  sent: number | null,
): NamedCampaign | null {
  const id = textOf(record, campaign.id)
  const name = textOf(record, campaign.name)
  if (id === '' && name === '') return null
  const isTold = campaign.sentAt !== undefined && valueAt(record, campaign.sentAt.field) !== ''
  const sentAt = isTold ? timeIn(record, campaign.sentAt!) : sent
  const known = id === '' ? `name:${name.toLowerCase().replace(/\s+/g, ' ')}` : id
  return { id: known.slice(0, ID_CHARS_MAX), name: name || id, sentAt }
}

function campaignField({ campaign }: FileMapping): string {
  const named = campaign.id ?? campaign.name
  return named !== undefined && 'field' in named ? named.field : ''
}

function textOf(record: JsonObject, from: FieldOrText | undefined): string {
  if (from === undefined) return ''
  return 'constant' in from ? from.constant : valueAt(record, from.field).slice(0, ID_CHARS_MAX)
}

function told(record: JsonObject, from: { field: string } | undefined): string {
  return from === undefined ? '' : valueAt(record, from.field)
}

function aboutPerson(record: JsonObject, mapping: FileMapping) {
  const first = told(record, mapping.firstName)
  const last = told(record, mapping.lastName)
  const contactId = told(record, mapping.contactId)
  const name = { ...(first !== '' && { first }), ...(last !== '' && { last }) }
  return {
    ...(Object.keys(name).length > 0 && { name }),
    ...(contactId !== '' && { contactId }),
  }
}

function linkOf(record: JsonObject, { link }: FileMapping): { link?: { url: string } } {
  if (link === undefined) return {}
  const url = valueAt(record, link.field)
  if (url === '') throw new FieldRefused(link.field, 'A click without its link.')
  return { link: { url } }
}

/** A class the mapping gives to the code comes first; else the receiver's answer is classified. */
function bounceOf(record: JsonObject, mapping: FileMapping): Bounce {
  const { code: from, classes = {}, text: answer } = mapping.bounce ?? {}
  const code = told(record, from)
  const text = told(record, answer) || told(record, mapping.reason)
  const found = lookUp(classes, code)
  const codes = { ...codesIn(text), ...codesIn(code) }
  return bounceFromAnswer(
    { ...codes, text: text || code },
    { ...(code !== '' && { code }), ...(found !== undefined && { class: found }) },
  )
}

/** Of a campaign told twice: its name, and the earliest of its times. */
function earlier(one: NamedCampaign | undefined, other: NamedCampaign): NamedCampaign {
  if (one?.sentAt == null) return { ...one, ...other }
  if (other.sentAt === null || other.sentAt >= one.sentAt) return one
  return { ...one, sentAt: other.sentAt }
}
