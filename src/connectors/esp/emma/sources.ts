import { notBuilt, notDocumented, notOffered, type Source, type Sources } from '../../sdk/index.ts'

const PAGES: Source = { title: 'Emma API pages', url: 'https://api.myemma.com' }
const SAMPLES: Source = {
  title: 'Emma API pages, and sample answers of the vendor’s EmmaSDK',
  url: 'https://api.myemma.com',
}
const HOOKS: Source = {
  title: 'Emma API pages, webhooks, and the vendor’s clients EmmaSDK and EmmaPHP',
  url: 'https://api.myemma.com',
}

export const sources: Sources = {
  main: PAGES,
  works: { feedback: SAMPLES, totals: SAMPLES, hooks: HOOKS },
  absent: {
    oauth2: notOffered('Two keys are entered (HTTP Basic).'),
    fields: notBuilt('How many there may be, and how long a value, is not said.'),
    mailing_test: notDocumented('No page shows a test; heads-up mails go with a sending.'),
  },
}
