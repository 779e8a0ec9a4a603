import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { MESSAGE_TYPES, resumeWebhooks } from '../../src/webhooks/index.ts'
import { WEBHOOK_WAITS_MS } from '../../src/webhooks/tries.ts'
import { fc } from '../property.ts'
import { SENT_AT, take, takeIn } from '../ledger/world.ts'
import { event, heard, newsWorld, type NewsWorld } from './news-world.ts'
import { receiver, type Got } from './receiver.ts'

const RUNS = 12
const DAY_MS = 86_400_000

let world: NewsWorld
beforeAll(async () => {
  world = await newsWorld()
})
afterEach(() => world.silence())
afterAll(() => world.close())

let run = 0

/** Fewer than a batch of messages, or several. */
const size = fc.oneof(fc.nat(30), fc.integer({ min: 60, max: 200 }))

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('events' as const), of: size }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('again' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wish' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('theirs' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('lost batch' as const) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('send' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('death' as const), after: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('minutes' as const), of: fc.nat(90) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Does what happens, and notes which events and facts came to be. */
class Story {
  readonly events = new Set<string>()
  readonly facts = new Set<number>()
  #last: ReturnType<typeof event>[] = []
  #met = 0
  readonly #run = (run += 1)

  #address(firm = 'ours') {
    return `${firm}-${this.#run}-${(this.#met += 1)}@example.com`
  }

  async take(one: Step): Promise<void> {
    if (one.does === 'events') {
      this.#last = Array.from({ length: one.of }, (_, at) =>
        event(this.#address(), { kind: at % 3 === 0 ? 'open' : 'sent' }),
      )
      await take(world.ground, this.#last)
      for (const { address, kind } of this.#last) this.events.add(`event.${kind} ${address}`)
    } else if (one.does === 'again') {
      await take(world.ground, this.#last)
    } else if (one.does === 'wish') {
      const address = this.#address()
      this.facts.add(await world.optOut(world.ground, address))
      this.events.add(`event.sent ${address}`)
    } else if (one.does === 'theirs') {
      await take(world.theirs, [event(this.#address('theirs'))])
      await world.optOut(world.theirs, this.#address('theirs'))
    } else if (one.does === 'lost batch') {
      await this.#rollBack()
    } else if (one.does === 'send') {
      await world.send()
    } else if (one.does === 'death') {
      await dieDuring(one.after)
    } else {
      world.later(one.of * 60_000)
    }
  }

  async #rollBack() {
    const lost = world.database.inWorkspace(world.workspaceId, async (tx) => {
      await takeIn(tx, world.ground, [event(this.#address('lost'))])
      throw new Error('lost')
    })
    await expect(lost).rejects.toThrow('lost')
  }
}

/** A worker dies after the receiver had so many of its messages; another comes after the lease. */
async function dieDuring(after: number): Promise<void> {
  const { exchange } = world.homing.http
  let left = after
  let die = () => {}
  const death = new Promise<void>((resolve) => (die = resolve))
  world.homing.http.exchange = async (ask) => {
    if (left-- > 0) return exchange.call(world.homing.http, ask)
    die()
    return new Promise<never>(() => {})
  }
  await Promise.race([world.send(), death])
  world.homing.http.exchange = exchange
  await world.rows("update webhook_delivery set lease_until = null where status = 'waiting'")
}

/** Comes again as workers do, until nothing is left to be told. */
async function untilAllIsTold(): Promise<void> {
  for (let round = 0; round <= WEBHOOK_WAITS_MS.length; round++) {
    world.later(DAY_MS)
    await world.database.inWorkspace(world.workspaceId, (tx) =>
      resumeWebhooks(tx, world.homing, world.workspaceId),
    )
    await world.send()
    if ((await world.endpoint()).waiting === 0) return
  }
}

function toldOf(got: readonly Got[]) {
  const told = heard(got)
  const ids = new Map<string, Set<string>>()
  for (const { id, type, data } of told) {
    const what = `${type} ${String(data['id'] ?? data['addressId'])}`
    ids.set(what, (ids.get(what) ?? new Set()).add(id))
  }
  return {
    events: new Set(
      told.flatMap(({ type, data }) =>
        type.startsWith('event.') ? [`${type} ${String(data['address'])}`] : [],
      ),
    ),
    facts: new Set(
      told.flatMap(({ type, data }) => (type.startsWith('consent.') ? [Number(data['id'])] : [])),
    ),
    idsOfOne: [...ids.values()].map((of) => of.size),
    ids: new Set(told.map(({ id }) => id)).size,
    things: ids.size,
  }
}

test('every fact and event is told at least once, under one id, and nothing else is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 14 }),
      fc.infiniteStream(fc.nat(9)),
      async (steps, mood) => {
        let isCalm = false
        // While it lasts it answers badly three times in ten, though it may have read the message.
        const { got, url } = await receiver(() => {
          if (isCalm) return 200
          const value = mood.next().value
          return value < 3 ? 500 : 200
        })
        await world.listen(url, [...MESSAGE_TYPES])
        const story = new Story()
        for (const one of steps) await story.take(one)
        isCalm = true
        await untilAllIsTold()
        const told = toldOf(got)
        expect(told.events).toEqual(story.events)
        expect(told.facts).toEqual(story.facts)
        expect(told.idsOfOne.every((count) => count === 1)).toBe(true)
        expect(told.ids).toBe(told.things)
        await world.silence()
      },
    ),
    { numRuns: RUNS },
  )
})

test.skipIf(process.env['TEST_DATABASE_URL'] === undefined)(
  'news of a transaction that ends after a later one is not passed over (needs a server)',
  async () => {
    const { got, url } = await receiver(200)
    await world.listen(url, ['event.open'])
    let written = () => {}
    let end = () => {}
    const isWritten = new Promise<void>((resolve) => (written = resolve))
    const mayEnd = new Promise<void>((resolve) => (end = resolve))
    const late = world.database.inWorkspace(world.workspaceId, async (tx) => {
      await takeIn(tx, world.ground, [event('late@example.com', { activity: 'A2' })])
      written()
      await mayEnd
    })
    await isWritten
    await take(world.ground, [event('early@example.com', { occurredAt: SENT_AT + 1 })])
    await world.send()
    expect(heard(got).map(({ data }) => data['address'])).toEqual(['early@example.com'])
    end()
    await late
    await world.send()
    expect(heard(got).map(({ data }) => data['address'])).toEqual([
      'early@example.com',
      'late@example.com',
    ])
  },
)
