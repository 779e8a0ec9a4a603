import type { Element } from '../soap/index.ts'
import { keyIn, part, stored, text } from './asked.ts'
import { insertCustomer, insertEmail, saveCustomer, saveEmail } from './customers.ts'
import { ownOf, type Row } from './database.ts'
import { readUsDate } from './dates.ts'
import { objectsOf } from './elements.ts'
import { failed, wrong } from './errors.ts'
import { rowOf, valuesOf } from './facade.ts'
import { columnOf, objectNamed, tablesOf, type FacadeObject } from './objects.ts'
import { columnIn, tableOf } from './tables.ts'
import type { Operation, Vendor } from './vendor.ts'

/**
 * InsertFacadeObject: adds an object, or several, and answers the key, or the keys. A call is one
 * transaction: one that cannot be added leaves none behind.
 */
export const insertFacadeObject: Operation = (vendor, asked) => {
  const object = objectNamed(text(asked, 'szObjectName'))
  const given = nodesIn(asked).map((node) => givenIn(object, node))
  if (given.length === 0) throw wrong('oNode holds no object')
  const checked = given.map((one) => check(vendor, object, one))
  const { key } = tableOf(object.main)
  const keys = checked.map((one) => insert(vendor, object, one)[key] as string)
  if (keys.length === 1) return keys[0] as string
  return [
    objectsOf(
      object.name,
      keys.map((one) => ({ [key]: one })),
    ),
  ]
}

/** UpdateFacadeObject: writes to one object, and answers it as it is then. */
export const updateFacadeObject: Operation = (vendor, asked) => {
  const object = objectNamed(text(asked, 'szObjectName'))
  const row = rowOf(vendor, object, keyIn(asked, 'szObjectKey'))
  const [node, ...others] = nodesIn(asked)
  if (node === undefined || others.length > 0) throw wrong('oNode must hold one object')
  const given = givenIn(object, node)
  const { db, keys } = vendor
  if (object.main === 'co_email') saveEmail(db, row, given, keys.username)
  else if (object.main === 'co_customer_messaging_activity') {
    db.change(object.main, row, ownOf(object.main, given), keys.username)
  } else saveCustomer(db, row, given, keys.username)
  return [objectsOf(object.name, [valuesOf(vendor, object, row)])]
}

/** The objects in the node: an outer element, and one in it for each of them. */
function nodesIn(asked: Element): readonly Element[] {
  return part(asked, 'oNode').children.flatMap((one) => one.children)
}

/** Values as their columns keep them; names that no table of the object has are passed over. */
function givenIn(object: FacadeObject, node: Element): Row {
  const given: Row = {}
  for (const { name, text: value } of node.children) {
    const table = tablesOf(object).find((one) => columnIn(tableOf(one), name) !== undefined)
    if (table === undefined) continue
    const column = columnOf(object, name)
    if (column.own !== true) given[name] = stored(column, value.trim())
  }
  if (object.main !== 'co_customer_messaging_activity') return given
  return { ...given, ...usDate(node) }
}

/** The date of an activity must be in the notation of the United States. */
function usDate(node: Element): Row {
  const value = text(node, 'cma_activity_date')
  if (value === '') return {}
  const date = readUsDate(value)
  if (date === undefined) throw failed('cma_activity_date is no date')
  return { cma_activity_date: date }
}

function check({ db }: Vendor, { main }: FacadeObject, given: Row): Row {
  const needed = required[main] ?? []
  const missing = needed.find((name) => !given[name])
  if (missing !== undefined) throw failed(`${missing} is required`)
  const owner = given.cma_cst_key ?? given.eml_cst_key
  if (owner && db.rows('co_customer').find(owner) === undefined) {
    throw failed('There is no customer with this key')
  }
  return main === 'co_customer_messaging_activity' ? withAddress(db, given) : given
}

const required: Readonly<Record<string, readonly string[]>> = {
  co_individual: ['ind_last_name'],
  co_organization: ['org_name'],
  co_email: ['eml_address', 'eml_cst_key'],
  co_customer_messaging_activity: ['cma_cst_key', 'cma_activity_date'],
}

/** Of the key of an address and the address itself the one that was not given is looked up. */
function withAddress(db: Vendor['db'], given: Row): Row {
  const { cma_eml_key: key, cma_eml_address: address, cma_cst_key: owner } = given
  if (key) {
    const email = db.rows('co_email').find(key)
    if (email === undefined) throw failed('There is no e-mail address with this key')
    return { ...given, cma_eml_address: address || (email.eml_address ?? null) }
  }
  if (!address) throw failed('cma_eml_key or cma_eml_address is required')
  const same = (email: Row) => email.eml_address?.toLowerCase() === address.toLowerCase()
  const email = db.emailsOf(owner ?? '').find(same)
  return { ...given, cma_eml_key: email?.eml_key ?? null }
}

function insert({ db, keys }: Vendor, object: FacadeObject, given: Row): Row {
  switch (object.main) {
    case 'co_individual':
    case 'co_organization':
      return insertCustomer(db, object.main, given, keys.username)
    case 'co_email':
      return insertEmail(db, given, keys.username)
    default:
      return db.add(object.main, ownOf(object.main, given), keys.username)
  }
}
