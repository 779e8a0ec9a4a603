import {
  correctAddress,
  liftOptOut,
  recordConsent,
  recordEspOptOuts,
  recordOptOut,
  undoMerge,
} from '../../../src/consent/index.ts'
import { mergePersons } from '../../../src/people/index.ts'
import { Database } from '../../../src/platform/database/index.ts'
import { Refused } from '../../../src/platform/refused.ts'
import { choose, type Choice } from '../../../src/preferences/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { importFile } from '../../people/world.ts'
import type { CrmSide } from './crm.ts'
import type { Anywhere, At, Fault, Step } from './steps.ts'
import type { Watch } from './watch.ts'
import { MINUTE, type Side, type TwoWorlds } from './world.ts'

/** A merge that can be undone: the person that stands for both, and the other, by their places. */
export interface Merged {
  id: number
  who: number
  other: number
}

/** Three people of all systems, and what happens to them. */
export class Story {
  readonly world: TwoWorlds
  readonly crm: CrmSide
  readonly watch: Watch
  readonly topicId: number
  /** Their own, then those that corrections and imports bring. */
  readonly addresses: string[]
  /** As they were when it began; a merge gives two of them one. */
  readonly personIds: number[]
  readonly merges: Merged[] = []
  readonly #addressIds: number[]
  readonly #contacts: Record<At, string[]>

  private constructor(
    made: Pick<Story, 'world' | 'crm' | 'watch' | 'topicId' | 'addresses' | 'personIds'>,
    ids: { addressIds: number[]; contacts: Record<At, string[]> },
  ) {
    this.world = made.world
    this.crm = made.crm
    this.watch = made.watch
    this.topicId = made.topicId
    this.addresses = made.addresses
    this.personIds = made.personIds
    this.#addressIds = ids.addressIds
    this.#contacts = ids.contacts
  }

  static async of(
    world: TwoWorlds,
    people: string[],
    with_: { crm: CrmSide; watch: Watch; topicId: number },
  ) {
    const known = await Promise.all(people.map((one) => world.person(one)))
    const contactsOf = (side: Side) => people.map((one) => world.there(side, one).contactId)
    const fresh = [0, 1].map((n) => `new-${n}-${known[0]!.personId}@fresh.example`)
    return new Story(
      {
        world,
        ...with_,
        addresses: [...people, ...fresh],
        personIds: known.map((one) => one.personId),
      },
      {
        addressIds: known.map((one) => one.addressId),
        contacts: { a: contactsOf(world.a), b: contactsOf(world.b) },
      },
    )
  }

  /** A minute later it happens. What Homing refuses has changed nothing. */
  async take(step: Step): Promise<void> {
    this.world.together(MINUTE)
    try {
      await this.#take(step)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }

  async #take(step: Step): Promise<void> {
    const { world } = this
    switch (step.do) {
      case 'leave':
        world[step.at].sandbox.recipients.optOut(this.#contacts[step.at][step.who]!, 'enough')
        return
      case 'confirm':
        world[step.at].sandbox.recipients.confirm(this.#contacts[step.at][step.who]!)
        return
      case 'complain':
        return this.#complain(world[step.at], this.#addressIds[step.who]!)
      case 'page':
        return this.#choose(step)
      case 'import':
        return this.#import(step)
      case 'merge':
      case 'part':
        return this.#mergeOrPart(step)
      case 'tell':
        return world.tell(this.#side(step.at))
      case 'read':
        return world.sync2(this.#side(step.at), ['opt_outs'])
      case 'contacts':
        return world.sync2(this.#side(step.at), ['contacts'])
      case 'crash':
        return this.#crash(this.#side(step.at), step.fault)
      case 'crm_flag':
        return this.crm.flag(this.addresses[step.who]!, step.optOut)
      case 'restart':
        return this.#restart()
      case 'time':
        return world.together(step.hours * 60 * MINUTE)
      default:
        return world.inTx((tx) => this.#state(tx, step))
    }
  }

  #side(at: Anywhere): Side {
    return at === 'crm' ? this.crm : this.world[at]
  }

  async #state(
    tx: Tx,
    step: Extract<Step, { do: 'opt_out' | 'lift' | 'leave_topic' | 'join_topic' | 'correct' }>,
  ) {
    const by = this.by(this.personIds[step.who]!)
    const about = { scope: 'topics' as const, topicIds: [this.topicId] }
    switch (step.do) {
      case 'opt_out':
        return recordOptOut(tx, by, { reason: 'wrote to us', evidence: 'a letter' })
      case 'lift':
        return liftOptOut(tx, by, { evidence: 'asked to come back' })
      case 'leave_topic':
        return recordOptOut(tx, by, { about, reason: '', evidence: '' })
      case 'join_topic': {
        const said = { about, state: 'express' as const, since: null, until: null }
        return recordConsent(tx, { ...by, source: 'api' }, { ...said, evidence: 'a form' })
      }
      case 'correct': {
        const change = { ...by, addressId: this.#addressIds[step.who]! }
        await correctAddress(tx, change, { address: this.addresses[step.to]!, note: '' })
      }
    }
  }

  async #complain({ connectionId }: Side, addressId: number) {
    const { workspaceId } = this.world.by
    const occurredAt = this.world.homing.now()
    const naturalKey = `complaint ${addressId} ${occurredAt}`
    const what = { occurredAt, reason: 'spam', campaignId: null, cause: 'complaint' as const }
    await this.world.inTx((tx) =>
      recordEspOptOuts(
        tx,
        workspaceId,
        [{ addressId, connectionId, naturalKey, ...what }],
        occurredAt,
      ),
    )
  }

  async #choose({ who, choice }: Extract<Step, { do: 'page' }>) {
    const { workspaceId } = this.world.by
    const place = { workspaceId, addressId: this.#addressIds[who]!, campaignId: null, keyNumber: 1 }
    const shown = [this.topicId]
    const choices: Record<typeof choice, Choice> = {
      leave: { act: 'leave_everything' },
      return: { act: 'return' },
      leave_topic: { act: 'leave_topic', topicId: this.topicId },
      all: { act: 'save', wanted: shown, shown },
      none: { act: 'save', wanted: [], shown },
    }
    const sending = { evidence: 'the page', reason: '', doubt: '', now: this.world.homing.now() }
    await this.world.inTx((tx) => choose(tx, place, choices[choice], sending))
  }

  /** A CRM's row: it may give the person another address, other words, and consent. */
  async #import({ who, address: of, consent }: Extract<Step, { do: 'import' }>) {
    const { by, homing } = this.world
    const day = new Date(homing.now()).toISOString()
    const cells = [`CRM-${this.personIds[who]}`, this.addresses[of], `Title ${homing.now()}`]
    const said = consent === '' ? [] : [consent, consent === 'out' ? '' : day, 'a card']
    const columns = ['external_id', 'email', 'job_title']
    if (consent !== '') columns.push('consent', 'consent_date', 'consent_evidence')
    const file = `${columns.join()}\n${[...cells, ...said].join()}\n`
    await importFile(homing, by.workspaceId, file)
  }

  async #mergeOrPart(step: Extract<Step, { do: 'merge' | 'part' }>) {
    const { workspaceId, actor, now } = this.by(0)
    if (step.do === 'merge') {
      const { who: kept, other } = step
      const change = this.by(this.personIds[kept]!)
      const { mergeId: id } = await this.world.inTx((tx) =>
        mergePersons(tx, change, { id: this.personIds[other]!, take: [] }),
      )
      this.merges.push({ id, who: kept, other })
      return
    }
    const merge = this.merges.at(-1)
    if (merge === undefined) return
    await this.world.inTx((tx) => undoMerge(tx, { workspaceId, mergeId: merge.id, actor, now }))
    this.merges.pop()
  }

  /** The worker dies over a call, or the call goes nowhere: its lease is left behind. */
  async #crash(side: Side, fault: Fault): Promise<void> {
    const match = side === this.crm ? { operation: 'set_entry' } : { method: 'PUT' }
    if (fault === 'killed-before' || fault === 'killed-after') this.watch.kill(fault)
    else if (fault === 'server') {
      side.sandbox.faults.add({ kind: 'status', status: 400, match, times: 3 })
    } else side.sandbox.faults.add({ kind: fault, match, times: 9 })
    await this.world.tell(side)
    this.watch.kill(null)
    side.sandbox.faults.clear()
    await this.world.leaveLeaseOfDead()
  }

  /** Another process on the same database: nothing it remembers is from the last one. */
  async #restart(): Promise<void> {
    const { engine } = this.world.test.database
    Object.assign(this.world.homing, { database: new Database(engine) })
    await this.world.leaveLeaseOfDead()
  }

  by(personId: number) {
    const actor = { id: 'user-1', name: 'Ada Example' }
    const { workspaceId } = this.world.by
    return { workspaceId, personId, actor, now: this.world.homing.now() }
  }
}
