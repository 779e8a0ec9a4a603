import {
  askMayWrite,
  preferencesOf,
  type MayWriteAnswer,
  type Preferences,
} from '../../../src/consent/index.ts'
import type {
  Condition,
  ConditionAbout,
  Happening,
  Period,
  SegmentNode,
} from '../../../src/lists/segments/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { sql } from '../../database.ts'
import { NOW } from '../../ledger/world.ts'
import { DAY, type World } from './world.ts'

/** Everything of a world as it stands in the tables, to be looked through one by one. */
export interface Told {
  persons: Person[]
  links: {
    person_id: number
    address_id: number
    canonical: string
    isInUse: boolean
    isValid: boolean
  }[]
  events: {
    address_id: number
    campaign_id: number
    kind: number
    at: number
    url: string | null
    isHuman: boolean
  }[]
  members: { person_list_id: number; person_id: number }[]
  espMembers: { list_id: number; address_id: number }[]
  stated: { person_id: number }[]
  /** Of every address, in general and about the topic. */
  answers: Map<number | null, Map<string, MayWriteAnswer>>
  /** Of every person who stands for others, as a whole. */
  wholes: Map<number, Preferences>
}

interface Person {
  id: number
  merged_into: number | null
  name: string
  city: string
  external_id: string | null
  own: Record<string, string>
  origin: string
  owner: string | null
  companies: string[]
  made: number
}

export async function tellAll(tx: Tx, { workspaceId, topicId }: World): Promise<Told> {
  const all = async <Row>(query: ReturnType<typeof sql<Row>>) => (await query.execute(tx)).rows
  const links = await all(sql<Told['links'][number]>`
    select pa.person_id, a.id as address_id, a.canonical, pa.ended_at is null as "isInUse",
      a.is_valid as "isValid"
    from person_address pa join address a on a.id = pa.address_id`)
  const canonicals = [...new Set(links.map((one) => one.canonical))]
  const answers: Told['answers'] = new Map()
  for (const topic of [null, topicId]) {
    const ask = { channel: 'email', class: 'marketing', topicId: topic } as const
    const said = await askMayWrite(tx, workspaceId, { ...ask, addresses: canonicals }, NOW)
    answers.set(topic, new Map(said.map((one) => [one.address, one])))
  }
  const { rows: standing } = await sql<{ id: number }>`
    select id from person where merged_into is null`.execute(tx)
  const wholes: Told['wholes'] = new Map()
  for (const { id } of standing) wholes.set(id, await preferencesOf(tx, workspaceId, id, NOW))
  return {
    links,
    answers,
    wholes,
    persons: await all(sql<Person>`
      select p.id, p.merged_into, p.name, p.city, p.external_id, p.own, p.origin, o.name as owner,
        (extract(epoch from p.created_at) * 1000)::float8 as made,
        array(select g.name from affiliation f join organization g on g.id = f.organization_id
          where f.person_id = p.id and g.kind = 'company') as companies
      from person p left join owner o on o.id = p.owner_id`),
    events: await all(sql<Told['events'][number]>`
      select e.address_id, e.campaign_id, e.kind::integer,
        (extract(epoch from e.occurred_at) * 1000)::float8 as at, l.url,
        v.key is null as "isHuman"
      from event e left join link l on l.id = e.link_id
      left join verdict v on v.address_id = e.address_id and v.occurred_at = e.occurred_at
        and v.key = e.key`),
    members: await all(sql<Told['members'][number]>`
      select person_list_id, person_id from person_list_member`),
    espMembers: await all(sql<Told['espMembers'][number]>`
      select m.list_id, m.address_id from list_member m join list l on l.id = m.list_id
      where m.gone_at is null and l.gone_at is null`),
    stated: await all(sql<Told['stated'][number]>`
      select person_id from person_interest where ended_at is null`),
  }
}

/** Who is in a segment, person by person and condition by condition. */
export function inSegment(told: Told, where: SegmentNode): number[] {
  return told.persons
    .filter((person) => person.merged_into === null && holds(told, person, where))
    .map((person) => person.id)
    .sort((a, b) => a - b)
}

function holds(told: Told, person: Person, node: SegmentNode): boolean {
  if ('all' in node) return node.all.every((inner) => holds(told, person, inner))
  if ('any' in node) return node.any.some((inner) => holds(told, person, inner))
  if ('not' in node) return !holds(told, person, node.not)
  return holdsFor(told, person, node)
}

function holdsFor(told: Told, person: Person, condition: Condition): boolean {
  const asOne = told.persons.filter((one) => (one.merged_into ?? one.id) === person.id)
  const ids = asOne.map((one) => one.id)
  const links = told.links.filter((one) => one.person_id === person.id)
  const used = links.filter((one) => one.isInUse)
  const history = told.events.filter((event) =>
    links.some((link) => link.address_id === event.address_id),
  )
  switch (condition.about) {
    case 'field':
      return fits(fieldTexts(person, asOne, used, condition), condition)
    case 'own_field':
      return ownFits(person.own[condition.key] ?? '', condition)
    case 'origin':
      return (condition.origins as string[]).includes(person.origin)
    case 'added':
      return isIn(person.made, condition.when)
    case 'address':
      if (condition.is === 'none') return used.length === 0
      return used.some((one) => one.isValid === (condition.is === 'valid'))
    case 'mail':
      return didHappen(history, condition)
    case 'link':
      return history.some(
        (event) =>
          event.kind === 4
          && counts(event, condition)
          && (condition.is === 'is'
            ? event.url === condition.url.trim()
            : event.url!.toLowerCase().includes(condition.url.trim().toLowerCase())),
      )
    case 'interest':
      return told.stated.some((one) => ids.includes(one.person_id)) || readTax(history)
    case 'raised':
      return condition.kind === 'tag' && /^reads tax$/i.test(condition.name) && readTax(history)
    case 'list':
      return told.members.some(
        (one) => ids.includes(one.person_id) && condition.listIds.includes(one.person_list_id),
      )
    case 'esp_list':
      return told.espMembers.some(
        (one) =>
          condition.listIds.includes(one.list_id)
          && used.some((link) => link.address_id === one.address_id),
      )
    case 'consent':
      return consents(told, person, used, condition)
  }
}

function fieldTexts(
  person: Person,
  asOne: Person[],
  used: Told['links'],
  { field }: ConditionAbout<'field'>,
): string[] {
  switch (field) {
    case 'name':
    case 'city':
      return [person[field]]
    case 'owner':
      return person.owner === null ? [] : [person.owner]
    case 'company':
      return person.companies
    case 'external_id':
      return asOne.flatMap((one) => one.external_id ?? [])
    case 'address':
      return used.map((one) => one.canonical)
    default:
      return []
  }
}

function ownFits(text: string, { is, values }: ConditionAbout<'own_field'>): boolean {
  const [first = ''] = values
  const isNumber = /^-?\d+(\.\d+)?$/.test(text)
  switch (is) {
    case 'before':
      return text !== '' && text < first
    case 'after':
      return text > first
    case 'below':
      return isNumber && Number(text) < Number(first)
    case 'above':
      return isNumber && Number(text) > Number(first)
    default:
      return fits([text], { is, values })
  }
}

function fits(
  texts: string[],
  { is, values }: Pick<ConditionAbout<'field'>, 'is' | 'values'>,
): boolean {
  return texts.some((text) => {
    if (is === 'known') return text !== ''
    const low = text.toLowerCase()
    return values.some((value) => {
      const part = value.trim().toLowerCase()
      if (is === 'is') return low === part
      if (is === 'contains') return low.includes(part)
      return is === 'begins' ? low.startsWith(part) : low.endsWith(part)
    })
  })
}

const KINDS: Record<Happening, number> = {
  ...{ sent: 1, delivered: 1, opens: 3, clicks: 4 },
  ...{ forwards: 5, bounces: 6, optOuts: 7, complaints: 8 },
}

function didHappen(history: Told['events'], condition: ConditionAbout<'mail'>): boolean {
  return history.some((event) => {
    if (event.kind !== KINDS[condition.what] || !counts(event, condition)) return false
    return (
      condition.what !== 'delivered'
      || !history.some(
        (other) =>
          other.kind === 6
          && other.campaign_id === event.campaign_id
          && other.address_id === event.address_id,
      )
    )
  })
}

function counts(
  event: Told['events'][number],
  { by, campaignIds, when }: ConditionAbout<'mail' | 'link'>,
): boolean {
  if (by === 'human' && !event.isHuman) return false
  if (campaignIds.length > 0 && !campaignIds.includes(event.campaign_id)) return false
  return isIn(event.at, when)
}

function isIn(at: number, when: Period): boolean {
  if (when.is === 'ever') return true
  if (when.is === 'within') return at >= NOW - when.days * DAY
  if (when.is === 'before') return at < NOW - when.days * DAY
  return at >= Date.parse(when.from) && at < Date.parse(when.until)
}

function readTax(history: Told['events']): boolean {
  return history.some((event) => event.kind === 4 && event.isHuman && event.url!.endsWith('/tax'))
}

/** By what mayWrite answers of each address in use, or of the person as a whole. */
function consents(
  told: Told,
  person: Person,
  used: Told['links'],
  { is, topicId }: ConditionAbout<'consent'>,
): boolean {
  const { rows } = told.wholes.get(person.id)!
  const { refusals } = rows.find((row) => (row.topic?.id ?? null) === topicId)!.whole
  if (is === 'complained') return refusals.includes('complaint')
  if (is === 'opted_out') {
    return refusals.includes(topicId === null ? 'opted_out' : 'opted_out_topic')
  }
  const answers = used.map((link) => told.answers.get(topicId)!.get(link.canonical)!)
  if (is === 'may_write') return answers.some((one) => one.mayWrite)
  const order = ['express', 'implied', 'unknown', 'withdrawn']
  const best = answers.map((one) => order.indexOf(one.state)).sort((a, b) => a - b)[0]
  return best !== undefined && order[best] === is
}
