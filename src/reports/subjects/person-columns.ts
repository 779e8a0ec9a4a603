import { sql } from 'kysely'
import type { OwnField } from '../../people/own-fields/index.ts'
import { choice, flag, reference, text, time, type Column, type Join } from './column.ts'
import { among, organizations, owner } from './joins.ts'

const ORIGINS = [
  ['import', 'An import'],
  ['esp', 'An e-mail service'],
  ['user', 'A colleague'],
  ['api', 'A program'],
  ['crm', 'A CRM'],
] as const

/** The ways on from a person p; needs: what brings p in, where it is not the subject itself. */
export function joinsOfPerson(needs: readonly string[]): Record<string, Join> {
  return {
    owner: owner('p', needs),
    company: organizations('company', needs),
    household: organizations('household', needs),
    opted_out_person: {
      ...among('opted_out_person', 'opted_out_person', ['person_id', sql`p.id`]),
      needs,
    },
  }
}

/** What is known of a person p, with its owner and where it belongs. */
export function columnsOfPerson(own: readonly OwnField[], join?: string): Column[] {
  const at = join === undefined ? {} : { join }
  return [
    reference('person', ['person', 'Person'], { value: sql`p.id`, name: sql`p.name`, ...at }),
    text(['first_name', 'First name'], sql`p.first_name`, at),
    text(['last_name', 'Last name'], sql`p.last_name`, at),
    text(['job_title', 'Job title'], sql`p.job_title`, at),
    text(['phone', 'Phone'], sql`p.phone`, at),
    text(['city', 'City'], sql`p.city`, at),
    text(['country', 'Country'], sql`p.country`, at),
    text(
      ['external_id', 'External id', 'As the CRM or the imported file names the person'],
      sql`p.external_id`,
      at,
    ),
    choice(['origin', 'Origin', 'Where the person was first met'], ORIGINS, sql`p.origin`, at),
    time(['added_at', 'Added', 'When the person came to be known here'], sql`p.created_at`, at),
    text(['owner', 'Owner', 'Whose the person is in the firm: the Primary'], sql`o.name`, {
      join: 'owner',
    }),
    text(['owner_email', 'Owner’s e-mail'], sql`o.email`, { join: 'owner' }),
    text(['company', 'Company', 'All of them, by name'], sql`company.name`, { join: 'company' }),
    text(['household', 'Household'], sql`household.name`, { join: 'household' }),
    flag(
      ['person_opted_out', 'Opted out', 'The person is opted out of everything, now'],
      sql`(opted_out_person.id is not null)`,
      { join: 'opted_out_person' },
    ),
    ...own.map((field) => ownColumn(field, at)),
  ]
}

/** A field of the firm's own; what it holds is a text of a known spelling. */
function ownColumn({ key, label, kind, choices }: OwnField, at: { join?: string }): Column {
  const value = sql`(p.own ->> ${key}::text)`
  const words = [`own:${key}`, label, 'A field of the firm’s own'] as const
  const listed = kind === 'yes_no' ? ['yes', 'no'] : choices
  const column = { ...text(words, value, at), choices: listed.map((one) => [one, one] as const) }
  if (kind === 'date') return { ...column, type: 'day' }
  if (kind !== 'number') return column
  return {
    ...column,
    type: 'number',
    value: sql`(case when ${value} ~ '^-?[0-9]+([.][0-9]+)?$' then ${value}::numeric end)`,
    isSummable: true,
    isGroupable: false,
  }
}
