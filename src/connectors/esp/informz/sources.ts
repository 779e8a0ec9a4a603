import { notBuilt, notDocumented, notOffered, type Source, type Sources } from '../../sdk/index.ts'

export const sources: Sources = {
  main: help('360033049251', 'grids'),
  works: {
    feedback: help('360032692492', 'mailing activity'),
    lists: help('360032692232', 'interests'),
    consent: help('360032692392', 'Subscribe, Unsubscribe'),
    leave_topic: help('360044601832', 'Optout'),
    audience: help('360032692392', 'Subscribe, Unsubscribe, Optout'),
    mailings: help('360032692272', 'CreateMailing'),
    mailing_lists: help('360045044311', 'ScheduleMailing'),
    mailing_schedule: help('360045044311', 'ScheduleMailing'),
    mailing_unschedule: help('360045044531', 'SetMailingOnHold'),
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
    resubscribe: notBuilt(
      'A mode of BulkUpload: it is done some minutes later, and how an upload stands is told in '
        + 'words that are not listed.',
      help('360032692112', 'BulkUpload'),
    ),
    replace_address: notDocumented('No action was found for it.'),
    erase: notDocumented('No action that deletes was found.'),
    create_list: notDocumented(
      'No action makes an interest; whether Subscribe makes one of a name it does not know is not '
        + 'said.',
      help('360032692392', 'Subscribe, Unsubscribe'),
    ),
    rename_list: notDocumented('No action was found for it.'),
    remove_list: notDocumented('No action was found for it.'),
    fields: notBuilt(
      'They go along with Subscribe. What they are at an account, and what somebody has in them, '
        + 'is shown under the name of one grid.',
      help('360032692352', 'personal information'),
    ),
    create_field: notDocumented('No action was found for it.'),
    mailing_test: notDocumented(
      'ScheduleMailing has IsTest; whom a test goes to, and whether it counts as sent, is not '
        + 'said.',
      help('360045044311', 'ScheduleMailing'),
    ),
  },
}

function help(article: string, of: string): Source {
  const url = `https://support.higherlogic.com/hc/en-us/articles/${article}`
  return { title: `Higher Logic help ${article}, ${of}`, url }
}
