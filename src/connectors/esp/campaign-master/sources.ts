import { notDocumented, type Source, type Sources } from '../../sdk/index.ts'

const RECORDED: Source = {
  title: 'Answers of its job service of 2013, recorded by a public program (campaignmasterrb)',
}
const PAGE: Source = {
  title: 'Campaign Master, page of its API',
  url: 'https://campaignmaster.co.uk/cm-email-marketing-api',
}

export const sources: Sources = {
  main: RECORDED,
  absent: {
    feedback: notDocumented(
      'It comes home by files: the preset Campaign Master is a community layout. Paths of the '
        + 'newer interface are not public.',
      PAGE,
    ),
    categories: notDocumented('No call for it was found.'),
    audience: notDocumented('An import names no list, and nobody can be taken off by it.'),
    mailings: notDocumented('A service of that name exists; its operations are not shown.'),
  },
}
