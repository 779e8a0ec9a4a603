import { afterAll, beforeAll, expect, test } from 'vitest'
import { choosePersons, createPush, personsOf } from '../../../src/audience/index.ts'
import { personsOfList } from '../../../src/lists/index.ts'
import { fc, runsOf, SEED } from '../../property.ts'
import { Firm, type Somebody } from './firm.ts'
import { anyRound, type Round } from './rounds.ts'
import { throughProxy, type Call, type Wire } from './wire.ts'
import { pushWorld, type PushWorld } from './world.ts'

/** A few by default: each takes seconds. */
const RUNS = runsOf(6)

let world: PushWorld
let wire: Wire
let firm: Firm
beforeAll(async () => {
  // One time here and there: what somebody said last is what holds.
  world = await pushWorld({ rowsPerPage: 40, now: Date.now(), ceiling: () => Infinity })
  firm = await Firm.of(world)
  wire = await throughProxy(world)
}, 60_000)
afterAll(async () => {
  await wire.close()
  await world.close()
})

const totals = { added: 0, removed: 0, late: 0 }

test(
  `after each push the lists hold exactly the plan, no call names who may not be written to, and the same again asks for nothing (seed ${SEED})`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRound, { minLength: 1, maxLength: 3 }), async (rounds) => {
        for (const round of rounds) await oneRound(round)
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
    // Nothing was proved of what never happened.
    expect(totals.added).toBeGreaterThan(0)
    expect(totals.removed).toBeGreaterThan(0)
  },
  60_000 + RUNS * 30_000,
)

async function oneRound(round: Round): Promise<void> {
  if (round.returns !== null) await firm.comeBack(round.returns)
  if (round.moves !== null) await firm.move(round.moves)
  await firm.edit(round.puts, round.takes)
  const before = membersThere()
  const { of, chosen } = await choose(round)
  const allowed = whomToAdd(chosen, before)
  const status = await world.plan(of)
  expectPlanned(await world.items(of), { round, chosen, before, allowed })
  const asked = world.sandbox.requests.length
  const forbidden = watch(round)
  await arrive(round, 0)
  if (status === 'held') await world.approve(of)
  else await world.start(of)
  await world.work()
  wire.right()
  wire.watch = { before: () => undefined, after: () => undefined }

  expect(forbidden).toEqual([])
  const calls = callsSince(asked)
  firm.lists.forEach((list, n) => {
    const added = new Set(calls.filter(isOf('add', list)).flatMap((call) => call.addresses))
    const removed = new Set(calls.filter(isOf('remove', list)).flatMap((call) => call.addresses))
    const leave = whoLeaves(round, chosen[n]!, before[n]!)
    expect([...removed].sort()).toEqual(leave)
    // All of the plan, but for those who were barred since: no more, and nobody forgotten.
    const late = allowed[n]!.filter((one) => !added.has(one.address))
    expect(late.filter((one) => !firm.isBarred(one, list))).toEqual([])
    const planned = allowed[n]!.map((one) => one.address)
    expect([...added].filter((address) => !planned.includes(address))).toEqual([])
    const stays = before[n]!.filter((address) => !leave.includes(address))
    // On a list or not, whoever left there is mailed no more: that is the ESP's own affair.
    const isOurs = (address: string) => !firm.leftThere.has(address) || stays.includes(address)
    const comes = [...added].filter(isOurs)
    expect(membersThere()[n]!.filter(isOurs)).toEqual([...stays, ...comes].sort())
    totals.added += added.size
    totals.removed += removed.size
    totals.late += late.length
  })
  // Whoever left there is known here after the next look.
  if (round.arrivals.some((one) => one.what === 'leaves_there')) {
    await world.sync({ kinds: ['opt_outs', 'lists', 'contacts'] })
  }
  await nothingMore(round)
}

/** The ESP's two lists, as it holds them. */
function membersThere(): string[][] {
  return firm.lists.map(({ external }) => world.membersThere(external))
}

/** A push for both lists: the first from the firm's own list, the second one by one. */
async function choose({ chosen, isExact }: Round) {
  const { by, homing, connectionId } = world
  const now = homing.now()
  const [first, second] = firm.lists
  const byHand = chosen.map((at) => firm.people[at]!)
  return world.inTx(async (tx) => {
    const asked = { connectionId, by, now, cause: 'selection' as const, isExact }
    const of = await createPush(tx, homing.connectors, asked)
    const own = await personsOfList(tx, { workspaceId: by.workspaceId, now }, firm.ownListId)
    const { rows } = await own.execute(tx)
    const ids = new Set((rows as { person_id: number }[]).map((row) => row.person_id))
    await choosePersons(tx, of, { listId: first.id, persons: own })
    const persons = personsOf(byHand.map((one) => one.personId))
    await choosePersons(tx, of, { listId: second.id, persons })
    const fromList = firm.people.filter((one) => ids.has(one.personId))
    // Who was chosen once stays where they were chosen for.
    return { of, chosen: [fromList, byHand.filter((one) => !ids.has(one.personId))] }
  })
}

/** By the naive book: of those chosen, who may be put on each list and is not. */
function whomToAdd(chosen: Somebody[][], before: string[][]): Somebody[][] {
  return firm.lists.map((list, n) =>
    chosen[n]!.filter(
      (one) =>
        !before[n]!.includes(one.address)
        && !firm.isBarred(one, list)
        && !firm.leftThere.has(one.address),
    ),
  )
}

function whoLeaves({ isExact }: Round, chosen: Somebody[], before: string[]): string[] {
  // A list nobody was chosen for is not in the push.
  if (!isExact || chosen.length === 0) return []
  const stay = new Set(chosen.map((one) => one.address))
  return before.filter((address) => !stay.has(address)).sort()
}

function expectPlanned(
  items: Awaited<ReturnType<PushWorld['items']>>,
  at: { round: Round; chosen: Somebody[][]; before: string[][]; allowed: Somebody[][] },
): void {
  const { round, chosen, before, allowed } = at
  const waiting = (verb: string) =>
    items.filter((item) => item.verb === verb && item.status === 'waiting').map((i) => i.address!)
  expect(waiting('add').sort()).toEqual(
    allowed
      .flat()
      .map((one) => one.address)
      .sort(),
  )
  const leave = chosen.flatMap((some, n) => whoLeaves(round, some, before[n]!))
  expect(waiting('remove').sort()).toEqual(leave.sort())
}

/** Looks at every call as it is made; answers those it should not have been made for. */
function watch(round: Round): { address: string; external: string }[] {
  const forbidden: { address: string; external: string }[] = []
  let first = 0
  const numberOf = (number: number) => {
    if (first === 0) first = number
    return number - first + 1
  }
  wire.watch = {
    before(call, number) {
      const at = numberOf(number)
      if (call.verb === 'add') forbidden.push(...barredOf(call))
      return round.troubles.find((one) => one.call === at)?.trouble
    },
    after: (number) => arrive(round, numberOf(number)),
  }
  return forbidden
}

function barredOf({ external, addresses }: Call) {
  const list = firm.lists.find((one) => one.external === external)!
  return firm.people
    .filter((one) => addresses.includes(one.address) && firm.isBarred(one, list))
    .filter((one) => !firm.leftThere.has(one.address))
    .map(({ address }) => ({ address, external }))
}

async function arrive({ arrivals }: Round, after: number): Promise<void> {
  for (const one of arrivals) if (one.after === after) await firm.object(one.who, one.what)
}

const isOf =
  (verb: Call['verb'], { external }: { external: string }) =>
  (call: Call) =>
    call.verb === verb && call.external === external

/** What the ESP says it was asked for, whatever we think we asked. */
function callsSince(asked: number): Call[] {
  const byId = new Map(world.sandbox.truth().contacts.map((one) => [one.contactId, one.address]))
  return world.sandbox.requests.slice(asked).flatMap(({ path, body }): Call[] => {
    const said = body as {
      list_ids: string[]
      import_data: { email: string }[]
      source: { contact_ids: string[] }
    }
    const word = path.split('/').at(-1)
    if (word === 'contacts_json_import') {
      const addresses = said.import_data.map((row) => row.email.toLowerCase())
      return [{ verb: 'add', external: said.list_ids[0]!, addresses }]
    }
    if (word !== 'add_list_memberships' && word !== 'remove_list_memberships') return []
    const addresses = said.source.contact_ids.map((id) => byId.get(id)!.toLowerCase())
    const verb = word === 'add_list_memberships' ? 'add' : 'remove'
    return [{ verb, external: said.list_ids[0]!, addresses }]
  })
}

/** The same once more asks for nothing at all. */
async function nothingMore(round: Round): Promise<void> {
  const asked = world.sandbox.requests.length
  const { of } = await choose(round)
  expect(await world.plan(of)).toBe('planned')
  await world.start(of)
  await world.work()
  expect(world.sandbox.requests.slice(asked).map(({ path }) => path)).toEqual([])
}
