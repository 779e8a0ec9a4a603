import type { Desk } from './first-records.ts'
import type { ObjectName } from './objects.ts'

const columns = [
  'ind_cst_key',
  'ind_first_name',
  'ind_last_name',
  'eml_address',
  'cst_no_email_flag',
  'eml_invalid_flag',
]
const companyColumns = ['org_cst_key', 'org_name', 'eml_address', 'cst_no_email_flag']

/** A saved query for each list of the ESP, with the same people, and a few beside. */
export function enterQueries(desk: Desk): void {
  const { definition, contacts, vendor } = desk
  const { db } = vendor
  const individuals = [...db.rows('co_individual').all()]
  const addressOf = (key: string | null | undefined) =>
    db.rows('co_customer').find(key)?.cst_eml_address_dn?.toLowerCase() ?? ''
  for (const { listId, name, description } of definition.lists) {
    const on = individuals.filter(({ ind_cst_key: key }) => {
      return contacts.get(addressOf(key))?.listIds.includes(listId) === true
    })
    const members = on.map((one) => one.ind_cst_key as string)
    add(desk, 'Individual', { name, description, members })
    enterType(desk, name, members)
  }
  const exempt = individuals.filter((_, at) => at % 150 === 0)
  add(desk, 'Individual', {
    name: 'Do not write to',
    description: 'Suppressed by the firm',
    members: exempt.map((one) => one.ind_cst_key as string),
  })
  const companies = [...db.rows('co_organization').all()]
  const clients = companies.filter((one) => one.org_ogt_code === 'Company')
  add(desk, 'Organization', {
    name: 'Corporate clients',
    description: '',
    members: clients.map((one) => one.org_cst_key as string),
  })
  enterActions(desk)
}

function add(
  { vendor }: Desk,
  object: ObjectName,
  { name, description, members }: { name: string; description: string; members: string[] },
): void {
  vendor.queries.add({
    key: vendor.db.newKey(),
    object,
    name,
    description,
    columns: object === 'Organization' ? companyColumns : columns,
    members: new Set(members),
  })
}

/** A type of mailing with the name of the list; every third of its people has asked for it. */
function enterType({ vendor }: Desk, name: string, members: readonly string[]): void {
  const { db, preferences } = vendor
  const event = /event|seminar/i.test(name)
  const type = {
    key: db.newKey(),
    name,
    category: event ? 'event' : 'publication',
    kind: event ? ('promotional' as const) : ('subscription' as const),
  }
  preferences.add(type)
  members.forEach((key, at) => {
    const emailKey = db.rows('co_customer').find(key)?.cst_eml_key ?? ''
    if (at % 3 === 0) preferences.set(key, type.key, { status: 'OptIn', emailKey })
    if (at % 50 === 1) preferences.set(key, type.key, { status: 'OptOut', emailKey })
  })
}

/** Three kinds of actions; a click on a link shows an interest. */
function enterActions({ vendor }: Desk): void {
  const { db, actions } = vendor
  for (const [code, interest] of [
    ['Link Click', 'Legal news'],
    ['E-mail opened', undefined],
    ['Event attended', 'Seminars'],
  ] as const) {
    const key = db.newKey()
    actions.addType({ key, code, interest })
    actions.addSubType({ key: db.newKey(), typeKey: key, code: 'Newsletter' })
  }
}
