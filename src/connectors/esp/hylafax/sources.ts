import { notBuilt, notMeant, notOffered, type Source, type Sources } from '../../sdk/index.ts'

const MANUAL: Source = {
  title: 'Manual pages of HylaFAX 6.0.7: xferfaxlog(5), notify(8), sendq(5)',
}

const SEEN: Source = { title: 'Seen on a running HylaFAX 6.0.7, with a modem that was a program' }

export const sources: Sources = {
  main: MANUAL,
  works: { files: SEEN, log: SEEN },
  absent: {
    oauth2: notMeant('Nothing is asked of it over a network.'),
    feedback: notMeant('It has no API to ask: its log, its files and its script tell it.'),
    totals: notOffered('It keeps no counts by mailing.'),
    opt_outs: notOffered('A fax has no link to leave by.'),
    categories: notOffered('It keeps jobs, and no people.'),
    lists: notOffered('It keeps jobs, and no lists.'),
    contacts: notOffered('It keeps jobs, and no people.'),
    consent: notOffered('It keeps jobs, and no people.'),
    audience: notOffered('It keeps jobs, and no lists.'),
    fields: notOffered('It keeps jobs, and no people.'),
    mailings: notBuilt('Faxes are sent by sendfax(1), on the server.'),
  },
}
