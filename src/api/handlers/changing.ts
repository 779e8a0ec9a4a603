import type { Homing } from '../../homing.ts'
import type { ViewChange } from '../../reports/index.ts'
import type { Caller } from '../handler.ts'

/** Who looks at views, and at what is made of them. */
export function by({ id, identity }: Caller) {
  return { id, role: identity.role }
}

/** Who changes them, and when. */
export function change(homing: Homing, caller: Caller): ViewChange {
  const { workspaceId, name, hidden } = caller
  return { workspaceId, actor: { ...by(caller), name }, now: homing.now(), hidden }
}
