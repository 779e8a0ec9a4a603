import { childOf, childrenOf, type Element } from '../soap/index.ts'
import { text } from './asked.ts'
import type { Row } from './database.ts'
import { inQuery } from './dates.ts'
import { made, make } from './elements.ts'
import { wrong } from './errors.ts'
import { objectNamed } from './objects.ts'
import { search } from './query.ts'
import type { Operation, Vendor } from './vendor.ts'

/** A query that the site's administrator has written, with the names of its parameters. */
interface Method {
  service: string
  name: string
  parameters: readonly string[]
  /** The where clause; each parameter is a text in it. */
  where: (parameters: Readonly<Record<string, string>>) => string
}

const methods: readonly Method[] = [
  {
    service: 'Marketing',
    name: 'GetEmailOptOuts',
    parameters: [],
    where: () => 'cst_no_email_flag = 1 and eml_delete_flag = 0',
  },
  {
    service: 'Marketing',
    name: 'GetEmailsChangedSince',
    parameters: ['since'],
    where: ({ since }) => `eml_change_date >= ${since} or cst_change_date >= ${since}`,
  },
]

/** ExecuteMethod: the rows of a query that is defined at the server. */
export const executeMethod: Operation = (vendor, asked) => {
  const service = text(asked, 'serviceName')
  const name = text(asked, 'methodName')
  const method = methods.find((one) => one.service === service && one.name === name)
  if (method === undefined) throw wrong(`There is no method ${name} of ${service}`)
  const given = parametersIn(asked)
  const missing = method.parameters.find((one) => given[one] === undefined)
  if (missing !== undefined) throw wrong(`The parameter ${missing} is missing`)
  const where = method.where(given)
  const rows = search(vendor.db, objectNamed('IndividualEmail'), { where })
  return [
    make(
      'Customers',
      rows.map((row) => customer(vendor, row)),
    ),
  ]
}

/** Values as texts in SQL. */
function parametersIn(asked: Element): Readonly<Record<string, string>> {
  const list = childOf(asked, 'parameters')
  const pairs = list ? childrenOf(list, 'Parameter') : []
  return Object.fromEntries(
    pairs.map((one) => [text(one, 'Name'), `'${text(one, 'Value').replaceAll("'", "''")}'`]),
  )
}

function customer({ db }: Vendor, row: Row): Element {
  const owner = db.rows('co_customer').find(row.eml_cst_key)
  return made('Customer', {
    cst_key: row.eml_cst_key,
    eml_address: row.eml_address,
    eml_invalid_flag: row.eml_invalid_flag,
    cst_no_email_flag: owner?.cst_no_email_flag,
    cst_change_date: inQuery(owner?.cst_change_date ?? ''),
  })
}
