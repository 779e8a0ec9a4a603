import { Failure, type TokenSource } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { heldGrant, type HeldGrant } from './grant.ts'
import { keep } from './keep.ts'
import { renewGrant } from './renewal.ts'
import type { Grant, Place } from './sealed.ts'

/** An access token is renewed when less than this part of its life is left … */
const MARGIN_SHARE = 0.1
/** … but no earlier than so long before its end. */
const MARGIN_MS_MAX = 5 * 60_000

/**
 * Access tokens of one connection, renewed ahead of their end, exactly once however many callers
 * and processes ask. Both calls throw Failure: 'unauthorised' when the grant is gone, 'temporary'
 * when the vendor's token service is not well, which costs the grant nothing.
 */
export function tokenSource(homing: Homing, place: Place): TokenSource {
  const read = () =>
    homing.database.inWorkspace(place.workspaceId, (tx) => heldGrant(tx, homing, place))

  return {
    async current() {
      const held = await read()
      const isGood = isAlive(held.grant, homing.now())
      if (isGood && !isDue(held.grant, homing.now())) return held.grant.accessToken
      // Somebody renews it already, and this one serves until they are done.
      if (isGood && (held.isLeased || held.grant.refreshToken === null)) {
        return held.grant.accessToken
      }
      try {
        return await renewed(homing, place, held)
      } catch (error) {
        if (isGood && isPassing(error)) return held.grant.accessToken
        throw error
      }
    },
    async renew(refused) {
      const held = await read()
      const isAnother = held.grant.accessToken !== refused && isAlive(held.grant, homing.now())
      return isAnother ? held.grant.accessToken : renewed(homing, place, held)
    },
    async follow(used, next) {
      const held = await read()
      // Where somebody opened another session meanwhile, that one counts.
      if (held.grant.accessToken !== used) return
      const { expiresAt } = held.grant
      const tokens = { accessToken: next, refreshToken: null, expiresAt, scopes: null }
      await keep(homing, place, held.version, tokens)
    },
  }
}

async function renewed(homing: Homing, place: Place, held: HeldGrant): Promise<string> {
  const grant = await renewGrant(homing, place, held.version)
  return grant.accessToken
}

function isAlive({ accessToken, expiresAt }: Grant, now: number): boolean {
  return accessToken !== '' && (expiresAt === null || expiresAt > now)
}

function isDue({ expiresAt, receivedAt }: Grant, now: number): boolean {
  if (expiresAt === null) return false
  const margin = Math.min(MARGIN_MS_MAX, Math.max(0, expiresAt - receivedAt) * MARGIN_SHARE)
  return now > expiresAt - margin
}

function isPassing(error: unknown): boolean {
  return error instanceof Failure && error.kind !== 'unauthorised'
}
