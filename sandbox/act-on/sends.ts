import { Hono } from 'hono'
import type { ContactState } from '../world/world.ts'
import { field, listed, readForm, type Form } from './body.ts'
import { missing, mistake, undocumented } from './errors.ts'
import { listNamed, memberAt } from './ids.ts'
import type { Message, Written } from './message-book.ts'
import { verifiedSender } from './senders.ts'
import type { Ctx, Env, Vendor } from './vendor.ts'

/** A message goes out as one of its own, now or at a moment; a sent one can be sent anew. */
export function sendRoutes(vendor: Vendor): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/message/:id/send', (c) => sent(c, vendor))
  app.put('/message/:id/send', (c) => relaunched(c, vendor))
  return app
}

async function sent(c: Ctx, vendor: Vendor) {
  const id = c.req.param('id') ?? ''
  const form = await readForm(c)
  const source = vendor.messages.find(id)
  if (id !== 'custom' && source === undefined) return mistake(c, 'message')
  for (const name of ['senderemail', 'sendername']) {
    if (field(form, name) === undefined) return missing(c, name)
  }
  const subject = field(form, 'subject') ?? source?.activity.subject
  if (subject === undefined) return missing(c, 'subject')
  const sender = verifiedSender(vendor, form, { fromName: '', fromEmail: '', replyTo: '' })
  if (typeof sender === 'string') return undocumented(c, sender)
  const custom = id === 'custom'
  const html = (custom ? field(form, 'htmlbody') : source?.campaign.html) ?? ''
  const textOnly = field(form, 'istextonly') === 'Y'
  const letter = { ...sender, subject, preheader: '', html: textOnly ? '' : html }
  const written = {
    title: field(form, 'title') ?? source?.campaign.name ?? subject,
    letter,
    textBody: (custom ? field(form, 'textbody') : source?.textBody) ?? '',
    textOnly,
  }
  const message = launch(c, vendor, { form, written })
  if (message instanceof Response) return message
  return c.json({ status: 'success', message: `Message scheduled for launch: ${message.id}` })
}

async function relaunched(c: Ctx, vendor: Vendor) {
  const asked = c.req.param('id') ?? ''
  const source = vendor.messages.find(asked)
  if (source?.kind !== 'sent') return mistake(c, 'message')
  const { campaign, activity, textBody, textOnly } = source
  const { fromName, fromEmail, replyTo, preheader, html } = campaign
  const letter = { fromName, fromEmail, replyTo, preheader, html, subject: activity.subject }
  const written = { title: campaign.name, letter, textBody, textOnly }
  const message = launch(c, vendor, { form: await readForm(c), written })
  if (message instanceof Response) return message
  const text = `Message scheduled for re-launch: ${message.id}, API requested msgID: ${asked}`
  return c.json({ status: 'success', message: text })
}

interface Launch {
  form: Form
  written: Pick<Written, 'title' | 'letter' | 'textBody' | 'textOnly'>
}

function launch(c: Ctx, vendor: Vendor, { form, written }: Launch): Message | Response {
  const { world, messages } = vendor
  const now = c.get('now')
  const lists = (name: string) => listed(form, name).map((id) => listNamed(world, id)?.listId)
  const listIds = lists('sendtoids')
  const suppressedOn = lists('suppressids')
  if ([...listIds, ...suppressedOn].includes(undefined)) return mistake(c, 'list')
  const only = listed(form, 'sendtorecids').map((record) => {
    const list = listNamed(world, record.split(':')[0] ?? '')
    return list && memberAt(world, list.listId, record, now)?.contact.contactId
  })
  if (only.includes(undefined)) return mistake(c, 'contact')
  if (listIds.length === 0 && only.length === 0) return missing(c, 'sendtoids')
  const categoryId = field(form, 'categoryid')
  const category = vendor.categories.all().find((one) => one.id === categoryId)
  if (categoryId !== undefined && category === undefined) return mistake(c, 'id')
  const when = moment(field(form, 'when'), now)
  if (when === undefined) return undocumented(c, 'when must be a UNIX epoch timestamp')
  const to = { listIds: listIds as string[], suppressedOn: suppressedOn as string[] }
  const message = messages.send({ ...written, ...to }, when, now)
  const refuses = refusing(vendor, to.suppressedOn, (email) => {
    return category !== undefined && !vendor.categories.has(email, category)
  })
  world.schedule(message.campaign, when, now, { only: only as string[], refuses })
  return message
}

/** A moment that is past, or not given, is now. */
function moment(text: string | undefined, now: number): number | undefined {
  if (text === undefined || text === '') return now
  return /^\d{10,13}$/.test(text) ? Math.max(Number(text), now) : undefined
}

/** Whom Act-On leaves out beside those who opted out: hard bounces, and what the sender named. */
function refusing(vendor: Vendor, lists: readonly string[], left: (email: string) => boolean) {
  const hard = new Map<number, Set<string>>()
  const bouncing = (at: number) => {
    const known = hard.get(at)
    if (known !== undefined) return known
    const lines = vendor.suppression.hardBounces(at)
    const addresses = new Set(lines.map((one) => one.email.toLowerCase()))
    hard.set(at, addresses)
    return addresses
  }
  return ({ address, listIds }: ContactState, at: number) =>
    listIds.some((id) => lists.includes(id))
    || bouncing(at).has(address.toLowerCase())
    || left(address)
}
