import { area, bool, date, double, int, owner, picklist } from './field.ts'
import { reference, text, type Field } from './field.ts'
import type { Org } from './org.ts'
import type { Row, Value } from './rows.ts'

const counted = (keep: (row: Row) => boolean) => (org: Org, row: Row) =>
  org
    .table('CampaignMember')
    .by('CampaignId', row.Id)
    .filter((one) => !one.IsDeleted && keep(one)).length

export const campaignFields: readonly Field[] = [
  text('Name', { length: 80, required: true }),
  reference('ParentId', ['Campaign'], { children: 'ChildCampaigns' }),
  picklist('Type', ['Conference', 'Email', 'Other', 'Seminar / Conference', 'Webinar'], {
    length: 40,
  }),
  picklist('Status', ['Planned', 'In Progress', 'Completed', 'Aborted'], {
    length: 40,
    default: 'Planned',
  }),
  date('StartDate'),
  date('EndDate'),
  bool('IsActive'),
  area('Description'),
  double('NumberSent', { default: 0 }),
  double('BudgetedCost'),
  double('ActualCost'),
  double('ExpectedResponse'),
  owner,
  int('NumberOfContacts', {
    access: 'read',
    opaque: true,
    formula: counted((one) => one.ContactId !== null),
  }),
  int('NumberOfLeads', {
    access: 'read',
    opaque: true,
    formula: counted((one) => one.ContactId === null),
  }),
  int('NumberOfResponses', {
    access: 'read',
    opaque: true,
    formula: counted((one) => one.HasResponded === true),
  }),
]

export const memberFields: readonly Field[] = [
  reference('CampaignId', ['Campaign'], {
    access: 'create',
    required: true,
    children: 'CampaignMembers',
  }),
  reference('ContactId', ['Contact'], { access: 'create', children: 'CampaignMembers' }),
  reference('LeadId', ['Lead'], { access: 'create', children: 'CampaignMembers' }),
  picklist('Status', [], { length: 40 }),
  bool('HasResponded', { access: 'read' }),
  date('FirstRespondedDate', { access: 'read' }),
  ...['Name', 'FirstName', 'LastName', 'Title', 'Email', 'Phone'].map((name) => mirror(name)),
  bool('HasOptedOutOfEmail', { access: 'read', formula: (...of) => fromPerson(...of) ?? false }),
  text('CompanyOrAccount', { access: 'read', formula: companyOf }),
  picklist('Type', ['Contact', 'Lead'], {
    access: 'read',
    formula: (_org, row) => (row.ContactId === null ? 'Lead' : 'Contact'),
  }),
  reference('LeadOrContactId', ['Contact', 'Lead'], {
    access: 'read',
    formula: (_org, row) => row.ContactId ?? row.LeadId ?? null,
  }),
]

function mirror(name: string): Field {
  const formula = (org: Org, row: Row): Value => {
    const person = org.find(row.ContactId ?? row.LeadId ?? null)
    return person === undefined ? null : org.read(person, name)
  }
  return text(name, { access: 'read', formula })
}

function fromPerson(org: Org, row: Row): Value {
  return org.find(row.ContactId ?? row.LeadId ?? null)?.HasOptedOutOfEmail ?? null
}

function companyOf(org: Org, row: Row): Value {
  const contact = org.find(row.ContactId ?? null)
  if (contact !== undefined) return org.find(contact.AccountId ?? null)?.Name ?? null
  return org.find(row.LeadId ?? null)?.Company ?? null
}

export const statusFields: readonly Field[] = [
  reference('CampaignId', ['Campaign'], {
    access: 'create',
    required: true,
    children: 'CampaignMemberStatuses',
  }),
  text('Label', { length: 765, required: true }),
  int('SortOrder'),
  bool('IsDefault'),
  bool('HasResponded'),
]
