import type { Content, Element } from '../soap/index.ts'
import type { ContactState } from '../world/world.ts'
import { strings, text, whole, wholes, word } from './asked.ts'
import { children, make } from './elements.ts'
import { failure, type ErrorName } from './errors.ts'
import type { Message } from './message-book.ts'
import { senderIn } from './message-writes.ts'
import type { Operation, Vendor } from './vendor.ts'

const sendTypes = ['EmailOnly', 'FaxOnly', 'EmailFaxPriorityEmail', 'EmailFaxPriorityFax'] as const

/** Sends a message, now or at a moment, to whoever is in the groups by then; tests at once. */
export const sendMessageToGroup: Operation = (vendor, asked, { now, times }) => {
  const message = vendor.messages.find(whole(asked, 'message_id'))
  if (message === undefined) return grouped('message')
  if (word(asked, 'send_type', sendTypes) === 'FaxOnly') return grouped('fax')
  const lists = (name: string) => wholes(asked, name).map((id) => vendor.groups.find(id)?.listId)
  const [to, without] = [lists('group_ids'), lists('filteredout_groups')]
  if ([...to, ...without].includes(undefined)) return grouped('group')
  const listIds = to.flatMap((id) => id ?? [])
  const tests = strings(asked, 'test_emails').filter((one) => one !== '')
  if (listIds.length === 0 && tests.length === 0) return grouped('nobody')
  override(vendor, message, asked, now)
  if (tests.length > 0) testSend(vendor, message, tests, now)
  if (listIds.length === 0) return grouped([])
  const at = Math.max(times.read(text(asked, 'scheduledDateTime')) ?? now, now)
  const refuses = (state: ContactState) => state.listIds.some((id) => without.includes(id))
  message.campaign.listIds = listIds
  vendor.world.schedule(message.campaign, at, now, { refuses })
  return grouped(listIds.map((listId) => jobOf(vendor, message, `${listId}/${at}`)))
}

function jobOf({ tracks }: Vendor, { id }: Message, what: string): number {
  return tracks.of(`job/${id}/${what}`)
}

function testSend({ world }: Vendor, message: Message, addresses: readonly string[], at: number) {
  const { campaignId } = message.campaign
  const { activityId } = message.activity
  world.campaigns.testSends.push({ at, campaignId, activityId, addresses })
}

/** Another subject or sender than the message has is written on it. */
function override(vendor: Vendor, message: Message, asked: Element, now: number): void {
  const [subject, from] = [text(asked, 'message_subject'), text(asked, 'message_from')]
  const { campaign, activity } = message
  if (subject !== '') activity.subject = subject
  if (from !== '') Object.assign(campaign, senderIn(vendor, from), { updatedAt: now })
}

function grouped(result: readonly number[] | ErrorName): Content {
  const failed = typeof result === 'string' ? failure(result) : undefined
  const jobs = typeof result === 'string' ? [] : result
  return children({
    email_job_ids: jobs.map((id) => make('anyType', id)),
    error: failed?.error ?? 0,
    errorObj: failed?.errorObj,
    fax_job_ids: [],
    msg: failed?.msg ?? '',
  })
}

const recipientTypes = ['email', 'fax', 'recipient_id', 'custom_id'] as const

/** Sends a message to recipients of the account at once; names those who do not get it. */
export const sendEmailToIndividual: Operation = (vendor, asked, { now }) => {
  const message = vendor.messages.find(whole(asked, 'message_id'))
  if (message === undefined) return individual({ failed: 'message' })
  const type = word(asked, 'recp_type', recipientTypes)
  if (type === 'fax') return individual({ failed: 'fax' })
  const named = strings(asked, 'recipients').map((name) => {
    return { name, state: recipientNamed(vendor, type, name, now) }
  })
  const states = named.flatMap(({ state }) => state ?? [])
  if (states.length === 0) return individual({ failed: 'nobody' })
  override(vendor, message, asked, now)
  message.campaign.listIds = []
  const only = states.map(({ contact }) => contact.contactId)
  vendor.world.schedule(message.campaign, now, now, { only })
  const barred = named.filter(({ state }) => state === undefined || !writable(state))
  const count = message.activity.runs.at(-1)?.outcome?.count ?? 0
  return individual({ count, barred: barred.map(({ name }) => name) })
}

function recipientNamed(
  { recipients }: Vendor,
  type: Exclude<(typeof recipientTypes)[number], 'fax'>,
  name: string,
  now: number,
): ContactState | undefined {
  if (type === 'email') return recipients.withAddress(name, now)
  if (type === 'custom_id') return recipients.withCustomId(name, now)
  return recipients.find(Number(name), now)
}

function writable({ permission }: ContactState): boolean {
  return permission === 'explicit' || permission === 'implicit'
}

function individual(result: {
  failed?: ErrorName
  count?: number
  barred?: readonly string[]
}): Content {
  const failed = result.failed && failure(result.failed)
  return children({
    emails_sent: result.count ?? null,
    error: failed?.error ?? 0,
    errorObj: failed?.errorObj,
    msg: failed?.msg ?? '',
    suppressed_emails: result.barred?.join(','),
  })
}
