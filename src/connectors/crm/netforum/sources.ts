import { notDocumented, notMeant, notOffered, type Source, type Sources } from '../../sdk/index.ts'

const DOCS: Source = {
  title: 'netFORUM xWeb documentation and WSDL of 2010; nobody of us has seen a server',
  url: 'https://documentation.abila.com/Content/xWeb',
}

export const sources: Sources = {
  main: DOCS,
  absent: {
    oauth2: notOffered('A user and a password open a session.'),
    lists: notMeant('A list there is a saved query, whose rows need not say whom they are of.'),
    audience: notDocumented('A list there is a saved query.'),
  },
}
