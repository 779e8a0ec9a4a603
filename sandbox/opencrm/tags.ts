import { update, type Crm } from './crm.ts'
import { moduleNames, moduleOf, type Module } from './modules.ts'
import type { Row } from './table.ts'

/** The tags of a record: one text, separated by commas. */
export function tagsOf({ tags = '' }: Module, { values }: Row): readonly string[] {
  const all = (values[tags] ?? '').split(',').map((one) => one.trim())
  return all.filter(Boolean)
}

/** Puts a tag on a record or takes it off; false for what has no tags. */
export function tag(crm: Crm, module: Module, row: Row, change: { name: string; on: boolean }) {
  if (module.tags === undefined) return false
  const others = tagsOf(module, row).filter((one) => one !== change.name)
  const tags = change.on ? [...others, change.name] : others
  update(crm, module, row, { [module.tags]: tags.join(',') })
  return true
}

/** Who has which tag: the numbers of the records by module. */
export function everyTag(crm: Crm): readonly TagLook[] {
  const tagged = moduleNames.map(moduleOf).filter((one) => one.tags !== undefined)
  const found = new Map<string, TagLook>()
  for (const module of tagged) {
    for (const row of crm.table(module.name).all()) {
      for (const name of tagsOf(module, row)) {
        const look = found.get(name) ?? { name, contact: [], lead: [], company: [] }
        look[module.name as 'contact' | 'lead' | 'company'].push(row.id)
        found.set(name, look)
      }
    }
  }
  return [...found.values()]
}

interface TagLook {
  name: string
  contact: string[]
  lead: string[]
  company: string[]
}
