import { BY_DESIGN, notMeant, type Source, type Sources } from '../../sdk/index.ts'

const DOCS: Source = {
  title: 'Salesforce REST API guide, SOQL and object reference; nothing was seen on a running one',
  url: 'https://developer.salesforce.com',
}

export const sources: Sources = {
  main: DOCS,
  absent: {
    oauth2: notMeant('The client credentials flow is used, without a person.'),
    leave_topic: notMeant('Lists are the users’ own campaigns.', BY_DESIGN),
    rename_list: notMeant('Lists are named there.', BY_DESIGN),
    remove_list: notMeant('What its users see is removed by them.', BY_DESIGN),
  },
}
