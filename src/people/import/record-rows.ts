import type { RefusedRow, RemoteOrganization, RemotePerson } from '../../connectors/index.ts'
import { parseAddress } from '../address-name.ts'
import { parseEmail } from '../email.ts'
import type { Email, Row } from './row.ts'

/** Texts are cut to what the columns are made for; a CRM cannot be asked for shorter ones. */
const CHARS_MAX = { name: 300, part: 150, title: 300, phone: 100, place: 200, owner: 200 }
const ADDRESSES_MAX = 20

/** A record the CRM has. */
export type Living = RemotePerson | RemoteOrganization

/** What a CRM's record says, as a row of a file would, and the addresses that cannot be any. */
export interface RecordRow {
  row: Row
  refused: RefusedRow[]
}

/** Pure. line: its place in its batch, from one. */
export function rowOfRecord(record: Living, line: number): RecordRow {
  const refused: RefusedRow[] = []
  return record.type === 'person'
    ? { row: personRow(record, line, refused), refused }
    : {
        row: {
          ...nothing(line, record),
          kind: 'organization',
          ...ofOrganization(record),
          ...emailsOf(record, refused),
        },
        refused,
      }
}

function personRow(record: RemotePerson, line: number, refused: RefusedRow[]): Row {
  const joined = `${record.firstName} ${record.lastName}`
  const faxes = readable(record, refused, {
    addresses: record.faxes,
    read: (text) => parseAddress(text, 'fax'),
  })
  return {
    ...nothing(line, record),
    name: cut(record.name.trim() === '' ? joined : record.name, CHARS_MAX.name),
    firstName: cut(record.firstName, CHARS_MAX.part),
    lastName: cut(record.lastName, CHARS_MAX.part),
    jobTitle: cut(record.jobTitle, CHARS_MAX.title),
    ...emailsOf(record, refused),
    faxes,
    organization: cut(record.organization?.name ?? '', CHARS_MAX.name),
    organizationKind: record.organization?.kind ?? null,
  }
}

function emailsOf(record: Living, refused: RefusedRow[]): Pick<Row, 'email' | 'otherEmails'> {
  const read = { addresses: record.addresses, read: parseEmail }
  const [email = null, ...otherEmails] = readable(record, refused, read)
  return { email, otherEmails }
}

function ofOrganization({ name, kind }: RemoteOrganization) {
  return { name: cut(name, CHARS_MAX.name), organizationKind: kind }
}

function nothing(line: number, record: Living): Row {
  return {
    line,
    kind: 'person',
    externalId: record.id,
    name: '',
    firstName: '',
    lastName: '',
    jobTitle: '',
    phone: cut(record.phone, CHARS_MAX.phone),
    city: cut(record.city, CHARS_MAX.place),
    country: cut(record.country, CHARS_MAX.part),
    email: null,
    otherEmails: [],
    faxes: [],
    organization: '',
    organizationKind: null,
    owner: cut(record.owner?.name ?? '', CHARS_MAX.owner),
    ownerEmail: ownerEmail(record.owner?.email ?? ''),
    interests: [],
    consent: null,
    own: {},
  }
}

interface Spelled {
  addresses: readonly string[]
  read(text: string): ({ ok: true } & Email) | { ok: false; reason: string }
}

/** Each address once. One that cannot be any is told, and the others are taken. */
function readable(record: Living, refused: RefusedRow[], { addresses, read }: Spelled) {
  const found = new Map<string, Email>()
  for (const text of addresses.slice(0, ADDRESSES_MAX)) {
    if (text.trim() === '') continue
    const parsed = read(text)
    if (!parsed.ok) refused.push({ record, field: 'addresses', reason: parsed.reason })
    else if (!found.has(parsed.canonical)) {
      found.set(parsed.canonical, { address: parsed.address, canonical: parsed.canonical })
    }
  }
  return [...found.values()]
}

function ownerEmail(text: string): string {
  const parsed = text === '' ? null : parseEmail(text)
  return parsed?.ok ? parsed.address : ''
}

/** One line, as people's data is. */
function cut(text: string, max: number): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, max)
    .trim()
}
