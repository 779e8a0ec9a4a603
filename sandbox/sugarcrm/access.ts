import type { ModuleName } from '../sugar-data/modules.ts'
import { SugarFault } from './errors.ts'

/** What the user of the API may do with a module. */
export type Level = 'all' | 'read' | 'none'

export const levels = ['all', 'read', 'none'] as const satisfies readonly Level[]

/** The rights of the user of the API, who is the administrator until told otherwise. */
export interface Access {
  admin: boolean
  of(module: ModuleName): Level
  set(module: ModuleName, level: Level): void
}

export function createAccess(): Access {
  const limited = new Map<ModuleName, Level>()
  return {
    admin: true,
    of: (module) => limited.get(module) ?? 'all',
    set: (module, level) => void limited.set(module, level),
  }
}

export function mayRead(access: Access, module: ModuleName): void {
  if (access.of(module) === 'none') throw new SugarFault('not_authorized')
}

export function mayWrite(access: Access, module: ModuleName): void {
  if (access.of(module) !== 'all') throw new SugarFault('not_authorized')
}

/** Some endpoints are for administrators alone. */
export function mustBeAdmin(access: Access): void {
  if (!access.admin) throw new SugarFault('not_authorized')
}
