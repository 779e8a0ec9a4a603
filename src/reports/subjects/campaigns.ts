import { sql } from 'kysely'
import { columnsOfCampaign } from './campaign-columns.ts'
import { figure, text, time, type Column, type Subject } from './column.ts'
import { WORKSPACE } from './joins.ts'

/** campaign_count by its kinds; kind 0 is delivered as Homing defines it. */
const FIGURES = [
  ['sent', 'Sent', 1, 'people', 'Addresses it was sent to'],
  ['delivered', 'Delivered', 0, 'people', 'Sent, and not bounced'],
  ['opened', 'Opened', 3, 'human_people', 'Recipients of whom a person opened it'],
  ['opened_by_any', 'Opened, machines too', 3, 'people', 'Recipients with an open of any kind'],
  ['opens', 'Opens', 3, 'human_events', 'People’s opens, every one'],
  ['clicked', 'Clicked', 4, 'human_people', 'Recipients of whom a person clicked'],
  ['clicked_by_any', 'Clicked, machines too', 4, 'people', 'Recipients with a click of any kind'],
  ['clicks', 'Clicks', 4, 'human_events', 'People’s clicks, every one'],
  ['forwarded', 'Forwarded', 5, 'people', 'Recipients who forwarded it'],
  ['bounced', 'Bounced', 6, 'people', 'Recipients it bounced at'],
  ['opted_out', 'Opted out', 7, 'people', 'Recipients who opted out by it'],
  ['complained', 'Complained', 8, 'people', 'Recipients who called it spam'],
] as const

const COUNTS = sql`
  select k.campaign_id, ${sql.join(
    FIGURES.map(
      ([id, , kind, counted]) =>
        sql`sum(k.${sql.ref(counted)}) filter (where k.kind = ${sql.lit(kind)})::bigint
          as ${sql.ref(id)}`,
    ),
  )}
  from campaign_count k where k.workspace_id = ${WORKSPACE}`

const SERVICE = sql`
  select i.campaign_id, string_agg(distinct n.name, ', ') as name
  from campaign_identity i
  join connection n on n.workspace_id = i.workspace_id and n.id = i.connection_id
  where i.workspace_id = ${WORKSPACE}`

/** Every campaign with the figures of its window. */
export function campaigns(): Subject {
  return {
    id: 'campaigns',
    title: 'Campaigns',
    description: 'A campaign with its figures: how many recipients did what.',
    from: sql`campaign c`,
    alias: 'c',
    holds: sql`c.workspace_id = ${WORKSPACE}`,
    key: [{ value: sql`c.id`, type: 'integer' }],
    joins: {
      topic: {
        all: sql`left join topic t on t.workspace_id = c.workspace_id and t.id = c.topic_id`,
      },
      figures: {
        all: sql`left join (${COUNTS} group by k.campaign_id) figures
          on figures.campaign_id = c.id`,
      },
      service: {
        all: sql`left join (${SERVICE} group by i.campaign_id) service
          on service.campaign_id = c.id`,
      },
    },
    columns: [
      ...columnsOfCampaign(),
      text(['from_name', 'From'], sql`c.from_name`),
      text(['from_address', 'From address'], sql`c.from_address`),
      text(['topic', 'Topic'], sql`t.name`, { join: 'topic' }),
      text(['service', 'Service', 'The connection it was sent with'], sql`service.name`, {
        join: 'service',
      }),
      time(['as_of', 'As of', 'When its feedback was last read in full'], sql`c.as_of`),
      ...FIGURES.map(([id, title, , , description]): Column =>
        figure([id, title, description], sql`coalesce(figures.${sql.ref(id)}, 0)`, {
          join: 'figures',
        }),
      ),
    ],
    usual: ['campaign', 'campaign_sent_at', 'sent', 'delivered', 'opened', 'clicked', 'opted_out'],
  }
}
