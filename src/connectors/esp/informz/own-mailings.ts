import {
  cleanText,
  element,
  elements,
  Failure,
  isoTime,
  type JsonObject,
  type Mailing,
  type MailingSender,
  type MailingsPart,
  type RemoteMailing,
  type Sending,
  textOf,
  unreadable,
  type Vendor,
  type XmlElement,
} from '../../sdk/index.ts'
import { act, complaintOf, numericId, TITLE } from './client.ts'
import { interestNames } from './interests.ts'
import { fields, lacks, limits, UNTOLD } from './mailing-content.ts'
import { instancesOf, MAILINGS, readMailing } from './mailings.ts'
import { textIn } from './values.ts'
import { everyRow, type Walk } from './walk.ts'

const SENDERS_MAX = 200

/** A mailing is made whole, and no action changes one or takes one away. */
export const mailings: MailingsPart = {
  fields,
  limits,
  rules: [
    'Informz puts the content into the template, as one story of its own.',
    'It lets no program change a mailing: what is changed here is made there once more, under its '
      + 'name with a number, and the one before stays until somebody deletes it there.',
    'It tells nobody what a mailing says: what it was told last counts as what it holds.',
    'The interest is told with the schedule, and one alone: choose one list.',
    'Homing sends no tests of it: whom a test goes to is not documented. Have it sent at Informz.',
    'Which personal tags it fills is not documented.',
  ],
  blankHtml: '<p>\n\n</p>\n',
  lacks,
  tags: () => [],
  senders,
  create,
  read: (vendor, id) =>
    first(vendor, [['mailing_id', 'EQ', numericId(id)]], (row) => row.id === id),
  find: (vendor, name) =>
    first(
      vendor,
      [['name', 'EQ', name]],
      (row) => row.name.trim() === name.trim() && row.status !== 'removed',
    ),
  tellsListsWhenSent: true,
  schedule,
  unschedule,
}

/** No grid of addresses is documented: those who sent are known to be taken. */
async function senders(vendor: Vendor): Promise<MailingSender[]> {
  const found = new Set<string>()
  for await (const rows of everyRow(vendor, MAILINGS)) {
    for (const row of rows) {
      const address = textIn(row, 'from_address').toLowerCase()
      if (address !== '' && readMailing(row).status === 'sent') found.add(address)
    }
    if (found.size >= SENDERS_MAX) break
  }
  const sorted = [...found].sort().slice(0, SENDERS_MAX)
  return sorted.map((address) => ({ address, isConfirmed: true }))
}

/** Elements stand in the order of the vendor's example; its text version Informz makes itself. */
async function create(vendor: Vendor, mailing: Mailing): Promise<{ id: string }> {
  const story = { StoryID: 1, Title: mailing.subject, Rank: 1, HtmlContent: mailing.html }
  const inner = elements({
    Name: mailing.name,
    FriendlyFrom: mailing.fromName,
    EmailFrom: mailing.fromAddress,
    ReplyTo: mailing.replyTo,
    Subject: mailing.subject,
    TemplateID: cleanText(mailing.fields['template']),
    FolderName: cleanText(mailing.fields['folder']),
    Stories: element('Story', elements(story)),
  })
  const done = await act(vendor, { name: 'CreateMailing', inner, isSafe: false })
  unlessDone(done, new Failure('refused', `${TITLE} did not make the mailing.`, LOOK_THERE))
  const id = textOf(done, 'MailingID')
  if (!/^\d{1,18}$/.test(id)) throw unreadable(TITLE, 'A new mailing has no MailingID.')
  return { id }
}

async function first(
  vendor: Vendor,
  where: Walk['where'] & object,
  isMeant: (mailing: ReturnType<typeof readMailing>) => boolean,
): Promise<RemoteMailing | null> {
  for await (const rows of everyRow(vendor, { ...MAILINGS, where })) {
    const found = rows.map(readMailing).find(isMeant)
    if (found !== undefined) return mailingOf(vendor, found)
  }
  return null
}

async function mailingOf(
  vendor: Vendor,
  { record, ...mailing }: ReturnType<typeof readMailing>,
): Promise<RemoteMailing> {
  const row = record as JsonObject
  const isSent = mailing.status === 'sent'
  const instances = isSent ? await instancesOf(vendor, mailing.id) : []
  return {
    ...mailing,
    activities: instances.map(({ id }) => ({ id, role: 'mailing_instance' })),
    content: {
      subject: textIn(row, 'subject'),
      fromName: textIn(row, 'friendly_from'),
      fromAddress: textIn(row, 'from_address'),
      ...{ preheader: '', replyTo: '', html: '', fields: {} },
    },
    lists: [],
    untold: UNTOLD,
    otherAudience: null,
    scheduledFor: mailing.status === 'scheduled' ? isoTime(row['send_at_date']) : null,
    record: row,
  }
}

async function schedule(vendor: Vendor, held: RemoteMailing, how: Sending): Promise<void> {
  const [list, ...others] = how.lists
  if (list === undefined || others.length > 0) {
    throw new Failure('refused', `${TITLE} is told one interest to send to.`, {
      whoMustAct: 'you',
      remedy: 'Choose one list, or make a campaign of each.',
    })
  }
  const [TargetGroupName] = await interestNames(vendor, [list])
  const interest = element('Interest', elements({ ReturnInvalidSubscribers: 0, TargetGroupName }))
  const inner = elements({
    MailingID: numericId(held.id),
    PublishDateTime: momentOf(how.at === 'now' ? vendor.now() : how.at),
    IsTest: 0,
    ReturnInvalidSubscribers: 0,
    TargetGroupAssignment: element('DefaultTargetGroup', element('TargetGroup', interest)),
  })
  const done = await act(vendor, { name: 'ScheduleMailing', inner, isSafe: false })
  unlessDone(done, new Failure('refused', `${TITLE} did not schedule the mailing.`, LOOK_THERE))
}

/** "If no time zone is listed, it will be interpreted as GMT" (article 360045044311). */
function momentOf(at: number): string {
  return new Date(at).toISOString().slice(0, 19)
}

/** Held twice, it is on hold. */
async function unschedule(vendor: Vendor, held: RemoteMailing): Promise<void> {
  const inner = element('Mailings', elements({ ID: numericId(held.id) }))
  const done = await act(vendor, { name: 'SetMailingOnHold', inner, isSafe: true })
  unlessDone(done, new Failure('refused', `${TITLE} did not put the mailing on hold.`, LOOK_THERE))
}

const LOOK_THERE = { whoMustAct: 'you', remedy: 'Look at the mailing there.' } as const

function unlessDone(done: XmlElement, failure: Failure): void {
  if (complaintOf(done) !== '') throw failure
}
