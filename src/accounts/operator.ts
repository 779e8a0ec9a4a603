import { timingSafeEqual } from 'node:crypto'
import { Refused } from '../platform/refused.ts'
import type { Identity } from './identity.ts'
import { KEY_PREFIX, keyIdentity } from './keys.ts'
import { idsOfWorkspaces, stand } from './standing.ts'
import { hashOf, newToken } from './tokens.ts'
import type { AccountsWorld } from './world.ts'

/** No API key has it: theirs are drawn, and longer. */
const OPERATOR_ID = 'operator'

/** Whether this is who runs the machine, by the key of its process. */
export function isOperator({ kind, id }: Identity): boolean {
  return kind === 'key' && id === OPERATOR_ID
}

/**
 * The key of whoever started this process: an administrator of the first workspace. It lives in
 * memory only, so that it ends with the process, however that ends.
 */
export class OperatorKey {
  readonly key = KEY_PREFIX + newToken()
  readonly #hash = hashOf(this.key)

  /** Whether this is the key, whatever there is to speak for yet. */
  isKey(key: string): boolean {
    return timingSafeEqual(hashOf(key), this.#hash)
  }

  /** Whom the key speaks for; null for another key. Refuses while there is no firm (409). */
  async identify(world: AccountsWorld, key: string): Promise<Identity | null> {
    if (!this.isKey(key)) return null
    return world.database.withoutWorkspace(async (tx) => {
      const workspaceId = (await idsOfWorkspaces(tx))[0]
      if (workspaceId === undefined) {
        throw new Refused(409, 'The firm has not been created yet.', {
          remedy: 'Open Homing in a browser and create it, or use homing setup.',
        })
      }
      await stand(tx, { workspaceId })
      return keyIdentity(tx, { id: OPERATOR_ID, name: 'Operator', role: 'administrator' })
    })
  }
}
