import {
  correctAddress,
  createTopic,
  liftOptOut,
  mapGroup,
  recordEspOptOuts,
  recordOptOut,
} from '../../../src/consent/index.ts'
import { addMembers, makePersonList, removeMembers } from '../../../src/lists/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { sql } from '../../database.ts'
import { KNOWN, STRANGERS, type Objection } from './rounds.ts'
import type { PushWorld } from './world.ts'

/** One of the people, and what a person at a desk would know of them. */
export interface Somebody {
  personId: number
  address: string
  objections: Set<Objection>
}

/** Two lists of the ESP; the first stands for a topic. */
export type Lists = [first: EspList, second: EspList]
type EspList = Awaited<ReturnType<PushWorld['lists']>>[number]

/** The people of the property, what is said of them, and a naive book of it. */
export class Firm {
  readonly people: Somebody[]
  /** Addresses that left at the ESP itself. */
  readonly leftThere = new Set<string>()
  readonly lists: Lists
  /** The firm's own list, and its suppression list. */
  readonly ownListId: number
  readonly #world: PushWorld
  readonly #topicId: number
  readonly #suppressionId: number
  #moves = 0

  private constructor(world: PushWorld, made: Made) {
    this.#world = world
    this.people = made.people
    this.lists = made.lists
    this.ownListId = made.ownListId
    this.#topicId = made.topicId
    this.#suppressionId = made.suppressionId
  }

  static async of(world: PushWorld): Promise<Firm> {
    const known = (await world.known()).filter((one) => one.isMailable).slice(0, KNOWN)
    const people = known.map(somebody)
    for (let n = 0; n < STRANGERS; n++) {
      const address = `stranger-${n}@fresh.example`
      people.push(somebody({ personId: await world.stranger(address), address }))
    }
    const length = ({ external }: EspList) => world.membersThere(external).length
    const [first, second] = (await world.lists()).sort((a, b) => length(a) - length(b))
    const lists: Lists = [first!, second!]
    const topicId = await mappedTopic(world, first!)
    const [ownListId, suppressionId] = await ownLists(world)
    return new Firm(world, { people, lists, topicId, ownListId, suppressionId })
  }

  /** Whether nobody may be put on the list any more who is this one. */
  isBarred({ objections }: Somebody, list: EspList): boolean {
    const isTopic = list === this.lists[0] && objections.has('leaves_topic')
    return (
      isTopic || (['opts_out', 'complains', 'suppressed'] as const).some((o) => objections.has(o))
    )
  }

  async edit(puts: readonly number[], takes: readonly number[]): Promise<void> {
    const ids = (of: readonly number[]) => ({
      personIds: of.map((at) => this.people[at]!.personId),
    })
    const { ownListId } = this
    await this.#change((tx, by) => removeMembers(tx, by, ownListId, ids(takes)))
    await this.#change((tx, by) => addMembers(tx, by, ownListId, ids(puts)))
  }

  async object(at: number, what: Objection): Promise<void> {
    const one = this.people[at]!
    const { personId, address } = one
    if (what === 'leaves_there') return this.#leaveThere(one)
    one.objections.add(what)
    await this.#change(async (tx, by) => {
      const said = { ...by, personId }
      const topic = { scope: 'topics' as const, topicIds: [this.#topicId] }
      switch (what) {
        case 'opts_out':
          return recordOptOut(tx, said, { reason: 'said so', evidence: 'a call' })
        case 'leaves_topic':
          return recordOptOut(tx, said, { about: topic, reason: '', evidence: '' })
        case 'suppressed':
          return addMembers(tx, by, this.#suppressionId, { personIds: [personId] })
        case 'complains':
          return this.#complain(tx, address, by.now)
      }
    })
  }

  async #leaveThere(one: Somebody): Promise<void> {
    const { sandbox } = this.#world
    const there = sandbox
      .truth()
      .contacts.find(({ address }) => address.toLowerCase() === one.address)
    // Whom the ESP does not know cannot leave there, nor can who left before.
    if (there === undefined || this.leftThere.has(one.address)) return
    this.#together()
    if (!sandbox.recipients.optOut(there.contactId, 'enough')) return
    this.leftThere.add(one.address)
    one.objections.add('opts_out')
  }

  async #complain(tx: Tx, address: string, occurredAt: number): Promise<void> {
    const { by, connectionId } = this.#world
    const addressId = await addressIdOf(tx, address)
    const naturalKey = `complaint ${addressId} ${occurredAt}`
    const what = { reason: 'spam', campaignId: null, cause: 'complaint' as const }
    const told = { addressId, connectionId, naturalKey, occurredAt, ...what }
    await recordEspOptOuts(tx, by.workspaceId, [told], occurredAt)
  }

  /** What lifts an opt-out: the person's word, with evidence. A complaint is left as it is. */
  async comeBack(at: number): Promise<void> {
    const { personId, objections } = this.people[at]!
    if (objections.has('complains')) return
    await this.#change(async (tx, by) => {
      if (objections.delete('suppressed')) {
        await removeMembers(tx, by, this.#suppressionId, { personIds: [personId] })
      }
      if (!objections.delete('opts_out')) return
      await liftOptOut(tx, { ...by, personId }, { evidence: 'asked to come back' })
    })
  }

  /** Another address from now on; the ESP is not told of it here. */
  async move(at: number): Promise<void> {
    const one = this.people[at]!
    if (one.objections.has('complains')) return
    const address = `moved-${++this.#moves}@fresh.example`
    await this.#change(async (tx, by) => {
      const addressId = await addressIdOf(tx, one.address)
      const change = { ...by, personId: one.personId, addressId }
      await correctAddress(tx, change, { address, note: '' })
    })
    one.address = address
  }

  /** A little later, here and at the ESP: nobody says two things in the same millisecond. */
  #together(): void {
    const { homing, sandbox } = this.#world
    this.#world.later(1_000)
    sandbox.clock.advance(homing.now() - sandbox.clock.now())
  }

  #change<T>(work: (tx: Tx, by: By) => Promise<T>): Promise<T> {
    this.#together()
    return this.#world.inTx((tx) => work(tx, byOf(this.#world)))
  }
}

interface Made {
  people: Somebody[]
  lists: Lists
  topicId: number
  ownListId: number
  suppressionId: number
}

type By = ReturnType<typeof byOf>
function byOf({ by, homing }: PushWorld) {
  return { workspaceId: by.workspaceId, actor: by, now: homing.now() }
}

function somebody({ personId, address }: { personId: number; address: string }): Somebody {
  return { personId, address, objections: new Set() }
}

async function mappedTopic(world: PushWorld, list: EspList): Promise<number> {
  return world.inTx(async (tx) => {
    const words = { name: 'Tax', description: '', groupId: null, consentNeeded: null }
    const { id } = await createTopic(tx, byOf(world), words)
    const { connectionId } = world
    const group = { connectionId, kind: 'list' as const, externalId: list.external }
    await mapGroup(tx, byOf(world), { ...group, topicIds: [id], name: 'Tax' })
    return id
  })
}

async function ownLists(world: PushWorld): Promise<[own: number, suppression: number]> {
  const make = (name: string, kind: 'static' | 'suppression') =>
    world.inTx((tx) =>
      makePersonList(tx, byOf(world), { name, kind, description: '', definition: null }),
    )
  return [(await make('Guests', 'static')).id, (await make('Never write', 'suppression')).id]
}

async function addressIdOf(tx: Tx, canonical: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select id from address where canonical = ${canonical}`.execute(tx)
  return rows[0]!.id
}
