import { accountFields, contactFields, leadFields, userFields } from './person-fields.ts'
import { recordTypeFields } from './person-fields.ts'
import { eventFields, interactionFields, taskFields } from './activity-fields.ts'
import { campaignFields, memberFields, statusFields } from './campaign-fields.ts'
import { auditFields, type Field } from './field.ts'

export interface SObject {
  name: string
  label: string
  plural: string
  /** The first three letters of its ids. */
  prefix: string
  custom: boolean
  /** By lower-case name. */
  fields: Map<string, Field>
  can: { query: boolean; create: boolean; update: boolean; delete: boolean }
  /** Fields that the API's user may not see. */
  hidden: Set<string>
}

type Kind = Pick<SObject, 'name' | 'label' | 'plural' | 'prefix'> & { fields: readonly Field[] }

const kinds: readonly Kind[] = [
  kind('Account', { prefix: '001', fields: accountFields }),
  kind('Contact', { prefix: '003', fields: contactFields }),
  kind('Lead', { prefix: '00Q', fields: leadFields }),
  kind('User', { prefix: '005', fields: userFields }),
  kind('RecordType', { prefix: '012', fields: recordTypeFields, label: 'Record Type' }),
  kind('Campaign', { prefix: '701', fields: campaignFields }),
  kind('CampaignMember', { prefix: '00v', fields: memberFields, label: 'Campaign Member' }),
  kind('CampaignMemberStatus', {
    prefix: '01Y',
    fields: statusFields,
    label: 'Campaign Member Status',
  }),
  kind('Task', { prefix: '00T', fields: taskFields }),
  kind('Event', { prefix: '00U', fields: eventFields }),
]

function kind(
  name: string,
  { label = name, ...rest }: { prefix: string; fields: readonly Field[]; label?: string },
): Kind {
  return { name, label, plural: label.endsWith('s') ? `${label}es` : `${label}s`, ...rest }
}

const readOnly: readonly string[] = ['User', 'RecordType']

/** The objects of a plain organization, each its own, so that an administrator may change them. */
export function standardObjects(): readonly SObject[] {
  return kinds.map((one) => objectOf(one, !readOnly.includes(one.name)))
}

/** The interactions of Practifi, whose names begin with the namespace of the package. */
export function interactionObject(prefix: string): SObject {
  const name = `${prefix}Interaction__c`
  const fields = interactionFields(prefix)
  const made = kind(name, { prefix: 'a0X', fields, label: 'Interaction' })
  return objectOf(made, true)
}

function objectOf({ fields, ...rest }: Kind, writable: boolean): SObject {
  const all = [...auditFields, ...fields]
  return {
    ...rest,
    custom: rest.name.endsWith('__c'),
    fields: new Map(all.map((one) => [one.name.toLowerCase(), one])),
    can: { query: true, create: writable, update: writable, delete: writable },
    hidden: new Set(),
  }
}

/** A field that the API's user may see, whatever the case of its name. */
export function fieldOf({ fields, hidden }: SObject, name: string): Field | undefined {
  const found = fields.get(name.toLowerCase())
  return found !== undefined && !hidden.has(found.name) ? found : undefined
}

export function visibleFields({ fields, hidden }: SObject): readonly Field[] {
  return [...fields.values()].filter(({ name }) => !hidden.has(name))
}
