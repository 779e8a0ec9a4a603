import { sql } from 'kysely'
import { bounceWords, DELIVERED_SQL } from '../../ledger/index.ts'
import type { OwnField } from '../../people/own-fields/index.ts'
import { columnsOfAddress } from './address-columns.ts'
import { columnsOfCampaign } from './campaign-columns.ts'
import { figure, flag, text, time, type Column, type Subject } from './column.ts'
import { address, among, campaign, person, WORKSPACE } from './joins.ts'
import { columnsOfPerson, joinsOfPerson } from './person-columns.ts'

const DID: Column[] = [
  flag(['was_sent', 'Sent'], sql`(r.sent > 0)`),
  flag(['was_delivered', 'Delivered', 'Sent, and not bounced'], sql`(${sql.raw(DELIVERED_SQL)})`),
  flag(['opened', 'Opened', 'A person opened it'], sql`(r.human_opens > 0)`),
  flag(['opened_by_any', 'Opened, machines too'], sql`(r.first_open_at is not null)`),
  flag(['clicked', 'Clicked', 'A person clicked'], sql`(r.human_clicks > 0)`),
  flag(['clicked_by_any', 'Clicked, machines too'], sql`(r.first_click_at is not null)`),
  flag(['forwarded', 'Forwarded'], sql`(r.first_forward_at is not null)`),
  flag(['bounced', 'Bounced'], sql`(r.first_bounce_at is not null)`),
  flag(['opted_out', 'Opted out by it'], sql`(r.first_opt_out_at is not null)`),
  flag(['complained', 'Called it spam'], sql`(r.first_complaint_at is not null)`),
]

const HOW_OFTEN: Column[] = [
  figure(['opens', 'Opens', 'People’s'], sql`r.human_opens`),
  figure(['opens_by_any', 'Opens, machines’ too'], sql`r.opens`),
  figure(['clicks', 'Clicks', 'People’s'], sql`r.human_clicks`),
  figure(['clicks_by_any', 'Clicks, machines’ too'], sql`r.clicks`),
  figure(['forwards', 'Forwards'], sql`r.forwards`),
  figure(['opt_outs', 'Opt-outs', 'How often'], sql`r.opt_outs`),
]

const WHEN: Column[] = [
  time(['first_sent_at', 'Sent'], sql`r.first_sent_at`),
  time(['first_open_at', 'First open'], sql`r.first_open_at`),
  time(['last_open_at', 'Last open'], sql`r.last_open_at`),
  time(['first_click_at', 'First click'], sql`r.first_click_at`),
  time(['last_click_at', 'Last click'], sql`r.last_click_at`),
  time(['first_forward_at', 'First forward'], sql`r.first_forward_at`),
  time(['first_bounce_at', 'Bounced at'], sql`r.first_bounce_at`),
  time(['first_opt_out_at', 'Opted out at'], sql`r.first_opt_out_at`),
  time(['first_complaint_at', 'Called spam at'], sql`r.first_complaint_at`),
]

const detail = (alias: string, column: string) => ({
  all: sql`left join detail ${sql.table(alias)} on ${sql.table(alias)}.workspace_id = r.workspace_id
    and ${sql.table(alias)}.id = r.${sql.ref(column)}`,
})

/** Every campaign and everybody it was for: what the logs of all campaigns show. */
export function recipients(own: readonly OwnField[]): Subject {
  const bounce = { join: 'bounce' }
  return {
    id: 'recipients',
    title: 'Recipients',
    description: 'A campaign and one address it has news of: sent, opened, clicked, opted out …',
    from: sql`recipient r`,
    alias: 'r',
    holds: sql`r.workspace_id = ${WORKSPACE}`,
    key: [
      { value: sql`r.campaign_id`, type: 'integer' },
      { value: sql`r.address_id`, type: 'integer' },
    ],
    joins: {
      campaign: campaign('r'),
      address: address('r'),
      person: person(sql`r.address_id`),
      ...joinsOfPerson(['person']),
      opted_out_address: among('opted_out_address', 'opted_out_address', [
        'address_id',
        sql`r.address_id`,
      ]),
      bounce: detail('bounce', 'bounce_detail_id'),
      reason: detail('reason', 'opt_out_detail_id'),
    },
    columns: [
      ...columnsOfCampaign('campaign', sql`r.campaign_id`),
      ...columnsOfAddress(),
      ...columnsOfPerson(own, 'person'),
      ...DID,
      ...HOW_OFTEN,
      ...WHEN,
      text(['opt_out_reason', 'Opt-out’s reason', 'As the person gave it'], sql`reason.value`, {
        join: 'reason',
      }),
      text(['bounce_class', 'Bounce', 'Hard, soft, full …'], sql`bounce.class`, bounce),
      text(['bounce_reason', 'Bounce’s reason'], bounceWords('bounce'), bounce),
    ],
    usual: ['campaign', 'person', 'address', 'opened', 'clicked', 'opted_out'],
  }
}
