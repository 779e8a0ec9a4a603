import type { Crm } from '../../sugar-data/crm.ts'
import type { Module } from '../../sugar-data/modules.ts'
import type { Row } from '../../sugar-data/rows.ts'
import { Refused } from '../refusal.ts'

/** A record that must be there: one that is missing is a 400, never a 404. */
export function liveRow(crm: Crm, module: Module, id: string): Row {
  const row = crm.rows(module.name).live(id)
  if (row === undefined) throw notThere(module, id)
  return row
}

export function notThere({ name }: Module, id: string): Refused {
  return new Refused(`${name} module with id ${id} is not found`)
}
