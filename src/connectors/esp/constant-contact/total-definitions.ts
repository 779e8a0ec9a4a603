import type { TotalDefinitions } from '../../sdk/index.ts'

const STATS = 'API contract, StatsEmail'
const RESENT =
  'Whether somebody who got a resend counts again is left open: "unique" is taken for once.'
const MACHINES = 'Filtering of machines is not mentioned: every open and click counts.'

const unique = { counts: 'people', resends: 'once', by: 'contact', machines: 'included' } as const
const every = { counts: 'events', resends: 'each', machines: 'included' } as const

/** What each total counts, in the words of the vendor's contract. Delivered it does not tell. */
export const definitions: TotalDefinitions = {
  sent: {
    ...every,
    source: `${STATS}.em_sends: "Number of unique email sends"`,
    open: 'Whether a resend counts again is left open: each mail is taken for a send of its own.',
  },
  uniqueOpens: {
    ...unique,
    source: `${STATS}.em_opens: "Number of unique recipients who opened the email"`,
    open: `${RESENT} ${MACHINES}`,
  },
  opens: {
    ...every,
    source: `${STATS}.em_opens_all: "Total number of non-unique email opens"`,
    open: MACHINES,
  },
  uniqueClicks: {
    ...unique,
    source: `${STATS}.em_clicks: "Number of unique recipients who clicked any link"`,
    open: `${RESENT} ${MACHINES}`,
  },
  clicks: {
    ...every,
    source: `${STATS}.em_clicks_all: "Total number of non-unique email clicks"`,
    open: MACHINES,
  },
  forwards: {
    ...unique,
    source: `${STATS}.em_forwards: "Number of unique recipients who forwarded the email"`,
    open: RESENT,
  },
  bounces: {
    ...unique,
    source: `${STATS}.em_bounces: "Number of unique email bounces"`,
    open: `A vacation answer counts as a bounce. ${RESENT}`,
  },
  optOuts: {
    ...unique,
    source: `${STATS}.em_optouts: "Number of unique recipients who unsubscribed"`,
    open: RESENT,
  },
  complaints: {
    ...every,
    source:
      'API contract, StatsEmailActivity.em_abuse: "Number of abuse (spam) complaints received"',
    open: 'Told by activity only, and only how many: no report says who complained.',
  },
}
