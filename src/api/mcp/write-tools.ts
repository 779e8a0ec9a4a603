import { Refusal, type Call } from '../contract/client.ts'
import type { contract, ParamsOf, BodyOf, QueryOf, RouteName } from '../contract/index.ts'
import { write, type Foreseen } from './write.ts'

type Contract = typeof contract
/** What a route takes, in one object, as its schemas read it. */
type Taken<Name extends RouteName> = Part<ParamsOf<Contract[Name]>>
  & Part<BodyOf<Contract[Name]>>
  & Part<QueryOf<Contract[Name]>>
type Part<T> = T extends undefined ? {} : T
type About = Taken<'people.optOut'>['about']

/** What changes something: each says first what would happen, and waits for a confirmation. */
export const writeTools = [
  write('people.optOut', {
    name: 'opt_out_person',
    title: 'Opt a person out',
    description:
      'Record that a person no longer wants mailings: of everything, of topics, or at one address. '
      + 'Connected systems are told.',
    isDestructive: true,
    foresee: (asked: Taken<'people.optOut'>, call) => foreseeOptOut(asked, call),
  }),
  write('people.liftOptOut', {
    name: 'opt_in_person',
    title: 'Lift an opt-out',
    description:
      'Lift an opt-out because the person asked for it. evidence: what the person said, when '
      + 'and how; never made up.',
    isDestructive: true,
    foresee: (asked: Taken<'people.liftOptOut'>, call) => foreseeOptIn(asked, call),
  }),
  write('connections.sync', {
    name: 'sync_connection',
    title: 'Sync a connection now',
    description: 'Start a sync of everything of a connection, or of some kinds: lists,contacts.',
    isDestructive: false,
    foresee: (asked: Taken<'connections.sync'>, call) => foreseeSync(asked, call),
  }),
  write('campaigns.sync', {
    name: 'sync_campaign',
    title: 'Sync a campaign now',
    description: "Read a campaign's feedback from its e-mail service now, and opt-outs.",
    isDestructive: false,
    foresee: (asked: Taken<'campaigns.sync'>, call) => foreseeCampaignSync(asked, call),
  }),
  write('problems.decide', {
    name: 'decide_problem',
    title: 'Retry or ignore a problem',
    description: 'Read the record of a problem again (retry), ignore the problem, or reopen it.',
    isDestructive: true,
    foresee: (asked: Taken<'problems.decide'>, call) => foreseeDecision(asked, call),
  }),
]

async function foreseeOptOut(
  { personId, about, reason }: Taken<'people.optOut'>,
  call: Call,
): Promise<Foreseen> {
  const { subject, matter } = await personAbout(call, personId, about)
  const words =
    `This would record that person ${personId} no longer wants ${matter}. Connected systems are `
    + 'told, and only an opt-in with evidence takes it back.'
  return { words, subject: { ...subject, reason } }
}

async function foreseeOptIn(
  { personId, about, evidence }: Taken<'people.liftOptOut'>,
  call: Call,
): Promise<Foreseen> {
  const { subject, matter } = await personAbout(call, personId, about)
  const { items: systems } = await call('people.previewOptIn', { params: { personId } })
  const words =
    `This would record that person ${personId} asked for ${matter} again, and lift the opt-out on `
    + 'the evidence given. Connected systems are told as far as they permit.'
  return { words, subject: { ...subject, evidence, systems } }
}

async function foreseeSync(
  { connectionId, kinds }: Taken<'connections.sync'>,
  call: Call,
): Promise<Foreseen> {
  const { name, status, openRunId } = await call('connections.show', { params: { connectionId } })
  const what = kinds === undefined ? 'everything' : kinds.join(', ')
  const words =
    `This would start a sync of ${what} over connection ${connectionId} now`
    + (openRunId === null ? '.' : `, as part of run ${openRunId}, which is under way.`)
  return { words, subject: { connection: { id: connectionId, name, status } } }
}

async function foreseeCampaignSync(
  { campaignId }: Taken<'campaigns.sync'>,
  call: Call,
): Promise<Foreseen> {
  const { name, subject, connection } = await call('campaigns.show', { params: { campaignId } })
  const words = `This would read the feedback of campaign ${campaignId} from its service now.`
  return { words, subject: { campaign: { id: campaignId, name, subject }, connection } }
}

const DECISIONS = {
  retry: (id: number) => `This would read the record of problem ${id} again.`,
  ignore: (id: number) =>
    `This would ignore problem ${id} until somebody opens it again: what its record tells, an `
    + 'opt-out perhaps, stays unknown.',
  reopen: (id: number) => `This would open problem ${id} again.`,
}

async function foreseeDecision(
  { problemId, decision }: Taken<'problems.decide'>,
  call: Call,
): Promise<Foreseen> {
  const { cause, sentence, remedy, status } = await call('problems.show', { params: { problemId } })
  const problem = { id: problemId, cause, sentence, remedy, status }
  return { words: DECISIONS[decision](problemId), subject: { problem } }
}

/** Whom it is about, by name for people, and what, by ids: names are written by others. */
async function personAbout(call: Call, personId: number, about: About) {
  const person = await call('people.show', { params: { personId } })
  const { id, name, addresses, consent, askedFor } = person
  const inUse = addresses.filter(({ endedAt }) => endedAt === null)
  const subject = {
    person: { id, name, askedFor },
    addresses: inUse.map(({ id, address }) => ({ id, address })),
    isOptedOutNow: consent.isOptedOut,
  }
  if (about === undefined || about.scope === 'everything') return { subject, matter: 'any mailing' }
  if (about.scope === 'address') {
    const { addressId } = about
    if (!addresses.some((address) => address.id === addressId)) {
      throw unknown(`Person ${personId} has no address ${addressId}.`)
    }
    return { subject, matter: `mailings at address ${addressId}` }
  }
  const { topics } = await call('topics.list', {})
  const named = about.topicIds.map((topicId) => {
    const topic = topics.find((one) => one.id === topicId)
    if (topic === undefined) throw unknown(`There is no topic ${topicId}.`)
    return { id: topicId, name: topic.name }
  })
  const matter = `mailings about the topics ${about.topicIds.join(', ')}`
  return { subject: { ...subject, topics: named }, matter }
}

function unknown(detail: string): Refusal {
  return new Refusal({ status: 404, title: 'Not found', detail })
}
