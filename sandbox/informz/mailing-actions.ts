import { childOf, childrenOf, textOf, type Element } from '../soap/index.ts'
import type { Action } from './actions.ts'
import { moment } from './conditions.ts'
import { make, Refused } from './errors.ts'
import type { Mailing } from './mailing-book.ts'
import type { Vendor } from './vendor.ts'

const tooLittle = 'InsufficientInformationToCompleteActionException'

/** Writes a mailing down, of stories or of those of the newer designer; nobody gets it yet. */
export const createMailing: Action = ({ mailings }, asked, now) => {
  const needed = (name: string) => {
    const text = textOf(asked, name)
    if (text === undefined || text === '') throw new Refused(tooLittle, `${name} is missing`)
    return text
  }
  const message = asked.name === 'CreateMessage'
  const stories = childOf(asked, message ? 'MessageStories' : 'Stories')
  const parts = stories === undefined ? [] : childrenOf(stories, message ? 'MessageStory' : 'Story')
  for (const part of parts) checkStory(part, message)
  const rank = (story: Element) => Number(textOf(story, 'Rank') ?? 0)
  const inOrder = message ? parts : parts.toSorted((a, b) => rank(a) - rank(b))
  const letter = {
    subject: needed('Subject'),
    fromName: needed('FriendlyFrom'),
    fromEmail: needed('EmailFrom'),
    replyTo: textOf(asked, 'ReplyTo') ?? needed('EmailFrom'),
    preheader: '',
    html: inOrder.map((story) => textOf(story, 'HtmlContent') ?? '').join('\n'),
  }
  const folderName = textOf(asked, 'FolderName') ?? ''
  const templateId = textOf(asked, 'TemplateID') ?? ''
  const { id } = mailings.write(needed('Name'), letter, { folderName, templateId }, now)
  return [make('MailingID', id)]
}

/** What the vendor requires of a story, in either designer. */
function checkStory(story: Element, isMessage: boolean): void {
  const required = isMessage ? ['Title', 'HtmlContent'] : ['StoryID', 'Title', 'HtmlContent']
  for (const name of required) {
    if (!textOf(story, name)) throw new Refused(tooLittle, `${name} of a story is missing`)
  }
}

/** Publishes a mailing, now or at a moment, to whoever has one of its interests by then. */
export const schedule: Action = (vendor, asked, now) => {
  const mailing = mailingOf(vendor, asked)
  if (['1', 'true'].includes(textOf(asked, 'IsTest') ?? '')) {
    throw new Refused(tooLittle, 'Whom a test goes to is not documented')
  }
  const text = textOf(asked, 'PublishDateTime') ?? ''
  const at = text === '' ? now : Math.max(moment(text), now)
  const listIds = targets(vendor, asked)
  mailing.accountingCode = textOf(asked, 'AccountingCode') ?? mailing.accountingCode
  mailing.campaign.listIds = listIds
  vendor.world.schedule(mailing.campaign, at, now)
  return [make('MailingID', mailing.id)]
}

function targets({ world }: Vendor, asked: Element): string[] {
  const groups = childrenOf(childOf(asked, 'TargetGroupAssignment') ?? asked, 'DefaultTargetGroup')
  if (groups.length > 1) {
    throw new Refused('MultipleDefaultTargetGroupsException', 'There are several default groups')
  }
  const listIds = groups
    .flatMap((one) => childrenOf(one, 'TargetGroup'))
    .flatMap((one) => childrenOf(one, 'Interest'))
    .map((one) => world.lists.named(textOf(one, 'TargetGroupName') ?? '')?.listId)
  if (listIds.length === 0) throw new Refused(tooLittle, 'There is no interest to send to')
  const known = listIds.filter((one) => one !== undefined)
  if (known.length < listIds.length) {
    throw new Refused('ItemNotFoundException', 'There is no such interest')
  }
  return known
}

const mostHeld = 1000

/** Takes back what mailings are waiting for; those that are not known are not counted. */
export const hold: Action = ({ world, mailings }, asked, now) => {
  const ids = childrenOf(childOf(asked, 'Mailings') ?? asked, 'ID')
  if (ids.length === 0) throw new Refused(tooLittle, 'There is no ID of a mailing')
  if (ids.length > mostHeld) {
    throw new Refused('InvalidDataFormatException', `At most ${mostHeld} mailings`)
  }
  const known = ids.flatMap(({ text }) => mailings.find(text.trim()) ?? [])
  for (const { activity } of known) world.unschedule(activity, now)
  return [make('Count', known.length)]
}

function mailingOf({ mailings }: Vendor, asked: Element): Mailing {
  const found = mailings.find(textOf(asked, 'MailingID') ?? '')
  if (found === undefined) throw new Refused('ItemNotFoundException', 'There is no such mailing')
  return found
}
