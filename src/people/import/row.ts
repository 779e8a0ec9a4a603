import { unguard } from '../../platform/csv.ts'
import { parseAddress } from '../address-name.ts'
import { parseEmail } from '../email.ts'
import type { OwnValues } from '../own-fields/index.ts'
import { BadCell } from './bad-cell.ts'
import type { Column, Header } from './columns.ts'
import { readConsent, type ConsentCells } from './consent-cells.ts'
import { readInterests } from './interest-cells.ts'
import { keptRecord } from './kept-record.ts'
import { ownOf, type Cells } from './own-cells.ts'
import type { CsvRecord } from '../../platform/csv-records.ts'

/** A cell longer than this is refused with its row, even in a column nothing is known by. */
const CELL_CHARS_MAX = 100_000
const OTHER_EMAILS_MAX = 20
const FAXES_MAX = 10
const CHARS_MAX: Readonly<Record<Column, number>> = {
  external_id: 200,
  kind: 20,
  name: 300,
  first_name: 150,
  last_name: 150,
  job_title: 300,
  email: 254,
  other_emails: 6_000,
  fax: 1_000,
  organization: 300,
  organization_kind: 20,
  owner: 200,
  owner_email: 254,
  phone: 100,
  city: 200,
  country: 100,
  interests: 1_000,
  consent: 20,
  consent_topic: 2_000,
  consent_date: 40,
  consent_until: 40,
  consent_evidence: 500,
}

export interface Email {
  address: string
  canonical: string
}

export type OrganizationKind = 'company' | 'household'

/** One row that says something about one person or organization. Empty texts say nothing. */
export interface Row {
  line: number
  kind: 'person' | 'organization'
  externalId: string
  name: string
  firstName: string
  lastName: string
  jobTitle: string
  phone: string
  city: string
  country: string
  email: Email | null
  otherEmails: Email[]
  /** By the name that a fax number has among addresses. */
  faxes: Email[]
  organization: string
  /** Null: the row does not say. */
  organizationKind: OrganizationKind | null
  owner: string
  ownerEmail: string
  /** Codes of interests the row states. */
  interests: string[]
  /** Null: the row says nothing of consent. */
  consent: ConsentCells | null
  /** Values of the firm's own fields, by key; only those the row says. */
  own: OwnValues
}

export interface Refusal {
  line: number
  /** A column, or the key of an own field; empty: the row as a whole. */
  field: string
  reason: string
  record: Record<string, string>
}

/**
 * Makes sense of one record; null for a blank one. A refusal keeps the record under the file's own
 * header, so that it can be mended and sent again.
 */
export function readRow(record: CsvRecord, header: Header, now: number): Row | Refusal | null {
  if (record.fault !== null) return refuse(record, header, { field: '', reason: record.fault })
  const cells = record.cells.map((cell) => tidy(unguard(cell)))
  if (cells.every((cell) => cell === '')) return null
  const problem = problemOfShape(record, header)
  if (problem !== null) return refuse(record, header, problem)
  try {
    const values = valuesOf(cells, header)
    return rowOf(record.line, values, { now, own: ownOf(values, header.own) })
  } catch (error) {
    if (error instanceof BadCell) return refuse(record, header, error)
    throw error
  }
}

/** The same refusal, found out later: when the row is held against the others. */
export function refuse(
  record: CsvRecord,
  header: Header,
  problem: Pick<Refusal, 'field' | 'reason'>,
): Refusal {
  const { field, reason } = problem
  return { line: record.line, field, reason, record: keptRecord(record, header) }
}

function problemOfShape(
  record: CsvRecord,
  header: Header,
): Pick<Refusal, 'field' | 'reason'> | null {
  const wanted = header.names.length
  if (record.cells.length !== wanted) {
    return {
      field: '',
      reason:
        `The row has ${record.cells.length} cells, the header ${wanted}. `
        + 'Put cells that contain the delimiter in quotes.',
    }
  }
  for (const [place, cell] of record.cells.entries()) {
    const column = header.columns[place] ?? null
    const name = header.names[place]!
    if (cell.includes('\0')) {
      return { field: column ?? '', reason: `There is a NUL character in “${name}”.` }
    }
    const max = isColumn(column) ? CHARS_MAX[column] : CELL_CHARS_MAX
    if (cell.length > max && tidy(unguard(cell)).length > max) {
      const [length, most] = [cell.length, max].map((count) => count.toLocaleString('en'))
      return {
        field: column ?? '',
        reason: `“${name}” has ${length} characters; at most ${most} are taken.`,
      }
    }
  }
  return null
}

function isColumn(column: Header['columns'][number]): column is Column {
  return column !== null && column in CHARS_MAX
}

function valuesOf(cells: string[], header: Header): Cells {
  const values = Object.fromEntries(Object.keys(CHARS_MAX).map((column) => [column, '']))
  header.columns.forEach((column, place) => {
    if (column !== null) values[column] = cells[place]!
  })
  return values as Cells
}

function rowOf(line: number, values: Cells, of: { now: number; own: OwnValues }): Row {
  const kind = choice(values, 'kind', ['person', 'organization', 'organisation'], 'person')
  const joined = `${values.first_name} ${values.last_name}`.trim()
  const row: Row = {
    line,
    kind: kind === 'person' ? 'person' : 'organization',
    externalId: values.external_id,
    name: values.name || joined,
    firstName: values.first_name,
    lastName: values.last_name,
    jobTitle: values.job_title,
    phone: values.phone,
    city: values.city,
    country: values.country,
    email: values.email === '' ? null : email(values.email, 'email'),
    otherEmails: otherEmails(values),
    faxes: faxes(values),
    organization: values.organization,
    organizationKind: choice<OrganizationKind, null>(
      values,
      'organization_kind',
      ['company', 'household'],
      null,
    ),
    owner: values.owner,
    ownerEmail: values.owner_email === '' ? '' : email(values.owner_email, 'owner_email').address,
    interests: readInterests(values.interests),
    consent: readConsent(values, of.now),
    own: of.own,
  }
  return row.kind === 'person' ? person(row) : organization(row)
}

function person(row: Row): Row {
  // A row with other addresses only has a first one all the same.
  if (row.email === null && row.otherEmails.length > 0) row.email = row.otherEmails.shift()!
  if (row.name === '' && row.email === null) {
    throw new BadCell('name', 'The row names nobody: it needs a name or an e-mail address.')
  }
  return row
}

function organization(row: Row): Row {
  const name = row.name || row.organization
  if (name === '') throw new BadCell('name', 'An organization needs a name.')
  if (row.consent !== null && row.email === null) {
    throw new BadCell('consent', 'An organization is written to at its email; this row has none.')
  }
  if (row.interests.length > 0 && row.email === null) {
    throw new BadCell('interests', 'Interests are stated of people, or of who reads an email.')
  }
  return { ...row, name, organization: '' }
}

function otherEmails(values: Record<Column, string>): Email[] {
  const parts = values.other_emails
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)
  if (parts.length > OTHER_EMAILS_MAX) {
    throw new BadCell('other_emails', `There are more than ${OTHER_EMAILS_MAX} other addresses.`)
  }
  return parts.map((part) => email(part, 'other_emails'))
}

function faxes({ fax }: Record<Column, string>): Email[] {
  const parts = fax.split(';').filter((part) => part.trim() !== '')
  if (parts.length > FAXES_MAX) {
    throw new BadCell('fax', `There are more than ${FAXES_MAX} fax numbers.`)
  }
  return parts.map((part) => {
    const parsed = parseAddress(part, 'fax')
    if (!parsed.ok) throw new BadCell('fax', parsed.reason)
    return { address: parsed.address, canonical: parsed.canonical }
  })
}

function email(text: string, field: Column): Email {
  const parsed = parseEmail(text)
  if (!parsed.ok) throw new BadCell(field, parsed.reason)
  return { address: parsed.address, canonical: parsed.canonical }
}

function choice<Word extends string, Default>(
  values: Record<Column, string>,
  field: Column,
  words: readonly Word[],
  otherwise: Default,
): Word | Default {
  const given = values[field].toLowerCase()
  if (given === '') return otherwise
  const word = words.find((one) => one === given)
  if (word === undefined) {
    throw new BadCell(field, `“${values[field]}” is none of: ${words.join(', ')}.`)
  }
  return word
}

/** People's data is one line a cell: line breaks and runs of spaces become one space. */
function tidy(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim()
}
