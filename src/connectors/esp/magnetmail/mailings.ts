import {
  Failure,
  type Mailing,
  type MailingSender,
  type MailingsPart,
  type NameTaken,
  type RemoteMailing,
  type Sending,
  type TestAsk,
  textOf,
  unreadable,
  type Vendor,
  type XmlElement,
} from '../../sdk/index.ts'
import { ask, numericId, TITLE } from './client.ts'
import { contentOf, fields, lacks, limits, messageOf, UNTOLD } from './mailing-content.ts'
import { messageNamed, messagesSent, senderIn, sendingOf } from './messages.ts'
import { send } from './sending.ts'
import { marked, readName } from './sending-mark.ts'

/** Messages whose sender is looked at: one request each, while somebody waits. */
const SENDERS_OF_MAX = 10
const YEAR_MS = 366 * 86_400_000
/**
 * What did not go out so long after its moment is not waited for: longer than the clocks of any two
 * places are apart, as by which the vendor reads a moment is not documented.
 */
const LATE_MS = 24 * 3_600_000
/** No limit is documented. */
const TEST_ADDRESSES_MAX = 10
const TESTS_PER_DAY = 50

export const mailings: MailingsPart = {
  fields,
  limits,
  rules: [
    'Offered as senders are the addresses of the last messages of the account.',
    'Answers go to the sender: there is no reply address, and no preheader.',
    'Lists are told with the sending. A schedule can be taken back on its pages only.',
    'It does not tell what is scheduled. So Homing writes the moment into the name of the message '
      + 'before it asks, and never asks twice. What has not gone out a day later is said to have '
      + 'failed.',
    'It lets no program delete a message.',
  ],
  blankHtml: '<!doctype html>\n<html>\n<body>\n\n</body>\n</html>\n',
  lacks,
  // How a place for a reader's details is written is not documented.
  tags: () => [],
  senders,
  create,
  read,
  find,
  update,
  tellsListsWhenSent: true,
  sendTest: { addressesMax: TEST_ADDRESSES_MAX, perDay: TESTS_PER_DAY, call: sendTest },
  schedule,
}

async function senders(vendor: Vendor): Promise<MailingSender[]> {
  const now = vendor.now()
  const sent = await messagesSent(vendor, now - YEAR_MS, now)
  const newest = sent.toSorted((a, b) => (b.updatedAt ?? 0) - (a.updatedAt ?? 0))
  const found = new Set<string>()
  for (const { id } of newest.slice(0, SENDERS_OF_MAX)) {
    const { fromAddress } = senderIn(textOf(await detailsOf(vendor, id), 'FromAddress'))
    if (fromAddress !== '') found.add(fromAddress.toLowerCase())
  }
  return [...found].sort().map((address) => ({ address, isConfirmed: true }))
}

async function create(vendor: Vendor, mailing: Mailing): Promise<{ id: string }> {
  const id = await write(vendor, { of: 'createMagnetMailMessage', mailing, id: null })
  return { id }
}

/** A message there is none of is refused as anything else is: then its name is looked for. */
async function read(vendor: Vendor, id: string, name: string): Promise<RemoteMailing | null> {
  try {
    return await heldOf(vendor, id)
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'refused')) throw error
    if ((await messageNamed(vendor, name)) === id) throw error
    return null
  }
}

async function find(vendor: Vendor, name: string): Promise<RemoteMailing | null> {
  const id = await messageNamed(vendor, name)
  return id === null ? null : heldOf(vendor, id)
}

async function heldOf(vendor: Vendor, id: string): Promise<RemoteMailing> {
  const details = await detailsOf(vendor, id)
  const { name, sendsAt } = readName(textOf(details, 'message_name'))
  const sent = await sendingOf(vendor, details)
  const isAsked = sent === null && sendsAt !== null
  const isLate = isAsked && vendor.now() > sendsAt + LATE_MS
  return {
    id,
    name,
    status: sent !== null ? 'sent' : isLate ? 'error' : isAsked ? 'scheduled' : 'draft',
    updatedAt: sent?.at ?? null,
    activities: sent !== null || isAsked ? [{ id, role: 'message' }] : [],
    content: contentOf(details),
    lists: sent?.lists ?? [],
    untold: UNTOLD,
    otherAudience: null,
    scheduledFor: isAsked ? sendsAt : null,
    record: details,
  }
}

async function detailsOf(vendor: Vendor, id: string): Promise<XmlElement> {
  const MessageId = numericId(id)
  const details = await ask(vendor, 'GetMessageDetails', () => ({ MessageId }))
  if (textOf(details, 'message_id') !== id) throw unreadable(TITLE, 'It is another message.')
  return details
}

/** What was asked to be sent keeps the moment in its name: it is written no more. */
async function update(
  vendor: Vendor,
  held: RemoteMailing,
  mailing: Mailing,
): Promise<NameTaken | undefined> {
  if (held.status !== 'draft') throw refused('MagnetMail may have sent it: it is not changed.')
  if (held.name !== mailing.name) {
    const other = await messageNamed(vendor, mailing.name)
    if (other !== null && other !== held.id) return 'name_taken'
  }
  await write(vendor, { of: 'editMagnetMailMessage', mailing, id: held.id, held })
  return undefined
}

interface Writing {
  of: 'createMagnetMailMessage' | 'editMagnetMailMessage'
  mailing: Mailing
  id: string | null
  held?: RemoteMailing
}

/** Answers the id of the message. A new one is made once; an edit may be told again. */
async function write(vendor: Vendor, { of, mailing, id, held }: Writing): Promise<string> {
  const now = vendor.now()
  const answer = await ask(
    vendor,
    of,
    (userId, loginId) => {
      const written = { id, name: mailing.name, loginId, userId, now }
      return { message: messageOf(mailing, written, held?.record as XmlElement | undefined) }
    },
    { once: id === null },
  )
  // The WSDL has it as a number with decimals.
  const told = textOf(answer, 'message_id').replace(/\.0+$/, '')
  if (id !== null) return id
  if (told === '') throw unreadable(TITLE, 'The message it made has no id.')
  return numericId(told)
}

/**
 * Asks for the sending, once for each message: what is in doubt afterwards is waited for. First the
 * moment is written into the name and read back; where the sending is refused it is taken out.
 */
async function schedule(vendor: Vendor, held: RemoteMailing, how: Sending): Promise<void> {
  if (held.status !== 'draft') throw refused('Nobody knows whether MagnetMail sent it.')
  const at = how.at === 'now' ? vendor.now() : how.at
  const { mailing, lists } = how
  await rename(vendor, held, { mailing, name: marked(mailing.name, at) })
  const back = readName(textOf(await detailsOf(vendor, held.id), 'message_name'))
  if (back.sendsAt !== at || back.name !== mailing.name) {
    throw refused('MagnetMail did not keep the name of the message, so it was not sent.')
  }
  try {
    await send(vendor, held.id, { at, lists, tests: [] })
  } catch (error) {
    if (error instanceof Failure && isCertain(error)) await takeBackMark(vendor, held, mailing)
    throw error
  }
}

function isCertain({ kind }: Failure): boolean {
  return kind !== 'temporary' && kind !== 'unreadable'
}

async function rename(
  vendor: Vendor,
  held: RemoteMailing,
  { mailing, name }: { mailing: Mailing; name: string },
): Promise<void> {
  const named = { ...mailing, name }
  await write(vendor, { of: 'editMagnetMailMessage', mailing: named, id: held.id, held })
}

/** Nothing was scheduled, so the name must not say so. */
async function takeBackMark(vendor: Vendor, held: RemoteMailing, mailing: Mailing): Promise<void> {
  try {
    await rename(vendor, held, { mailing, name: mailing.name })
  } catch (cause) {
    throw new Failure('refused', 'MagnetMail did not send it, though its name there says so.', {
      whoMustAct: 'you',
      remedy: 'Take what Homing added off the name of the message there, and schedule it again.',
      cause,
    })
  }
}

async function sendTest(vendor: Vendor, held: RemoteMailing, ask: TestAsk): Promise<void> {
  await send(vendor, held.id, { at: vendor.now(), lists: [], tests: ask.addresses })
}

function refused(sentence: string): Failure {
  return new Failure('refused', sentence, {
    whoMustAct: 'you',
    remedy: 'Look at MagnetMail what became of it, and copy it into a new campaign.',
  })
}
