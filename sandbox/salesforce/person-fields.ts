import { area, bool, date, datetime, email, owner, phone, picklist } from './field.ts'
import { reference, text, type Field } from './field.ts'
import type { Row } from './rows.ts'

const personName = (row: Row) => [row.FirstName, row.LastName].filter(Boolean).join(' ')

const names: readonly Field[] = [
  picklist('Salutation', ['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.'], { length: 40 }),
  text('FirstName', { length: 40 }),
  text('LastName', { length: 80, required: true }),
  text('Name', { length: 121, access: 'read', formula: (_org, row) => personName(row) }),
  text('Title', { length: 128 }),
  phone('Phone'),
  phone('MobilePhone'),
  email('Email'),
]

/** What a person has said about mail, and what mail has met with. */
const consent: readonly Field[] = [
  bool('HasOptedOutOfEmail'),
  bool('DoNotCall'),
  text('EmailBouncedReason'),
  datetime('EmailBouncedDate'),
]

const bounced = ({ EmailBouncedReason, EmailBouncedDate }: Row) =>
  (EmailBouncedReason ?? null) !== null || (EmailBouncedDate ?? null) !== null

const sources = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other']

export const contactFields: readonly Field[] = [
  reference('MasterRecordId', ['Contact'], { access: 'read' }),
  reference('AccountId', ['Account'], { children: 'Contacts' }),
  ...names,
  text('MailingCity', { length: 40 }),
  text('MailingCountry', { length: 80 }),
  text('Department', { length: 80 }),
  picklist('LeadSource', sources),
  date('Birthdate'),
  area('Description'),
  owner,
  ...consent,
  bool('IsEmailBounced', { access: 'read', formula: (_org, row) => bounced(row) }),
]

export const leadFields: readonly Field[] = [
  reference('MasterRecordId', ['Lead'], { access: 'read' }),
  ...names,
  text('Company', { required: true }),
  text('City', { length: 40 }),
  text('Country', { length: 80 }),
  picklist('LeadSource', sources),
  picklist('Status', statuses(), { required: true, default: 'Open - Not Contacted' }),
  area('Description'),
  owner,
  ...consent,
  bool('IsConverted', { access: 'read' }),
  date('ConvertedDate', { access: 'read' }),
  reference('ConvertedContactId', ['Contact'], { access: 'read' }),
  reference('ConvertedAccountId', ['Account'], { access: 'read' }),
]

function statuses(): readonly string[] {
  const closed = ['Closed - Converted', 'Closed - Not Converted']
  return ['Open - Not Contacted', 'Working - Contacted', ...closed]
}

export const accountFields: readonly Field[] = [
  reference('MasterRecordId', ['Account'], { access: 'read' }),
  text('Name', { required: true }),
  picklist('Type', ['Prospect', 'Customer', 'Household', 'Individual', 'Partner', 'Other']),
  reference('ParentId', ['Account'], { children: 'ChildAccounts' }),
  reference('RecordTypeId', ['RecordType']),
  phone('Phone'),
  text('Website'),
  text('Industry'),
  text('BillingCity', { length: 40 }),
  text('BillingCountry', { length: 80 }),
  area('Description'),
  owner,
]

export const userFields: readonly Field[] = [
  text('Username', { length: 80 }),
  text('FirstName', { length: 40 }),
  text('LastName', { length: 80 }),
  text('Name', { length: 121, access: 'read', formula: (_org, row) => personName(row) }),
  text('Title', { length: 80 }),
  email('Email', { length: 128 }),
  picklist('UserType', ['Standard']),
  bool('IsActive'),
]

export const recordTypeFields: readonly Field[] = [
  text('Name', { length: 80 }),
  text('DeveloperName', { length: 80 }),
  text('NamespacePrefix', { length: 15 }),
  text('SobjectType', { length: 40 }),
  bool('IsActive'),
]
