import { sql } from 'kysely'
import type { OwnField } from '../../people/own-fields/index.ts'
import { columnsOfAddress } from './address-columns.ts'
import { columnsOfCampaign } from './campaign-columns.ts'
import { choice, flag, text, time, type Subject } from './column.ts'
import { address, among, campaign, userOf, WORKSPACE } from './joins.ts'
import { columnsOfPerson, joinsOfPerson } from './person-columns.ts'

const WHAT = [
  ['opted_out', 'Opted out'],
  ['opted_in', 'Opted in'],
] as const
const SCOPES = [
  ['everything', 'Everything'],
  ['topic', 'A topic'],
  ['address', 'An address'],
] as const
const SOURCES = [
  ['esp', 'An e-mail service'],
  ['user', 'A colleague'],
  ['import', 'An import'],
  ['api', 'A program'],
  ['crm', 'A CRM'],
  ['preference_page', 'The preference page'],
] as const
const CAUSES = [
  ['wish', 'A wish'],
  ['complaint', 'A complaint'],
] as const

/** What was ever said of who wants mail; what holds of it now is another question. */
export function consentFacts(own: readonly OwnField[]): Subject {
  return {
    id: 'consent_facts',
    title: 'Opt-outs and opt-ins',
    description: 'One fact of consent: who said when what, where, and why.',
    from: sql`consent_fact f`,
    alias: 'f',
    holds: sql`f.workspace_id = ${WORKSPACE}`,
    key: [{ value: sql`f.id`, type: 'integer' }],
    joins: {
      campaign: campaign('f'),
      address: address('f'),
      person: {
        // Of a person, by whoever stands for it; else whoever uses the address.
        all: sql`
          left join person stated
            on stated.workspace_id = f.workspace_id and stated.id = f.person_id
          ${userOf(sql`case when f.person_id is null then f.address_id end`)}
          left join person p on p.workspace_id = f.workspace_id
            and p.id = coalesce(stated.merged_into, stated.id, pa.person_id)`,
      },
      ...joinsOfPerson(['person']),
      opted_out_address: among('opted_out_address', 'opted_out_address', [
        'address_id',
        sql`f.address_id`,
      ]),
      topic: {
        all: sql`left join topic t on t.workspace_id = f.workspace_id and t.id = f.topic_id`,
      },
      service: {
        all: sql`left join connection n
          on n.workspace_id = f.workspace_id and n.id = f.connection_id`,
      },
    },
    columns: [
      time(['at', 'When', 'When it was said'], sql`f.occurred_at`),
      choice(
        ['what', 'What'],
        WHAT,
        sql`(case when f.opted_in then 'opted_in' else 'opted_out' end)`,
      ),
      choice(['scope', 'Of what'], SCOPES, sql`f.scope`),
      text(['topic', 'Topic'], sql`t.name`, { join: 'topic' }),
      text(['reason', 'Reason', 'As it was given'], sql`f.reason`),
      choice(['source', 'Source'], SOURCES, sql`f.source`),
      text(['service', 'Service', 'The connection it was learnt by'], sql`n.name`, {
        join: 'service',
      }),
      choice(['cause', 'Cause'], CAUSES, sql`f.cause`),
      flag(
        ['is_explicit', 'Asked for', 'An opt-in with evidence: only such a one lifts an opt-out'],
        sql`f.is_explicit`,
      ),
      text(['evidence', 'Evidence'], sql`f.evidence`),
      text(['doubt', 'Doubt', 'Why it may not have been the person’s own doing'], sql`f.doubt`),
      text(['stated_by', 'Stated by'], sql`f.actor`),
      time(['recorded_at', 'Recorded', 'When it came to be known here'], sql`f.recorded_at`),
      time(['expires_at', 'Ends', 'Of an opt-in that was inferred'], sql`f.expires_at`),
      ...columnsOfCampaign('campaign', sql`f.campaign_id`),
      ...columnsOfAddress(),
      ...columnsOfPerson(own, 'person'),
    ],
    usual: ['at', 'what', 'scope', 'person', 'address', 'reason', 'campaign'],
  }
}
