import type { Org } from '../org.ts'
import type { Row } from '../rows.ts'

/** What has been written by way of the API, and whom mail may not or cannot reach by now. */
export function tell(org: Org) {
  const practifi = org.practifi()
  const kinds = ['Task', 'Event', ...(practifi === undefined ? [] : [`${practifi}Interaction__c`])]
  const persons = ['Contact', 'Lead']
  const written = (row: Row) => row.CreatedById === org.users.api
  return {
    campaigns: count(org, ['Campaign'], written),
    activities: count(org, kinds, written),
    optedOut: count(org, persons, (row) => row.HasOptedOutOfEmail === true),
    invalid: count(org, persons, isInvalid),
  }
}

/** The same for contacts and leads, though only a contact says so itself. */
export function isInvalid(row: Row): boolean {
  return row.EmailBouncedReason !== null || row.EmailBouncedDate !== null
}

function count(org: Org, objects: readonly string[], keep: (row: Row) => boolean): number {
  let found = 0
  for (const name of objects) {
    for (const row of org.table(name).all()) if (!row.IsDeleted && keep(row)) found += 1
  }
  return found
}
