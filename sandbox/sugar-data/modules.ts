import {
  campaignFields,
  campaignLogFields,
  noteFields,
  prospectListFields,
} from './campaign-fields.ts'
import type { Field } from './field.ts'
import { accountFields, contactFields, emailAddressFields, leadFields } from './person-fields.ts'
import { prospectFields, userFields } from './person-fields.ts'

/** A module as the vendor names it: its records, one of them, and their table. */
export interface Module {
  name: ModuleName
  /** The name of one record, which is the type in an answer. */
  object: string
  table: string
  fields: readonly Field[]
  /** Records have e-mail addresses. */
  mail: boolean
  /** Shown by `/V8/meta`; the others work all the same. */
  shown: boolean
}

const defined = {
  Accounts: ['Account', 'accounts', accountFields, 'mail', 'shown'],
  Contacts: ['Contact', 'contacts', contactFields, 'mail', 'shown'],
  Leads: ['Lead', 'leads', leadFields, 'mail', 'hidden'],
  Prospects: ['Prospect', 'prospects', prospectFields, 'mail', 'shown'],
  ProspectLists: ['ProspectList', 'prospect_lists', prospectListFields, '', 'hidden'],
  Campaigns: ['Campaign', 'campaigns', campaignFields, '', 'shown'],
  CampaignLog: ['CampaignLog', 'campaign_log', campaignLogFields, '', 'hidden'],
  EmailAddresses: ['EmailAddress', 'email_addresses', emailAddressFields, '', 'hidden'],
  Notes: ['Note', 'notes', noteFields, '', 'shown'],
  Users: ['User', 'users', userFields, 'mail', 'hidden'],
} as const

export type ModuleName = keyof typeof defined

export const moduleNames = Object.keys(defined) as readonly ModuleName[]

const modules = new Map(
  moduleNames.map((name): [string, Module] => {
    const [object, table, fields, mail, shown] = defined[name]
    return [name, { name, object, table, fields, mail: mail !== '', shown: shown === 'shown' }]
  }),
)

/** A module by its name, which comes from outside. */
export function findModule(name: string): Module | undefined {
  return modules.get(name)
}

export function moduleOf(name: ModuleName): Module {
  return modules.get(name) as Module
}

export function fieldOf(module: Module, name: string): Field | undefined {
  return module.fields.find((one) => one.name === name)
}
