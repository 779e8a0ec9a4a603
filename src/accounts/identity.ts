import type { Tx } from '../platform/database/index.ts'
import type { Role } from './roles.ts'

/** Somebody who has proved who they are, in the workspace they work in. */
export interface Identity {
  /** The user's id, or the API key's. */
  id: string
  name: string
  /** Empty for an API key. */
  email: string
  kind: 'user' | 'key'
  role: Role
  /** The language they chose for the screens; null as the browser says, and for an API key. */
  language: string | null
  workspace: { id: number; name: string; timeZone: string; isDemo: boolean }
}

/** The user as a member of the workspace the transaction stands in; null where they are none. */
export async function memberIdentity(
  tx: Tx,
  member: { userId: string; workspaceId: number },
): Promise<Identity | null> {
  const row = await tx
    .selectFrom('membership as m')
    .innerJoin('user_account as u', 'u.id', 'm.user_id')
    .innerJoin('workspace as w', 'w.id', 'm.workspace_id')
    .select(['u.id', 'u.name', 'u.email', 'u.language', 'm.role'])
    .select(['w.id as workspaceId', 'w.name as workspace', 'w.time_zone', 'w.is_demo'])
    .where('m.user_id', '=', member.userId)
    .where('m.workspace_id', '=', member.workspaceId)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    kind: 'user',
    role: row.role,
    language: row.language,
    workspace: {
      id: row.workspaceId,
      name: row.workspace,
      timeZone: row.time_zone,
      isDemo: row.is_demo,
    },
  }
}
