import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { waitAfter } from '../../src/outbox/index.ts'
import { newSecret, signed } from '../../src/webhooks/index.ts'
import {
  FAILING_MS_MIN,
  FAILURES_MAX,
  isDead,
  restAfter,
  WEBHOOK_WAITS_MS,
} from '../../src/webhooks/tries.ts'
import { fc } from '../property.ts'

/** The vector of the Standard Webhooks project's own tests. */
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1614265330,
  body: '{"test": 2432232314}',
}

describe('a signature', () => {
  test('is that of the published vector', () => {
    expect(signed({ ...VECTOR, secrets: [VECTOR.secret] })).toEqual({
      'webhook-id': VECTOR.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  test('whatever the body, is accepted by a verifier somebody else wrote; another body is not', () => {
    fc.assert(
      fc.property(fc.json(), fc.uuid(), (body, id) => {
        const secret = newSecret()
        const timestamp = Math.floor(Date.now() / 1000)
        const headers = signed({ secrets: [secret], id, timestamp, body })
        expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
        expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow()
        expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow()
      }),
    )
  })
})

describe('while a secret is rotated', () => {
  test('both sign, the newest first, and a verifier accepts either', () => {
    const [newest, former] = [newSecret(), newSecret()]
    const message = { id: 'msg_1', timestamp: Math.floor(Date.now() / 1000), body: '{"a":1}' }
    const headers = signed({ secrets: [newest, former], ...message })
    const each = [newest, former].map((secret) => signed({ secrets: [secret], ...message }))
    expect(headers['webhook-signature']).toBe(each.map((one) => one['webhook-signature']).join(' '))
    for (const secret of [newest, former]) {
      expect(new Webhook(secret).verify(message.body, headers)).toEqual({ a: 1 })
    }
    expect(() => new Webhook(newSecret()).verify(message.body, headers)).toThrow()
  })
})

describe('tries', () => {
  test('reach over three days, each pause longer than the one before, then end', () => {
    const waits = WEBHOOK_WAITS_MS
    const pauses = Array.from({ length: 20 }, (_, at) =>
      waitAfter({ waits, tries: at + 1, askedMs: null, random: 0 }),
    ).filter((pause) => pause !== null)
    expect(pauses).toEqual([...waits])
    expect([...pauses].sort((a, b) => a - b)).toEqual(pauses)
    const sum = pauses.reduce((all, one) => all + one, 0)
    expect(sum).toBeGreaterThan(3 * 24 * 3_600_000)
    expect(sum).toBeLessThan(4 * 24 * 3_600_000)
  })

  test('wait as long as the receiver asks, a day at most', () => {
    const asked = (askedMs: number) =>
      waitAfter({ waits: WEBHOOK_WAITS_MS, tries: 1, askedMs, random: 0.5 })
    expect(asked(60_000)).toBe(60_000)
    expect(asked(1)).toBe(5_500)
    expect(asked(1e12)).toBe(24 * 3_600_000)
  })

  test('an endpoint that fails rests twice as long each time, an hour at most', () => {
    const rests = Array.from({ length: 40 }, (_, at) => restAfter(at + 1, 0))
    expect(rests.slice(0, 3)).toEqual([5_000, 10_000, 20_000])
    expect(Math.max(...rests)).toBe(3_600_000)
    expect(restAfter(1, 0.5)).toBe(5_500)
  })

  test('an endpoint is dead after many failures over a long time, not after one bad hour', () => {
    expect(isDead(FAILURES_MAX, 0, FAILING_MS_MIN)).toBe(true)
    expect(isDead(FAILURES_MAX - 1, 0, FAILING_MS_MIN * 9)).toBe(false)
    expect(isDead(FAILURES_MAX * 50, 0, FAILING_MS_MIN - 1)).toBe(false)
  })
})
