import type { Context } from 'hono'
import { addToTally, findHook, type HookOutcome, type OpenHook } from '../../connections/index.ts'
import {
  prove,
  snsErrand,
  type Delivery,
  type HooksPart,
  type SignalsPart,
} from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import { packDelivery, storeDeliveries } from '../../ledger/index.ts'
import { Refused } from '../../platform/refused.ts'
import { askToRead, noteSignals } from '../../sync/index.ts'
import { countRequest } from '../operating/metrics.ts'
import { problemResponse, WrongMethod } from '../problem.ts'
import { Allowance, ALLOWANCE, busy, type AllowanceLimits, type Place } from './allowance.ts'
import { Certificates } from './certificates.ts'
import { DeliveryQueue } from './delivery-queue.ts'
import { KnownHooks } from './known-hooks.ts'
import { BODY_LIMITS, readBody, refuseOtherTypes, type BodyLimits } from './read-delivery.ts'
import { Refusal, outcomeOf, REFUSALS } from './refusals.ts'
import { readSignals, SIGNAL_BYTES_MAX, SignalBook } from './signal-book.ts'
import { Tallies } from './tallies.ts'
import { Wake } from './wake.ts'

/** A vendor is not kept waiting longer: what is stored later is known again when it comes again. */
const ANSWER_MS_MAX = 10_000
/** The same trouble is written to the log this often at most. */
const TROUBLE_EVERY_MS = 5_000

export interface DoorLimits {
  body: BodyLimits
  allowance: AllowanceLimits
}

/**
 * The hook door: takes what an ESP delivers by itself. Every delivery is proved over its raw bytes
 * and on disk before it is answered with 2xx, and parsed only afterwards, by a worker. It knows no
 * sessions: the secret in the address and the vendor's proof are all that counts.
 */
export class HookDoor {
  readonly #homing: Homing
  readonly #limits: DoorLimits
  readonly #known: KnownHooks
  readonly #allowance: Allowance
  readonly #certificates: Certificates
  readonly #queue: DeliveryQueue
  readonly #tallies: Tallies
  readonly #wake: Wake
  readonly #signals: SignalBook
  #toldAt = -Infinity

  constructor(homing: Homing, limits: Partial<DoorLimits> = {}) {
    const { database, http, log } = homing
    const now = () => homing.now()
    this.#homing = homing
    this.#limits = { body: BODY_LIMITS, allowance: ALLOWANCE, ...limits }
    this.#known = new KnownHooks((token) => findHook(homing, token), now)
    this.#allowance = new Allowance(this.#limits.allowance)
    this.#certificates = new Certificates(http, now)
    this.#queue = new DeliveryQueue((workspaceId, deliveries) =>
      database.inWorkspace(workspaceId, (tx) => storeDeliveries(tx, workspaceId, deliveries)),
    )
    this.#tallies = new Tallies(
      (place, counted) =>
        database.inWorkspace(place.workspaceId, (tx) => addToTally(tx, place, counted)),
      log,
    )
    this.#wake = new Wake((...place) => askToRead(homing, ...place), log)
    this.#signals = new SignalBook((...told) => noteSignals(homing, ...told), log)
  }

  /** Answers one request to an address. origin: scheme and host as the vendor called them. */
  async answer(c: Context, origin: string): Promise<Response> {
    const startedAt = performance.now()
    const response = await this.#answerOrRefuse(c, origin)
    countRequest('hooks.deliver', response.status, performance.now() - startedAt)
    return response
  }

  /** Writes what was counted and wakes who is to be woken; for the end of the process. */
  async close(): Promise<void> {
    await Promise.all([this.#tallies.flush(), this.#wake.now(), this.#signals.flush()])
  }

  async #answerOrRefuse(c: Context, origin: string): Promise<Response> {
    try {
      const { method } = c.req
      if (method !== 'POST' && method !== 'GET' && method !== 'HEAD') throw new WrongMethod('POST')
      const token = c.req.param('token') ?? ''
      const hook = await this.#known.find(token)
      if (hook === null) throw new Refused(404, 'There is nothing at this address.')
      // Some vendors look whether somebody is there before they deliver anything.
      if (method !== 'POST') return plain('Deliveries are taken here by POST.')
      await this.#take(c, { token, hook, origin })
      return plain(hook.signals === undefined ? 'Stored.' : 'Noted.')
    } catch (error) {
      if (error instanceof Refused) this.#tell(error)
      const response = problemResponse(error, this.#homing.log)
      if (response.status === 413 || response.status === 408) {
        response.headers.set('connection', 'close')
      }
      return response
    }
  }

  /** Returns when the delivery is on disk, now or since an earlier time. Throws Refused. */
  async #take(c: Context, at: Arriving): Promise<void> {
    const { hook } = at
    const count = (outcome: HookOutcome) => this.#tallies.count(hook, outcome, this.#homing.now())
    try {
      if (hook.isClosed) throw new Refusal('closed', 404, 'This address takes no deliveries.')
      const place = this.#allowance.enter(`${hook.workspaceId}:${hook.connectionId}`)
      count(await this.#takeIn(c, at, place))
    } catch (error) {
      count(outcomeOf(error))
      throw error
    }
  }

  #takeIn(c: Context, at: Arriving, place: Place): Promise<'stored' | 'repeated'> {
    const { hook } = at
    return hook.signals === undefined
      ? this.#takeNews(c, { ...at, hook }, place)
      : this.#takeSignal(c, hook, place)
  }

  /** What it points to is noted, and nothing of it is kept: it proves nothing. */
  async #takeSignal(c: Context, hook: OpenHook & Signalled, place: Place): Promise<'stored'> {
    try {
      refuseOtherTypes(c, hook.signals.contentTypes)
      const bytesMax = Math.min(this.#limits.body.bytesMax, SIGNAL_BYTES_MAX)
      const body = await readBody(c, { ...this.#limits.body, bytesMax }, place.grow)
      const signals = readSignals(hook.signals, body)
      if (signals === null) throw new Refusal('unreadable', ...REFUSALS.unreadable)
      this.#signals.note(hook, signals)
      return 'stored'
    } finally {
      place.leave()
    }
  }

  async #takeNews(c: Context, at: ArrivingNews, place: Place): Promise<'stored' | 'repeated'> {
    // Given back by whoever has the delivery last: here, or the queue once it is in there.
    let isQueued = false
    try {
      refuseOtherTypes(c, at.hook.hooks.contentTypes)
      const body = await readBody(c, this.#limits.body, place.grow)
      const { pathname, search } = new URL(c.req.url)
      const url = at.origin + pathname + search
      const delivery = { method: c.req.method, url, headers: c.req.raw.headers, body }
      const signedId = await this.#prove(delivery, at)
      if (await this.#runErrand(at.hook, body)) return 'stored'
      const identity = at.hook.hooks.repeatsBy === 'signed_id' ? (signedId ?? body) : body
      const packed = await packDelivery(at.hook.connectionId, body, identity)
      isQueued = true
      const storing = this.#queue.add(at.hook.workspaceId, packed)
      storing.then(place.leave, place.leave)
      const outcome = await inTime(storing)
      this.#wake.soon(at.hook)
      return outcome
    } finally {
      if (!isQueued) place.leave()
    }
  }

  /**
   * Answers the delivery's signed id. A proof that fails is tried once more with the keys as they
   * are now: one that was entered a moment ago counts at once. Throws Refusal.
   */
  async #prove(delivery: Delivery, { token, hook }: ArrivingNews): Promise<string | null> {
    const first = await this.#proveUnder(delivery, hook)
    if (first.holds) return first.signedId
    const renewed =
      first.fault === 'wrong' || first.fault === 'missing' ? await this.#known.renew(token) : null
    const proof = renewed?.hooks ? await this.#proveUnder(delivery, renewed) : first
    if (proof.holds) return proof.signedId
    throw new Refusal(proof.fault, ...REFUSALS[proof.fault])
  }

  #proveUnder(delivery: Delivery, { hooks, keys }: OpenHook & News) {
    if (keys.length === 0 && !hooks.keys.isNeeded) return { holds: true as const, signedId: null }
    return prove(hooks.scheme, delivery, {
      keys,
      now: this.#homing.now(),
      fetchCertificate: (url) => this.#certificates.fetch(url),
    })
  }

  /** Whether the delivery asked for something that is done now, and tells nothing to be read. */
  async #runErrand({ hooks }: OpenHook & News, body: Uint8Array): Promise<boolean> {
    const errand = hooks.scheme.family === 'sns' ? snsErrand(body) : null
    if (errand?.kind === 'confirm') await this.#certificates.confirm(errand.url)
    return errand !== null
  }

  /** Trouble of ours is logged, though not once for each delivery of a storm. */
  #tell(refused: Refused): void {
    if (refused.status !== 503 || refused.cause === undefined) return
    if (performance.now() - this.#toldAt < TROUBLE_EVERY_MS) return
    this.#toldAt = performance.now()
    this.#homing.log.error({ err: refused.cause }, 'deliveries cannot be taken in')
  }
}

interface Arriving {
  token: string
  hook: OpenHook
  origin: string
}

type News = { hooks: HooksPart }
type Signalled = { signals: SignalsPart }
type ArrivingNews = Arriving & { hook: News }

/** Rejects with Refused 503 where it fails or takes too long. */
async function inTime<T>(storing: Promise<T>): Promise<T> {
  let late: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error('Storing took too long.')), ANSWER_MS_MAX)
  })
  try {
    return await Promise.race([storing, tooLate])
  } catch (error) {
    throw busy('The delivery cannot be stored now.', error)
  } finally {
    clearTimeout(late)
  }
}

function plain(text: string): Response {
  const headers = { 'content-type': 'text/plain', 'cache-control': 'no-store' }
  return new Response(text, { headers })
}
