import { isSnsAddress } from '../../connectors/index.ts'
import type { Http } from '../../platform/http/index.ts'
import { busy } from './allowance.ts'

const CERTIFICATE_BYTES_MAX = 64 * 1024
/** SNS has one certificate a region, and changes it about once a year. */
const KEPT_MAX = 50
const KEPT_MS = 24 * 3600_000
/** An address that gave none is not asked again at once. */
const FAILED_MS = 10_000

/** Certificates that messages name, each fetched once a day through the guarded client. */
export class Certificates {
  readonly #http: Pick<Http, 'send'>
  readonly #now: () => number
  readonly #kept = new Map<string, { pem: Promise<string>; until: number }>()

  constructor(http: Pick<Http, 'send'>, now: () => number) {
    this.#http = http
    this.#now = now
  }

  /** Rejects with Refused 503 where it cannot be had now. url has passed isSnsAddress. */
  fetch(url: string): Promise<string> {
    const kept = this.#kept.get(url)
    if (kept !== undefined && kept.until > this.#now()) return kept.pem
    const entry = { pem: this.#get(url), until: this.#now() + KEPT_MS }
    entry.pem.catch(() => {
      entry.until = this.#now() + FAILED_MS
    })
    this.#kept.delete(url)
    this.#kept.set(url, entry)
    if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value!)
    return entry.pem
  }

  /** Visits the address that confirms a subscription; rejects with Refused 503 where it fails. */
  async confirm(url: string): Promise<void> {
    await this.#get(url)
  }

  async #get(url: string): Promise<string> {
    if (!isSnsAddress(url)) throw new Error('Only SNS itself is asked.')
    const limits = { bodyBytesMax: CERTIFICATE_BYTES_MAX }
    const accept = { accept: '*/*' }
    const answer = await this.#http
      .send({ method: 'GET', url, headers: accept, limits })
      .catch((error: unknown) => {
        throw busy('The certificate of the delivery cannot be had now.', error)
      })
    if (answer.status === 200) return Buffer.from(answer.body).toString('utf8')
    throw busy(`The sender answered ${answer.status} to what the delivery asks for.`)
  }
}
