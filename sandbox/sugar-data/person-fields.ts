import { bool, computed, date, datetime, dropdown, id, int, ownership, stamps } from './field.ts'
import { text, varchar, type Field } from './field.ts'

/** Addresses and their flags belong to EmailAddresses: here they are only views of them. */
const mail: readonly Field[] = [
  computed('email1'),
  computed('email2'),
  computed('email_opt_out', 'bool'),
  computed('invalid_email', 'bool'),
]

const lawful: readonly Field[] = [
  text('lawful_basis'),
  date('date_reviewed'),
  varchar('lawful_basis_source', 100),
]

const place: readonly Field[] = [
  varchar('primary_address_street', 150),
  varchar('primary_address_city', 100),
  varchar('primary_address_state', 100),
  varchar('primary_address_postalcode', 20),
  varchar('primary_address_country'),
]

const person: readonly Field[] = [
  id('id'),
  computed('name', 'name'),
  computed('full_name'),
  ...stamps,
  ...ownership,
  text('description'),
  varchar('salutation'),
  varchar('first_name', 100),
  varchar('last_name', 100),
  varchar('title', 100),
  varchar('department'),
  bool('do_not_call'),
  varchar('phone_mobile', 100),
  varchar('phone_work', 100),
  ...mail,
  ...lawful,
  ...place,
]

export const contactFields: readonly Field[] = [
  ...person,
  computed('account_id', 'id'),
  computed('account_name', 'relate'),
  varchar('lead_source'),
  date('birthdate'),
]

export const leadFields: readonly Field[] = [
  ...person,
  varchar('account_name'),
  dropdown('status', ['New', 'Assigned', 'In Process', 'Converted', 'Recycled', 'Dead']),
  varchar('lead_source'),
  bool('converted'),
  id('contact_id'),
]

export const prospectFields: readonly Field[] = [
  ...person,
  varchar('account_name', 150),
  int('tracker_key'),
  id('lead_id'),
]

export const userFields: readonly Field[] = [
  id('id'),
  computed('name', 'name'),
  computed('full_name'),
  ...stamps,
  varchar('user_name', 60),
  varchar('first_name'),
  varchar('last_name'),
  varchar('title', 50),
  varchar('department', 50),
  dropdown('status', ['Active', 'Inactive']),
  dropdown('employee_status', ['Active', 'Terminated', 'Leave of Absence']),
  bool('is_admin'),
  computed('email1'),
]

export const accountFields: readonly Field[] = [
  id('id'),
  varchar('name', 150),
  ...stamps,
  ...ownership,
  text('description'),
  varchar('account_type', 50),
  varchar('industry', 50),
  varchar('phone_office', 100),
  varchar('website'),
  varchar('billing_address_street', 150),
  varchar('billing_address_city', 100),
  varchar('billing_address_country'),
  ...mail,
]

/** One row for each address, whoever has it. */
export const emailAddressFields: readonly Field[] = [
  id('id'),
  varchar('email_address'),
  varchar('email_address_caps'),
  bool('invalid_email'),
  bool('opt_out'),
  dropdown('confirm_opt_in', ['not-opt-in', 'opt-in', 'confirmed-opt-in']),
  datetime('confirm_opt_in_date'),
  datetime('confirm_opt_in_sent_date'),
  datetime('confirm_opt_in_fail_date'),
  datetime('date_created'),
  datetime('date_modified'),
  bool('deleted'),
]
