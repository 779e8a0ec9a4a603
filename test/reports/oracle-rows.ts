import type { Tx } from '../../src/platform/database/index.ts'
import { sql } from '../database.ts'

export type Value = string | number | boolean | null
/** A row by the ids of its columns: times in milliseconds, references by their ids. */
export type Row = Record<string, Value>

export interface World {
  people: Row[]
  campaigns: Row[]
  recipients: Row[]
  events: Row[]
  consent_facts: Row[]
  links: Row[]
  /** What references are called: campaign:3. */
  names: Map<string, string>
  /** Campaigns that went out, the newest first. */
  sentCampaigns: { id: number; at: number }[]
}
export type Told = keyof Omit<World, 'names' | 'sentCampaigns'>

type Raw = Record<string, unknown>
const EVENT_KINDS = [
  ...['sent', 'delivered', 'open', 'click', 'forward', 'bounce', 'opt_out', 'complaint'],
]

/** Everything of a workspace, read table by table and put together one by one. */
export async function tellWorld(tx: Tx): Promise<World> {
  const all = async (text: string) => (await sql.raw<Raw>(text).execute(tx)).rows
  const tables = {
    persons: await all(`select p.*, o.name as owner from person p
      left join owner o on o.id = p.owner_id`),
    companies: await all(`select f.person_id, g.name from affiliation f
      join organization g on g.id = f.organization_id where g.kind = 'company' order by g.name`),
    addresses: await all('select * from address'),
    links: await all('select * from person_address'),
    campaigns: await all('select * from campaign'),
    facts: await all('select * from consent_fact'),
    topics: await all('select * from topic'),
    events:
      await all(`select e.*, l.url, d.value as detail, d.kind as detail_kind, v.class as judged
      from event e left join link l on l.id = e.link_id left join detail d on d.id = e.detail_id
      left join verdict v on v.address_id = e.address_id and v.occurred_at = e.occurred_at
        and v.key = e.key
      order by e.occurred_at, e.key`),
  }
  return new Teller(tables).tell()
}

interface Tables {
  persons: Raw[]
  companies: Raw[]
  addresses: Raw[]
  links: Raw[]
  campaigns: Raw[]
  facts: Raw[]
  topics: Raw[]
  events: Raw[]
}

const text = (value: unknown): Value => (value === '' || value == null ? null : (value as string))
const ms = (value: unknown): Value => (value == null ? null : (value as Date).getTime())

class Teller {
  readonly #tables: Tables

  constructor(tables: Tables) {
    this.#tables = tables
  }

  tell(): World {
    const { persons, campaigns, events } = this.#tables
    const names = new Map<string, string>()
    for (const one of persons) names.set(`person:${String(one.id)}`, one.name as string)
    for (const one of campaigns) names.set(`campaign:${String(one.id)}`, one.name as string)
    const recipients = this.#recipients()
    return {
      names,
      people: persons
        .filter((one) => one.merged_into === null)
        .map((one) => ({ ...this.#person(one), ...this.#mailOf(one.id, recipients) })),
      campaigns: campaigns.map((one) => ({
        ...this.#campaign(one.id),
        ...figuresOf(recipients.filter((row) => row.campaign === one.id)),
      })),
      recipients,
      events: events.map((one) => ({
        ...this.#campaign(one.campaign_id),
        ...this.#addressed(one.address_id),
        at: ms(one.occurred_at),
        kind: EVENT_KINDS[(one.kind as number) - 1]!,
        made_by: madeBy(one),
        link: text(one.url),
      })),
      consent_facts: this.#tables.facts.map((one) => this.#fact(one)),
      links: this.#clicked(),
      sentCampaigns: campaigns
        .filter((one) => one.sent_at !== null && one.status === 'sent')
        .map((one) => ({ id: one.id as number, at: (one.sent_at as Date).getTime() }))
        .sort((a, b) => b.at - a.at || b.id - a.id),
    }
  }

  #person(one: Raw | undefined): Row {
    if (one === undefined) {
      const nothing = ['person', 'city', 'owner', 'company', 'origin', 'added_at']
      return Object.fromEntries([...nothing, 'own:age', 'own:since'].map((id) => [id, null]))
    }
    const own = one.own as Record<string, string>
    const companies = this.#tables.companies.filter((row) => row.person_id === one.id)
    return {
      person: one.id as number,
      city: text(one.city),
      owner: text(one.owner),
      company: text(companies.map((row) => row.name).join(', ')),
      origin: one.origin as string,
      added_at: ms(one.created_at),
      'own:age': own.age === undefined ? null : Number(own.age),
      'own:since': own.since ?? null,
    }
  }

  #personWith(id: unknown): Row {
    return this.#person(this.#tables.persons.find((one) => one.id === id))
  }

  /** Of several, the one it is primary for, else the first met; whoever uses it now before all. */
  #userOf(addressId: unknown): unknown {
    const rank = (one: Raw) => [
      one.ended_at === null ? 0 : 1,
      one.is_primary === true ? 0 : 1,
      one.person_id as number,
    ]
    const links = this.#tables.links.filter((one) => one.address_id === addressId)
    links.sort((a, b) => {
      const [x, y] = [rank(a), rank(b)]
      return x[0]! - y[0]! || x[1]! - y[1]! || x[2]! - y[2]!
    })
    return links[0]?.person_id
  }

  #addressed(addressId: unknown): Row {
    const address = this.#tables.addresses.find((one) => one.id === addressId)
    return {
      ...this.#personWith(this.#userOf(addressId)),
      address: text(address?.address),
      address_is_valid: address?.is_valid === true,
    }
  }

  #campaign(id: unknown): Row {
    const one = this.#tables.campaigns.find((campaign) => campaign.id === id)
    return {
      campaign: (one?.id as number | undefined) ?? null,
      subject: text(one?.subject),
      campaign_sent_at: ms(one?.sent_at),
    }
  }

  #recipients(): Row[] {
    return grouped(this.#tables.events, (one) => [one.campaign_id, one.address_id]).map((mine) => {
      const of = (kind: string) => mine.filter((one) => kindOf(one) === kind)
      const byPeople = (kind: string) => of(kind).filter((one) => one.judged === null)
      const first = (kind: string) => ms(of(kind)[0]?.occurred_at)
      const last = of('opt_out').at(-1)
      const isSent = of('sent').length > 0
      return {
        ...this.#campaign(mine[0]!.campaign_id),
        ...this.#addressed(mine[0]!.address_id),
        was_sent: isSent,
        was_delivered: isSent && of('bounce').length === 0,
        opened: byPeople('open').length > 0,
        clicked: byPeople('click').length > 0,
        bounced: of('bounce').length > 0,
        opted_out: of('opt_out').length > 0,
        complained: of('complaint').length > 0,
        opens: byPeople('open').length,
        opens_by_any: of('open').length,
        clicks: byPeople('click').length,
        opt_outs: of('opt_out').length,
        first_open_at: first('open'),
        first_opt_out_at: first('opt_out'),
        opt_out_reason: last?.detail_kind === 'reason' ? text(last.detail) : null,
      }
    })
  }

  #mailOf(personId: unknown, recipients: Row[]): Row {
    const used = this.#tables.links
      .filter((one) => one.person_id === personId && one.ended_at === null)
      .map((one) => this.#tables.addresses.find(({ id }) => id === one.address_id)!.address)
    const mine = recipients.filter((row) => used.includes(row.address))
    return {
      sent: mine.filter((row) => row.was_sent).length,
      opened: mine.filter((row) => row.opened).length,
      bounced: mine.filter((row) => row.bounced).length,
    }
  }

  #clicked(): Row[] {
    const clicks = this.#tables.events.filter((one) => kindOf(one) === 'click')
    const key = (one: Raw) => [one.campaign_id, one.address_id, one.link_id]
    return grouped(clicks, key).map((mine) => ({
      ...this.#campaign(mine[0]!.campaign_id),
      ...this.#addressed(mine[0]!.address_id),
      link: text(mine[0]!.url),
      clicked: mine.some((one) => one.judged === null),
      clicks: mine.filter((one) => one.judged === null).length,
      clicks_by_any: mine.length,
      first_at: ms(mine[0]!.occurred_at),
      last_at: ms(mine.at(-1)!.occurred_at),
    }))
  }

  #fact(one: Raw): Row {
    const stated = this.#tables.persons.find(({ id }) => id === one.person_id)
    const personId = stated === undefined ? this.#userOf(one.address_id) : stated.merged_into
    const { address, address_is_valid } = this.#addressed(one.address_id)
    return {
      ...this.#campaign(one.campaign_id),
      ...this.#personWith(personId ?? stated?.id),
      address: address!,
      address_is_valid: address_is_valid!,
      at: ms(one.occurred_at),
      what: one.opted_in === true ? 'opted_in' : 'opted_out',
      scope: one.scope as string,
      topic: text(this.#tables.topics.find(({ id }) => id === one.topic_id)?.name),
      reason: text(one.reason),
      cause: one.cause as string,
      is_explicit: one.is_explicit === true,
    }
  }
}

function figuresOf(recipients: Row[]): Row {
  const count = (id: string) => recipients.filter((row) => row[id] === true).length
  return {
    sent: count('was_sent'),
    delivered: count('was_delivered'),
    opened: count('opened'),
    clicked: count('clicked'),
    bounced: count('bounced'),
    opted_out: count('opted_out'),
    opens: recipients.reduce((sum, row) => sum + (row.opens as number), 0),
  }
}

function kindOf(one: Raw): string {
  return EVENT_KINDS[(one.kind as number) - 1]!
}

function madeBy(one: Raw): Value {
  if (!['open', 'click'].includes(kindOf(one))) return null
  return one.judged === null ? 'human' : one.judged === 1 ? 'machine' : 'proxy'
}

/** In the order in which each group is first met. */
function grouped<T>(items: readonly T[], key: (item: T) => unknown[]): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const name = JSON.stringify(key(item))
    groups.set(name, [...(groups.get(name) ?? []), item])
  }
  return [...groups.values()]
}
