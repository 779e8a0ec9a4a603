import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/connectors/index.ts'
import { TRIES_MAX } from '../../../src/platform/http/index.ts'
import { get, line } from './scripted.ts'

describe('a request', () => {
  it('carries the token and its query, takes a slot, and is counted', async () => {
    const counted: unknown[] = []
    const { vendor, asked, taken } = line([{ status: 200, body: { a: 1 } }], {
      onRequest: (one) => counted.push(one),
    })
    const answer = await vendor.request({ ...get, query: { limit: 5, after: undefined, q: 'ä&=' } })
    expect(answer.json()).toEqual({ a: 1 })
    expect(asked[0]!.url).toBe('https://api.vendor.example/v3/things?limit=5&q=%C3%A4%26%3D')
    expect(asked[0]!.headers).toEqual({ authorization: 'Bearer first' })
    expect(taken).toHaveLength(1)
    expect(counted).toEqual([{ method: 'GET', path: '/v3/things', status: 200 }])
  })

  it('sends JSON as JSON', async () => {
    const { vendor, asked } = line([{ status: 201 }])
    await vendor.request({ ...get, method: 'POST', json: { a: [1] } })
    expect(asked[0]).toMatchObject({ method: 'POST', body: '{"a":[1]}', isSafe: false })
    expect(asked[0]!.headers).toMatchObject({ 'content-type': 'application/json' })
  })

  it.each([
    'https://api.vendor.example/v2/things',
    'https://api.vendor.example/v33',
    'https://api.vendor.example/v3/../v2/things',
    'https://api.vendor.example:444/v3/things',
    'http://api.vendor.example/v3/things',
    'https://api.vendor.example.evil.example/v3/things',
    'https://x@api.vendor.example/v3/things',
    'https://evil.example/v3',
    '/v3/things',
  ])('never takes the token to %s', async (url) => {
    const { vendor, asked } = line([{ status: 200 }])
    await expect(vendor.request({ ...get, url })).rejects.toMatchObject({
      kind: 'address_forbidden',
      whoMustAct: 'homing',
    })
    expect(asked).toEqual([])
  })
})

describe('a refused token', () => {
  it('is renewed once, and the same is asked again', async () => {
    const { vendor, asked, renewed } = line([{ status: 401 }, { status: 200 }])
    await vendor.request(get)
    expect(renewed).toEqual(['first'])
    expect(asked.map((a) => a.headers!['authorization'])).toEqual(['Bearer first', 'Bearer second'])
  })

  it('twice is a lost grant', async () => {
    const { vendor, asked, renewed } = line([{ status: 401 }])
    await expect(vendor.request(get)).rejects.toMatchObject({ kind: 'unauthorised', status: 401 })
    expect(renewed).toEqual(['first'])
    expect(asked).toHaveLength(2)
  })

  it('that cannot be renewed ends with the reason', async () => {
    const gone = new Failure('unauthorised', 'Gone.', { whoMustAct: 'you' })
    const tokens = { current: async () => 'x', renew: () => Promise.reject(gone) }
    await expect(line([{ status: 401 }], { tokens }).vendor.request(get)).rejects.toBe(gone)
  })
})

describe('passing faults', () => {
  it('are asked again with growing pauses, each try in its own slot', async () => {
    const { vendor, clock, taken } = line([
      { status: 503 },
      { fault: 'body_stall' },
      { status: 200 },
    ])
    await vendor.request(get)
    expect(clock.slept).toEqual([375, 750])
    expect(taken).toHaveLength(3)
  })

  it('end at the bound', async () => {
    const { vendor, asked } = line([{ fault: 'headers_timeout' }])
    await expect(vendor.request(get)).rejects.toMatchObject({
      kind: 'temporary',
      whoMustAct: 'vendor',
      message: 'Vendor: It did not work.',
    })
    expect(asked).toHaveLength(TRIES_MAX)
  })

  it('of an unsafe request are not asked again: the vendor may have acted', async () => {
    const { vendor, asked } = line([{ fault: 'connection' }])
    await expect(vendor.request({ ...get, method: 'POST' })).rejects.toMatchObject({
      kind: 'temporary',
    })
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['address_forbidden', 'address_forbidden'],
    ['too_large', 'unreadable'],
    ['malformed', 'unreadable'],
  ] as const)('are not %s, which is %s at once', async (fault, kind) => {
    const { vendor, asked } = line([{ fault }])
    await expect(vendor.request(get)).rejects.toMatchObject({ kind })
    expect(asked).toHaveLength(1)
  })
})

describe('too fast', () => {
  it('with Retry-After waits exactly, and keeps everybody else waiting too', async () => {
    const { vendor, clock, blocked, taken } = line([
      { status: 429, headers: { 'retry-after': '9' } },
      { status: 200 },
    ])
    const start = clock.now()
    await vendor.request(get)
    expect(blocked).toEqual([start + 9000])
    expect(taken[1]! - start).toBeGreaterThanOrEqual(9000)
  })

  it('without it backs off, and slows all later requests down until they go well', async () => {
    const { vendor, clock } = line([{ status: 429 }, { status: 429 }, { status: 200 }])
    await vendor.request(get)
    // Back-off, gap 250, back-off, gap 500.
    expect(clock.slept).toEqual([375, 250, 750, 500])
    for (const gap of [450, 400, 350]) {
      await vendor.request(get)
      expect(clock.slept.at(-1)).toBe(gap)
    }
  })

  it('is asked again even for an unsafe request, which was not acted on', async () => {
    const { vendor, asked } = line([{ status: 429 }, { status: 201 }])
    await vendor.request({ ...get, method: 'POST', json: {} })
    expect(asked).toHaveLength(2)
  })

  it('for longer than a minute is left to the job, with the time named', async () => {
    const { vendor, clock, blocked } = line([{ status: 429, headers: { 'retry-after': '900' } }])
    const start = clock.now()
    await expect(vendor.request(get)).rejects.toMatchObject({ kind: 'throttled', waitMs: 900_000 })
    expect(blocked).toEqual([start + 900_000])
    expect(clock.slept).toEqual([])
  })

  it('with the day spent is never asked again', async () => {
    const row = {
      status: 429,
      failure: 'quota_exceeded',
      whoMustAct: 'vendor',
      sentence: 'Spent.',
      waitMs: () => 5000,
    } as const
    const { vendor, asked, clock, blocked } = line([{ status: 429 }], {}, [row])
    const start = clock.now()
    await expect(vendor.request(get)).rejects.toMatchObject({
      kind: 'quota_exceeded',
      waitMs: 5000,
    })
    expect(asked).toHaveLength(1)
    expect(blocked).toEqual([start + 5000])
  })
})

describe('an answer', () => {
  it.each([
    [302, 'unreadable', 'you'],
    [400, 'refused', 'homing'],
    [403, 'forbidden', 'you'],
    [404, 'not_found', 'homing'],
    [422, 'refused', 'homing'],
  ])('of status %i alone is %s, and %s must act', async (status, kind, whoMustAct) => {
    const { vendor, asked } = line([{ status, body: '<html>' }])
    await expect(vendor.request(get)).rejects.toMatchObject({ kind, whoMustAct, status })
    expect(asked).toHaveLength(1)
  })

  it('is judged by the first row that fits, with the vendor’s words redacted and cut', async () => {
    const rows = [
      { status: 400, when: () => false, failure: 'forbidden', whoMustAct: 'you', sentence: 'No.' },
      {
        status: '4xx',
        failure: 'refused',
        whoMustAct: 'you',
        sentence: 'It refused.',
        remedy: 'Look.',
        words: () => `ann@example.com exists ${'x'.repeat(500)}`,
      },
    ] as const
    const { vendor } = line([{ status: 400 }], {}, [...rows])
    const failure = await vendor.request(get).catch((error: unknown) => error as Failure)
    expect(failure).toMatchObject({ kind: 'refused', remedy: 'Look.' })
    expect((failure as Failure).message).toMatch(/^It refused\. It says: “\[address\] exists x+”$/)
    expect((failure as Failure).message.length).toBeLessThan(400)
  })

  it('that is no JSON is unreadable when it is read', async () => {
    const answer = await line([{ status: 200, body: '<html>' }]).vendor.request(get)
    expect(() => answer.json()).toThrow(expect.objectContaining({ kind: 'unreadable' }))
  })
})

describe('giving up', () => {
  it('throws the reason of the signal, before and between tries', async () => {
    const before = line([{ status: 200 }], { signal: AbortSignal.abort('stop') })
    await expect(before.vendor.request(get)).rejects.toBe('stop')
    expect(before.asked).toEqual([])
    const controller = new AbortController()
    const between = line([{ status: 503 }], {
      signal: controller.signal,
      onRequest: () => controller.abort('stop'),
    })
    await expect(between.vendor.request(get)).rejects.toBe('stop')
    expect(between.asked).toHaveLength(1)
  })
})
