import type { Role } from '../../src/accounts/index.ts'
import type { Seeds } from '../api/matrix-seeds.ts'

export interface Row {
  /** The least role that may. Written by hand. */
  least: Role
  asked?: (seeds: Seeds) => Record<string, unknown>
}

const see: Row = { least: 'viewer' }
const of = (name: keyof Seeds, more: Record<string, unknown> = {}): Row => ({
  least: 'viewer',
  asked: (seeds) => ({ [name]: seeds[name], ...more }),
})
const VIEW = { version: 1, subject: 'people', columns: ['person'] }
const DEFINITION = { version: 1, where: { about: 'address', is: 'valid' } }

/** Every tool, with who may use it. A tool without a row fails the test. */
export const rows: Record<string, Row> = {
  find_people: see,
  count_people: see,
  count_people_where: { least: 'viewer', asked: () => ({ definition: DEFINITION }) },
  show_person: of('personId'),
  person_timeline: of('personId'),
  person_mailings: of('personId'),
  person_preferences: of('personId'),
  may_write: { least: 'viewer', asked: () => ({ addresses: ['ada@example.com'] }) },
  list_topics: see,
  list_campaigns: see,
  show_campaign: of('campaignId'),
  campaigns_side_by_side: {
    least: 'viewer',
    asked: ({ campaignId, otherCampaignId }) => ({ ids: `${campaignId},${otherCampaignId}` }),
  },
  list_figures: see,
  campaign_log: of('campaignId', { figure: 'sent' }),
  campaign_opt_outs: of('campaignId'),
  campaign_links: of('campaignId'),
  campaign_audience: of('campaignId'),
  campaign_audience_people: of('campaignId'),
  compare_campaign: of('campaignId'),
  list_comparisons: see,
  campaign_freshness: of('campaignId'),
  list_lists: see,
  show_list: of('listId'),
  count_list: of('listId'),
  list_members: of('listId'),
  list_service_lists: of('connectionId'),
  why_person: of('personId'),
  why_campaign: {
    least: 'viewer',
    asked: ({ personId, campaignId }) => ({ personId, campaignId }),
  },
  trace_event: of('eventId'),
  list_ready_views: see,
  list_views: see,
  show_view: { least: 'viewer', asked: () => ({ viewId: 'who-opted-out' }) },
  run_view: { least: 'viewer', asked: () => ({ viewId: 'who-opted-out' }) },
  list_view_columns: see,
  ask_view: { least: 'viewer', asked: () => ({ definition: VIEW }) },
  show_access: see,
  list_problem_groups: see,
  list_problems: see,
  show_problem: of('problemId'),
  list_alarms: see,
  list_connections: see,
  list_freshness: see,
  list_runs: see,
  show_run: of('runId'),
  opt_out_person: { ...of('personId', { reason: 'rang' }), least: 'editor' },
  opt_in_person: { ...of('personId', { evidence: 'They wrote a letter.' }), least: 'editor' },
  sync_connection: { ...of('connectionId'), least: 'manager' },
  sync_campaign: { ...of('campaignId'), least: 'manager' },
  decide_problem: { ...of('problemId', { decision: 'ignore' }), least: 'manager' },
}
