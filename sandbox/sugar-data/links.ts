import type { ModuleName } from './modules.ts'

/** How the records of two modules hang together, seen from one of them. */
export type Link = Readonly<
  { name: string; module: ModuleName } & (
    | { kind: 'tie'; tie: string; side: 'left' | 'right' }
    /** The related record names ours in that field. */
    | { kind: 'children'; field: string }
    /** Our record, which is of the module `of`, names the related one in that field. */
    | { kind: 'parent'; of: ModuleName; field: string }
    /** The addresses of ours. */
    | { kind: 'addresses' }
  )
>

type Listed = 'Contacts' | 'Leads' | 'Prospects' | 'Accounts' | 'Users'

const campaignTie = 'prospect_list_campaigns'
const addresses: Link = { name: 'email_addresses', module: 'EmailAddresses', kind: 'addresses' }

/** The links of each module, by their names; who is on a list is one tie for each module. */
export const links: Readonly<Record<ModuleName, readonly Link[]>> = {
  ProspectLists: [
    members('prospects', 'Prospects'),
    members('contacts', 'Contacts'),
    members('leads', 'Leads'),
    members('accounts', 'Accounts'),
    members('users', 'Users'),
    { name: 'campaigns', module: 'Campaigns', kind: 'tie', tie: campaignTie, side: 'left' },
  ],
  Campaigns: [
    {
      name: 'prospectlists',
      module: 'ProspectLists',
      kind: 'tie',
      tie: campaignTie,
      side: 'right',
    },
    { name: 'log_entries', module: 'CampaignLog', kind: 'children', field: 'campaign_id' },
  ],
  CampaignLog: [parent('campaign', 'Campaigns', 'CampaignLog', 'campaign_id')],
  Contacts: [
    parent('accounts', 'Accounts', 'Contacts', 'account_id'),
    { name: 'notes', module: 'Notes', kind: 'children', field: 'contact_id' },
    { name: 'campaigns', module: 'CampaignLog', kind: 'children', field: 'target_id' },
    lists('Contacts'),
    addresses,
  ],
  Leads: [
    { name: 'campaigns', module: 'CampaignLog', kind: 'children', field: 'target_id' },
    lists('Leads'),
    addresses,
  ],
  Prospects: [
    { name: 'campaigns', module: 'CampaignLog', kind: 'children', field: 'target_id' },
    lists('Prospects'),
    addresses,
  ],
  Accounts: [
    { name: 'contacts', module: 'Contacts', kind: 'children', field: 'account_id' },
    { name: 'notes', module: 'Notes', kind: 'children', field: 'parent_id' },
    lists('Accounts'),
    addresses,
  ],
  Users: [lists('Users'), addresses],
  Notes: [parent('contact', 'Contacts', 'Notes', 'contact_id')],
  EmailAddresses: [],
}

function members(name: string, module: Listed): Link {
  return { name, module, kind: 'tie', tie: tieOf(module), side: 'left' }
}

function parent(name: string, module: ModuleName, of: ModuleName, field: string): Link {
  return { name, module, kind: 'parent', of, field }
}

function lists(module: Listed): Link {
  const tie = tieOf(module)
  return { name: 'prospect_lists', module: 'ProspectLists', kind: 'tie', tie, side: 'right' }
}

function tieOf(module: Listed): string {
  return `prospect_list_${module.toLowerCase()}`
}

export function linkNamed(module: ModuleName, name: string): Link | undefined {
  return links[module].find((one) => one.name === name)
}
