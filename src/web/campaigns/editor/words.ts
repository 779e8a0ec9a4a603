import type { AnswerTo, Given } from '../../api.ts'
import { t, tc } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'

export type Draft = AnswerTo<'campaigns.draft'>
export type Choices = AnswerTo<'connections.mailingChoices'>
type Edit = Given<'campaigns.edit'>['body']

/** What a person writes of a campaign. */
export type Words = Required<Omit<Edit, 'version' | 'connectionId'>> & {
  connectionId: number | null
}

export function wordsOf(draft: Draft): Words {
  return {
    name: draft.name,
    description: draft.description,
    subject: draft.subject,
    preheader: draft.preheader,
    fromName: draft.fromName,
    fromAddress: draft.fromAddress,
    replyTo: draft.replyTo,
    html: draft.html,
    connectionId: draft.connection?.id ?? null,
    fields: draft.fields,
    lists: draft.lists,
    whom: draft.whom,
  }
}

/** How a field is called where it is missing or differs. */
export function labelOf(field: string): string {
  return LABELS[field] ?? (field.startsWith('fields.') ? t`Footer` : field)
}

const LABELS: Record<string, string> = {
  connectionId: t`E-mail service`,
  name: t`Name`,
  description: t`Description`,
  subject: t`Subject`,
  preheader: t`Preheader`,
  fromName: t`Sender name`,
  fromAddress: t`Sender address`,
  replyTo: t`Reply address`,
  html: t`Content`,
  'fields.master': t`Mailing to copy`,
  lists: t`Lists`,
  whom: t`Audience`,
  version: tc('noun')`Sync`,
}

/** "Campaign subject is required and has not been provided" beside "Subject". */
export function shortOf(sentence: string): string {
  if (/ is required and has not been provided$/.test(sentence)) return t`is missing.`
  return /[.”]$/.test(sentence) ? said(sentence) : `${said(sentence)}.`
}

/** What stands in the address field of a page, as a moment; null where it is none. */
export function momentOf(local: string): Date | null {
  const moment = new Date(local)
  return local === '' || Number.isNaN(moment.getTime()) ? null : moment
}

/** A moment as an input of type datetime-local takes it, in the viewer's zone. */
export function localOf(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`
}
