import { afterAll, expect, test } from 'vitest'
import { createTopic, mapGroup } from '../../../src/consent/index.ts'
import { fc, runsOf, SEED } from '../../property.ts'
import { sql } from '../../database.ts'
import { withCrm, type CrmSide } from './crm.ts'
import { Merges, type Taken } from './merges.ts'
import { answersTo, isOut, momentOf, OF_PERSONS, OUT_OF_ALL } from './moment.ts'
import { anyStep, mayLift, PEOPLE, type Step } from './steps.ts'
import { Story } from './story.ts'
import { watchCalls, type Watch } from './watch.ts'
import { mailable, MINUTE, twoWorlds, type TwoWorlds } from './world.ts'

/** A few by default: each takes seconds. */
const RUNS = runsOf(4)
const DAY = 24 * 60 * MINUTE

interface Setting {
  world: TwoWorlds
  crm: CrmSide
  watch: Watch
  topicId: number
  /** By connection: the list that stands for the topic. */
  lists: Map<number, string>
  people: string[]
  /** Ids of contacts each system had before anything happened. */
  contacts: Set<string>[]
}

let setting: Setting | null = null
afterAll(() => setting?.world.close())

test(
  `whatever happens in whatever order: nobody is put back against a wish, and in the end each system holds every opt-out (seed ${SEED})`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 16 }), async (steps) => {
        const { world, crm, watch, topicId, people } = await settingFor(PEOPLE)
        world.together(2 * DAY)
        const them = people.splice(0, PEOPLE)
        const story = await Story.of(world, them, { crm, watch, topicId })
        const merges = new Merges(story)
        for (const step of steps) await expectNothingLost(story, merges, step)
        await settle(story)
        await expectHeldEverywhere(story)
        for (const _ of [...story.merges]) await expectNothingLost(story, merges, { do: 'part' })
        expect(story.merges).toEqual([])
        await settle(story)
        await expectHeldEverywhere(story)
        expect(watch.outgoing.filter((one) => !one.mayWrite)).toEqual([])
        expectNobodyAdded(setting!)
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
  },
  120_000 + RUNS * 30_000,
)

/** Takes one step of the story, and holds what holds then against what held before. */
async function expectNothingLost(story: Story, merges: Merges, step: Step): Promise<void> {
  const before = await momentOf(story)
  const freed = mayLift(step) ? await addressesOf(story, step) : []
  const learnt = await merges.learnt(step)
  await story.take(step)
  const taken = { step, before, after: await momentOf(story), freed }
  merges.expectKept(taken, learnt)
  expectNoWeaker(taken, merges.parted(taken))
}

/** A world with people left; a used one is taken down. */
async function settingFor(count: number): Promise<Setting> {
  if (setting !== null && setting.people.length >= count) return setting
  await setting?.world.close()
  setting = null
  const world = await twoWorlds({ confirmations: 0 })
  const crm = await withCrm(world)
  world.together(0)
  const sides = [world.a, world.b]
  for (const side of [...sides, crm]) await world.sync2(side, ['opt_outs', 'lists', 'contacts'])
  const watch = watchCalls(world)
  const atA = new Set(await mailable(world, world.a))
  const atBoth = (await mailable(world, world.b)).filter((one) => atA.has(one))
  const people: string[] = []
  for (const one of atBoth) if ((await crm.isOut(one)) === false) people.push(one)
  const { topicId, lists } = await mappedTopic(world)
  const contacts = sides.map(contactsOf)
  setting = { world, crm, watch, topicId, lists, people, contacts }
  return setting
}

/** A topic, and the largest list of each system for it. */
async function mappedTopic(world: TwoWorlds) {
  const { workspaceId } = world.by
  const by = { workspaceId, actor: { id: 'user-1', name: 'Ada Example' }, now: world.homing.now() }
  return world.inTx(async (tx) => {
    const words = { name: 'Tax', description: '', groupId: null, consentNeeded: null }
    const { id: topicId } = await createTopic(tx, by, words)
    const { rows } = await sql<{ connection_id: number; external_id: string }>`
      select distinct on (l.connection_id) l.connection_id, l.external_id from list l
      order by l.connection_id, (select count(*) from list_member m where m.list_id = l.id) desc,
        l.id`.execute(tx)
    for (const { connection_id: connectionId, external_id: externalId } of rows) {
      const group = { connectionId, kind: 'list' as const, externalId }
      await mapGroup(tx, by, { ...group, topicIds: [topicId], name: 'Tax' })
    }
    return { topicId, lists: new Map(rows.map((row) => [row.connection_id, row.external_id])) }
  })
}

/** Addresses of the one who comes back: those in use, and those a file brings. */
async function addressesOf(story: Story, step: Step): Promise<string[]> {
  if (!('who' in step)) return []
  const personId = story.personIds[step.who]!
  return story.world.inTx(async (tx) => {
    const { rows } = await sql<{ canonical: string }>`
      with one as (select coalesce(merged_into, id) as id from person where id = ${personId})
      select distinct b.canonical from person_address mine
      join person_address beside on beside.address_id = mine.address_id
        and beside.ended_at is null
      join person_address theirs on theirs.person_id = beside.person_id
      join address b on b.id = theirs.address_id
      where mine.person_id = (select id from one) or mine.person_id = ${personId}`.execute(tx)
    const brought = step.do === 'import' ? [story.addresses[step.address]!] : []
    return [...rows.map((row) => row.canonical), ...brought]
  })
}

/**
 * What was closed stays closed, but for whoever asked to come back. An address whose users changed
 * is not theirs any more: of it the persons speak. Whom a step parts, Merges judges.
 */
function expectNoWeaker({ before, after, freed, step }: Taken, parted: ReadonlySet<number>) {
  const why = JSON.stringify(step)
  const spared = new Set(freed.map((one) => one.toLowerCase()))
  for (const [address, was] of before.addresses) {
    const is = after.addresses.get(address)!
    if (!isOut(was) || spared.has(address) || `${was.users}` !== `${is.users}`) continue
    if (was.users.some((one) => parted.has(one))) continue
    expect(isOut(is), `${address} after ${why}`).toBe(true)
  }
  if (mayLift(step)) return
  for (const [n, was] of before.persons.entries()) {
    if (was.standing !== null && parted.has(was.standing)) continue
    for (const matter of OF_PERSONS.filter((one) => was.refusals.has(one))) {
      expect(after.persons[n]!.refusals.has(matter), `${matter} of ${n} after ${why}`).toBe(true)
    }
  }
}

/** All news is read and all that is due is told, twice: what was read may have to be told. */
async function settle({ world, crm }: Story): Promise<void> {
  for (let round = 0; round < 2; round++) {
    world.together(3 * 60 * MINUTE)
    for (const side of [world.a, world.b, crm])
      await world.sync2(side, ['opt_outs', 'lists', 'contacts'])
    for (const side of [world.a, world.b, crm]) await world.tell(side)
  }
}

async function expectHeldEverywhere(story: Story): Promise<void> {
  const { world, crm, topicId } = story
  const everything = await answersTo(story, null)
  const topic = await answersTo(story, topicId)
  for (const { address, refusals } of everything) {
    const isOutThere = await crm.isOut(address)
    if (isOutThere === undefined || !refusals.some((one) => OUT_OF_ALL.includes(one))) continue
    expect(isOutThere, `${address} at the CRM`).toBe(true)
  }
  for (const side of [world.a, world.b]) {
    for (const [n, { address, refusals }] of everything.entries()) {
      const there = world.there(side, address)
      if (there === undefined) continue
      const where = `${address} at ${side.connectionId}`
      if (refusals.some((one) => OUT_OF_ALL.includes(one))) {
        expect(there.permission, where).toBe('unsubscribed')
      }
      if (topic[n]!.refusals.includes('opted_out_topic')) {
        const list = setting!.lists.get(side.connectionId)
        expect(there.listIds, `the topic of ${where}`).not.toContain(list)
      }
    }
  }
}

function contactsOf({ sandbox }: TwoWorlds['a']): Set<string> {
  return new Set(sandbox.truth().contacts.map((one) => one.contactId))
}

/** No system has a contact that it had not, and nothing was asked of it but what changes one. */
function expectNobodyAdded({ world, contacts }: Setting): void {
  for (const [n, side] of [world.a, world.b].entries()) {
    expect([...contactsOf(side)].filter((id) => !contacts[n]!.has(id))).toEqual([])
    expect(world.writes(side).filter((one) => !one.startsWith('PUT /v3/contacts/'))).toEqual([])
  }
}
