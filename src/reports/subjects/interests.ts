import { sql } from 'kysely'
import type { OwnField } from '../../people/own-fields/index.ts'
import { columnsOfCampaign } from './campaign-columns.ts'
import { choice, figure, text, time, type Subject } from './column.ts'
import { campaign, userOf, WORKSPACE } from './joins.ts'
import { columnsOfPerson, joinsOfPerson } from './person-columns.ts'

const HOW = [
  ['click', 'A click'],
  ['stated', 'It was stated'],
] as const

/** A person's click a rule raised an interest by, or somebody's word; as columns of i. */
const EVIDENCE = sql`(
  select k.workspace_id, 'click' as how, k.address_id, null::integer as person_id, k.interest_id,
    k.points, k.occurred_at as at, k.campaign_id, k.link_id, k.rule, '' as stated_by, '' as note,
    concat_ws(':', 'click', k.address_id, (extract(epoch from k.occurred_at) * 1000000)::bigint,
      k.key, k.rule_id, k.place) as key
  from customer_action k
  where k.workspace_id = ${WORKSPACE} and k.kind = 'interest'
  union all
  select s.workspace_id, 'stated', null, s.person_id, s.interest_id, s.points, s.stated_at, null,
    null, '', s.stated_by, s.note, 'stated:' || s.id
  from person_interest s
  where s.workspace_id = ${WORKSPACE} and s.ended_at is null) i`

/** What speaks for people's interests, piece by piece; what it is worth by now is not told here. */
export function interests(own: readonly OwnField[]): Subject {
  return {
    id: 'interests',
    title: 'Interests',
    description: 'One thing that speaks for an interest: a click that a rule fits, or a statement.',
    from: EVIDENCE,
    alias: 'i',
    holds: sql`true`,
    key: [{ value: sql`i.key`, type: 'text' }],
    joins: {
      interest: {
        all: sql`left join interest t on t.workspace_id = i.workspace_id and t.id = i.interest_id`,
      },
      link: { all: sql`left join link l on l.workspace_id = i.workspace_id and l.id = i.link_id` },
      campaign: campaign('i'),
      person: {
        all: sql`
          left join person stated
            on stated.workspace_id = i.workspace_id and stated.id = i.person_id
          ${userOf(sql`i.address_id`)}
          left join person p on p.workspace_id = i.workspace_id
            and p.id = coalesce(stated.merged_into, stated.id, pa.person_id)`,
      },
      ...joinsOfPerson(['person']),
    },
    columns: [
      text(['interest', 'Interest'], sql`t.name`, { join: 'interest' }),
      choice(['how', 'How it is known'], HOW, sql`i.how`),
      figure(['points', 'Points', 'As the rule or the statement gave them'], sql`i.points`),
      time(['at', 'When'], sql`i.at`),
      text(['link', 'Link'], sql`l.url`, { join: 'link' }),
      text(['rule', 'Rule', 'The click rule'], sql`i.rule`),
      text(['stated_by', 'Stated by'], sql`i.stated_by`),
      text(['note', 'Note'], sql`i.note`),
      ...columnsOfCampaign('campaign', sql`i.campaign_id`),
      ...columnsOfPerson(own, 'person'),
    ],
    usual: ['interest', 'person', 'points', 'how', 'at'],
  }
}
