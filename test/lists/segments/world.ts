import {
  addClickRule,
  matchLinks,
  saveInterest,
  stateInterest,
} from '../../../src/interests/index.ts'
import type { FeedbackEvent } from '../../../src/connectors/index.ts'
import { mergePersons } from '../../../src/people/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { fc } from '../../property.ts'
import { sql } from '../../database.ts'
import { NOW, prepareGround, SENT_AT, takeIn, type Ground } from '../../ledger/world.ts'
import type { Database } from '../../../src/platform/database/index.ts'

const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const LINKS = ['https://example.com/tax', 'https://Example.com/events?x=1']
const ADDRESSES = 3
const PERSONS = 4

export interface Sketched {
  persons: {
    name: string
    city: string
    owner: string | null
    externalId: boolean
    origin: 'import' | 'esp' | 'user' | 'api'
    company: string | null
    age: number
  }[]
  /** Who uses which address; ended: once did. */
  links: { person: number; address: number; isEnded: boolean }[]
  /** Addresses the first campaign was sent to, and the second. */
  sentTo: [number[], number[]]
  invalid: number[]
  erased: number[]
  seeds: number[]
  needed: 'none' | 'implied' | 'express'
  isExempt: boolean
  events: {
    kind: FeedbackEvent['kind']
    address: number
    second: boolean
    at: number
    link: number
  }[]
  facts: {
    about: { person: number } | { address: number }
    scope: 'everything' | 'topic' | 'address'
    optedIn: boolean
    isExplicit: boolean
    cause: 'wish' | 'complaint'
    channel: 'email' | 'fax' | null
    at: number
    endsAfter: number | null
  }[]
  merges: [kept: number, merged: number][]
  members: { list: number; person: number }[]
  espMembers: { list: number; address: number; isGone: boolean }[]
  interested: number[]
}

const person = fc.nat(PERSONS - 1)
const address = fc.nat(ADDRESSES - 1)

/** Any small world: people with addresses, what happened to them, what was said, who is on what. */
export const anyWorld: fc.Arbitrary<Sketched> = fc.record({
  persons: fc.array(
    fc.record({
      name: fc.constantFrom('Ada Tax', 'ben tax', 'Cleo', ''),
      city: fc.constantFrom('', 'Bath', 'BATH', 'Leeds'),
      owner: fc.constantFrom(null, 'Ruth', 'Sam'),
      externalId: fc.boolean(),
      origin: fc.constantFrom('import', 'esp', 'user', 'api'),
      company: fc.constantFrom(null, null, 'Tax Ltd', 'Bath LLP'),
      age: fc.nat(10),
    }),
    { minLength: PERSONS, maxLength: PERSONS },
  ),
  links: fc.uniqueArray(fc.record({ person, address, isEnded: fc.boolean() }), {
    minLength: 3,
    maxLength: 9,
    selector: (one) => `${one.person} ${one.address}`,
  }),
  sentTo: fc.tuple(fc.uniqueArray(address), fc.uniqueArray(address)),
  invalid: fc.array(address, { maxLength: 2 }),
  erased: fc.array(address, { maxLength: 1 }),
  seeds: fc.array(address, { maxLength: 1 }),
  needed: fc.constantFrom('none', 'implied', 'express'),
  isExempt: fc.boolean(),
  events: fc.array(
    fc.record({
      kind: fc.constantFrom('open', 'open', 'open', 'click', 'click', 'forward', 'bounce'),
      address,
      second: fc.boolean(),
      // Seconds after a send a scanner looks; hours after, a person does.
      at: fc.oneof(
        fc.constant(0),
        fc.constant(3_000),
        fc.integer({ min: 1, max: 9 }).map((n) => n * DAY),
      ),
      link: fc.nat(1),
    }),
    { maxLength: 25 },
  ),
  facts: fc.array(
    fc.record({
      about: fc.oneof(fc.record({ person }), fc.record({ address })),
      scope: fc.constantFrom('everything', 'topic', 'address'),
      optedIn: fc.boolean(),
      isExplicit: fc.boolean(),
      cause: fc.constantFrom('wish', 'wish', 'complaint'),
      channel: fc.constantFrom(null, 'email', 'fax'),
      at: fc.integer({ min: 1, max: 4 }),
      endsAfter: fc.constantFrom(null, -5, 5),
    }),
    { maxLength: 10 },
  ),
  merges: fc.constantFrom<Sketched['merges'][]>(
    [],
    [[0, 3]],
    [
      [0, 3],
      [1, 2],
    ],
    [[2, 0]],
  ),
  members: fc.uniqueArray(fc.record({ list: fc.nat(1), person }), {
    maxLength: 6,
    selector: (one) => `${one.list} ${one.person}`,
  }),
  espMembers: fc.uniqueArray(fc.record({ list: fc.nat(1), address, isGone: fc.boolean() }), {
    maxLength: 6,
    selector: (one) => `${one.list} ${one.address}`,
  }),
  interested: fc.array(person, { maxLength: 2 }),
})

export interface World {
  ground: Ground
  workspaceId: number
  persons: number[]
  campaigns: number[]
  lists: number[]
  espLists: number[]
  topicId: number
  interestId: number
}

/** Makes a world as it is sketched, by the ledger's own path and the people's own merges. */
export async function makeWorld(
  database: Database,
  workspaceId: number,
  of: Sketched,
): Promise<World> {
  const ground = await prepareGround(database, workspaceId)
  return database.inWorkspace(workspaceId, async (tx) => {
    const persons = await makePersons(tx, workspaceId, of)
    const addresses = await makeAddresses(tx, workspaceId, of, persons)
    const by = { workspaceId, actor: 'test', now: NOW }
    await addClickRule(
      tx,
      { ...by, appliesTo: 'all' },
      {
        ...{ name: 'Tax', host: '', path: '/tax*', parameter: '', parameterValue: '' },
        campaignId: null,
        outcomes: [
          { kind: 'tag', name: 'Reads tax' },
          { kind: 'interest', points: 5, interestId: await interest(tx, by) },
        ],
      },
    )
    await takeIn(tx, ground, eventsOf(of))
    await matchLinks(tx, workspaceId)
    const topicId = await topic(tx, workspaceId)
    await sayAll(tx, { workspaceId, persons, addresses, topicId }, of)
    for (const one of of.interested) {
      const stated = { code: 'TAX', points: 5, source: 'user', note: '' } as const
      await stateInterest(tx, { ...by, personId: persons[one]! }, stated)
    }
    const lists = await makeLists(tx, workspaceId, of, persons)
    const espLists = await makeEspLists(tx, ground, of, addresses)
    for (const [kept, merged] of of.merges) {
      const change = { ...by, personId: persons[kept]! }
      await mergePersons(tx, change, { id: persons[merged]!, take: [] })
    }
    const { campaigns } = ground
    const interestId = await interest(tx, by)
    return { ground, workspaceId, persons, campaigns, lists, espLists, topicId, interestId }
  })
}

async function interest(tx: Tx, by: { workspaceId: number; actor: string; now: number }) {
  const { items } = await saveInterest(tx, by, { code: 'TAX', name: 'Tax', halfLifeDays: null })
  return items[0]!.id
}

async function topic(tx: Tx, workspaceId: number): Promise<number> {
  const { id } = await tx
    .insertInto('topic')
    .values({ workspace_id: workspaceId, name: 'Events' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Values of own fields as they are kept: a text, a number, a day; empty ones are not there. */
function ownOf({ city, age }: Sketched['persons'][number]) {
  const since = new Date(NOW - age * DAY).toISOString().slice(0, 10)
  return { age: String(age), since, ...(city !== '' && { place: city }) }
}

async function makePersons(tx: Tx, workspaceId: number, of: Sketched): Promise<number[]> {
  const ids: number[] = []
  await sql`
    insert into own_field (workspace_id, key, label, kind, made_at)
    values (${workspaceId}, 'place', 'Place', 'text', now()),
      (${workspaceId}, 'age', 'Age', 'number', now()),
      (${workspaceId}, 'since', 'Since', 'date', now())`.execute(tx)
  for (const [at, one] of of.persons.entries()) {
    const { rows } = await sql<{ id: number }>`
      with o as (
        insert into owner (workspace_id, name) select ${workspaceId}, ${one.owner}
        where ${one.owner}::text is not null
        on conflict (workspace_id, name) do update set name = excluded.name returning id
      )
      insert into person (workspace_id, origin, name, city, external_id, owner_id, created_at,
        own)
      values (${workspaceId}, ${one.origin}, ${one.name}, ${one.city},
        ${one.externalId ? `E-${at}` : null}, (select id from o), ${new Date(NOW - one.age * DAY)},
        ${JSON.stringify(ownOf(one))}::jsonb)
      returning id`.execute(tx)
    ids.push(rows[0]!.id)
    if (one.company === null) continue
    await sql`
      with g as (
        insert into organization (workspace_id, kind, name)
        values (${workspaceId}, 'company', ${one.company}) returning id
      )
      insert into affiliation (workspace_id, person_id, organization_id)
      select ${workspaceId}, ${rows[0]!.id}, id from g`.execute(tx)
  }
  return ids
}

const addressAt = (place: number) => `a${place}@example.com`

async function makeAddresses(tx: Tx, workspaceId: number, of: Sketched, persons: number[]) {
  const ids: number[] = []
  for (let place = 0; place < ADDRESSES; place++) {
    const { rows } = await sql<{ id: number }>`
      insert into address (workspace_id, address, canonical, bounced_at, erased_at)
      values (${workspaceId}, ${addressAt(place)}, ${addressAt(place)},
        ${of.invalid.includes(place) ? new Date(NOW) : null},
        ${of.erased.includes(place) ? new Date(NOW) : null}) returning id`.execute(tx)
    ids.push(rows[0]!.id)
  }
  for (const { person, address, isEnded } of of.links) {
    await sql`
      insert into person_address (workspace_id, person_id, address_id, ended_at)
      values (${workspaceId}, ${persons[person]!}, ${ids[address]!},
        ${isEnded ? new Date(NOW) : null})`.execute(tx)
  }
  for (const place of of.seeds) {
    await sql`insert into seed_address (workspace_id, address_id)
      values (${workspaceId}, ${ids[place]!})`.execute(tx)
  }
  await sql`insert into consent_policy (workspace_id, consent_needed, seed_is_exempt)
    values (${workspaceId}, ${of.needed}, ${of.isExempt})`.execute(tx)
  return ids
}

function eventsOf(of: Sketched): FeedbackEvent[] {
  const sends = of.sentTo.flatMap((addresses, campaign) =>
    addresses.map((place) => ({
      kind: 'sent' as const,
      address: addressAt(place),
      activity: ['A1', 'A2'][campaign]!,
      occurredAt: SENT_AT,
    })),
  )
  const reactions = of.events.map(({ kind, address, second, at, link }, n) => ({
    kind,
    address: addressAt(address),
    activity: second ? 'A2' : 'A1',
    occurredAt: SENT_AT + at + n,
    ...(kind === 'click' ? { link: { url: LINKS[link]! } } : {}),
    ...(kind === 'bounce' ? { bounce: { code: 'F', class: 'soft' as const } } : {}),
  }))
  return [...sends, ...reactions]
}

interface Known {
  workspaceId: number
  persons: number[]
  addresses: number[]
  topicId: number
}

async function sayAll(tx: Tx, known: Known, of: Sketched): Promise<void> {
  for (const [n, fact] of of.facts.entries()) {
    const isPerson = 'person' in fact.about && fact.scope !== 'address'
    const place = 'person' in fact.about ? fact.about.person : fact.about.address
    const personId = isPerson ? known.persons[place]! : null
    const addressId = isPerson ? null : known.addresses[place % ADDRESSES]!
    const isImplied = fact.optedIn && !fact.isExplicit
    await sql`
      insert into consent_fact (workspace_id, person_id, address_id, scope, topic_id, opted_in,
        is_explicit, cause, channel, occurred_at, expires_at, source, natural_key)
      values (${known.workspaceId}, ${personId}, ${addressId}, ${fact.scope},
        ${fact.scope === 'topic' ? known.topicId : null}, ${fact.optedIn},
        ${fact.optedIn && fact.isExplicit}, ${fact.cause}, ${isPerson ? fact.channel : null},
        ${new Date(NOW - fact.at * DAY)},
        ${isImplied && fact.endsAfter !== null ? new Date(NOW + fact.endsAfter * DAY) : null},
        'api', ${`fact ${n}`})`.execute(tx)
  }
}

async function makeLists(tx: Tx, workspaceId: number, of: Sketched, persons: number[]) {
  const lists = await tx
    .insertInto('person_list')
    .values(
      (['static', 'suppression'] as const).map((kind) => ({
        ...{ workspace_id: workspaceId, name: kind, kind, created_by: 'test' },
      })),
    )
    .returning('id')
    .execute()
  for (const { list, person } of of.members) {
    await sql`insert into person_list_member (workspace_id, person_list_id, person_id, added_by)
      values (${workspaceId}, ${lists[list]!.id}, ${persons[person]!}, 'test')`.execute(tx)
  }
  return lists.map((list) => list.id)
}

async function makeEspLists(tx: Tx, ground: Ground, of: Sketched, addresses: number[]) {
  const { workspaceId, connectionId } = ground
  const ids: number[] = []
  for (const [place, isGone] of [false, true].entries()) {
    const { rows } = await sql<{ id: number }>`
      insert into list (workspace_id, connection_id, external_id, gone_at)
      values (${workspaceId}, ${connectionId}, ${`L${place}`}, ${isGone ? new Date(NOW) : null})
      returning id`.execute(tx)
    ids.push(rows[0]!.id)
  }
  for (const { list, address, isGone } of of.espMembers) {
    await sql`insert into list_member (workspace_id, list_id, address_id, gone_at)
      values (${workspaceId}, ${ids[list]!}, ${addresses[address]!},
        ${isGone ? new Date(NOW) : null})`.execute(tx)
  }
  return ids
}
