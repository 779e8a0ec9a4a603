import type { Connector } from './connector.ts'

export interface Capability {
  name: string
  title: string
  isPresent: boolean
}

/**
 * What a connector can do, read off the parts it has: the matrix in the docs and the buttons on the
 * screens are made from this, so neither can promise what is not there.
 */
export function capabilitiesOf(connector: Connector): Capability[] {
  const { suppressions } = connector
  return [
    {
      name: 'oauth2',
      title: 'Authorise in the browser',
      isPresent: !!connector.oauth2?.authorizeUrl,
    },
    { name: 'feedback', title: 'What happened to each mail', isPresent: !!connector.feedback },
    { name: 'hooks', title: 'News the moment it happens', isPresent: !!connector.hooks },
    { name: 'files', title: 'News from files', isPresent: !!connector.files },
    { name: 'log', title: 'News from a log on this machine', isPresent: !!connector.log },
    { name: 'totals', title: "The vendor's own totals", isPresent: !!connector.totals },
    { name: 'opt_outs', title: 'Opt-outs made outside campaigns', isPresent: !!suppressions },
    { name: 'people', title: 'People and organizations', isPresent: !!connector.people },
    { name: 'lists', title: 'Read lists', isPresent: !!connector.lists },
    { name: 'contacts', title: 'Read contacts', isPresent: !!connector.contacts },
    { name: 'consent', title: 'Told of opt-outs at once', isPresent: !!connector.consent },
    {
      name: 'leave_topic',
      title: 'Take off a list a topic stands for',
      isPresent: !!connector.consent?.leave,
    },
    { name: 'resubscribe', title: 'Resubscribe', isPresent: !!connector.consent?.resubscribe },
    {
      name: 'replace_address',
      title: 'Correct an address',
      isPresent: !!connector.consent?.replaceAddress,
    },
    {
      name: 'erase',
      title: 'Delete the contact of an erased person',
      isPresent: !!connector.consent?.erase,
    },
    { name: 'audience', title: 'Put on and take off lists', isPresent: !!connector.audience },
    { name: 'create_list', title: 'Make a list', isPresent: !!connector.audience?.createList },
    { name: 'rename_list', title: 'Rename a list', isPresent: !!connector.audience?.renameList },
    { name: 'fields', title: 'Fields of a contact, mapped', isPresent: !!connector.fields },
    {
      name: 'create_field',
      title: 'Make a field of a contact',
      isPresent: !!connector.fields?.create,
    },
    { name: 'mailings', title: 'Make campaigns', isPresent: !!connector.mailings },
    {
      name: 'mailing_lists',
      title: 'Set the lists of a campaign',
      isPresent: !!connector.mailings?.setLists,
    },
    { name: 'mailing_test', title: 'Send a test', isPresent: !!connector.mailings?.sendTest },
    {
      name: 'mailing_schedule',
      title: 'Send or schedule a campaign',
      isPresent: !!connector.mailings?.schedule,
    },
    {
      name: 'mailing_unschedule',
      title: 'Take back a scheduled campaign',
      isPresent: !!connector.mailings?.unschedule,
    },
  ]
}
