import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** The addresses of an ESP's contacts by their ids, as it told them last; of those it still has. */
export async function contactAddresses(
  tx: Tx,
  at: { workspaceId: number; connectionId: number },
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; address: string }>`
    select k.external_id as id, a.address from contact k
    join address a on a.workspace_id = k.workspace_id and a.id = k.address_id
    where k.workspace_id = ${at.workspaceId} and k.connection_id = ${at.connectionId}
      and k.external_id = any(${[...ids]}::text[]) and k.gone_at is null and a.kind = 'email'
      and a.erased_at is null`.execute(tx)
  return new Map(rows.map(({ id, address }) => [id, address]))
}
