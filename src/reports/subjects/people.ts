import { sql } from 'kysely'
import type { OwnField } from '../../people/own-fields/index.ts'
import { figure, flag, text, time, type Subject } from './column.ts'
import { WORKSPACE } from './joins.ts'
import { columnsOfPerson, joinsOfPerson } from './person-columns.ts'

/** What became of the mailings to the addresses a person uses now. */
const MAIL = sql`
  u.person_id, count(*) filter (where r.sent > 0) as sent,
    count(*) filter (where r.human_opens > 0) as opened,
    count(*) filter (where r.human_clicks > 0) as clicked,
    count(*) filter (where r.first_bounce_at is not null) as bounced,
    max(r.last_sent_at) as last_sent_at,
    max(r.last_open_at) filter (where r.human_opens > 0) as last_open_at,
    max(r.last_click_at) filter (where r.human_clicks > 0) as last_click_at`

const MAIL_OF_ALL = sql`
  select ${MAIL} from person_address u
  join recipient r on r.workspace_id = u.workspace_id and r.address_id = u.address_id
  where u.workspace_id = ${WORKSPACE} and u.ended_at is null group by u.person_id`

/** Recipients are found by campaign and address: of one person, campaign by campaign. */
const MAIL_OF_ONE = sql`
  select ${MAIL} from person_address u
  join campaign k on k.workspace_id = u.workspace_id
  join recipient r on r.workspace_id = k.workspace_id and r.campaign_id = k.id
    and r.address_id = u.address_id
  where u.workspace_id = ${WORKSPACE} and u.ended_at is null and u.person_id = p.id
  group by u.person_id`

const mail = { join: 'mail' }
const address = { join: 'address' }

/** Everybody who is known, each once: whoever was merged is counted with who stands for both. */
export function people(own: readonly OwnField[]): Subject {
  return {
    id: 'people',
    title: 'People',
    description: 'A person; whoever was merged into another is not one.',
    from: sql`person p`,
    alias: 'p',
    holds: sql`p.workspace_id = ${WORKSPACE} and p.merged_into is null`,
    key: [{ value: sql`p.id`, type: 'integer' }],
    joins: {
      ...joinsOfPerson([]),
      address: {
        all: sql`
          left join person_address pa on pa.workspace_id = p.workspace_id and pa.person_id = p.id
            and pa.ended_at is null and not exists (
              select from person_address b
              where b.workspace_id = p.workspace_id and b.person_id = p.id and b.ended_at is null
                and (b.is_primary, -b.address_id) > (pa.is_primary, -pa.address_id))
          left join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id`,
      },
      mail: {
        all: sql`left join (${MAIL_OF_ALL}) mail on mail.person_id = p.id`,
        each: sql`left join lateral (${MAIL_OF_ONE}) mail on true`,
      },
    },
    columns: [
      ...columnsOfPerson(own),
      text(['address', 'Address', 'The primary one, or the first'], sql`a.address`, address),
      flag(
        ['address_is_valid', 'Address is valid', 'There is one, and it is not invalid'],
        sql`coalesce(a.is_valid, false)`,
        address,
      ),
      figure(
        ['sent', 'Sent', 'Campaigns sent to an address the person uses'],
        sql`coalesce(mail.sent, 0)`,
        mail,
      ),
      figure(
        ['opened', 'Opened', 'Campaigns of which a person opened one'],
        sql`coalesce(mail.opened, 0)`,
        mail,
      ),
      figure(
        ['clicked', 'Clicked', 'Campaigns in which a person clicked'],
        sql`coalesce(mail.clicked, 0)`,
        mail,
      ),
      figure(
        ['bounced', 'Bounced', 'Campaigns that bounced'],
        sql`coalesce(mail.bounced, 0)`,
        mail,
      ),
      time(['last_sent_at', 'Last sent'], sql`mail.last_sent_at`, mail),
      time(['last_open_at', 'Last open'], sql`mail.last_open_at`, mail),
      time(['last_click_at', 'Last click'], sql`mail.last_click_at`, mail),
    ],
    usual: ['person', 'company', 'owner', 'address'],
  }
}
