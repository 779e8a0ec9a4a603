import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createConnection, openVendor } from '../../src/connections/index.ts'
import { type Connector, element, parseXml, textOf } from '../../src/connectors/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { serve } from '../platform/http/server.ts'
import { makeWorld, type World } from './world.ts'

/** A vendor whose every answer brings another token, and which takes none but the newest. */
let service: { url: string; asked: string[]; newest: number; underWay: number; most: number }
let failNext: boolean
let world: World

const proofIn = (body: Uint8Array) =>
  /<token>(.*)<.token>/.exec(new TextDecoder().decode(body))?.[1] ?? null

const following: Connector = {
  id: 'following',
  title: 'Following',
  sources: { main: { title: 'Made for this test' } },
  settings: z.strictObject({ apiUrl: z.string(), password: z.string().meta({ secret: true }) }),
  pace: () => ({
    budget: 'following',
    perSecond: 500,
    perDay: 1000,
    dayStartsAtUtcHour: 0,
    concurrency: 1,
  }),
  parse: (body) => parseXml('Following', body),
  errors: [
    {
      status: 200,
      when: (body) => textOf(body as ReturnType<typeof parseXml>, 'error') === 'token',
      failure: 'unauthorised',
      whoMustAct: 'you',
      sentence: 'Following does not accept this.',
    },
  ],
  baseUrls: ({ apiUrl }) => [apiUrl as string],
  check: async () => ({ ok: true, account: '', checks: [] }),
  keys: {
    names: ['password'],
    async open(vendor) {
      const url = `${vendor.settings['apiUrl'] as string}/open`
      const answer = await vendor.http.request({ method: 'POST', url })
      return { proof: proofIn(answer.body)!, expiresAt: null }
    },
    next: proofIn,
  },
}

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

beforeEach(async () => {
  const made = { url: '', asked: [] as string[], newest: 0, underWay: 0, most: 0 }
  failNext = false
  const { url } = await serve((request, response) => {
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      made.underWay++
      made.most = Math.max(made.most, made.underWay)
      setTimeout(() => {
        made.underWay--
        made.asked.push(`${request.url} ${/t\d+/.exec(body)?.[0] ?? ''}`.trim())
        const isGood = request.url === '/open' || body.includes(`>t${made.newest}<`)
        // A fault uses the token up, and brings none.
        const isFault = failNext && request.url !== '/open'
        if (isFault) failNext = false
        if (isGood) made.newest++
        response.statusCode = isFault ? 503 : 200
        const told = isGood ? element('token', `t${made.newest}`) : element('error', 'token')
        response.end(isFault ? '' : element('answer', told).xml)
      }, 5)
    })
  })
  service = Object.assign(made, { url })
  const http = createHttp({ allowPrivate: [new URL(url).host] })
  Object.assign(world.homing, { http, connectors: [following], sleep })
})

async function connect(): Promise<number> {
  const settings = { apiUrl: service.url, password: 'right' }
  const ask = { connector: 'following', settings }
  return (await createConnection(world.homing, world.by, ask)).id
}

/** Real, for others must get on meanwhile; but short. */
const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, Math.min(ms, 20)))

/** A line of its own, as another worker has one. */
async function lineOf(id: number) {
  const { vendor } = await openVendor(world.homing, world.by.workspaceId, id)
  const text = { type: 'text/xml', body: (proof: string) => element('ask', proof).xml }
  const url = `${service.url}/ask`
  return () => vendor.http.request({ method: 'POST', url, text, isSafe: true })
}

test('each request carries what the answer before brought, on whichever line', async () => {
  const id = await connect()
  const [one, other] = [await lineOf(id), await lineOf(id)]
  await one()
  await other()
  await one()
  expect(service.asked).toEqual(['/open', '/ask t1', '/ask t2', '/ask t3'])
})

test('requests of one connection go one after the other, and none is refused', async () => {
  const id = await connect()
  const lines = await Promise.all([lineOf(id), lineOf(id), lineOf(id)])
  await lines[0]!()
  await Promise.all(lines.flatMap((line) => [line(), line()]))
  expect(service.most).toBe(1)
  expect(service.asked.filter((one) => one === '/open')).toHaveLength(1)
  expect(service.asked.slice(1)).toEqual([1, 2, 3, 4, 5, 6, 7].map((at) => `/ask t${at}`))
})

test('what a fault used up is had anew, as often as there are faults', async () => {
  const ask = await lineOf(await connect())
  await ask()
  for (let time = 0; time < 2; time++) {
    failNext = true
    await ask()
  }
  expect(service.asked.filter((one) => one === '/open')).toHaveLength(3)
})
