import { BY_DESIGN, notDocumented, notMeant, type Source, type Sources } from '../../sdk/index.ts'

/** Neither HighRoad's nor Adestra's documentation is public. */
const CLIENTS: Source = {
  title: 'Public programs that speak to Adestra; no vendor document is public',
}

export const sources: Sources = {
  main: CLIENTS,
  absent: {
    oauth2: notDocumented('A user and a password go with each call.'),
    feedback: notDocumented('It comes home by files: the preset HighRoad is a community layout.'),
    replace_address: notMeant(
      'Unsub lists hold addresses: one that changes would be mailed again.',
      BY_DESIGN,
    ),
    create_list: notDocumented('list.create is known by name; what it is given is not.'),
    rename_list: notDocumented('list.update is known by name; what it is given is not.'),
    mailing_unschedule: notDocumented(
      'No call takes back a launch. A campaign is sent at once: how a later moment is written, and '
        + 'in which zone, is not said.',
    ),
  },
}
