import { carryOutErasures } from '../../src/erasure/index.ts'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { rebuildCampaign, takePath } from '../../src/ledger/index.ts'
import { matchLinks } from '../../src/interests/index.ts'
import { fc } from '../property.ts'
import { sql } from '../database.ts'
import type { TestHoming } from '../api/homing.ts'
import { NOW, SENT_AT } from '../ledger/world.ts'
import { DAY, LINKS, type World } from '../lists/segments/world.ts'
import { REASONS } from '../reports/world.ts'
import type { Viewer } from './viewer.ts'

const ADDRESSES = 6
const PEOPLE = 6
/** B1 is of another connection; nobody knows A9. */
const ACTIVITIES = ['A1', 'A1', 'A2', 'A2R', 'B1', 'A9']
const AGENTS = ['', 'mobile', 'Mozilla/5.0', 'Outlook', 'GoogleImageProxy']
const BOUNCES = [
  { code: 'F', class: 'full' },
  { code: 'B', class: 'hard' },
  { code: 'S', class: 'soft' },
] as const

const KINDS: FeedbackEvent['kind'][] = [
  ...(['sent', 'sent', 'delivered', 'open', 'open', 'open', 'click', 'click'] as const),
  ...(['click', 'forward', 'bounce', 'opt_out', 'complaint'] as const),
]

interface Happened {
  kind: FeedbackEvent['kind']
  address: number
  activity: number
  /** Milliseconds after the sending. */
  at: number
  what: number
  /** By fax, where there are such. */
  isFax: boolean
}

/** What may happen to a firm, one after another. A number names somebody, or something, by place. */
export type Step =
  | { is: 'news'; happened: Happened[]; spelling: number }
  | { is: 'again'; spelling: number }
  | { is: 'merge'; one: number; other: number }
  | { is: 'part'; merge: number }
  | { is: 'correct' | 'end' | 'primary'; one: number; address: number }
  | { is: 'share'; one: number; address: number }
  | { is: 'leave' | 'return'; one: number; scope: 'everything' | 'topics' | 'address' }
  | { is: 'consent'; one: number; isOfTopic: boolean; days: number }
  | { is: 'erase'; one: number }
  | { is: 'put' | 'take'; one: number; list: number }
  | { is: 'rebuild'; campaign: number }
  | { is: 'twice'; campaign: number }

const one = fc.nat(PEOPLE - 1)
const address = fc.nat(ADDRESSES - 1)

const happened: fc.Arbitrary<Happened> = fc.record({
  kind: fc.constantFrom(...KINDS),
  address,
  activity: fc.nat(ACTIVITIES.length - 1),
  // Scanners look within seconds, people later; some news is told of a time long ago.
  at: fc.oneof(
    fc.constantFrom(0, 0, 2_000, 3_000, 9_999),
    fc.integer({ min: -40, max: 16 }).map((days) => days * DAY),
  ),
  what: fc.nat(4),
  isFax: fc.integer({ min: 0, max: 5 }).map((n) => n === 5),
})

const spelling = fc.nat(3)
const scope = fc.constantFrom('everything' as const, 'topics' as const, 'address' as const)

export const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        is: fc.constant('news' as const),
        happened: fc.array(happened, { minLength: 1, maxLength: 9 }),
        spelling,
      }),
    },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('again' as const), spelling }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('merge' as const), one, other: one }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('part' as const), merge: fc.nat(2) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        is: fc.constantFrom('correct' as const, 'end' as const, 'primary' as const),
        one,
        address,
      }),
    },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('share' as const), one, address }) },
    {
      weight: 3,
      arbitrary: fc.record({
        is: fc.constantFrom('leave' as const, 'return' as const),
        one,
        scope,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        is: fc.constant('consent' as const),
        one,
        isOfTopic: fc.boolean(),
        days: fc.constantFrom(3, 20, 400),
      }),
    },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('erase' as const), one }) },
    {
      weight: 1,
      arbitrary: fc.record({
        is: fc.constantFrom('put' as const, 'take' as const),
        one,
        list: fc.nat(1),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ is: fc.constant('rebuild' as const), campaign: fc.nat(2) }),
    },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('twice' as const), campaign: fc.nat(1) }) },
  ),
  { minLength: 3, maxLength: 14 },
)

/** A firm that steps are taken in. */
export class Firm {
  readonly #homing: TestHoming
  readonly #world: World
  readonly #viewer: Viewer
  #told: Happened[] = []
  #other: { connectionId: number; receiptId: number } | null = null

  constructor(homing: TestHoming, world: World, viewer: Viewer) {
    this.#homing = homing
    this.#world = world
    this.#viewer = viewer
  }

  async take(step: Step): Promise<void> {
    switch (step.is) {
      case 'news':
        this.#told = step.happened
        return this.#news(step.happened, step.spelling)
      case 'again':
        return this.#news(this.#told.toReversed(), step.spelling)
      case 'merge':
        return this.#post(`${await this.#person(step.one)}/merge`, {
          otherId: await this.#id(step.other),
        })
      case 'part':
        return this.#part(step.merge)
      case 'correct':
      case 'end':
      case 'primary':
        return this.#address(step)
      case 'share':
        return this.#post(`${await this.#person(step.one)}/addresses`, {
          address: spelt(step.address, 1),
        })
      case 'leave':
      case 'return':
        return this.#say(step)
      case 'consent':
        return this.#consent(step)
      case 'erase':
        return this.#erase(step.one)
      case 'put':
      case 'take': {
        const path = `/api/person-lists/${this.#world.lists[step.list]!}/members`
        const personIds = [await this.#id(step.one)]
        return this.#try('POST', step.is === 'put' ? path : `${path}/take`, { personIds })
      }
      case 'rebuild':
        return this.#rebuild(step.campaign)
      case 'twice':
        return this.#knownTwice(step.campaign)
    }
  }

  async #news(all: readonly Happened[], spelling: number): Promise<void> {
    const { database } = this.#homing
    const { workspaceId, ground } = this.#world
    const other = (this.#other ??= await this.#connectAnother())
    for (const isOther of [false, true]) {
      const of = isOther ? other : ground
      const events = all
        .filter(({ activity }) => (ACTIVITIES[activity] === 'B1') === isOther)
        .map((happened) => eventOf(happened, spelling))
      if (events.length === 0) continue
      await database.inWorkspace(workspaceId, async (tx) => {
        await takePath(tx, {
          ...{ workspaceId, connectionId: of.connectionId, runId: null, now: NOW },
          events: events.map((event) => ({ receiptId: of.receiptId, event })),
        })
        await matchLinks(tx, workspaceId)
      })
    }
  }

  /** A second account, which sent the first campaign as well: another activity of it. */
  async #connectAnother() {
    const { workspaceId, campaigns } = this.#world
    return this.#homing.database.inWorkspace(workspaceId, async (tx) => {
      const { rows } = await sql<{ connectionId: number; receiptId: number }>`
        with n as (
          insert into connection (workspace_id, connector, name, status)
          values (${workspaceId}, 'test', 'Another', 'active') returning id
        ), i as (
          insert into campaign_identity (workspace_id, connection_id, kind, external_id,
            campaign_id, role)
          select ${workspaceId}, n.id, k, x, ${campaigns[0]!}, ''
          from n, (values ('campaign', 'D1'), ('activity', 'B1')) v (k, x)
        )
        insert into receipt (workspace_id, connection_id, stream, body)
        select ${workspaceId}, n.id, 'events', ''::bytea from n
        returning connection_id as "connectionId", id as "receiptId"`.execute(tx)
      return rows[0]!
    })
  }

  async #part(place: number): Promise<void> {
    const { workspaceId } = this.#world
    const rows = await this.#homing.database.inWorkspace(workspaceId, async (tx) => {
      const found = await sql<{ id: number }>`select id from person_merge
        where workspace_id = ${workspaceId} and undone_at is null order by id`.execute(tx)
      return found.rows
    })
    if (rows.length > 0) {
      await this.#try('POST', `/api/merges/${rows[place % rows.length]!.id}/undo`)
    }
  }

  async #address(step: { is: 'correct' | 'end' | 'primary'; one: number; address: number }) {
    const person = await this.#person(step.one)
    const { addresses } = await this.#viewer.get(person)
    if (addresses.length === 0) return
    const path = `${person}/addresses/${addresses[step.address % addresses.length].id}`
    if (step.is === 'end') return this.#post(`${path}/end`, {})
    if (step.is === 'primary') return this.#post(`${path}/primary`)
    const address = spelt(step.address, 2)
    return this.#try('POST', `${path}/correction`, { address })
  }

  async #say(step: { is: 'leave' | 'return'; one: number; scope: string }): Promise<void> {
    const person = await this.#person(step.one)
    const { addresses } = await this.#viewer.get(person)
    if (step.scope === 'address' && addresses.length === 0) return
    const about = {
      scope: step.scope,
      ...(step.scope === 'topics' && { topicIds: [this.#world.topicId] }),
      ...(step.scope === 'address' && { addressId: addresses[0].id }),
    }
    if (step.is === 'leave') return this.#post(`${person}/opt-out`, { about, reason: 'enough' })
    return this.#post(`${person}/opt-in`, { about, evidence: 'A signed letter.' })
  }

  async #consent(step: { one: number; isOfTopic: boolean; days: number }): Promise<void> {
    return this.#post(`${await this.#person(step.one)}/consent`, {
      ...{ state: 'implied', evidence: 'A mandate.' },
      ...(step.isOfTopic && { about: { scope: 'topics', topicIds: [this.#world.topicId] } }),
      until: new Date(NOW + step.days * DAY).toISOString(),
    })
  }

  /** Refused as long as the person is merged with another. */
  async #erase(place: number): Promise<void> {
    const person = await this.#person(place)
    const { name } = await this.#viewer.get(person)
    await this.#post(`${person}/erasure`, { confirm: name })
    await carryOutErasures(this.#homing.homing)
  }

  async #rebuild(place: number): Promise<void> {
    const { workspaceId, campaigns } = this.#world
    await this.#homing.database.inWorkspace(workspaceId, (tx) =>
      rebuildCampaign(tx, workspaceId, campaigns[place % campaigns.length]!),
    )
  }

  /** The other account knows the campaign by a further id. */
  async #knownTwice(place: number): Promise<void> {
    const { workspaceId, campaigns } = this.#world
    const { connectionId } = (this.#other ??= await this.#connectAnother())
    await this.#homing.database.inWorkspace(workspaceId, (tx) =>
      sql`insert into campaign_identity (workspace_id, connection_id, kind, external_id,
          campaign_id, role)
        values (${workspaceId}, ${connectionId}, 'campaign', ${`E${place}`},
          ${campaigns[place % campaigns.length]!}, '')
        on conflict do nothing`.execute(tx),
    )
  }

  async #id(place: number): Promise<number> {
    const people = await this.#viewer.all('/api/people')
    const ids = people.map(({ id }) => id as number).sort((a, b) => a - b)
    return ids[place % ids.length]!
  }

  async #person(place: number): Promise<string> {
    return `/api/people/${await this.#id(place)}`
  }

  #post(path: string, body: unknown = undefined): Promise<void> {
    return this.#try('POST', path, body)
  }

  /** What makes no sense of somebody is refused, with a reason; anything else is a fault. */
  async #try(method: string, path: string, body?: unknown): Promise<void> {
    const { status, text } = await this.#viewer.ask(method, path, body)
    if (status >= 500) throw new Error(`${method} ${path} ${JSON.stringify(body)}: ${text}`)
  }
}

/** An address as somebody may write it; more of them than the firm knew at first. */
function spelt(place: number, spelling: number): string {
  const plain = `a${place}@example.com`
  return [plain, plain.toUpperCase(), `A${place}@Example.com`, ` ${plain} `][spelling]!.trim()
}

/** Spaces and brackets make no other number. */
function faxOf(place: number, spelling: number): string {
  const last = `44600${place}`
  return [`+44 1225 ${last}`, `+441225${last}`, `+44 (1225) ${last}`, `0044 1225 ${last}`][
    spelling
  ]!
}

const FAXED = ['sent', 'delivered', 'bounce', 'opt_out']

function eventOf(happened: Happened, spelling: number): FeedbackEvent {
  const { kind, address, activity, at, what } = happened
  const isFax = happened.isFax && FAXED.includes(kind)
  const reason = REASONS[what % REASONS.length]!
  return {
    kind,
    address: isFax ? faxOf(address, spelling) : spelt(address, spelling),
    ...(isFax && { channel: 'fax' as const }),
    activity: ACTIVITIES[activity]!,
    occurredAt: SENT_AT + at + what,
    ...((kind === 'open' || kind === 'click') && { agent: AGENTS[what]! }),
    ...(kind === 'click' && { link: { url: LINKS[what % LINKS.length]! } }),
    ...(kind === 'bounce' && { bounce: BOUNCES[what % BOUNCES.length]! }),
    ...(kind === 'opt_out' && reason !== '' && { reason }),
  }
}
