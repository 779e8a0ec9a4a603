/** What stands in the way of making, testing and sending a campaign. Nobody is asked: pure. */
import { masterOf, neededText, type Connector, type MailingLack } from '../../connectors/index.ts'
import type { Draft } from './draft.ts'
import { nameThere } from './unanswered.ts'

/** The name of a copy is known here alone, and as long as a form takes it. */
const NAME_CHARS_MAX = 2_000

/** The parts of a connector by which campaigns are given to it. */
type Sends = Pick<Connector, 'mailings' | 'copies'>

/** What is missing before the ESP may hold the campaign, in the order of the form. */
export function lacksOf(draft: Draft, of: Sends | undefined): MailingLack[] {
  if (of?.mailings === undefined && of?.copies === undefined) {
    return [
      {
        field: 'connectionId',
        sentence: 'Campaign e-mail service is required and has not been provided',
        remedy: 'Choose the connection it is sent with.',
      },
    ]
  }
  const name = nameThere(draft.mailing.name, draft.replaced)
  const mailing = { ...draft.mailing, name }
  const [first, ...others] = byForm(of.mailings?.lacks(mailing) ?? lacksOfCopy(mailing))
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

/** A copy says what its master says: only which one, and what it is called here, can be missing. */
function lacksOfCopy(mailing: Draft['mailing']): MailingLack[] {
  const name = neededText(mailing, 'name', NAME_CHARS_MAX)
  if (masterOf(mailing) !== null) return name
  return [
    ...name,
    {
      field: 'fields.master',
      sentence: 'Campaign mailing to copy is required and has not been provided',
      remedy: 'Choose the mailing it is a copy of.',
    },
  ]
}

/** The name comes first in every form. */
function byForm(lacks: MailingLack[]): MailingLack[] {
  const isName = (lack: MailingLack) => lack.field === 'name'
  return [...lacks.filter(isName), ...lacks.filter((lack) => !isName(lack))]
}

/** What else is missing before it may be sent: lists, and that the ESP holds exactly this. */
export function sendingLacksOf(draft: Draft, of: Sends | undefined, title: string): MailingLack[] {
  const lacks = lacksOf(draft, of)
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
