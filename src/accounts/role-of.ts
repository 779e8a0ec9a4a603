import type { Tx } from '../platform/database/index.ts'
import type { Role } from './roles.ts'

/**
 * The role a user, or an API key, has in the workspace the transaction stands in; null where they
 * have none any more. now: epoch ms.
 */
export async function roleOf(
  tx: Tx,
  id: string,
  now: number,
): Promise<{ name: string; role: Role } | null> {
  const member = await tx
    .selectFrom('membership as m')
    .innerJoin('user_account as u', 'u.id', 'm.user_id')
    .select(['u.name', 'm.role'])
    .where('m.user_id', '=', id)
    .executeTakeFirst()
  if (member !== undefined) return member
  const key = await tx
    .selectFrom('api_key')
    .select(['name', 'role', 'expires_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (key === undefined) return null
  const isOver = key.expires_at !== null && key.expires_at.getTime() <= now
  return isOver ? null : { name: key.name, role: key.role }
}
