import {
  findKey,
  findSession,
  hiddenFromIdentity,
  permissionsOf,
  type Identity,
  type OperatorKey,
} from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import { Refused } from '../platform/refused.ts'
import type { Permission } from './contract/index.ts'
import type { Caller } from './handler.ts'

const SCHEME = /^Bearer +(\S+)$/i
const KEY_LENGTH_MAX = 200

export interface Proof {
  authorization: string | undefined
  sessionToken: string | null
}

/** Who asks: by API key where there is one, otherwise by session. Null where neither is good. */
export async function authenticate(
  homing: Homing,
  proof: Proof,
  operatorKey: OperatorKey | undefined,
): Promise<Caller | null> {
  const identity = await identify(homing, proof, operatorKey)
  if (identity === null) return null
  return {
    id: identity.id,
    name: identity.name,
    kind: identity.kind,
    workspaceId: identity.workspace.id,
    permissions: permissionsOf(identity.role),
    identity,
    hidden: await hiddenFromIdentity(homing, identity),
  }
}

/** The one place that decides whether a caller may use a route. */
export function authorise(needed: Permission, caller: Caller | null): void {
  if (needed === 'public') return
  if (caller === null) {
    throw new Refused(401, 'You are not signed in.', {
      remedy: 'Sign in, or send an API key as a bearer token.',
    })
  }
  if (caller.permissions.has(needed)) return
  throw new Refused(403, `The role ${caller.identity.role} may not do this.`, {
    remedy: `An administrator can give a role with the permission "${needed}".`,
  })
}

async function identify(
  homing: Homing,
  { authorization, sessionToken }: Proof,
  operatorKey: OperatorKey | undefined,
): Promise<Identity | null> {
  if (authorization !== undefined) {
    const key = SCHEME.exec(authorization)?.[1]
    if (key === undefined || key.length > KEY_LENGTH_MAX) return null
    return (await operatorKey?.identify(homing, key)) ?? findKey(homing, key)
  }
  return sessionToken === null ? null : findSession(homing, sessionToken)
}
