import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { TargetAddress } from './target.ts'

/** Spellings of one person's numbers at most. */
const SPELLINGS_MAX = 100

/** What may stand between two digits of a number (readFaxNumber). */
const BETWEEN = '[[:space:]().\\-/]*'

/**
 * How tables spell these fax numbers, their countries' codes included: in refused rows of imports,
 * problems, the audit and what was told outside. Pages are not looked at.
 */
export async function faxSpellings(
  tx: Tx,
  workspaceId: number,
  addresses: readonly TargetAddress[],
): Promise<string[]> {
  const patterns = addresses.filter((one) => one.kind === 'fax').map(patternOf)
  if (patterns.length === 0) return []
  const { rows } = await sql<{ spelled: string }>`
    select distinct found[1] as spelled from (
      select record::text || ' ' || reason as told from import_refusal
        where workspace_id = ${workspaceId}
      union all
      select concat_ws(' ', record::text, sentence, remedy) from problem
        where workspace_id = ${workspaceId}
      union all
      select sentence || ' ' || detail::text from audit where workspace_id = ${workspaceId}
      union all
      select subject || ' ' || body from mail where workspace_id = ${workspaceId}
      union all
      select body from webhook_delivery where workspace_id = ${workspaceId}
      union all
      select value || ' ' || note from detail where workspace_id = ${workspaceId}
    ) texts cross join unnest(${patterns}::text[]) pattern
    cross join lateral regexp_matches(told, pattern, 'g') found
    limit ${SPELLINGS_MAX}`.execute(tx)
  return rows.map((row) => row.spelled)
}

/** "(0)" may stand behind the country's code: behind one digit, two or three. */
function patternOf({ canonical }: TargetAddress): string {
  const digits = [...canonical.replace('+', '')]
  const between = (place: number) => (place < 3 ? `${BETWEEN}(?:0\\)${BETWEEN})?` : BETWEEN)
  const all = digits.map((digit, place) => digit + between(place))
  all[all.length - 1] = digits.at(-1)!
  return `(?<![0-9])(${canonical.startsWith('+') ? '[+]?' : ''}${all.join('')})(?![0-9])`
}
