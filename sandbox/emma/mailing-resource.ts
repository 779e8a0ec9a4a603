import { plainText } from '../world/links.ts'
import { finishedAt, sendAt, statusOf, type Mailing } from './mailing-book.ts'
import { outcomesOf } from './outcomes.ts'
import { stamp, stampOf } from './stamp.ts'
import type { Vendor } from './vendor.ts'

/** A mailing as the vendor lists it. */
export function mailingShown(vendor: Vendor, mailing: Mailing, now: number) {
  const { world, keys } = vendor
  const { campaign, activity } = mailing
  const status = statusOf(world, mailing, now)
  const started = status === 's' || status === 'c' ? sendAt(mailing) : undefined
  const finished = status === 'c' ? finishedAt(world, mailing) : undefined
  return {
    mailing_id: mailing.id,
    account_id: Number(keys.accountId),
    name: campaign.name,
    subject: activity.subject,
    sender: campaign.fromName,
    reply_to: campaign.replyTo,
    mailing_type: 'm',
    mailing_status: status,
    recipient_count: outcomesOf(world, mailing, now).recipients,
    created_ts: stamp(mailing.createdAt),
    send_at: stampOf(sendAt(mailing)),
    send_started: stampOf(started),
    send_finished: stampOf(finished),
    started_or_finished: stampOf(finished ?? started),
    cancel_ts: stampOf(mailing.canceledAt),
    cancel_by_user_id: null,
    failure_ts: null,
    failure_message: null,
    archived_ts: stampOf(mailing.archivedAt),
    purged_at: null,
    disabled: false,
    plaintext_only: false,
    parent_mailing_id: mailing.parentId ?? null,
    signup_form_id: null,
    datacenter: null,
    public_webview_url: null,
  }
}

/** What its recipients read. The mark that counts opens is put in by the vendor itself. */
export function letterOf({ campaign }: Mailing): { html_body: string; plaintext: string } {
  const html = campaign.html.replaceAll('[[trackingImage]]', '')
  return { html_body: html, plaintext: plainText(html) }
}
