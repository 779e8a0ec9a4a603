import { sql } from 'kysely'
import { choice, reference, text, time, type Column } from './column.ts'

const STATUSES = [
  ['draft', 'Draft'],
  ['scheduled', 'Scheduled'],
  ['sending', 'Sending'],
  ['sent', 'Sent'],
  ['error', 'Error'],
  ['removed', 'Removed'],
] as const

/** What is known of a campaign c; id: where it stands in the subject's own row. */
export function columnsOfCampaign(join?: string, id = sql`c.id`): Column[] {
  const at = join === undefined ? {} : { join }
  return [
    reference('campaign', ['campaign', 'Campaign'], {
      value: id,
      name: sql`c.name`,
      ...(join !== undefined && { nameJoin: join }),
    }),
    text(['campaign_name', 'Campaign’s name', 'To look for a part of it'], sql`c.name`, at),
    text(['subject', 'Subject', 'The subject line'], sql`c.subject`, at),
    choice(['campaign_status', 'Campaign’s status'], STATUSES, sql`c.status`, at),
    time(['campaign_sent_at', 'Campaign sent', 'When its sending began'], sql`c.sent_at`, at),
  ]
}
