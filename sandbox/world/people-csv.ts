import { stringify } from 'csv-stringify/sync'
import { createRandom } from '../random.ts'
import type { PersonRecord } from './definition.ts'

const columns = [
  'external_id',
  'kind',
  'name',
  'first_name',
  'last_name',
  'job_title',
  'email',
  'other_emails',
  'organization',
  'organization_kind',
  'owner',
  'owner_email',
  'phone',
  'city',
  'country',
]

/**
 * The firm's CRM export. A few addresses were typed with capitals, as people do. With fax numbers
 * where somebody knows them.
 */
export function peopleCsv(
  people: readonly PersonRecord[],
  faxNumberOf?: (address: string) => string,
): string {
  const rows = people.map((person) => [
    person.externalId,
    person.kind,
    person.name,
    person.firstName,
    person.lastName,
    person.jobTitle,
    asTyped(person),
    person.otherEmails.join(';'),
    person.organization,
    person.organizationKind,
    person.owner,
    person.ownerEmail,
    person.phone,
    person.city,
    person.country,
  ])
  if (faxNumberOf === undefined) return stringify([columns, ...rows])
  const faxes = people.map(({ email }) => (email === '' ? '' : `+${faxNumberOf(email)}`))
  return stringify([[...columns, 'fax'], ...rows.map((row, place) => [...row, faxes[place]!])])
}

function asTyped(person: PersonRecord): string {
  const random = createRandom(`typed/${person.externalId}`)
  if (!random.chance(0.02)) return person.email
  return person.email.replace(/(^|[.@])([a-z])/g, (_, mark: string, letter: string) => {
    return mark + letter.toUpperCase()
  })
}
