import { sql, type RawBuilder } from 'kysely'
import { FIELD_OF_KIND, type FieldId } from '../accounts/fields/index.ts'
import type { EventKind } from '../connectors/index.ts'
import { kindCode } from './kinds.ts'

/**
 * Of the events e those that somebody is told from whom these fields are hidden; begins with "and".
 * Left out here, before a page is counted, for a page that is shorter than asked for, or the place
 * of the next one, would tell how many there are, and when.
 */
export function seenOf(hidden: ReadonlySet<FieldId> | undefined): RawBuilder<unknown> {
  if (hidden === undefined || hidden.size === 0) return sql``
  const kinds = Object.entries(FIELD_OF_KIND).filter(([, field]) => hidden.has(field))
  const codes = kinds.map(([kind]) => kindCode(kind as EventKind))
  const isOfNone = sql`and e.kind <> all (${codes}::smallint[])`
  if (!hidden.has('machines')) return isOfNone
  return sql`${isOfNone} and not exists (select from verdict s
    where s.workspace_id = e.workspace_id and s.address_id = e.address_id
      and s.occurred_at = e.occurred_at and s.key = e.key)`
}
