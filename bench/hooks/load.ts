import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { signedDelivery, type SignedDelivery } from './vendor.ts'

export interface Load {
  /** Deliveries a second, sent whether those before were answered or not. */
  perSecond: number
  seconds: number
  /** Every so manyth is one that was sent before; 0: none. */
  repeatEvery: number
}

export interface LoadFigures {
  sent: number
  /** Answers by status; 0: no answer at all. */
  statuses: Record<number, number>
  /** Ids that were answered with 2xx. */
  acknowledged: Set<string>
  /** Milliseconds from when a delivery was due to its whole answer, sorted. */
  latencies: number[]
  seconds: number
}

const SOCKETS_MAX = 200
const TURN_MS = 5

/**
 * Sends at a steady rate over kept connections. A delivery's time begins when it was due and not
 * when it went out: one that had to wait for others counts its waiting.
 */
export async function sendLoad(url: string, load: Load): Promise<LoadFigures> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: SOCKETS_MAX })
  const figures: LoadFigures = {
    sent: 0,
    statuses: {},
    acknowledged: new Set(),
    latencies: [],
    seconds: 0,
  }
  const total = load.perSecond * load.seconds
  const startedAt = performance.now()
  const answers: Promise<void>[] = []
  const earlier: SignedDelivery[] = []
  while (figures.sent < total) {
    const due = Math.min(total, ((performance.now() - startedAt) / 1000) * load.perSecond)
    while (figures.sent < due) {
      const dueAt = startedAt + (figures.sent / load.perSecond) * 1000
      const isRepeat = load.repeatEvery > 0 && figures.sent % load.repeatEvery === 99
      const delivery = isRepeat ? earlier[figures.sent % earlier.length]! : fresh(earlier)
      figures.sent += 1
      answers.push(send(agent, url, delivery, { figures, dueAt }))
    }
    await sleep(TURN_MS)
  }
  await Promise.all(answers)
  figures.seconds = (performance.now() - startedAt) / 1000
  figures.latencies.sort((a, b) => a - b)
  agent.destroy()
  return figures
}

let made = 0

function fresh(earlier: SignedDelivery[]): SignedDelivery {
  made += 1
  const delivery = signedDelivery(`msg_${process.pid}_${made}`, Date.now())
  earlier.push(delivery)
  if (earlier.length > 1000) earlier.shift()
  return delivery
}

function send(
  agent: http.Agent,
  url: string,
  { id, body, headers }: SignedDelivery,
  { figures, dueAt }: { figures: LoadFigures; dueAt: number },
): Promise<void> {
  return new Promise((done) => {
    const settle = (status: number) => {
      figures.statuses[status] = (figures.statuses[status] ?? 0) + 1
      figures.latencies.push(performance.now() - dueAt)
      if (status >= 200 && status < 300) figures.acknowledged.add(id)
      done()
    }
    const length = { 'content-length': String(Buffer.byteLength(body)) }
    const request = http.request(url, { method: 'POST', agent, headers: { ...headers, ...length } })
    request.on('response', (response) => {
      response.resume()
      response.on('end', () => settle(response.statusCode ?? 0))
    })
    request.on('error', () => settle(0))
    request.end(body)
  })
}

/** The value below which that part of the sorted values lies. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN
}
