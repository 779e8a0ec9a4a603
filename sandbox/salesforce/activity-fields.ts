import { area, bool, date, datetime, int, owner, picklist } from './field.ts'
import { reference, text, type Field } from './field.ts'

const persons = ['Contact', 'Lead']
const matters = ['Account', 'Campaign']

export const taskFields: readonly Field[] = [
  reference('WhoId', persons, { children: 'Tasks' }),
  reference('WhatId', matters, { children: 'Tasks' }),
  text('Subject'),
  date('ActivityDate'),
  picklist('Status', ['Not Started', 'In Progress', 'Completed', 'Deferred'], {
    length: 40,
    default: 'Not Started',
  }),
  picklist('Priority', ['High', 'Normal', 'Low'], { length: 40, default: 'Normal' }),
  picklist('Type', ['Call', 'Email', 'Meeting', 'Other'], { length: 40 }),
  picklist('TaskSubtype', ['Task', 'Email', 'ListEmail', 'Call', 'LinkedIn'], {
    access: 'create',
    restricted: true,
    default: 'Task',
  }),
  area('Description'),
  owner,
  bool('IsClosed', { access: 'read', formula: (_org, row) => row.Status === 'Completed' }),
  reference('AccountId', ['Account'], {
    access: 'read',
    formula: (org, row) => org.find(row.WhoId ?? null)?.AccountId ?? null,
  }),
]

export const eventFields: readonly Field[] = [
  reference('WhoId', persons, { children: 'Events' }),
  reference('WhatId', matters, { children: 'Events' }),
  text('Subject'),
  datetime('StartDateTime', { required: true }),
  datetime('EndDateTime'),
  int('DurationInMinutes'),
  bool('IsAllDayEvent'),
  picklist('Type', ['Call', 'Email', 'Meeting', 'Other'], { length: 40 }),
  picklist('ShowAs', ['Busy', 'OutOfOffice', 'Free'], { default: 'Busy', restricted: true }),
  text('Location'),
  area('Description'),
  owner,
]

const methods = ['Email', 'Phone Call', 'SMS', 'Meeting', 'Seminar', 'Post', 'Web Enquiry']

/** An interaction of Practifi, of which a client may choose the external id. */
export function interactionFields(prefix: string): readonly Field[] {
  return [
    text('Name', { length: 80, access: 'read' }),
    owner,
    picklist(`${prefix}Method_Picklist__c`, [...methods, 'Unknown'], { restricted: true }),
    picklist(`${prefix}Direction_Picklist__c`, ['Outbound', 'Inbound'], { restricted: true }),
    reference(`${prefix}Person__c`, ['Contact'], { children: `${prefix}Interactions__r` }),
    reference(`${prefix}Client__c`, ['Account'], { children: `${prefix}Interactions__r` }),
    area(`${prefix}Details__c`, { length: 131_000 }),
    text(`${prefix}Outcome__c`),
    text(`${prefix}External_Id__c`, { externalId: true }),
  ]
}
