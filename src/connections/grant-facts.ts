import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { unseal } from './sealed.ts'

/** What may be told of a grant: nothing of it is secret. Times in epoch ms. */
export interface GrantFacts {
  /** When its tokens came; a renewal counts as new ones. */
  receivedAt: number
  /** When the access token ends; null where the vendor does not say. */
  expiresAt: number | null
  canRenew: boolean
}

/** The grants of the workspace's connections, by connection id; none where there is no grant. */
export async function grantFacts(
  tx: Tx,
  homing: Homing,
  workspaceId: number,
): Promise<Map<number, GrantFacts>> {
  const rows = await tx
    .selectFrom('connection')
    .select(['id', 'sealed'])
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .where('sealed', 'is not', null)
    .execute()
  const facts = new Map<number, GrantFacts>()
  for (const { id, sealed } of rows) {
    try {
      const { grant } = unseal(homing.secrets, { workspaceId, connectionId: id }, sealed!)
      if (grant === null) continue
      const { receivedAt, expiresAt, accessToken, refreshToken } = grant
      // Tokens yet to be asked for: nothing was granted that could end.
      if (accessToken === '' && refreshToken === null) continue
      facts.set(id, { receivedAt, expiresAt, canRenew: refreshToken !== null })
    } catch (error) {
      // Another key than it was sealed with: that connection fails by itself, the others do not.
      homing.log.error({ err: error, connection: id }, 'a grant does not open')
    }
  }
  return facts
}
