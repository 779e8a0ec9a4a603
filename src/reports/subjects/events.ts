import { sql } from 'kysely'
import { EVENT_KINDS } from '../../connectors/index.ts'
import { bounceWords, kindCode, TIME_IS_APPROXIMATE } from '../../ledger/index.ts'
import type { OwnField } from '../../people/own-fields/index.ts'
import { columnsOfAddress } from './address-columns.ts'
import { columnsOfCampaign } from './campaign-columns.ts'
import { choice, flag, text, time, type Subject } from './column.ts'
import { address, among, campaign, person, WORKSPACE } from './joins.ts'
import { columnsOfPerson, joinsOfPerson } from './person-columns.ts'

const TITLES = {
  sent: 'Sent',
  delivered: 'Delivered',
  open: 'Open',
  click: 'Click',
  forward: 'Forward',
  bounce: 'Bounce',
  opt_out: 'Opt-out',
  complaint: 'Complaint',
} as const

const KINDS = EVENT_KINDS.map((kind) => [kind, TITLES[kind]] as const)
const CODES = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, kindCode(kind)]))
const KIND = sql`(array[${sql.join(EVENT_KINDS.map((kind) => sql.lit(kind)))}])[e.kind]`

const VERDICTS = [
  ['human', 'A person'],
  ['machine', 'A machine'],
  ['proxy', 'A privacy proxy'],
] as const

const detail = (alias: string, column: string) => ({
  all: sql`left join detail ${sql.table(alias)} on ${sql.table(alias)}.workspace_id = e.workspace_id
    and ${sql.table(alias)}.id = e.${sql.ref(column)}`,
})

const JOINS: Subject['joins'] = {
  campaign: campaign('e'),
  address: address('e'),
  person: person(sql`e.address_id`),
  ...joinsOfPerson(['person']),
  opted_out_address: among('opted_out_address', 'opted_out_address', [
    'address_id',
    sql`e.address_id`,
  ]),
  link: { all: sql`left join link l on l.workspace_id = e.workspace_id and l.id = e.link_id` },
  detail: detail('d', 'detail_id'),
  agent: detail('agent', 'agent_id'),
  verdict: {
    all: sql`left join verdict v on v.workspace_id = e.workspace_id
      and v.address_id = e.address_id and v.occurred_at = e.occurred_at and v.key = e.key`,
  },
}

/** The ledger, line by line. */
export function events(own: readonly OwnField[]): Subject {
  return {
    id: 'events',
    title: 'Events',
    description: 'One line of the ledger: a mail sent, opened, clicked, bounced …',
    from: sql`event e`,
    alias: 'e',
    holds: sql`e.workspace_id = ${WORKSPACE}`,
    key: [
      { value: sql`e.address_id`, type: 'integer' },
      { value: sql`e.occurred_at`, type: 'timestamptz' },
      { value: sql`e.key`, type: 'bigint' },
    ],
    joins: JOINS,
    columns: [
      time(['at', 'When'], sql`e.occurred_at`),
      choice(['kind', 'What'], KINDS, KIND, { kept: { value: sql`e.kind`, codes: CODES } }),
      choice(
        ['made_by', 'Made by', 'Of opens and clicks: who made them, by the present rules'],
        VERDICTS,
        sql`(case when e.kind in (${kindCode('open')}, ${kindCode('click')}) then
          case v.class when 1 then 'machine' when 2 then 'proxy' else 'human' end end)`,
        { join: 'verdict' },
      ),
      ...columnsOfCampaign('campaign', sql`e.campaign_id`),
      ...columnsOfAddress(),
      ...columnsOfPerson(own, 'person'),
      text(['link', 'Link', 'Which was clicked'], sql`l.url`, { join: 'link' }),
      text(
        ['reason', 'Reason', 'Of a bounce, in words; of an opt-out, as it was given'],
        sql`(case d.kind when 'bounce' then ${bounceWords('d')} else d.value end)`,
        { join: 'detail' },
      ),
      text(['agent', 'Device', 'What it was opened or clicked with'], sql`agent.value`, {
        join: 'agent',
      }),
      flag(
        [
          'time_is_approximate',
          'Time is approximate',
          'The vendor gave none: the send’s was taken',
        ],
        sql`(e.flags & ${sql.lit(TIME_IS_APPROXIMATE)} <> 0)`,
      ),
    ],
    usual: ['at', 'kind', 'campaign', 'person', 'address'],
  }
}
