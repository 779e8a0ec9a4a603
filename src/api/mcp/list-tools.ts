import type { Call } from '../contract/client.ts'
import type { Asked } from './ask.ts'
import { lookUp } from './look-up.ts'

/** Lists, segments and who is on them; and why something is as it is. */
export const listTools = [
  lookUp('personLists.list', {
    name: 'list_lists',
    title: 'Lists and segments',
    description: 'Lists of people, suppression lists and segments, by name.',
  }),
  lookUp('personLists.show', {
    name: 'show_list',
    title: 'One list',
    description: 'One list with how many are on it; of a segment, its conditions.',
  }),
  lookUp('personLists.size', {
    name: 'count_list',
    title: 'How many are on a list',
    description: 'How many people are on a list, or in a segment now.',
  }),
  lookUp('personLists.members', {
    name: 'list_members',
    title: 'Who is on a list',
    description: 'The people on a list, or in a segment now.',
    count: countMembers,
  }),
  lookUp('lists.list', {
    name: 'list_service_lists',
    title: "An e-mail service's lists",
    description: 'The lists that came home over a connection, with how many are on each.',
  }),
]

export const whyTools = [
  lookUp('why.person', {
    name: 'why_person',
    title: 'Why is a person as they are',
    description:
      'Why a person is opted out or not, of everything and of each topic; why an address is '
      + 'invalid or closed; and who wrote the value of each field, when, and what stood there '
      + 'before.',
  }),
  lookUp('why.campaign', {
    name: 'why_campaign',
    title: 'Why did a person get a campaign, or not',
    description: 'Exactly one reason why a person got a campaign or was left out, and its steps.',
  }),
  lookUp('events.trace', {
    name: 'trace_event',
    title: 'Where an event came from',
    description:
      'The way of one event from the page it came in to the person, with times and reasons. '
      + 'eventId as timelines and the steps of why_person tell it.',
  }),
]

async function countMembers(asked: Asked, call: Call): Promise<number> {
  const listId = Number(asked['listId'])
  return (await call('personLists.size', { params: { listId } })).people
}
