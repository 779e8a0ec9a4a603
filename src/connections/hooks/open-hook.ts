import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'
import { doorOf, type Door } from './hooked.ts'
import { openHookKeys } from './keys.ts'
import { placeOfToken } from './token.ts'

/** Where a hook address leads, with everything a delivery there is judged by. */
export type OpenHook = Door & {
  workspaceId: number
  connectionId: number
  keys: readonly string[]
  isClosed: boolean
}

/**
 * Finds where a token leads: null for one that was never given, has ended, or whose connection was
 * removed; the three look the same. Times are this process's: a token that ends does so by the
 * clock that said when.
 */
export async function findHook(homing: Homing, token: string): Promise<OpenHook | null> {
  const place = placeOfToken(token)
  if (place === null) return null
  const { workspaceId, hash } = place
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const row = await tx
      .selectFrom('hook_address as a')
      .innerJoin('connection as c', (join) =>
        join.onRef('c.workspace_id', '=', 'a.workspace_id').onRef('c.id', '=', 'a.connection_id'),
      )
      .select(['a.connection_id', 'c.connector'])
      .select(
        sql<boolean>`exists (select from hook_closing h where h.workspace_id = a.workspace_id
          and h.connection_id = a.connection_id)`.as('is_closed'),
      )
      .where('a.workspace_id', '=', workspaceId)
      .where('a.token_hash', '=', hash)
      .where('c.deleted_at', 'is', null)
      .where((e) => e.or([e('a.ends_at', 'is', null), e('a.ends_at', '>', new Date(homing.now()))]))
      .executeTakeFirst()
    const connector = homing.connectors.find(({ id }) => id === row?.connector)
    const door = connector === undefined ? null : doorOf(connector)
    if (row === undefined || door === null) return null
    const connectionId = row.connection_id
    return {
      workspaceId,
      connectionId,
      ...door,
      keys: await openHookKeys(tx, homing.secrets, { workspaceId, connectionId }),
      isClosed: row.is_closed,
    }
  })
}
