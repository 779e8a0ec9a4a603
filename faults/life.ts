import type { Connector } from '../src/connectors/index.ts'
import type { Homing } from '../src/homing.ts'
import { Database, type Engine, type Session } from '../src/platform/database/index.ts'
import type { Http } from '../src/platform/http/index.ts'
import type { Jobs } from '../src/platform/jobs/index.ts'
import { startSync } from '../src/sync/index.ts'
import type { Crash } from './schedule.ts'

/** What a fault of the harness throws; anything else that is thrown is the program's. */
export class Injected extends Error {}

/** What a life stands on; it outlives it. */
export interface Ground {
  engine: Engine
  http: Http
  logs: Homing['logs']
  connector: Connector
  /** Absent where no tokens are exchanged. */
  tokenUrl?: string
  secrets: Homing['secrets']
  log: Homing['log']
  /** Epoch milliseconds, by our own clock. */
  now(): number
  letPass(ms: number): void
}

type Handler = (data: never) => Promise<void>

/** Vendors are asked as fast as they answer: their pace is proved elsewhere, with their limits. */
export function hurried(connector: Connector): Connector {
  const pace = { budget: 'faults', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }
  return { ...connector, pace: () => pace }
}

/**
 * One process, simulated: the program's own parts with nothing shared with any other life but the
 * database below and the vendor outside. It dies at the statement or request it is told to; from
 * then on nothing it does has any effect, except that the server rolls back what it had open.
 */
export class Life {
  readonly homing: Homing
  isDead = false
  /** The crash came to pass. */
  hasStruck = false
  statements = 0
  requests = 0
  /** Something failed between the vendor rotating the tokens and our storing them, perhaps. */
  mayHaveLostGrant = false
  crash: Crash | null = null
  /** Called before each request, with its number. */
  beforeRequest: (nth: number) => Promise<void> = async () => undefined
  readonly #ground: Ground
  readonly #handlers = new Map<string, Handler>()
  readonly #queue: { name: string; data: never }[] = []
  #exchanges = 0

  constructor(ground: Ground) {
    this.#ground = ground
    this.homing = {
      database: new Database(this.#engine()),
      http: { ...ground.http, exchange: (ask) => this.#exchange(ask) },
      jobs: this.#jobs(),
      secrets: ground.secrets,
      ...(ground.logs && { logs: ground.logs }),
      connectors: [hurried(ground.connector)],
      log: ground.log,
      now: ground.now,
      random: () => 0.5,
      sleep: (ms, signal) => this.#sleep(ms, signal),
    }
  }

  /** Comes to life as the program does: takes over what was cut off, keeps the schedule. */
  async start(): Promise<void> {
    let isUp = false
    await this.#unlessKilled(async () => {
      await startSync(this.homing)
      isUp = true
    })
    // A program whose start fails ends, and whoever watches over it starts it again.
    if (!isUp) this.isDead = true
  }

  /** The schedule's next minute. */
  tick(): Promise<void> {
    return this.#unlessKilled(() => this.#handlers.get('tick')!({} as never))
  }

  /** Somebody asks this process for something. */
  serve(ask: (homing: Homing) => Promise<void>): Promise<void> {
    return this.#unlessKilled(() => ask(this.homing))
  }

  /** Works until nothing is queued any more, or it dies. */
  async work(): Promise<void> {
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      const { name, data } = job
      await this.#unlessKilled(() => this.#handlers.get(name)!(data))
    }
  }

  async #unlessKilled(work: () => Promise<void>): Promise<void> {
    if (this.isDead) return
    try {
      await work()
    } catch (error) {
      if (!isInjected(error)) throw error
    }
  }

  #sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    if (this.isDead) throw new Injected('killed')
    signal?.throwIfAborted()
    this.#ground.letPass(ms)
    await new Promise(setImmediate)
  }

  #jobs(): Jobs {
    const put = async (name: string, data: unknown) =>
      void this.#queue.push({ name, data: data as never })
    return {
      enqueue: (_, name, data) => put(name, data),
      enqueueNow: put,
      work: async (name, _, handler) => void this.#handlers.set(name, handler as Handler),
      everyMinute: async () => undefined,
      close: async () => undefined,
    }
  }

  #engine(): Engine {
    const { engine } = this.#ground
    return {
      ...engine,
      lend: async () => this.#session(await engine.lend()),
      lendAsOwner: async () => this.#session(await engine.lendAsOwner()),
    }
  }

  #session(lent: Session): Session {
    let isBroken = false
    const guard = async <T>(text: string, carryOut: () => Promise<T>): Promise<T> => {
      if (text === 'rollback' && !isBroken && !this.isDead) return carryOut()
      if (this.isDead || isBroken) throw new Injected('the line is dead')
      this.statements += 1
      const strikes = this.#strikes('statement', this.statements)
      if (strikes === null) return carryOut()
      if (strikes.when === 'after') await carryOut()
      isBroken = true
      throw new Injected(`injected at statement ${strikes.nth}, ${strikes.when} it`)
    }
    return {
      query: (text, values) => guard(text, () => lent.query(text, values)),
      script: (text) => guard(text, () => lent.script(text)),
      release: () => {
        if (!isBroken && !this.isDead) return lent.release()
        // The server finds the line dead and rolls back; then the session is there for others.
        void lent.query('rollback').finally(() => lent.release())
      },
    }
  }

  async #exchange(ask: Parameters<Http['exchange']>[0]) {
    if (this.isDead) throw new Injected('killed')
    this.requests += 1
    const nth = this.requests
    await this.beforeRequest(nth)
    const { tokenUrl } = this.#ground
    const isExchange = tokenUrl !== undefined && ask.url.startsWith(tokenUrl)
    if (isExchange) this.#exchanges += 1
    try {
      const strikes = this.#strikes('request', nth)
      if (strikes?.when === 'before') throw new Injected(`injected before request ${nth}`)
      const answer = await this.#ground.http.exchange(ask)
      if (strikes !== null) throw new Injected(`injected after request ${nth}`)
      if (this.isDead) throw new Injected('killed')
      return answer
    } catch (error) {
      if (isExchange) this.mayHaveLostGrant = true
      throw error
    }
  }

  #strikes(at: Crash['at'], nth: number): Crash | null {
    const { crash } = this
    if (crash === null || crash.at !== at || crash.nth !== nth) return null
    this.hasStruck = true
    this.isDead = crash.how === 'kill'
    if (this.#exchanges > 0) this.mayHaveLostGrant = true
    return crash
  }
}

function isInjected(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof Injected) return true
  }
  return false
}
