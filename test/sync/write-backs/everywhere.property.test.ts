import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import {
  askMayWrite,
  consentOfPerson,
  createTopic,
  mapGroup,
  type Refusal,
} from '../../../src/consent/index.ts'
import { personStandingFor } from '../../../src/people/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { sql } from '../../database.ts'
import { anyStep, bringsBack, PEOPLE, type Step } from './steps.ts'
import { Story } from './story.ts'
import { watchCalls, type Watch } from './watch.ts'
import { mailable, MINUTE, twoWorlds, type TwoWorlds } from './world.ts'

/** A few by default: each takes seconds. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 6)
/** Stands in the test's name; given again, the same steps happen to the same people. */
const SEED = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31)
const DAY = 24 * 60 * MINUTE
/** Nobody may be written to about anything. */
const OUT_OF_ALL: readonly Refusal[] = ['erased', 'complaint', 'opted_out', 'opted_out_address']

interface Setting {
  world: TwoWorlds
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
        const { world, watch, topicId, people } = await settingFor(PEOPLE)
        world.together(2 * DAY)
        const story = await Story.of(world, people.splice(0, PEOPLE), { watch, topicId })
        let before = await standings(story)
        for (const step of steps) {
          const merge = step.do === 'part' ? story.merges.at(-1) : undefined
          const free = bringsBack(step) ? await addressesOf(story, step) : []
          await story.take(step)
          const after = await standings(story)
          expectNoWeaker({ before, after, free, isParted: merge !== undefined, step })
          before = after
        }
        await settle(world)
        await expectHeldEverywhere(story)
        expect(watch.outgoing.filter((one) => !one.mayWrite)).toEqual([])
        expectNobodyAdded(setting!)
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    )
  },
  120_000 + RUNS * 15_000,
)

/** A world with people left; a used one is taken down. */
async function settingFor(count: number): Promise<Setting> {
  if (setting !== null && setting.people.length >= count) return setting
  await setting?.world.close()
  setting = null
  const world = await twoWorlds({ confirmations: 0 })
  world.together(0)
  const sides = [world.a, world.b]
  for (const side of sides) await world.sync2(side, ['opt_outs', 'lists', 'contacts'])
  const watch = watchCalls(world)
  const atA = new Set(await mailable(world, world.a))
  const people = (await mailable(world, world.b)).filter((one) => atA.has(one))
  const { topicId, lists } = await mappedTopic(world)
  const contacts = sides.map(contactsOf)
  setting = { world, watch, topicId, lists, people, contacts }
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

interface Standings {
  /** By address: whether it is closed for everything, and who uses it. */
  addresses: Map<string, { isOut: boolean; users: string }>
  /** By person of the story: opted out, as whoever it was merged into. */
  persons: boolean[]
}

async function standings(story: Story): Promise<Standings> {
  const { world, addresses } = story
  const { workspaceId } = world.by
  const answers = await answersTo(story, null)
  return world.inTx(async (tx) => {
    const { rows } = await sql<{ canonical: string; users: string }>`
      select a.canonical, string_agg(p.person_id::text, ',' order by p.person_id) as users
      from address a join person_address p on p.address_id = a.id and p.ended_at is null
      where a.canonical = any (${addresses.map((one) => one.toLowerCase())}::text[])
      group by a.canonical`.execute(tx)
    const users = new Map(rows.map((row) => [row.canonical, row.users]))
    const persons: boolean[] = []
    for (const personId of story.personIds) {
      persons.push(await isPersonOut(tx, workspaceId, personId))
    }
    return {
      addresses: new Map(
        answers.map(({ address, refusals }) => [
          address,
          {
            isOut: refusals.some((one) => OUT_OF_ALL.includes(one)),
            users: users.get(address.toLowerCase()) ?? '',
          },
        ]),
      ),
      persons,
    }
  })
}

/** Nobody any more is not opted out: only somebody of whom nothing was said goes into another. */
async function isPersonOut(tx: Tx, workspaceId: number, personId: number): Promise<boolean> {
  const { rows } = await sql`
    select from person where workspace_id = ${workspaceId} and id = ${personId}`.execute(tx)
  if (rows.length === 0) return false
  const standing = await personStandingFor(tx, workspaceId, personId)
  return (await consentOfPerson(tx, workspaceId, standing)).isOptedOut
}

async function answersTo({ world, addresses }: Story, topicId: number | null) {
  const ask = { channel: 'email', class: 'marketing', topicId, addresses } as const
  return world.inTx((tx) => askMayWrite(tx, world.by.workspaceId, ask, world.homing.now()))
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
 * is not theirs any more: of it the persons speak. Parting is judged at its merge, by
 * test/consent/identity.property.test.ts.
 */
function expectNoWeaker(at: {
  before: Standings
  after: Standings
  free: string[]
  isParted: boolean
  step: Step
}) {
  const { before, after, free, isParted, step } = at
  const spared = new Set(free.map((one) => one.toLowerCase()))
  if (isParted) return
  for (const [address, was] of before.addresses) {
    const is = after.addresses.get(address)!
    if (!was.isOut || spared.has(address.toLowerCase()) || was.users !== is.users) continue
    expect(is.isOut, `${address} after ${JSON.stringify(step)}`).toBe(true)
  }
  if (bringsBack(step)) return
  before.persons.forEach((wasOut, n) => {
    if (wasOut) expect(after.persons[n], `person ${n} after ${JSON.stringify(step)}`).toBe(true)
  })
}

/** All news is read and all that is due is told, twice: what was read may have to be told. */
async function settle(world: TwoWorlds): Promise<void> {
  for (let round = 0; round < 2; round++) {
    world.together(3 * 60 * MINUTE)
    for (const side of [world.a, world.b])
      await world.sync2(side, ['opt_outs', 'lists', 'contacts'])
    for (const side of [world.a, world.b]) await world.tell(side)
  }
}

async function expectHeldEverywhere(story: Story): Promise<void> {
  const { world, topicId } = story
  const everything = await answersTo(story, null)
  const topic = await answersTo(story, topicId)
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
