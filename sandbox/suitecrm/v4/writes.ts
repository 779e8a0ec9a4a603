import { DatabaseFailure } from '../../sugar-data/database-failure.ts'
import { linkNamed } from '../../sugar-data/links.ts'
import { fieldOf, findModule, type Module } from '../../sugar-data/modules.ts'
import { relate, unrelate } from '../../sugar-data/relating.ts'
import { create, isOn, plain, update, type Given } from '../../sugar-data/saving.ts'
import type { Vendor } from '../vendor.ts'
import { moduleIn, namesAndValues, textsIn, type Arguments } from './arguments.ts'
import { RestFault } from './errors.ts'
import { shown } from './shapes.ts'

/** set_entry: adds a record, or writes to the one whose id is given. */
export function setEntry(vendor: Vendor, [, name, given]: Arguments) {
  const module = moduleIn(name)
  const values = namesAndValues(given)
  const id = save(vendor, module, values)
  const row = vendor.crm.rows(module.name).find(id)
  const told = row === undefined ? {} : shown(vendor.crm, module, row)
  const names = Object.keys(values).filter((one) => one in told)
  return { id, entry_list: Object.fromEntries(names.map((one) => [one, told[one]])) }
}

/** set_entries: one after the other; those before one that fails stay. */
export function setEntries(vendor: Vendor, [, name, lists]: Arguments) {
  const module = moduleIn(name)
  const given: readonly unknown[] = Array.isArray(lists) ? lists : []
  return {
    ids: given.map((one) => {
      const values = labelled(module, namesAndValues(one))
      return twin(vendor, module, values) ?? save(vendor, module, values)
    }),
  }
}

/** An id that nobody has is answered, and nothing is stored, unless `new_with_id` comes with it. */
function save({ crm }: Vendor, module: Module, values: Given): string {
  const id = plain(values.id)
  const isNew = id === '' || isOn(values.new_with_id)
  const known = crm.rows(module.name).find(id)
  if (isNew && known !== undefined) throw new DatabaseFailure()
  if (isNew) return create(crm, module, values, id === '' ? crm.newId() : id).id
  if (known !== undefined) update(crm, module, known, values)
  return id
}

/** In a batch the label of a dropdown stands for its value. */
function labelled(module: Module, values: Given): Given {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const options = Object.entries(fieldOf(module, name)?.options ?? {})
      const option = options.find(([key, label]) => key !== value && label === value)
      return [name, option?.[0] ?? value]
    }),
  )
}

/** In a batch a new contact with the last name and the address of another is that other. */
function twin({ crm }: Vendor, module: Module, values: Given): string | undefined {
  if (module.name !== 'Contacts' || plain(values.id) !== '') return undefined
  const address = crm.addresses.find(plain(values.email1))
  const holders = address === undefined ? [] : crm.addresses.holders(address.id)
  const found = holders.find(({ module: of, id }) => {
    const name = of === 'Contacts' ? crm.rows('Contacts').live(id)?.last_name : undefined
    return name !== undefined && name === plain(values.last_name)
  })
  return found?.id
}

/** set_relationship: many ids with a call. What is counted is the call, not the ids. */
export function setRelationship(vendor: Vendor, given: Arguments) {
  const [, name, id, link, ids, , undo] = given
  return counted([linkAll(vendor, { name, id, link, ids, undo: isOn(undo) })])
}

/** set_relationships: several such calls in one. */
export function setRelationships(vendor: Vendor, given: Arguments) {
  const [, names, ids, links, related, , undo] = given
  if (![names, ids, links, related].every((one) => Array.isArray(one) && one.length > 0)) {
    throw new RestFault('format')
  }
  const undone: readonly unknown[] = Array.isArray(undo) ? undo : []
  const others = related as readonly unknown[]
  return counted(
    textsIn(names).map((name, at) =>
      linkAll(vendor, {
        name,
        id: textsIn(ids)[at],
        link: textsIn(links)[at],
        ids: others[at],
        undo: isOn(undone[at]),
      }),
    ),
  )
}

type Outcome = 'created' | 'deleted' | 'failed'

interface Linking {
  name: unknown
  id: unknown
  link: unknown
  ids: unknown
  undo: boolean
}

function linkAll({ crm }: Vendor, { name, id, link: linkName, ids, undo }: Linking): Outcome {
  const module = findModule(plain(name))
  const link = module === undefined ? undefined : linkNamed(module.name, plain(linkName))
  if (module === undefined || link === undefined) return 'failed'
  const own = plain(id)
  if (crm.rows(module.name).live(own) === undefined) return 'failed'
  for (const one of textsIn(ids)) {
    if (crm.rows(link.module).live(one) === undefined) continue
    if (undo) unrelate(crm, link, own, one)
    else relate(crm, link, own, one)
  }
  return undo ? 'deleted' : 'created'
}

function counted(outcomes: readonly Outcome[]) {
  const count = (one: Outcome) => outcomes.filter((outcome) => outcome === one).length
  return { created: count('created'), failed: count('failed'), deleted: count('deleted') }
}

/** set_campaign_merge: it was seen to answer null and to write nothing. */
export function setCampaignMerge(_: Vendor, [, targets, campaignId]: Arguments): null {
  if (textsIn(targets).length === 0 || plain(campaignId) === '') throw new RestFault('merge')
  return null
}
