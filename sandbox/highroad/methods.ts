import type { Struct, Value } from '../xmlrpc/index.ts'
import { whole } from './asked.ts'
import { campaignMethods } from './campaigns.ts'
import { checkTable, contactMethods } from './contact-methods.ts'
import { Refused } from './errors.ts'
import { columns } from './fields.ts'
import { listMethods } from './lists.ts'
import { unsubMethods } from './unsubs.ts'
import type { Vendor } from './vendor.ts'

/** A method of XML-RPC, from its parameters to its answer. */
export type Method = (vendor: Vendor, params: readonly Value[], now: number) => Value

/** The one workspace there is. */
export function workspace({ world, keys }: Vendor): Struct {
  return { id: Number(keys.workspaceId), name: world.definition.account.organizationName }
}

/** The one core table there is, with its columns. */
export function coreTable({ world, keys }: Vendor): Struct {
  const named = columns(world).map((name) => ({ name }))
  return { id: Number(keys.coreTableId), name: 'Contacts', table_columns: named }
}

/** Refuses any other workspace than the one there is. */
export function checkWorkspace({ keys }: Vendor, id: Value | undefined): void {
  if (String(whole(id, 'id')) !== keys.workspaceId) throw new Refused('There is no such workspace')
}

export const methods: Readonly<Record<string, Method>> = {
  'workspace.all': (vendor) => [workspace(vendor)],
  'workspace.get': (vendor, [id]) => {
    checkWorkspace(vendor, id)
    return workspace(vendor)
  },
  'coreTable.get': (vendor, [id]) => {
    checkTable(vendor, id)
    return coreTable(vendor)
  },
  ...contactMethods,
  ...listMethods,
  ...unsubMethods,
  ...campaignMethods,
}
