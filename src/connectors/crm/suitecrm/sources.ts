import { BY_DESIGN, notMeant, notOffered, type Source, type Sources } from '../../sdk/index.ts'

const SEEN: Source = {
  title: 'Seen on a running SuiteCRM 7.12.12, and read in its public source (7.14.6)',
}

export const sources: Sources = {
  main: SEEN,
  absent: {
    oauth2: notMeant('V8 has it, and can list neither what was deleted nor seconds of a change.'),
    leave_topic: notOffered('An address does not tell who has it, and so not on which lists.'),
    rename_list: notMeant('Lists are named there.', BY_DESIGN),
    remove_list: notMeant('What its users see is removed by them.', BY_DESIGN),
  },
}
