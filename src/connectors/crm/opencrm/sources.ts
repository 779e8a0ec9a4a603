import {
  notBuilt,
  notDocumented,
  notMeant,
  notOffered,
  type Source,
  type Sources,
} from '../../sdk/index.ts'

const GUIDE: Source = {
  title:
    'OpenCRM developer guide (article 69) and field reference (article 20); no running one was '
    + 'seen',
  url: 'https://help.opencrm.co.uk',
}

export const sources: Sources = {
  main: GUIDE,
  absent: {
    oauth2: notOffered('Two keys are entered.'),
    leave_topic: notBuilt('Putting tags on and off is not part of this yet.'),
    validity: notMeant('What its field email_bounced may hold is not said.'),
    audience: notBuilt('Putting tags on and off is not part of this yet.'),
    erase: notDocumented('No function deletes a record.'),
  },
}
