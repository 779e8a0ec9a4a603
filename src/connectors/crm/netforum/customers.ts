/** Individuals and organizations, which both are customers, and what is asked of each. */
import { Failure, type JsonObject, type PeopleModule } from '../../sdk/index.ts'
import { TITLE } from './client.ts'
import { isYes, textIn } from './values.ts'

export interface CustomerModule extends PeopleModule {
  /** Of its own columns, and of the key among them. */
  prefix: 'ind' | 'org'
  key: string
  columns: readonly string[]
}

/** What every customer has: the customer's own, the primary address, phone and post. */
const EVERY = [
  'cst_add_date',
  'cst_change_date',
  'cst_delete_flag',
  'eml_address',
  'eml_delete_flag',
  'phn_number',
  'adr_city',
  'adr_country',
] as const

const ORGANIZATION: CustomerModule = {
  id: 'Organization',
  title: 'Organizations',
  holds: 'organizations',
  prefix: 'org',
  key: 'org_cst_key',
  columns: ['org_cst_key', 'org_name', 'org_ogt_code', 'org_delete_flag', ...EVERY],
}

const INDIVIDUAL: CustomerModule = {
  id: 'Individual',
  title: 'Individuals',
  holds: 'persons',
  prefix: 'ind',
  key: 'ind_cst_key',
  columns: [
    'ind_cst_key',
    'ind_first_name',
    'ind_last_name',
    'ind_delete_flag',
    'cst_org_name_dn',
    'ixo_title',
    'ixo_rlt_code',
    ...EVERY,
  ],
}

/** Organizations first. */
export const CUSTOMER_MODULES: readonly CustomerModule[] = [ORGANIZATION, INDIVIDUAL]

/** Throws Failure('not_found'). */
export function moduleOf(id: string): CustomerModule {
  const module = CUSTOMER_MODULES.find((one) => one.id === id)
  if (module) return module
  throw new Failure('not_found', `${TITLE} has no people in an object of that name.`, {
    whoMustAct: 'homing',
  })
}

/** Rows that are marked as deleted are among the others: in the customer's table, or its own. */
export function isDeleted(row: JsonObject): boolean {
  return ['cst_delete_flag', 'ind_delete_flag', 'org_delete_flag'].some((flag) => isYes(row[flag]))
}

/** The object in which a customer is changed: what it is stands in its type. */
export function objectOf(row: JsonObject): string {
  return /^org/i.test(textIn(row['cst_type'])) ? ORGANIZATION.id : INDIVIDUAL.id
}
