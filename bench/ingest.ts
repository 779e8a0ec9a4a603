import { sql } from 'kysely'
import type { FeedbackEvent } from '../src/connectors/index.ts'
import {
  makeReady,
  takePath,
  type Arrivals,
  type Outcome,
  type Ready,
} from '../src/ledger/index.ts'
import { KnownAddresses } from '../src/people/index.ts'
import { COPY_COLUMNS, type CopyTarget } from './copy.ts'
import { makeReceipt, type Ground } from './ground.ts'
import { batchesOf, type Stream } from './world.ts'

export interface IngestFigures {
  events: number
  /** Milliseconds from parsed events to commit, and of COPY of the same rows, over all batches. */
  pathMs: number
  copyMs: number
  /** Milliseconds by the path's steps. */
  spent: Record<string, number>
  /** Bytes: the most that was resident in each half of the stream. */
  firstHalfRss: number
  secondHalfRss: number
  eventBytesARow: number
  recipientBytesARow: number
}

const SAMPLE_EVERY_MS = 100

/**
 * Takes a world through the path, a batch a lane at a time, and after them copies the very rows
 * they wrote into the bare table: whatever else the machine does disturbs both alike. While a batch
 * is written the next one is made ready; the time of that counts as the path's, for every batch.
 */
export async function ingest(
  ground: Ground,
  target: CopyTarget,
  stream: Stream,
): Promise<IngestFigures> {
  const rss = watchRss()
  const spent: Record<string, number> = {}
  const rounds = roundsOf(ground, stream)
  let [events, pathMs, copyMs] = [0, 0, 0]
  let arrivals = await nextRound(ground, rounds)
  while (arrivals.length > 0) {
    const coming = await nextRound(ground, rounds)
    const started = performance.now()
    const outcomes = await Promise.all(
      arrivals.map((arrival) => {
        const isNext = (one: BatchArrival) => one.connectionId === arrival.connectionId
        return takeBatch(ground, arrival, coming.find(isNext))
      }),
    )
    for (const { ready } of coming) await ready
    pathMs += performance.now() - started
    for (const outcome of outcomes) {
      events += outcome.written
      for (const [step, ms] of Object.entries(outcome.spent)) spent[step] = (spent[step] ?? 0) + ms
    }
    for (const arrival of arrivals) copyMs += await target.copy(await rowsOf(ground, arrival))
    rss.sample(events < stream.size / 2 ? 'first' : 'second')
    progress(stream, events, copyMs / pathMs)
    arrivals = coming
  }
  rss.stop()
  return {
    events,
    pathMs,
    copyMs,
    spent,
    firstHalfRss: rss.most.first,
    secondHalfRss: rss.most.second,
    ...(await bytesARow(ground, events)),
  }
}

interface BatchArrival {
  connectionId: number
  /** Addresses a run has met, as sync keeps them. */
  known: KnownAddresses
  receiptId: number
  events: Arrivals['events']
  /** Made while the batch before it was written. */
  ready?: Promise<Ready>
}

/** The next batch of every lane that has one left, from a receipt of its own. */
async function nextRound(ground: Ground, rounds: Iterator<Round>): Promise<BatchArrival[]> {
  const next = rounds.next()
  if (next.done) return []
  const arrivals: BatchArrival[] = []
  for (const { connectionId, known, events } of next.value) {
    const receiptId = await makeReceipt(ground, connectionId)
    const arrived = events.map((event) => ({ receiptId, event }))
    arrivals.push({ connectionId, known, receiptId, events: arrived })
  }
  return arrivals
}

type Round = { connectionId: number; known: KnownAddresses; events: FeedbackEvent[] }[]

function* roundsOf(ground: Ground, stream: Stream): Generator<Round> {
  const lanes = ground.connectionIds.map((connectionId, lane) => {
    return { connectionId, known: new KnownAddresses(), batches: batchesOf(stream, lane) }
  })
  for (;;) {
    const round: Round = []
    for (const { connectionId, known, batches } of lanes) {
      const next = batches.next()
      if (!next.done) round.push({ connectionId, known, events: next.value })
    }
    if (round.length === 0) return
    yield round
  }
}

/** next: the batch that comes after it on the same connection. */
async function takeBatch(
  ground: Ground,
  { connectionId, known, events, ready }: BatchArrival,
  next: BatchArrival | undefined,
): Promise<Outcome> {
  const made = await ready
  return ground.database.inWorkspace(ground.workspaceId, (tx) =>
    takePath(tx, {
      workspaceId: ground.workspaceId,
      connectionId,
      runId: null,
      now: Date.now(),
      known,
      events,
      ready: made,
      meanwhile() {
        if (next !== undefined) next.ready = makeReady(next.events, next.known)
      },
    }),
  )
}

/** What a batch wrote, as COPY takes it, in the order of a vendor's pages: newest first, by kind. */
async function rowsOf(ground: Ground, { receiptId, events }: BatchArrival): Promise<string> {
  const times = events.map(({ event }) => event.occurredAt!)
  const first = new Date(times.reduce((least, time) => Math.min(least, time)))
  const last = new Date(times.reduce((most, time) => Math.max(most, time)))
  const { rows } = await ground.database.inWorkspace(ground.workspaceId, (tx) =>
    sql<{ text: string }>`
      select string_agg(concat_ws(E'\\t', ${sql.raw(COPY_COLUMNS)}), E'\\n'
        order by campaign_id, kind, occurred_at desc) || E'\\n' as text
      from event
      where workspace_id = ${ground.workspaceId} and receipt_id = ${receiptId}
        and occurred_at between ${first} and ${last}`.execute(tx),
  )
  return rows[0]!.text
}

/** Bytes on disk with all indexes, over the rows: of the event, and of what is derived from it. */
async function bytesARow({ database }: Ground, events: number) {
  const owner = await database.engine.lendAsOwner()
  try {
    const { rows } = await owner.query<{ event: number; recipient: number; recipients: number }>(`
      select (select sum(pg_total_relation_size(relid))::bigint from pg_partition_tree('event'))
          as event,
        pg_total_relation_size('recipient') as recipient,
        (select count(*) from recipient) as recipients`)
    const { event, recipient, recipients } = rows[0]!
    return {
      eventBytesARow: Number(event) / events,
      recipientBytesARow: Number(recipient) / Number(recipients),
    }
  } finally {
    owner.release()
  }
}

function watchRss() {
  const most = { first: 0, second: 0 }
  let half: 'first' | 'second' = 'first'
  const take = () => {
    most[half] = Math.max(most[half], process.memoryUsage.rss())
  }
  const timer = setInterval(take, SAMPLE_EVERY_MS)
  return {
    most,
    sample(now: 'first' | 'second') {
      take()
      half = now
    },
    stop: () => clearInterval(timer),
  }
}

function progress(stream: Stream, events: number, ratio: number): void {
  const lanes = stream.lanes > 1 ? `, ${stream.lanes} connections` : ''
  const size = `${stream.size.toLocaleString('en')} events${lanes}`
  const share = Math.round((100 * events) / stream.size)
  process.stderr.write(`\r  ${size}: ${share} %, ${ratio.toFixed(2)} of COPY `)
}
