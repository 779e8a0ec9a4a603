import type { RowKind } from '../world/rows.ts'
import type { Grid, Row } from './grid.ts'
import type { Mailing } from './mailing-book.ts'
import type { Vendor } from './vendor.ts'

export const mailingGrids: Readonly<Record<string, Grid>> = {
  mailing: {
    fields: (
      'MAILING_ID name subject friendly_from from_address reply_to folder_id folder_name '
      + 'template_id template_name accounting_code create_date last_sent_date send_at_date '
      + 'schedule_choice is_deleted modify_email modify_user_id'
    ).split(' '),
    rows: (vendor, now) => vendor.mailings.all().map((one) => mailingRow(one, now)),
  },
  mailing_instance: {
    fields: ['mailing_instance_id', 'mailing_id', 'mailing_date'],
    rows: ({ mailings }, now) =>
      mailings.instances(now).map(({ id, mailing, run }) => ({
        mailing_instance_id: id,
        mailing_id: mailing.id,
        mailing_date: new Date(run.at),
      })),
  },
  mailing_activity: {
    fields: (
      'mailing_instance_id mailing_id mailing_name mailing_date sent_count delivered_count '
      + 'bounce_count open_count unique_open_count click_count unique_click_count optout_count '
      + 'forward_count complaint_count'
    ).split(' '),
    rows: summaries,
  },
}

const chosen = { now: 1, hold: 4 } as const

function mailingRow({ id, campaign, activity, ...more }: Mailing, now: number): Row {
  const sent = activity.runs.findLast((run) => run.at <= now)
  const coming = activity.runs.find((run) => run.at > now)
  const waits = sent === undefined && coming === undefined
  return {
    MAILING_ID: id,
    name: campaign.name,
    subject: activity.subject,
    friendly_from: campaign.fromName,
    from_address: campaign.fromEmail,
    reply_to: campaign.replyTo,
    folder_name: more.folderName,
    template_id: more.templateId,
    accounting_code: more.accountingCode,
    create_date: new Date(campaign.createdAt),
    last_sent_date: sent && new Date(sent.at),
    send_at_date: coming && new Date(coming.at),
    schedule_choice: waits ? chosen.hold : chosen.now,
    is_deleted: campaign.removedAt !== undefined && campaign.removedAt <= now,
  }
}

function summaries({ mailings }: Vendor, now: number): Row[] {
  const counts = new Map<number, Map<RowKind, Count>>()
  for (const kind of [
    'sends',
    'bounces',
    'opens',
    'clicks',
    'optouts',
    'forwards',
    'abuse',
  ] as const) {
    for (const { instance, row } of mailings.rows(kind, now)) {
      const told = counts.get(instance.id) ?? new Map<RowKind, Count>()
      const count = told.get(kind) ?? { all: 0, people: new Set<string>() }
      count.all += 1
      count.people.add(row.contactId)
      counts.set(instance.id, told.set(kind, count))
    }
  }
  return mailings.instances(now).map(({ id, mailing, run }) => {
    const all = (kind: RowKind) => counts.get(id)?.get(kind)?.all ?? 0
    const people = (kind: RowKind) => counts.get(id)?.get(kind)?.people.size ?? 0
    return {
      mailing_instance_id: id,
      mailing_id: mailing.id,
      mailing_name: mailing.campaign.name,
      mailing_date: new Date(run.at),
      sent_count: all('sends'),
      delivered_count: all('sends') - people('bounces'),
      bounce_count: people('bounces'),
      open_count: all('opens'),
      unique_open_count: people('opens'),
      click_count: all('clicks'),
      unique_click_count: people('clicks'),
      optout_count: all('optouts'),
      forward_count: all('forwards'),
      complaint_count: all('abuse'),
    }
  })
}

interface Count {
  all: number
  people: Set<string>
}
