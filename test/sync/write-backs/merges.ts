import { expect } from 'vitest'
import type { Refusal } from '../../../src/consent/index.ts'
import { personsAsOne } from '../../../src/people/index.ts'
import { sql } from '../../database.ts'
import { OF_PERSONS, type Moment } from './moment.ts'
import { mayLift, type Step } from './steps.ts'
import type { Merged, Story } from './story.ts'

/** A merge that can be undone, and what is known of it beside the database. */
interface Open extends Merged {
  /** What held before it. */
  then: Moment
  /** Somebody may have been lifted of something while the two were one. */
  isLifted: boolean
  /** Whose address is whose may have changed since. */
  isMoved: boolean
}

/** A step with what held before and after it, and the addresses it was free to bring back. */
export interface Taken {
  step: Step
  before: Moment
  after: Moment
  freed: readonly string[]
}

/**
 * Keeps beside a story what its merges promise: the strictest of both while they are one; parted,
 * each as it was, with all that was learnt meanwhile, for nobody knows of whom.
 */
export class Merges {
  readonly #story: Story
  readonly #open: Open[] = []

  constructor(story: Story) {
    this.#story = story
  }

  /** What parting them would have to keep of both; to be asked right before a step. */
  async learnt(step: Step): Promise<ReadonlySet<Refusal>> {
    const merge = this.#open.at(-1)
    return step.do === 'part' && merge ? learntSince(this.#story, merge) : new Set()
  }

  /** Judges a step that was taken, if it merged two or parted them, and remembers the others. */
  expectKept(taken: Taken, learnt: ReadonlySet<Refusal>): void {
    const { step, before } = taken
    const merges = this.#story.merges
    if (merges.length > this.#open.length) {
      const merge = { ...merges.at(-1)!, then: before, isLifted: false, isMoved: false }
      this.#open.push(merge)
      expectMerged(merge, taken)
    } else if (merges.length < this.#open.length) {
      expectParted(this.#open.pop()!, taken, learnt)
    }
    for (const merge of this.#open) {
      merge.isLifted ||= mayLift(step) && isOfMerge(merge, taken)
      merge.isMoved ||= ['correct', 'import', 'read', 'contacts'].includes(step.do)
    }
  }

  /** Who stood for the two that a step took apart: of them expectKept has judged. */
  parted({ step, before, after }: Taken): ReadonlySet<number> {
    if (step.do !== 'part') return new Set()
    const stood = before.persons.filter(
      ({ standing }, n) => standing !== after.persons[n]!.standing,
    )
    return new Set(stood.flatMap(({ standing }) => standing ?? []))
  }
}

/** Of everything, of the topic, as a complaint: the one is out of just what either was. */
function expectMerged({ who, other }: Merged, { before, after, step }: Taken): void {
  const why = JSON.stringify(step)
  for (const matter of OF_PERSONS) {
    const wasOut = [who, other].some((n) => before.persons[n]!.refusals.has(matter))
    for (const n of [who, other]) {
      expect(after.persons[n]!.refusals.has(matter), `${matter} of ${n} after ${why}`).toBe(wasOut)
    }
  }
  for (const [address, was] of before.addresses) {
    const { refusals } = after.addresses.get(address)!
    for (const one of was.refusals) expect([...refusals], `${address} after ${why}`).toContain(one)
  }
  expectAddressesFollow(after, why)
}

function expectParted(
  { who, other, then, isLifted, isMoved }: Open,
  { before, after, step }: Taken,
  learnt: ReadonlySet<Refusal>,
): void {
  const why = JSON.stringify(step)
  for (const matter of OF_PERSONS) {
    for (const n of [who, other]) {
      const wasOut = then.persons[n]!.refusals.has(matter)
      const is = after.persons[n]!.refusals.has(matter)
      const sentence = `${matter} of ${n} after ${why}, learnt ${learnt.has(matter)}`
      // Lifted while they were one, and nobody knows by whom: only the kept one is believed.
      const isFree = n === who && isLifted
      if (learnt.has(matter) || (wasOut && !isFree)) expect(is, sentence).toBe(true)
      else if (!wasOut && !isMoved) expect(is, sentence).toBe(false)
    }
  }
  for (const [address, was] of before.addresses) {
    const is = after.addresses.get(address)!
    const closed = 'opted_out_address'
    expect(is.refusals.has(closed), `${address} itself`).toBe(was.refusals.has(closed))
    const { users } = then.addresses.get(address)!
    if (!isMoved) expect(is.users, `users of ${address} after ${why}`).toEqual(users)
  }
  expectAddressesFollow(after, why)
}

/** What a person is out of, each address in use is. */
function expectAddressesFollow({ addresses, persons }: Moment, why: string): void {
  for (const [address, { refusals, users }] of addresses) {
    for (const person of persons.filter((one) => users.includes(one.standing ?? 0))) {
      for (const matter of OF_PERSONS.filter((one) => person.refusals.has(one))) {
        expect([...refusals], `${address} after ${why}`).toContain(matter)
      }
    }
  }
}

/** Whether a step that may lift something was about the two, or about an address they use. */
function isOfMerge({ who }: Open, { step, before, freed }: Taken): boolean {
  const { standing } = before.persons[who]!
  if ('who' in step && before.persons[step.who]!.standing === standing) return true
  return freed.some((one) => before.addresses.get(one.toLowerCase())?.users.includes(standing ?? 0))
}

/**
 * What somebody opted out of since a merge and did not take back, told of the one that stands for
 * both, of those merged into it, or of an address it uses: the newest word of each on each matter.
 */
async function learntSince({ world, personIds, topicId }: Story, merge: Open) {
  const { workspaceId } = world.by
  const standing = personIds[merge.who]!
  return world.inTx(async (tx) => {
    const asOne = await personsAsOne(tx, workspaceId, standing)
    const { rows } = await sql<{ matter: Refusal }>`
      with said as (
        select 'p' || w.person_id as of_whom, w.* from consent_wish w
        where w.person_id = any (${asOne}::integer[]) and coalesce(w.channel, 'email') = 'email'
        union all
        select 'a' || w.address_id, w.* from consent_wish w
        join person_address u on u.address_id = w.address_id and u.ended_at is null
          and u.person_id = ${standing}
      ), about as (
        select 'opted_out' as matter, * from said where scope = 'everything'
        union all
        select 'complaint', * from said
        where scope = 'everything' and (opted_in or cause = 'complaint')
        union all
        select 'opted_out_topic', * from said where scope = 'topic' and topic_id = ${topicId}
      ), newest as (
        select distinct on (of_whom, matter) matter, opted_in, fact_id from about
        where is_explicit or not opted_in
        order by of_whom, matter, occurred_at desc, opted_in
      )
      select distinct matter from newest
      where not opted_in and fact_id > (select last_fact_id from person_merge
        where id = ${merge.id})`.execute(tx)
    return new Set(rows.map((row) => row.matter))
  })
}
