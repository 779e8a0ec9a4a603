import {
  cleanText,
  Failure,
  type JsonObject,
  type Mailing,
  type MailingSender,
  type MailingsPart,
  type NameTaken,
  type RemoteCampaign,
  type RemoteMailing,
  type Sending,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { categoryId } from './categories.ts'
import { deleteJson, pathId, postForm, putForm, TITLE } from './client.ts'
import { fields, lacks, limits, tags, UNTOLD } from './mailing-content.ts'
import { readMessage, rowsOf, told } from './messages.ts'

const SENDERS_MAX = 200
/** Where a message is once it was sent or shall be, in the order in which it gets there. */
const OUT = { SCHEDULED: 'scheduled', SENT: 'sent', FAILED: 'error' } as const

export const mailings: MailingsPart = {
  fields,
  limits,
  rules: [
    'Act-On sends from verified addresses of the account only; offered are those of its messages.',
    'It tells nobody what a draft says: what it was told last counts as what it holds.',
    'Lists are told with the schedule. What goes out is a message of its own.',
    'A schedule can be taken back on the pages of Act-On only.',
    'There is no test mail from outside, and no preheader.',
  ],
  blankHtml: '<!doctype html>\n<html>\n<body>\n\n</body>\n</html>\n',
  lacks,
  tags,
  senders,
  create,
  read,
  find,
  update,
  tellsListsWhenSent: true,
  schedule,
  remove,
}

/** What GET /account/senders answers is nowhere shown: those who sent are known to be verified. */
async function senders(vendor: Vendor): Promise<MailingSender[]> {
  const found = new Set<string>()
  for await (const message of messagesOf(vendor, { SENT: 'sent', DRAFT: 'draft' })) {
    const address = senderOf(message).fromAddress
    if (address !== '') found.add(address.toLowerCase())
    if (found.size === SENDERS_MAX) break
  }
  return [...found].sort().map((address) => ({ address, isConfirmed: true }))
}

async function create(vendor: Vendor, mailing: Mailing): Promise<{ id: string } | NameTaken> {
  const answer = await postForm(vendor, '/message', {
    type: 'draft',
    ...contentOf(mailing),
    sendername: mailing.fromName,
    senderemail: mailing.fromAddress,
  })
  const id = cleanText(answer['id'])
  if (id === null) throw unreadable(TITLE, 'The draft it made has no id.')
  return { id: pathId(id) }
}

/**
 * A draft that is sent goes out as a message with an id of its own and the same title, which no
 * other message had when the draft was made. Whether the draft stays is not documented.
 */
async function read(vendor: Vendor, id: string, name: string): Promise<RemoteMailing | null> {
  const draft = await first(vendor, { DRAFT: 'draft' }, (one) => one.id === id)
  const title = draft?.name ?? name
  const out = await first(vendor, OUT, (one) => one.id === id || one.name === title)
  const message = out ?? draft
  return message === null ? null : mailingOf(message, vendor.now())
}

async function find(vendor: Vendor, name: string): Promise<RemoteMailing | null> {
  const all = { DRAFT: 'draft', ...OUT, TRIGGERED: 'sent' } as const
  const found = await first(vendor, all, (one) => one.name === name)
  return found === null ? null : mailingOf(found, vendor.now())
}

/** The reference names subject, title and bodies: a draft of another sender has to be a new one. */
async function update(
  vendor: Vendor,
  held: RemoteMailing,
  mailing: Mailing,
): Promise<NameTaken | undefined> {
  const { fromName, fromAddress } = held.content!
  if (fromName !== mailing.fromName || fromAddress !== mailing.fromAddress) {
    throw new Failure('refused', `${TITLE} changes no sender of a draft.`, { whoMustAct: 'homing' })
  }
  if (held.name !== mailing.name && (await find(vendor, mailing.name)) !== null) return 'name_taken'
  await putForm(vendor, `/message/${pathId(held.id)}`, contentOf(mailing))
  return undefined
}

async function schedule(vendor: Vendor, held: RemoteMailing, how: Sending): Promise<void> {
  const { at, mailing, lists } = how
  if (held.status === 'error') {
    throw new Failure('refused', `${TITLE} could not send it.`, {
      whoMustAct: 'you',
      remedy: `Look at ${TITLE} what was wrong, and copy it into a new campaign.`,
    })
  }
  await postForm(vendor, `/message/${pathId(held.id)}/send`, {
    title: held.name,
    subject: mailing.subject,
    sendername: mailing.fromName,
    senderemail: mailing.fromAddress,
    replytoemail: mailing.replyTo,
    sendtoids: lists.map(pathId).join(','),
    issuppressduplicates: 'Y',
    when: String(at === 'now' ? vendor.now() : at),
    ...(await categoryFor(vendor, mailing)),
  })
}

async function categoryFor(vendor: Vendor, mailing: Mailing): Promise<Record<string, string>> {
  const name = cleanText(mailing.fields['category'])
  if (name === null) return {}
  const categoryid = await categoryId(vendor, name)
  if (categoryid !== null) return { categoryid }
  throw new Failure('refused', `${TITLE} has no subscription category named “${name}”.`, {
    whoMustAct: 'you',
    remedy: 'Write it as it is called there, or leave it empty.',
  })
}

/** Deleted twice, it is deleted. */
async function remove(vendor: Vendor, held: RemoteMailing): Promise<void> {
  try {
    await deleteJson(vendor, `/message/${pathId(held.id)}`)
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'not_found')) throw error
  }
}

type Types = Readonly<Record<string, RemoteCampaign['status']>>

async function* messagesOf(vendor: Vendor, types: Types): AsyncIterable<RemoteCampaign> {
  for (const [type, status] of Object.entries(types)) {
    for await (const rows of rowsOf(vendor, type)) {
      for (const row of rows) yield readMessage(row, status)
    }
  }
}

async function first(
  vendor: Vendor,
  types: Types,
  isMeant: (message: RemoteCampaign) => boolean,
): Promise<RemoteCampaign | null> {
  for await (const message of messagesOf(vendor, types)) if (isMeant(message)) return message
  return null
}

function mailingOf(message: RemoteCampaign, now: number): RemoteMailing {
  const { id, name, status, updatedAt: at } = message
  const isOut = status !== 'draft'
  return {
    ...{ id, name, status, updatedAt: at },
    activities: isOut ? [{ id, role: 'message' }] : [],
    content: {
      subject: '',
      preheader: '',
      replyTo: '',
      html: '',
      fields: {},
      ...senderOf(message),
    },
    lists: [],
    untold: UNTOLD,
    otherAudience: null,
    // Which moment the list tells is not documented; one that lies ahead can be no other.
    scheduledFor: status === 'scheduled' && at !== null && at > now ? at : null,
    record: message.record,
  }
}

function senderOf({ record }: RemoteCampaign): { fromName: string; fromAddress: string } {
  const row = (record ?? {}) as JsonObject
  return {
    fromName: told(row, 'senderName', 'sender_name'),
    fromAddress: told(row, 'senderEmail', 'sender_email'),
  }
}

function contentOf(mailing: Mailing): Record<string, string> {
  return { title: mailing.name, subject: mailing.subject, htmlbody: mailing.html }
}
