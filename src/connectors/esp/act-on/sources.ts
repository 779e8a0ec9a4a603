import { notBuilt, notDocumented, notOffered, type Source, type Sources } from '../../sdk/index.ts'

const CONTRACT: Source = { title: 'Act-On REST API, OpenAPI document act-on-api-1, 2.0' }
const SIGN_IN: Source = {
  title: 'Act-On API reference, password grant',
  url: 'https://developer.act-on.com/reference/grant-type-password',
}
const HOOKS: Source = {
  title: 'Act-On help 20031106799383',
  url: 'https://connect.act-on.com/hc/en-us/articles/20031106799383',
}

export const sources: Sources = {
  main: CONTRACT,
  works: {
    opt_outs: help('1500002887121'),
    replace_address: help('1500004179221'),
    mailings: help('1500004070422'),
    mailing_lists: help('1500004069802'),
    mailing_schedule: help('1500004069802'),
  },
  absent: {
    oauth2: notDocumented('A user name and a password are exchanged; no consent page.', SIGN_IN),
    mail_html: notDocumented(
      'Its answer is an empty object in the reference, and in the help a page with scripts around '
        + 'the mail.',
      help('1500003953901'),
    ),
    hooks: notDocumented(
      'Events exist, but not where the signature stands, nor what a body holds; none is of '
        + 'opens or clicks.',
      HOOKS,
    ),
    rename_list: notDocumented('No call says that it renames.'),
    fields: notBuilt('Columns differ from list to list.'),
    create_field: notBuilt('The newer contact list alone has a schema.'),
    mailing_test: notOffered('There are no test mails.'),
    mailing_unschedule: notDocumented(
      'Nothing says that deleting a scheduled message keeps it from going out: it is taken back '
        + 'at Act-On.',
    ),
  },
}

function help(article: string): Source {
  const url = `https://developer.act-on.com/hc/en-us/articles/${article}`
  return { title: `Act-On developer help ${article}`, url }
}
