import { sql } from 'kysely'
import type { OwnField } from '../../people/own-fields/index.ts'
import { columnsOfAddress } from './address-columns.ts'
import { columnsOfCampaign } from './campaign-columns.ts'
import { figure, flag, text, time, type Subject } from './column.ts'
import { address, among, campaign, person, WORKSPACE } from './joins.ts'
import { columnsOfPerson, joinsOfPerson } from './person-columns.ts'

/** Which links of which campaign who clicked. */
export function links(own: readonly OwnField[]): Subject {
  return {
    id: 'links',
    title: 'Clicked links',
    description: 'A link of a campaign and one address that clicked it.',
    from: sql`recipient_link v`,
    alias: 'v',
    holds: sql`v.workspace_id = ${WORKSPACE}`,
    key: [
      { value: sql`v.campaign_id`, type: 'integer' },
      { value: sql`v.link_id`, type: 'integer' },
      { value: sql`v.address_id`, type: 'integer' },
    ],
    joins: {
      link: { all: sql`left join link l on l.workspace_id = v.workspace_id and l.id = v.link_id` },
      campaign: campaign('v'),
      address: address('v'),
      person: person(sql`v.address_id`),
      ...joinsOfPerson(['person']),
      opted_out_address: among('opted_out_address', 'opted_out_address', [
        'address_id',
        sql`v.address_id`,
      ]),
    },
    columns: [
      text(['link', 'Link'], sql`l.url`, { join: 'link' }),
      flag(['clicked', 'A person clicked'], sql`(v.human_clicks > 0)`),
      figure(['clicks', 'Clicks', 'People’s'], sql`v.human_clicks`),
      figure(['clicks_by_any', 'Clicks, machines’ too'], sql`v.clicks`),
      time(['first_at', 'First click'], sql`v.first_at`),
      time(['last_at', 'Last click'], sql`v.last_at`),
      ...columnsOfCampaign('campaign', sql`v.campaign_id`),
      ...columnsOfAddress(),
      ...columnsOfPerson(own, 'person'),
    ],
    usual: ['link', 'campaign', 'person', 'clicks', 'last_at'],
  }
}
