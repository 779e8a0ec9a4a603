import { notDocumented, notOffered, type Source, type Sources } from '../../sdk/index.ts'

const QUICK_START: Source = {
  title: 'Sugar Market API quick start, and published sample answers',
  url: 'https://support.sugarcrm.com/knowledge_base/market/developer/api_quick_start_guide',
}
const NAMES: Source = {
  title: 'Names of operations in a public connector',
  url: 'https://docs.tray.ai/connectors/service/sugarmarket/operations',
}

export const sources: Sources = {
  main: QUICK_START,
  absent: {
    oauth2: notOffered('User and password (HTTP Basic).'),
    feedback: notDocumented(
      'Operations are known by name, without paths or fields. It comes home by files: the preset '
        + 'Sugar Market is a community layout.',
      NAMES,
    ),
    hooks: notOffered('It is asked, and tells nothing by itself.', NAMES),
    totals: byName(),
    lists: byName(),
    categories: notDocumented('No call for it was found.'),
    audience: byName(),
    mailings: byName(),
  },
}

function byName() {
  return notDocumented('Operations are known by name, without paths or fields.', NAMES)
}
