import { BY_DESIGN, notMeant, notOffered, type Source, type Sources } from '../../sdk/index.ts'

const GUIDE: Source = {
  title:
    'Sugar Developer Guide, the vendor’s clients, and what others saw on a running 25.2 '
    + '(jackalcrm/SugarMCP)',
}

export const sources: Sources = {
  main: GUIDE,
  absent: {
    oauth2: notMeant('A user and a password open a session; no consent page is used.'),
    leave_topic: notOffered('An address does not tell who has it.'),
    rename_list: notMeant('Lists are named there.', BY_DESIGN),
    remove_list: notMeant('What its users see is removed by them.', BY_DESIGN),
  },
}
