import { sql, type RawBuilder } from 'kysely'
import { parseEmail } from './email.ts'

/** Shorter texts are looked for at the beginning of names and addresses only, in their indexes. */
const SUBSTRING_CHARS_MIN = 3

/**
 * The ids of people a text finds: part of the name, also of one merged into the person, of an
 * address in use, or of an organization's name. One or two characters, which would find nearly
 * everybody, find beginnings. A whole address finds whose it is, however it is spelled.
 */
export function searched(workspaceId: number, text: string): RawBuilder<unknown> {
  const wanted = text.trim().replace(/\s+/g, ' ')
  const pattern = patternOf(wanted)
  const parsed = parseEmail(wanted)
  const ofAddress = parsed.ok ? patternOf(parsed.canonical) : pattern
  return sql`
    select coalesce(n.merged_into, n.id) from person n where n.workspace_id = ${workspaceId}
      and (lower(n.name) like lower(${pattern}) or lower(n.last_name) like lower(${pattern}))
    union
    select pa.person_id from address a join person_address pa
      on pa.workspace_id = a.workspace_id and pa.address_id = a.id and pa.ended_at is null
    where a.workspace_id = ${workspaceId} and a.canonical like lower(${ofAddress})
    union
    select f.person_id from organization g join affiliation f
      on f.workspace_id = g.workspace_id and f.organization_id = g.id
    where g.workspace_id = ${workspaceId} and lower(g.name) like lower(${pattern})`
}

function patternOf(text: string): string {
  const escaped = text.replace(/[\\%_]/g, (character) => `\\${character}`)
  return text.length < SUBSTRING_CHARS_MIN ? `${escaped}%` : `%${escaped}%`
}
