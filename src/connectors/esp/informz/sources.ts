import { notBuilt, notDocumented, notOffered, type Source, type Sources } from '../../sdk/index.ts'

const OFF_AN_INTEREST =
  'People are taken off an interest by a mode of BulkUpload; what was at hand does not show how it '
  + 'is written.'

export const sources: Sources = {
  main: help('360033049251', 'grids'),
  works: {
    feedback: help('360032692492', 'mailing activity'),
    lists: help('360032692232', 'interests'),
    consent: help('360032692392', 'Subscribe, Unsubscribe'),
  },
  absent: {
    oauth2: notOffered(
      'Password, brand and user stand in each request.',
      help('360033049051', 'quick start'),
    ),
    hooks: notDocumented('None was found.'),
    mail_html: notDocumented(
      'No grid of mailings has a field for it; CreateMailing is told it and tells it nobody.',
      help('360033049231', 'mailings'),
    ),
    leave_topic: byUpload(OFF_AN_INTEREST),
    resubscribe: byUpload(
      'People are resubscribed by a mode of BulkUpload; what was at hand does not show how it is '
        + 'written.',
    ),
    replace_address: notDocumented('No action was found for it.'),
    erase: notDocumented('No action that deletes was found.'),
    audience: byUpload(OFF_AN_INTEREST),
    fields: notBuilt(
      'They go along with Subscribe.',
      help('360032692392', 'Subscribe, Unsubscribe'),
    ),
    create_field: notDocumented('No action was found for it.'),
    mailings: notBuilt('CreateMailing and ScheduleMailing.', help('360032692272', 'CreateMailing')),
  },
}

function byUpload(why: string) {
  return notDocumented(why, help('360032692112', 'BulkUpload'))
}

function help(article: string, of: string): Source {
  const url = `https://support.higherlogic.com/hc/en-us/articles/${article}`
  return { title: `Higher Logic help ${article}, ${of}`, url }
}
