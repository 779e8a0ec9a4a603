import { childOf, childrenOf, type Element } from '../soap/index.ts'
import { mostActions } from './action-book.ts'
import { keyIn, text } from './asked.ts'
import { readDate } from './dates.ts'
import { resultsOf } from './elements.ts'
import { failed, wrong } from './errors.ts'
import { readKey } from './keys.ts'
import type { Operation, Vendor } from './vendor.ts'

/** GetActionTypeList: the kinds of actions of this site. */
export const actionTypes: Operation = ({ actions }) => [
  resultsOf(
    actions.types().map(({ key, code }) => {
      return { cat_key: key, cat_action_code: code, cat_key_ext: key }
    }),
  ),
]

/** GetActionSubTypeList: what one of them is divided into. */
export const actionSubTypes: Operation = (vendor, asked) => {
  const typeKey = typeIn(vendor, asked)
  const rows = vendor.actions.subTypes(typeKey).map(({ key, code }) => {
    return { sac_key: key, sac_cat_key: typeKey, sac_action_code: code, sac_key_ext: key }
  })
  return [resultsOf(rows)]
}

/** InsertActionSubType: adds one, and answers its key. */
export const insertActionSubType: Operation = (vendor, asked) => {
  const typeKey = typeIn(vendor, asked)
  const code = text(asked, 'actionCode')
  if (code === '') throw wrong('actionCode is missing')
  const key = vendor.db.newKey()
  vendor.actions.addSubType({ key, typeKey, code })
  return key
}

const longest = 100

/** InsertCustomerAction: writes down what a customer did, and answers the key of that. */
export const insertCustomerAction: Operation = (vendor, asked) => {
  const { db, actions } = vendor
  const customerKey = keyIn(asked, 'actionCustomerKey')
  if (db.rows('co_customer').find(customerKey) === undefined) throw wrong('No such customer')
  const typeKey = typeIn(vendor, asked)
  const action = text(asked, 'action')
  const source = text(asked, 'source')
  if (Math.max(action.length, source.length) > longest) throw failed('The text is too long')
  const date = readDate(text(asked, 'actionDate'))
  if (date === undefined) throw wrong('actionDate is no date')
  const subTypeKeys = subTypesIn(vendor, asked, typeKey)
  if (actions.size() >= mostActions) throw failed('There is no room for more actions')
  const key = db.newKey()
  actions.add({ key, customerKey, typeKey, action, source, date, subTypeKeys })
  return key
}

function typeIn({ actions }: Vendor, asked: Element): string {
  const key = keyIn(asked, 'actionTypeKey')
  if (!actions.types().some((one) => one.key === key)) throw wrong('There is no such action type')
  return key
}

function subTypesIn({ actions }: Vendor, asked: Element, typeKey: string): readonly string[] {
  const list = childOf(asked, 'actionSubtypeList')
  const keys = list ? childrenOf(list, 'guid').map((one) => readKey(one.text) ?? '') : []
  const known = actions.subTypes(typeKey).map((one) => one.key)
  if (!keys.every((one) => known.includes(one))) throw wrong('There is no such action subtype')
  return keys
}
