import type { BounceCode, Device } from '../world/definition.ts'
import { hour } from '../world/time.ts'
import type { Grid, Row } from './grid.ts'
import type { InstanceRow } from './mailing-book.ts'
import type { Vendor } from './vendor.ts'

export const activityGrids: Readonly<Record<string, Grid>> = {
  mailing_activity_opens: {
    fields: (
      'email user_id mailing_id mailing_instance_id open_date email_client_name '
      + 'email_client_type_name ip_address'
    ).split(' '),
    rows: opens,
  },
  mailing_activity_opens_by_hour: {
    fields: ['mailing_id', 'mailing_Instance_id', 'Day', 'Hour', 'Month', 'Year', 'open_count'],
    rows: opensByHour,
  },
  mailing_activity_clicks: {
    fields:
      'Email user_id Id Link link_name link_date mailing_id mailing_instance_id mailing_name'.split(
        ' ',
      ),
    rows: clicks,
  },
  mailing_activity_bounces: {
    fields: (
      'Email user_id mailing_instance_id is_hard_bounce is_soft_bounce is_repeat_bounce '
      + 'is_aol_complaint email_status_code'
    ).split(' '),
    rows: bounces,
  },
  mailing_activity_optout: {
    fields: (
      'Email user_id mailing_instance_id Interest_ID Interest_name optout_code optout_date '
      + 'optout_description'
    ).split(' '),
    rows: optouts,
  },
  mailing_activity_forward_count: {
    fields: ['Email', 'user_id', 'subscriber_id', 'mailing_instance_id', 'forward_count'],
    rows: forwards,
  },
  mailing_activity_send_a_friend: {
    fields: [
      'from_email',
      'from_user_id',
      'mailing_id',
      'mailing_instance_id',
      'friend_subscriber_id',
    ],
    // The feature was withdrawn in December 2019, before any letter of this world.
    rows: () => [],
  },
}

const clients: Readonly<Record<Device, readonly [string, string]>> = {
  computer: ['Outlook', 'Desktop'],
  mobile: ['iPhone', 'Mobile'],
  tablet: ['iPad', 'Mobile'],
  other: ['Other', 'Other'],
  none: ['', ''],
}

function opens({ mailings, subscribers }: Vendor, now: number): Row[] {
  return mailings.rows('opens', now).map(({ instance, row }) => {
    const [client, type] = clients[row.device ?? 'none']
    return {
      email: row.address,
      user_id: subscribers.userId(row.contactId),
      mailing_id: instance.mailing.id,
      mailing_instance_id: instance.id,
      open_date: new Date(row.at),
      email_client_name: client,
      email_client_type_name: type,
      ip_address: addressOf(row.cause === 'person', subscribers.number(row.contactId)),
    }
  })
}

/** Machines have addresses of a documentation range of their own. */
function addressOf(person: boolean, number: number): string {
  return `${person ? '198.51.100' : '203.0.113'}.${1 + (number % 254)}`
}

function opensByHour({ mailings }: Vendor, now: number): Row[] {
  const counts = new Map<string, { instance: InstanceRow['instance']; at: number; count: number }>()
  for (const { instance, row } of mailings.rows('opens', now)) {
    const at = row.at - (row.at % hour)
    const found = counts.get(`${instance.id}/${at}`) ?? { instance, at, count: 0 }
    counts.set(`${instance.id}/${at}`, { ...found, count: found.count + 1 })
  }
  return [...counts.values()].map(({ instance, at, count }) => {
    const date = new Date(at)
    return {
      mailing_id: instance.mailing.id,
      mailing_Instance_id: instance.id,
      Day: date.getUTCDate(),
      Hour: date.getUTCHours(),
      Month: date.getUTCMonth() + 1,
      Year: date.getUTCFullYear(),
      open_count: count,
    }
  })
}

const longestName = 500

function clicks({ mailings, subscribers }: Vendor, now: number): Row[] {
  return mailings.rows('clicks', now).map(({ instance, row }) => {
    const { campaign } = instance.mailing
    const link = campaign.links.find((one) => one.urlId === row.urlId)
    return {
      Email: row.address,
      user_id: subscribers.userId(row.contactId),
      Id: row.urlId,
      Link: row.url,
      link_name: link?.text.slice(0, longestName),
      link_date: new Date(row.at),
      mailing_id: instance.mailing.id,
      mailing_instance_id: instance.id,
      mailing_name: campaign.name,
    }
  })
}

/** Two answers "no such address" and one more: the world's S is a repeated hard bounce. */
const hard: readonly (BounceCode | undefined)[] = ['B', 'S']

/** No page lists the vendor's codes: these are the enhanced status codes of RFC 3463. */
const statusCodes: Readonly<Record<BounceCode, string>> = {
  B: '5.1.1',
  S: '5.1.1',
  D: '4.4.7',
  F: '4.2.2',
  V: '4.0.0',
  X: '5.0.0',
  Z: '5.7.1',
}

/** A complaint is a row of its own, of no bounce. */
function bounces({ mailings, subscribers }: Vendor, now: number): Row[] {
  const rows = (kind: 'bounces' | 'abuse') =>
    mailings.rows(kind, now).map(({ instance, row }) => ({
      Email: row.address,
      user_id: subscribers.userId(row.contactId),
      mailing_instance_id: instance.id,
      is_hard_bounce: kind === 'bounces' && hard.includes(row.bounceCode),
      is_soft_bounce: kind === 'bounces' && !hard.includes(row.bounceCode),
      is_repeat_bounce: row.bounceCode === 'S',
      is_aol_complaint: kind === 'abuse',
      email_status_code: row.bounceCode && statusCodes[row.bounceCode],
    }))
  return [...rows('bounces'), ...rows('abuse')]
}

/** No page says what the codes mean: every opt-out by a mailing has the same. */
const optoutCode = 1

function optouts({ mailings, subscribers }: Vendor, now: number): Row[] {
  return mailings.rows('optouts', now).map(({ instance, row }) => ({
    Email: row.address,
    user_id: subscribers.userId(row.contactId),
    mailing_instance_id: instance.id,
    optout_code: optoutCode,
    optout_date: new Date(row.at),
    optout_description: row.reason,
  }))
}

function forwards({ mailings, subscribers }: Vendor, now: number): Row[] {
  const counts = new Map<string, InstanceRow & { count: number }>()
  for (const one of mailings.rows('forwards', now)) {
    const key = `${one.instance.id}/${one.row.contactId}`
    counts.set(key, { ...one, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()].map(({ instance, row, count }) => ({
    Email: row.address,
    user_id: subscribers.userId(row.contactId),
    subscriber_id: subscribers.number(row.contactId),
    mailing_instance_id: instance.id,
    forward_count: count,
  }))
}
