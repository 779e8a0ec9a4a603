import {
  type Http,
  type HttpAnswer,
  type HttpAsk,
  HttpFault,
} from '../../../src/platform/http/index.ts'
import {
  createVendorHttp,
  type ErrorRow,
  type VendorHttpOptions,
} from '../../../src/connectors/index.ts'
import { fakeClock } from '../../platform/http/server.ts'

export type Outcome =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | { fault: HttpFault['kind'] }

/** An HTTP core that answers from a list, the last entry for ever, and remembers what was asked. */
export function scriptedHttp(...outcomes: Outcome[]) {
  const asked: HttpAsk[] = []
  const exchange = async (ask: HttpAsk): Promise<HttpAnswer> => {
    asked.push(ask)
    const outcome = outcomes[Math.min(asked.length, outcomes.length) - 1]!
    if ('fault' in outcome) throw new HttpFault(outcome.fault, 'It did not work.')
    const { status, body = {}, headers = {} } = outcome
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return { status, headers: new Headers(headers), body: new TextEncoder().encode(text) }
  }
  const http: Http = { exchange, send: exchange, check: () => {}, close: () => {} }
  return { http, asked }
}

/** A line to a made-up vendor, with everything around it recorded. */
export function line(
  outcomes: Outcome[],
  more: Partial<VendorHttpOptions> = {},
  rows: ErrorRow[] = [],
) {
  const { http, asked } = scriptedHttp(...outcomes)
  const clock = fakeClock()
  const taken: number[] = []
  const blocked: number[] = []
  const renewed: string[] = []
  const vendor = createVendorHttp({
    connector: { title: 'Vendor', errors: rows, baseUrls: () => ['https://api.vendor.example/v3'] },
    settings: {},
    tokens: {
      current: async () => 'first',
      renew: async (refused) => {
        renewed.push(refused)
        return 'second'
      },
    },
    pace: {
      take: async () => void taken.push(clock.now()),
      block: (until) => void blocked.push(until),
    },
    http,
    clock,
    random: () => 0.5,
    ...more,
  })
  return { vendor, asked, clock, taken, blocked, renewed }
}

export const get = { method: 'GET', url: 'https://api.vendor.example/v3/things' } as const
