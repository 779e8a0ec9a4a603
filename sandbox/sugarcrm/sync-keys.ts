import type { Crm } from '../sugar-data/crm.ts'
import type { ModuleName } from '../sugar-data/modules.ts'
import type { Row } from '../sugar-data/rows.ts'
import { syncKeyField } from './modules.ts'

/** Which record has which key of an outer system, found without a search. */
export interface SyncKeys {
  /** The record that has this key, unless it was deleted. */
  find(module: ModuleName, key: string): Row | undefined
  /** A record was written, perhaps with a key. */
  note(module: ModuleName, row: Row): void
}

export function createSyncKeys(crm: Crm): SyncKeys {
  const ids = new Map<string, string>()
  const entry = (module: ModuleName, key: string) => `${module} ${key}`
  return {
    find: (module, key) => {
      const row = crm.rows(module).live(ids.get(entry(module, key)) ?? '')
      return row?.[syncKeyField] === key ? row : undefined
    },
    note: (module, row) => {
      const key = row[syncKeyField] ?? ''
      if (key !== '') ids.set(entry(module, key), row.id)
    },
  }
}
