import { Hono } from 'hono'
import { field, readForm, type Form } from './body.ts'
import { listedText } from './display-time.ts'
import { missing, mistake, undocumented } from './errors.ts'
import { listingOf, sendingAt, type Message } from './message-book.ts'
import { slice } from './paging.ts'
import { verifiedSender } from './senders.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

export function messageRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/message', (c) => listed(c, vendor))
  app.post('/message', (c) => created(c, vendor))
  app.put('/message/:id', (c) => updated(c, vendor))
  app.delete('/message/:id', (c) => {
    const message = vendor.messages.find(c.req.param('id'))
    if (message === undefined) return mistake(c, 'message')
    // Nothing says that this takes back what is still to be sent.
    if (listingOf(message, c.get('now')) === 'SCHEDULED') return mistake(c, 'id')
    message.deleted = true
    return c.json({ status: 'success', message: 'Message deleted' })
  })
  return app
}

const kinds = ['DRAFT', 'TEMPLATE', 'SENT', 'TRIGGERED', 'FAILED', 'SCHEDULED']

function listed(c: Ctx, { messages, world }: Vendor) {
  const asked = c.req.query('type')?.toUpperCase()
  if (asked !== undefined && !kinds.includes(asked)) {
    return undocumented(c, `type must be one of ${kinds.join(', ')}`)
  }
  const now = c.get('now')
  const kept = messages.all().filter((one) => asked === undefined || listingOf(one, now) === asked)
  const at = (one: Message) => sendingAt(one) ?? one.campaign.updatedAt
  const { rows, ...page } = slice(
    c,
    kept.toSorted((a, b) => at(b) - at(a)),
  )
  const zone = world.definition.account.timeZone
  const msgresult = rows.map((one) => ({
    name: one.campaign.name,
    msgId: one.id,
    msgType: listingOf(one, now),
    timeStamp: String(at(one)),
    timeWhen: listedText(at(one), zone),
    senderName: one.campaign.fromName,
    senderId: '434330',
    isTextOnly: String(one.textOnly),
    senderEmail: one.campaign.fromEmail,
  }))
  return c.json({ ...page, msgresult, id: 0 })
}

async function created(c: Ctx, vendor: Vendor) {
  const form = await readForm(c)
  const kind = field(form, 'type')
  if (kind !== 'draft' && kind !== 'template') return missing(c, 'type')
  const subject = field(form, 'subject')
  if (subject === undefined || subject === '') return missing(c, 'subject')
  const sender = verifiedSender(vendor, form, defaults(vendor))
  if (typeof sender === 'string') return undocumented(c, sender)
  const now = c.get('now')
  const letter = { ...sender, subject, preheader: '', html: field(form, 'htmlbody') ?? '' }
  const written = {
    title: field(form, 'title') ?? subject,
    letter,
    listIds: [],
    suppressedOn: [],
    textBody: field(form, 'textbody') ?? '',
    textOnly: false,
  }
  const { id } = vendor.messages.write(kind, written, now)
  return c.json({ status: 'success', message: 'Message created', id })
}

/** Without a sender a draft has the account's first verified one. */
function defaults({ world }: Vendor) {
  const { emails, organizationName } = world.definition.account
  const fromEmail = emails.find((one) => one.confirmed)?.address ?? ''
  return { fromName: organizationName, fromEmail, replyTo: fromEmail }
}

async function updated(c: Ctx, vendor: Vendor) {
  const message = vendor.messages.find(c.req.param('id') ?? '')
  if (message === undefined || message.kind === 'sent') return mistake(c, 'message')
  const form = await readForm(c)
  rewrite(vendor, message, form, c.get('now'))
  return c.json({ status: 'success', message: 'Message updated' })
}

function rewrite({ world }: Vendor, message: Message, form: Form, now: number): void {
  const { campaign, activity } = message
  const { fromName, fromEmail, replyTo, preheader } = campaign
  const letter = {
    ...{ fromName, fromEmail, replyTo, preheader },
    subject: field(form, 'subject') ?? activity.subject,
    html: field(form, 'htmlbody') ?? campaign.html,
  }
  world.campaigns.rewrite(campaign, letter, [], now)
  const title = field(form, 'title')
  if (title !== undefined) world.campaigns.rename(campaign, title, now)
  message.textBody = field(form, 'textbody') ?? message.textBody
}
