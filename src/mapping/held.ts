import { sql } from 'kysely'
import { answersOf, type RuleField } from './rules/index.ts'

/** What an ESP was last seen to hold of a contact. */
export interface HeldContact {
  firstName: string
  lastName: string
  jobTitle: string
  company: string
  details: Record<string, string>
  /** What it was last told from here, by the fields' ids. */
  told: Record<string, string>
}

type Holding = Omit<HeldContact, 'told'>

/**
 * What a field of the contact holds, of a choice the labels of its answers; empty where nothing
 * does, or there is no contact. Pure.
 */
export function heldIn(
  contact: Holding | null,
  field: Pick<RuleField, 'id' | 'holds' | 'choices'>,
): string {
  if (contact === null) return ''
  const held = field.holds === null ? (contact.details[field.id] ?? '') : contact[field.holds]
  return field.choices === undefined || held === '' ? held : answersOf(held, field.choices)
}

/** What contact k holds of a field, as SQL. */
export function heldColumn(field: Pick<RuleField, 'id' | 'holds'>) {
  switch (field.holds) {
    case 'firstName':
      return sql`k.first_name`
    case 'lastName':
      return sql`k.last_name`
    case 'jobTitle':
      return sql`k.job_title`
    case 'company':
      return sql`k.company`
    case null:
      return sql`coalesce(k.details ->> ${field.id}::text, '')`
  }
}

/** A contact with whose details it is filled with. */
export interface FilledContact extends HeldContact {
  addressId: number
  address: string
  /** The first to have the address as the primary one. */
  personId: number
}

/** What stands of contact k in a select of FilledContact. */
export const CONTACT_COLUMNS = sql`k.first_name as "firstName", k.last_name as "lastName",
  k.job_title as "jobTitle", k.company, k.details, k.told`

/** Whose details a contact with the address i of a query gets, where several share it. */
export function fillsIt(addressId: ReturnType<typeof sql>) {
  return sql`(select u.person_id from person_address u
    where u.workspace_id = k.workspace_id and u.address_id = ${addressId} and u.ended_at is null
    order by u.is_primary desc, u.person_id limit 1)`
}
