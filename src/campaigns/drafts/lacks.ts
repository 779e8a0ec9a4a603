/** What stands in the way of making, testing and sending a campaign. Nobody is asked: pure. */
import type { MailingLack, MailingsPart } from '../../connectors/index.ts'
import type { Draft } from './draft.ts'
import { nameThere } from './unanswered.ts'

/** What is missing before the ESP may hold the campaign, in the order of the form. */
export function lacksOf(draft: Draft, part: MailingsPart | undefined): MailingLack[] {
  if (part === undefined) {
    return [
      {
        field: 'connectionId',
        sentence: 'Campaign e-mail service is required and has not been provided',
        remedy: 'Choose the connection it is sent with.',
      },
    ]
  }
  const name = nameThere(draft.mailing.name, draft.replaced)
  const [first, ...others] = byForm(part.lacks({ ...draft.mailing, name }))
  const description: MailingLack[] =
    draft.description.trim() === ''
      ? [
          {
            field: 'description',
            sentence: 'Campaign description is required and has not been provided',
            remedy: 'Say in a line what the campaign is for; only colleagues see it.',
          },
        ]
      : []
  const isName = first?.field === 'name'
  return [
    ...(isName ? [first] : []),
    ...description,
    ...(isName || !first ? [] : [first]),
    ...others,
  ]
}

/** The name comes first in every form. */
function byForm(lacks: MailingLack[]): MailingLack[] {
  const isName = (lack: MailingLack) => lack.field === 'name'
  return [...lacks.filter(isName), ...lacks.filter((lack) => !isName(lack))]
}

/** What else is missing before it may be sent: lists, and that the ESP holds exactly this. */
export function sendingLacksOf(
  draft: Draft,
  part: MailingsPart | undefined,
  title: string,
): MailingLack[] {
  const lacks = lacksOf(draft, part)
  if (draft.lists.length === 0 && draft.whom === null) {
    lacks.push({
      field: 'lists',
      sentence: 'Campaign list is required and has not been provided',
      remedy: 'Choose the lists it goes to.',
    })
  }
  if (draft.whom?.lists.length === 0) {
    lacks.push({
      field: 'whom',
      sentence: 'Campaign audience is required and has not been provided',
      remedy: 'Choose the lists or segments of your own it is meant for.',
    })
  }
  if (lacks.length > 0) return lacks
  if (draft.heldStatus === null || draft.toldVersion < draft.version) {
    return [
      {
        field: 'version',
        sentence:
          draft.heldStatus === null
            ? `${title} does not hold this campaign yet`
            : `${title} holds an earlier version of this campaign`,
        remedy: `Sync it with ${title} first.`,
      },
    ]
  }
  // Its list at the ESP is made, and set, once it is scheduled.
  const isMade = (field: string) => field === 'lists' && draft.whom !== null
  const differences = draft.differences.filter(({ field }) => !isMade(field))
  return differences.map((difference) => ({
    field: difference.field,
    sentence:
      `${title} holds another ${WORDS[difference.field] ?? difference.field}: `
      + `“${difference.there}” there, “${difference.here}” here`,
    remedy: `Sync it again, or put it right at ${title} and sync then.`,
  }))
}

/** How a field is called in a sentence. */
export const WORDS: Readonly<Record<string, string>> = {
  name: 'name',
  subject: 'subject',
  preheader: 'preheader',
  fromName: 'sender name',
  fromAddress: 'sender address',
  replyTo: 'reply address',
  html: 'content',
  lists: 'audience',
}
