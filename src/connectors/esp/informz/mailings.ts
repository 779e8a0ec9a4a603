import {
  isoTime,
  type JsonObject,
  type RemoteCampaign,
  type RemoteCampaignDetail,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { numericId, TITLE } from './client.ts'
import { textIn } from './values.ts'
import { everyRow, type Walk } from './walk.ts'

export const MAILINGS: Walk = {
  types: ['mailing'],
  fields: [
    ...['mailing_id', 'name', 'subject', 'friendly_from', 'from_address', 'create_date'],
    ...['last_sent_date', 'send_at_date', 'schedule_choice', 'is_deleted'],
  ],
  sort: 'mailing_id',
}

/**
 * Mailings that were sent since a moment, and those never sent, of which no time of change is told.
 * All are read: one condition more would leave out the latter.
 */
export async function* mailingPages(
  vendor: Vendor,
  since: number | null,
): AsyncIterable<RemoteCampaign[]> {
  for await (const rows of everyRow(vendor, MAILINGS)) {
    const mailings = rows.map(readMailing)
    yield mailings.filter(({ updatedAt: at }) => at === null || since === null || at >= since)
  }
}

/** Its activities are its instances: one for each time it was published. */
export async function mailingDetail(
  vendor: Vendor,
  id: string,
  listed?: RemoteCampaign,
): Promise<RemoteCampaignDetail> {
  const { record, ...campaign } = listed ?? (await find(vendor, id))
  const row = record as JsonObject
  const isSent = campaign.status === 'sent'
  const instances = isSent ? await instancesOf(vendor, id) : []
  const dates = instances.flatMap(({ at }) => at ?? [])
  return {
    ...campaign,
    subject: textIn(row, 'subject'),
    fromName: textIn(row, 'friendly_from'),
    fromAddress: textIn(row, 'from_address'),
    sentAt: isSent ? Math.min(...dates, campaign.updatedAt!) : null,
    activities: instances.map((instance) => ({ id: instance.id, role: 'mailing_instance' })),
  }
}

export interface Instance {
  id: string
  at: number | null
}

/** Every publish of a mailing, in the order of their ids. */
export async function instancesOf(vendor: Vendor, mailingId: string): Promise<Instance[]> {
  const walk: Walk = {
    types: ['mailing_instance'],
    where: [['mailing_id', 'EQ', numericId(mailingId)]],
    fields: ['mailing_instance_id', 'mailing_id', 'mailing_date'],
    sort: 'mailing_instance_id',
  }
  const found = new Map<string, Instance>()
  for await (const rows of everyRow(vendor, walk)) {
    for (const row of rows) {
      const id = numericId(textIn(row, 'mailing_instance_id'))
      found.set(id, { id, at: isoTime(row['mailing_date']) })
    }
  }
  return [...found.values()]
}

async function find(vendor: Vendor, id: string): Promise<RemoteCampaign> {
  const where = [['mailing_id', 'EQ', numericId(id)]] as const
  for await (const [row] of everyRow(vendor, { ...MAILINGS, where })) {
    if (row) return readMailing(row)
  }
  return { id, name: '', status: 'removed', updatedAt: null, createdAt: null, record: {} }
}

/** A row of the grid of mailings. */
export function readMailing(row: JsonObject): RemoteCampaign {
  const id = textIn(row, 'mailing_id')
  if (!id) throw unreadable(TITLE, 'A mailing has no id.')
  const sentAt = isoTime(row['last_sent_date'])
  return {
    id,
    name: textIn(row, 'name'),
    status: statusOf(row, sentAt),
    updatedAt: sentAt,
    createdAt: isoTime(row['create_date']),
    record: row,
  }
}

/** schedule_choice: 1 is "now", 4 "hold" (article 360033049231); no other is documented. */
function statusOf(row: JsonObject, sentAt: number | null): RemoteCampaign['status'] {
  const deleted = textIn(row, 'is_deleted').toLowerCase()
  if (deleted === '1' || deleted === 'true') return 'removed'
  if (sentAt !== null) return 'sent'
  const isOnHold = textIn(row, 'schedule_choice') === '4'
  return isoTime(row['send_at_date']) !== null && !isOnHold ? 'scheduled' : 'draft'
}
