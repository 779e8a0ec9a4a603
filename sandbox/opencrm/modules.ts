import { activityFields, companyFields, contactFields, leadFields, userFields } from './fields.ts'
import type { Field } from './fields.ts'

export type ModuleName = 'activity' | 'company' | 'contact' | 'lead' | 'user'

export interface Module {
  name: ModuleName
  /** What a record that is read by itself says it is. */
  label: string
  fields: readonly Field[]
  /** What a list shows that is not the full one. */
  brief: readonly string[]
  /** What the API looks at when it is asked for keywords. */
  searched: readonly string[]
  /** Where the addresses are, the first one first. */
  addresses: readonly string[]
  /** Where the tags are, separated by commas. */
  tags?: string
}

const person = ['firstname', 'lastname', 'email']

const modules: Readonly<Record<ModuleName, Module>> = {
  activity: {
    name: 'activity',
    label: 'Activities',
    fields: activityFields,
    brief: ['subject', 'taskstatus', 'date_start', 'due_date', 'contact_id', 'smownerid'],
    searched: ['subject', 'description'],
    addresses: [],
  },
  company: {
    name: 'company',
    label: 'Accounts',
    fields: companyFields,
    brief: ['accountname', 'email1', 'phone', 'smownerid'],
    searched: ['accountname', 'email1'],
    addresses: ['email1', 'email2'],
    tags: 'account_tags',
  },
  contact: {
    name: 'contact',
    label: 'Contacts',
    fields: contactFields,
    brief: [...person, 'accountid', 'phone', 'smownerid'],
    searched: [...person, 'email2'],
    addresses: ['email', 'email2'],
    tags: 'contactdetails_tags',
  },
  lead: {
    name: 'lead',
    label: 'Leads',
    fields: leadFields,
    brief: [...person, 'company', 'leadstatus', 'phone', 'smownerid'],
    searched: [...person, 'company'],
    addresses: ['email'],
    tags: 'leaddetails_tags',
  },
  user: {
    name: 'user',
    label: 'Users',
    fields: userFields,
    brief: ['user_name', 'first_name', 'last_name'],
    searched: ['user_name', 'first_name', 'last_name', 'email1'],
    addresses: ['email1'],
  },
}

export const moduleNames = Object.keys(modules) as readonly ModuleName[]

export function moduleOf(name: ModuleName): Module {
  return modules[name]
}

/** The module of that name, if there is one. */
export function findModule(name: string): Module | undefined {
  return Object.hasOwn(modules, name) ? modules[name as ModuleName] : undefined
}
