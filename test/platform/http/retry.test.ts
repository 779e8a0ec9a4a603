import { describe, expect, it } from 'vitest'
import { backOffMs, createHttp, retryAfterMs, TRIES_MAX } from '../../../src/platform/http/index.ts'
import { fc } from '../../property.ts'
import { fakeClock, serve } from './server.ts'

async function scripted(statuses: (number | 'cut')[], headers: Record<string, string> = {}) {
  let seen = 0
  const { url } = await serve((request, response) => {
    const status = statuses[seen++] ?? 200
    if (status === 'cut') return void request.socket.destroy()
    response.writeHead(status, status === 200 ? {} : headers).end('{}')
  })
  const clock = fakeClock()
  const http = createHttp({ allowPrivate: true, clock, random: () => 0.5 })
  return { url, http, clock, seen: () => seen }
}

describe('safe requests', () => {
  it('are repeated on passing faults with growing, jittered pauses', async () => {
    const { url, http, clock, seen } = await scripted([503, 'cut', 502])
    expect((await http.send({ method: 'GET', url })).status).toBe(200)
    expect(seen()).toBe(4)
    expect(clock.slept).toEqual([375, 750, 1500])
  })

  it('end at the bound with the last answer, or the last fault', async () => {
    const bad = await scripted(Array(20).fill(503))
    expect((await bad.http.send({ method: 'GET', url: bad.url })).status).toBe(503)
    expect(bad.seen()).toBe(TRIES_MAX)
    const cut = await scripted(Array(20).fill('cut'))
    await expect(cut.http.send({ method: 'GET', url: cut.url })).rejects.toMatchObject({
      kind: 'connection',
    })
    expect(cut.seen()).toBe(TRIES_MAX)
  })

  it.each([400, 401, 403, 404, 409, 422, 501])('are not repeated on %i', async (status) => {
    const { url, http, seen } = await scripted([status])
    expect((await http.send({ method: 'GET', url })).status).toBe(status)
    expect(seen()).toBe(1)
  })

  it('wait exactly as Retry-After says, in seconds or as a date', async () => {
    const seconds = await scripted([429], { 'retry-after': '7' })
    await seconds.http.send({ method: 'GET', url: seconds.url })
    expect(seconds.clock.slept).toEqual([7000])
    const date = await scripted([503], { 'retry-after': 'Mon, 01 Jun 2026 12:00:30 GMT' })
    await date.http.send({ method: 'GET', url: date.url })
    expect(date.clock.slept).toEqual([30_000])
  })

  it('do not sit out a pause of an hour: the answer is handed back', async () => {
    const { url, http, clock } = await scripted([429], { 'retry-after': '3600' })
    expect((await http.send({ method: 'GET', url })).status).toBe(429)
    expect(clock.slept).toEqual([])
  })
})

describe('unsafe requests', () => {
  it('are sent once, unless the caller knows they are harmless', async () => {
    const once = await scripted([503])
    expect((await once.http.send({ method: 'POST', url: once.url })).status).toBe(503)
    expect(once.seen()).toBe(1)
    const twice = await scripted([503])
    const ask = { method: 'PUT', url: twice.url, isSafe: true }
    expect((await twice.http.send(ask)).status).toBe(200)
  })
})

describe('pauses', () => {
  it('stay between half and the whole of a doubling ceiling', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (no, random) => {
          const ceiling = Math.min(500 * 2 ** (no - 1), 20_000)
          const wait = backOffMs(no, random)
          return wait >= ceiling / 2 && wait <= ceiling
        },
      ),
    )
  })

  it.each([
    ['0', 0],
    ['120', 120_000],
    ['Thu, 01 Jan 1970 00:00:10 GMT', 9_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['', null],
    ['99999999999999999999', null],
  ])('Retry-After %j is %j ms', (value, ms) => {
    expect(retryAfterMs(new Headers({ 'retry-after': value }), 1000)).toBe(ms)
  })
})
