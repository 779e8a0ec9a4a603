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
  const { oauth2, feedback, hooks, files, log, totals, suppressions, people } = connector
  const { lists, contacts, consent, validity, audience, fields } = connector
  const { mailings, activities } = connector
  return [
    told('oauth2', 'Authorise in the browser', oauth2?.authorizeUrl),
    told('feedback', 'What happened to each mail', feedback),
    told('hooks', 'News the moment it happens', hooks),
    told('files', 'News from files', files),
    told('log', 'News from a log on this machine', log),
    told('totals', "The vendor's own totals", totals),
    told('opt_outs', 'Opt-outs made outside campaigns', suppressions),
    told('people', 'People and organizations', people),
    told('activities', 'Told what targets did', activities),
    told('lists', 'Read lists', lists),
    told('contacts', 'Read contacts', contacts),
    told('consent', 'Told of opt-outs at once', consent),
    told('leave_topic', 'Take off a list a topic stands for', consent?.leave),
    told('resubscribe', 'Resubscribe', consent?.resubscribe),
    told('replace_address', 'Correct an address', consent?.replaceAddress),
    told('validity', 'Told that an address is invalid', validity),
    told('erase', 'Delete the contact of an erased person', consent?.erase),
    told('audience', 'Put on and take off lists', audience),
    told('create_list', 'Make a list', audience?.createList),
    told('rename_list', 'Rename a list', audience?.renameList),
    told('remove_list', 'Remove a list', audience?.removeList),
    told('fields', 'Fields of a contact, mapped', fields),
    told('create_field', 'Make a field of a contact', fields?.create),
    told('mailings', 'Make campaigns', mailings),
    told(
      'mailing_lists',
      'Set the lists of a campaign',
      mailings?.setLists ?? mailings?.tellsListsWhenSent,
    ),
    told('mailing_test', 'Send a test', mailings?.sendTest),
    told('mailing_schedule', 'Send or schedule a campaign', mailings?.schedule),
    told('mailing_unschedule', 'Take back a scheduled campaign', mailings?.unschedule),
  ]
}

function told(name: string, title: string, part: unknown): Capability {
  return { name, title, isPresent: Boolean(part) }
}
