import { day } from '../world/time.ts'
import type { Grid, Row } from './grid.ts'
import type { InstanceRow } from './mailing-book.ts'
import type { Vendor } from './vendor.ts'

/** Younger mailings are in one grid, older ones in another. */
const split = 100 * day

const fields = [
  'email',
  'user_id',
  'mailing_instance_id',
  'was_delivered',
  'was_opened',
  'was_clicked',
]
const named = [...fields, 'Mailing_Name', 'Mailing_date']

export const historyGrids: Readonly<Record<string, Grid>> = {
  mailing_activity_subscriber_actions: { fields, rows: recent },
  mailing_activity_subscriber_archive: { fields: named, rows: archived },
  subscriber_mailing_history: { fields, rows: recent },
  subscriber_mailing_history_all: { fields: named, rows: archived },
}

function recent(vendor: Vendor, now: number): Row[] {
  return history(vendor, now, (at) => at >= now - split)
}

function archived(vendor: Vendor, now: number): Row[] {
  return history(vendor, now, (at) => at < now - split)
}

/** What became of each mailing with each of its recipients. */
function history(vendor: Vendor, now: number, fits: (at: number) => boolean): Row[] {
  const { mailings, subscribers } = vendor
  const told = (kind: 'bounces' | 'opens' | 'clicks') => new Set(mailings.rows(kind, now).map(key))
  const [bounced, opened, clicked] = [told('bounces'), told('opens'), told('clicks')]
  return mailings
    .rows('sends', now)
    .filter(({ instance }) => fits(instance.run.at))
    .map((one) => ({
      email: one.row.address,
      user_id: subscribers.userId(one.row.contactId),
      mailing_instance_id: one.instance.id,
      was_delivered: !bounced.has(key(one)),
      was_opened: opened.has(key(one)),
      was_clicked: clicked.has(key(one)),
      Mailing_Name: one.instance.mailing.campaign.name,
      Mailing_date: new Date(one.instance.run.at),
    }))
}

function key({ instance, row }: InstanceRow): string {
  return `${instance.id}/${row.contactId}`
}
