import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { makeReady, takePath, type Outcome, type Ready } from '../../src/ledger/index.ts'
import { KnownAddresses } from '../../src/people/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'
import { NOW, pictureOf, prepareGround, SENT_AT, take, type Ground } from './world.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const HOUR = 3_600_000
const spellings = ['ada@example.com', 'ADA@example.com', 'ben@exämple.org', 'chloe@example.net']
const event = (kind: FeedbackEvent['kind'], n: number): FeedbackEvent => ({
  kind,
  address: spellings[n % spellings.length]!,
  occurredAt: kind === 'sent' ? SENT_AT : SENT_AT + HOUR + n * 60_000,
  activity: n % 3 === 0 ? 'A2' : 'A1',
})
/** The first batch makes two of the strangers that the second has read before, and parks one row. */
const first = [event('sent', 0), event('sent', 1), event('sent', 2)]
const second = [
  ...[3, 4, 5, 6, 7, 8].map((n) => event('open', n)),
  { ...event('open', 9), address: 'nobody' },
  { ...event('open', 10), address: 'unheard@example.com', activity: 'unknown' },
  { ...event('sent', 11), occurredAt: null },
  event('open', 3),
]

test('a batch that was made ready while another was written comes to the same', async () => {
  const once = await ground()
  await take(once, first)
  const expected = await take(once, second)

  const ahead = await ground()
  const known = new KnownAddresses()
  const arrivedOf = (events: FeedbackEvent[]) =>
    events.map((one) => ({ receiptId: ahead.receiptId, event: one }))
  let ready: Promise<Ready> | undefined
  await takeReady(ahead, known, {
    events: arrivedOf(first),
    meanwhile() {
      ready = makeReady(arrivedOf(second), known)
    },
  })
  const outcome = await takeReady(ahead, known, {
    events: arrivedOf(second),
    ready: await ready!,
  })

  const { spent: _, ...told } = outcome
  expect(told).toMatchObject({
    ...{ read: 10, written: 7, parked: 2, writtenByKind: { open: 6, sent: 1 } },
  })
  expect(told.dropped).toEqual(new Map([['already known', 1]]))
  expect({ ...expected, spent: null }).toEqual({ ...outcome, spent: null })
  expect(await pictureOf(ahead)).toEqual(await pictureOf(once))
  // What is parked makes nobody: its address was read, and no more.
  expect(await addressesOf(ahead)).toEqual(spellings.toSpliced(1, 1).map(canonical).sort())
})

function canonical(address: string): string {
  return address.replace('exämple', 'xn--exmple-cua')
}

async function addressesOf({ database, workspaceId }: Ground): Promise<string[]> {
  const rows = await database.inWorkspace(workspaceId, (tx) =>
    tx.selectFrom('address').select('canonical').execute(),
  )
  return rows.map((row) => row.canonical).sort()
}

async function ground(): Promise<Ground> {
  return prepareGround(at.database, await makeWorkspace(at.database, 'Ready'))
}

function takeReady(
  { database, workspaceId, connectionId }: Ground,
  known: KnownAddresses,
  of: Pick<Parameters<typeof takePath>[1], 'events' | 'ready' | 'meanwhile'>,
): Promise<Outcome> {
  const arrivals = { workspaceId, connectionId, runId: null, now: NOW, known, ...of }
  return database.inWorkspace(workspaceId, (tx) => takePath(tx, arrivals))
}
