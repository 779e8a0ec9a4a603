import type { Call } from '../contract/client.ts'
import type { Asked } from './ask.ts'
import { lookUp } from './look-up.ts'

/** People: who they are, what happened to them, and whether they may be written to. */
export const peopleTools = [
  lookUp('people.list', {
    name: 'find_people',
    title: 'Find people',
    description:
      'People by name. search: part of a name, an e-mail address or an organization. state '
      + 'narrows to those who opted out, complained, have an invalid address, or are in no CRM. '
      + 'Answers ids.',
    count: countPeople,
  }),
  lookUp('people.count', {
    name: 'count_people',
    title: 'How many people',
    description: 'How many people there are, opted out, and with an invalid address.',
  }),
  lookUp('personLists.preview', {
    name: 'count_people_where',
    title: 'How many people meet conditions',
    description:
      'How many people meet conditions now, and some of them: for questions that no other tool '
      + 'answers. definition: {"version":1,"where":NODE}; NODE is {"all":[NODE]}, {"any":[NODE]}, '
      + '{"not":NODE} or a condition, such as '
      + '{"about":"consent","is":"may_write","topicId":null}, '
      + '{"about":"mail","what":"clicks","by":"human","campaignIds":[3],'
      + '"when":{"is":"within","days":90}}, '
      + '{"about":"field","field":"city","is":"is","values":["Bath"]}, '
      + '{"about":"list","listIds":[3]}, {"about":"address","is":"valid"}. A wrong one is refused '
      + 'with what is wrong, and where.',
  }),
  lookUp('people.show', {
    name: 'show_person',
    title: "A person's sheet",
    description:
      'One person: fields, organizations, addresses (valid or not, and why), and consent with '
      + 'every fact behind it, newest first; the one that decides is marked.',
  }),
  lookUp('people.timeline', {
    name: 'person_timeline',
    title: "A person's timeline",
    description:
      'Everything that happened to a person over all addresses, newest first: sent, delivered, '
      + 'open, click, forward, bounce, opt_out, complaint. A verdict tells people from machines.',
  }),
  lookUp('people.mailings', {
    name: 'person_mailings',
    title: 'Campaigns a person got',
    description: 'Each campaign a person received, with first and last open and click.',
  }),
  lookUp('people.preferences', {
    name: 'person_preferences',
    title: 'What a person may be written about',
    description:
      'Topic by topic: may we write to the person and to each address, with the reason in words.',
  }),
  lookUp('consent.mayWrite', {
    name: 'may_write',
    title: 'May these addresses be written to',
    description:
      'For each address: may it be written to about a topic (null: in general), and why or why '
      + 'not.',
  }),
  lookUp('topics.list', {
    name: 'list_topics',
    title: 'Topics',
    description:
      'Topics people may leave without leaving everything, with how many have left each.',
  }),
]

/**
 * The API counts people as a whole, and by the states it counts anyway; not who was searched for.
 */
async function countPeople(asked: Asked, call: Call): Promise<number | null> {
  const narrower = ['search', 'owner', 'organizationId', 'leftTopicId', 'interest']
  if (narrower.some((field) => asked[field] !== undefined)) return null
  const { people, optedOut, withInvalidAddress } = await call('people.count', {})
  const counts: Record<string, number> = {
    all: people,
    opted_out: optedOut,
    invalid_address: withInvalidAddress,
  }
  return counts[String(asked['state'])] ?? null
}
