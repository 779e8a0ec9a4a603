import { keyIn, part, stored } from './asked.ts'
import { saveEmail } from './customers.ts'
import type { Row } from './database.ts'
import { children, resultsOf, type Values } from './elements.ts'
import { wrong } from './errors.ts'
import { shown } from './facade.ts'
import { columnIn, tableOf, type TableName } from './tables.ts'
import type { Operation, Vendor } from './vendor.ts'

/** WEBEmailGet: an address, and its customer. */
export const emailGet: Operation = (vendor, asked) => {
  const row = emailWith(vendor, keyIn(asked, 'key'))
  const customer = vendor.db.rows('co_customer').find(row.eml_cst_key)
  return children({
    CurrentKey: row.eml_key,
    Email: children(valuesIn('co_email', row)),
    Customer: customer && children(valuesIn('co_customer', customer)),
  })
}

/** WEBEmailGetEmailsByCustomer: all addresses of a customer. */
export const emailsByCustomer: Operation = ({ db }, asked) => {
  const rows = db.emailsOf(keyIn(asked, 'CustomerKey'))
  return [resultsOf(rows.map((row) => valuesIn('co_email', row)))]
}

/** WEBEmailUpdate: writes to an address; what is said of its customer is not looked at. */
export const emailUpdate: Operation = (vendor, asked) => {
  const object = part(asked, 'oFacadeObject')
  const row = emailWith(vendor, keyIn(object, 'CurrentKey'))
  const given: Row = {}
  for (const { name, text } of part(object, 'Email').children) {
    const column = columnIn(tableOf('co_email'), name)
    if (column !== undefined && column.own !== true) given[name] = stored(column, text.trim())
  }
  saveEmail(vendor.db, row, given, vendor.keys.username)
  return 'true'
}

function emailWith({ db }: Vendor, key: string): Row {
  const row = db.rows('co_email').find(key)
  if (row === undefined) throw wrong('There is no e-mail address with this key')
  return row
}

function valuesIn(table: TableName, row: Row): Values {
  const { columns } = tableOf(table)
  return Object.fromEntries(columns.map((one) => [one.name, shown(one, row[one.name] ?? null)]))
}
