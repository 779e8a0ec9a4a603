import { sql } from 'kysely'
import type { ImportedInterest, TakesInterests } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'

/** What an interest is worth that a row states, as where somebody states it by hand. */
const POINTS = 10

/**
 * Takes over what the rows of an import state of interests; handed to the import by main. What is
 * stated already, by whomever, is not stated again; nor what an earlier import stated and somebody
 * took back since: the same file again would undo it. Nothing is ever taken away.
 */
export const interestsOfImports: TakesInterests = {
  async interestsCoded(tx, workspaceId, codes) {
    const { rows } = await sql<{ id: number; code: string }>`
      select id, lower(code) as code from interest
      where workspace_id = ${workspaceId}
        and lower(code) in (select lower(code) from unnest(${codes}::text[]) as given (code))
      `.execute(tx)
    return new Map(rows.map((row) => [row.code, row.id]))
  },

  async take(tx, { workspaceId, isDryRun, actor, now }, stated) {
    const known = stated.filter((one) => one.personId !== 0)
    const fresh = await unstated(tx, workspaceId, known)
    if (!isDryRun && fresh.length > 0) {
      await sql`
        insert into person_interest (workspace_id, person_id, interest_id, points, source,
          stated_by, stated_at)
        select ${workspaceId}, person_id, interest_id, ${POINTS}, 'import', ${actor ?? 'Import'},
          ${new Date(now)}
        from unnest(${fresh.map((one) => one.personId)}::integer[],
          ${fresh.map((one) => one.interestId)}::integer[]) as f (person_id, interest_id)
        `.execute(tx)
    }
    return fresh.length + stated.length - known.length
  },
}

/** Those among them that were not stated of the person, or of one merged with it; each once. */
async function unstated(
  tx: Tx,
  workspaceId: number,
  stated: readonly ImportedInterest[],
): Promise<ImportedInterest[]> {
  if (stated.length === 0) return []
  const { rows } = await sql<ImportedInterest>`
    select distinct g.person_id as "personId", g.interest_id as "interestId"
    from unnest(${stated.map((one) => one.personId)}::integer[],
      ${stated.map((one) => one.interestId)}::integer[]) as g (person_id, interest_id)
    where not exists (
      select from person_interest s
      join person p on p.workspace_id = s.workspace_id and p.id = s.person_id
      where s.workspace_id = ${workspaceId} and s.interest_id = g.interest_id
        and (s.person_id = g.person_id or p.merged_into = g.person_id)
        and (s.ended_at is null or s.source = 'import'))
    order by 1, 2`.execute(tx)
  return rows
}
