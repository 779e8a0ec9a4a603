import { notBuilt, notDocumented, notOffered, type Source, type Sources } from '../../sdk/index.ts'

const PAGES: Source = { title: 'Emma API pages', url: 'https://api.myemma.com' }
const SAMPLES: Source = {
  title: 'Emma API pages, and sample answers of the vendor’s EmmaSDK',
  url: 'https://api.myemma.com',
}

export const sources: Sources = {
  main: PAGES,
  works: { feedback: SAMPLES, totals: SAMPLES },
  absent: {
    oauth2: notOffered('Two keys are entered (HTTP Basic).'),
    hooks: notBuilt(
      'A delivery names a member by number alone, and none is of bounces; the poll brings it all.',
    ),
    fields: notBuilt('How many there may be, and how long a value, is not said.'),
    mailing_test: notDocumented('No page shows a test; heads-up mails go with a sending.'),
  },
}
