import { ownOf, type Database, type Row } from './database.ts'
import { tableOf, type TableName } from './tables.ts'

type Person = 'co_individual' | 'co_organization'

/** Adds an individual or an organization, which is a customer with the same key. */
export function insertCustomer(db: Database, table: Person, given: Row, user: string): Row {
  const key = db.newKey()
  const recno = db.rows('co_customer').size() + 1
  const individual = table === 'co_individual'
  db.add(
    'co_customer',
    {
      ...ownOf('co_customer', given),
      cst_key: key,
      cst_type: individual ? 'Individual' : 'Organization',
      cst_recno: String(recno),
      cst_id: `${String(recno).padStart(9, '0')}${individual ? 'I' : 'O'}`,
    },
    user,
  )
  const row = db.add(table, { ...ownOf(table, given), [tableOf(table).key]: key }, user)
  addParts(db, key, given, user)
  rename(db, row, user)
  return row
}

/** Writes to an individual or an organization, and to what belongs to it. */
export function saveCustomer(db: Database, row: Row, given: Row, user: string): void {
  const table: Person = 'ind_cst_key' in row ? 'co_individual' : 'co_organization'
  const key = row[tableOf(table).key] as string
  const customer = db.rows('co_customer').find(key) as Row
  const email = db.rows('co_email').find(customer.cst_eml_key)
  const ofEmail = ownOf('co_email', given)
  if (email !== undefined && Object.keys(ofEmail).length > 0) saveEmail(db, email, ofEmail, user)
  addParts(db, key, email === undefined ? given : without(given, 'eml_address'), user)
  const mine = ownOf(table, given)
  const ofCustomer = ownOf('co_customer', given)
  if (Object.keys(mine).length > 0) db.change(table, row, mine, user)
  if (Object.keys(mine).length + Object.keys(ofCustomer).length > 0) {
    db.change('co_customer', customer, ofCustomer, user)
    rename(db, row, user)
  }
}

/** Adds an e-mail address; the first one of a customer is the primary one. */
export function insertEmail(db: Database, given: Row, user: string): Row {
  const first = db.emailsOf(given.eml_cst_key as string).length === 0
  const row = db.add('co_email', ownOf('co_email', given), user)
  if (first || row.eml_primary === '1') makePrimary(db, row, user)
  return row
}

/** Writes to an e-mail address. Its customer is touched only where the primary one is another. */
export function saveEmail(db: Database, row: Row, given: Row, user: string): void {
  const address = row.eml_address
  db.change('co_email', row, without(ownOf('co_email', given), 'eml_cst_key'), user)
  const customer = db.rows('co_customer').find(row.eml_cst_key)
  const primary = customer?.cst_eml_key === row.eml_key
  if (primary ? row.eml_address !== address : row.eml_primary === '1') makePrimary(db, row, user)
}

function makePrimary(db: Database, row: Row, user: string): void {
  for (const one of db.emailsOf(row.eml_cst_key as string)) {
    one.eml_primary = one === row ? '1' : '0'
  }
  const customer = db.rows('co_customer').find(row.eml_cst_key) as Row
  const told = { cst_eml_key: row.eml_key ?? null, cst_eml_address_dn: row.eml_address ?? null }
  db.change('co_customer', customer, told, user)
}

/** What is kept beside the customer: the address, the phone, the employer, where they are given. */
function addParts(db: Database, key: string, given: Row, user: string): void {
  const customer = db.rows('co_customer').find(key) as Row
  if (given.eml_address) insertEmail(db, { ...given, eml_cst_key: key }, user)
  part(
    db,
    customer,
    { table: 'co_address', on: 'cst_cxa_key', owner: 'adr_cst_key_owner' },
    {
      given,
      user,
    },
  )
  part(
    db,
    customer,
    { table: 'co_phone', on: 'cst_cph_key', owner: 'phn_cst_key_owner' },
    {
      given,
      user,
    },
  )
  const employer = {
    table: 'co_individual_x_organization',
    on: 'cst_ixo_key',
    owner: 'ixo_ind_cst_key',
  } as const
  part(db, customer, employer, { given, user })
}

function part(
  db: Database,
  customer: Row,
  { table, on, owner }: { table: TableName; on: string; owner: string },
  { given, user }: { given: Row; user: string },
): void {
  const own = ownOf(table, given)
  if (!Object.values(own).some(Boolean)) return
  const known = db.rows(table).find(customer[on])
  if (known !== undefined) return db.change(table, known, own, user)
  const row = db.add(table, { ...own, [owner]: customer.cst_key ?? null }, user)
  customer[on] = row[tableOf(table).key] ?? null
}

/** The customer keeps the names that stand elsewhere. */
function rename(db: Database, row: Row, user: string): void {
  const individual = 'ind_cst_key' in row
  const key = (individual ? row.ind_cst_key : row.org_cst_key) as string
  const customer = db.rows('co_customer').find(key) as Row
  const employer = db.rows('co_individual_x_organization').find(customer.cst_ixo_key)
  const company = db.rows('co_organization').find(employer?.ixo_org_cst_key)
  const full = [row.ind_first_name, row.ind_last_name].filter(Boolean).join(' ')
  if (individual) row.ind_full_name_cp = full
  const sort = [row.ind_last_name, row.ind_first_name].filter(Boolean).join(', ')
  const organization = (individual ? company?.org_name : row.org_name) ?? null
  const names = {
    cst_name_cp: individual ? full : organization,
    cst_sort_name_dn: individual ? sort : organization,
    cst_ind_full_name_dn: individual ? full : null,
    cst_org_name_dn: organization,
    cst_ixo_title_dn: employer?.ixo_title ?? null,
  }
  db.change('co_customer', customer, names, user)
}

function without(given: Row, name: string): Row {
  return Object.fromEntries(Object.entries(given).filter(([one]) => one !== name))
}
