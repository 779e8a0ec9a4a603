import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { newSecret, signed } from '../../src/outbox/index.ts'
import {
  FAILING_MS_MIN,
  FAILURES_MAX,
  isDead,
  waitAfter,
  WEBHOOK_WAITS_MS,
} from '../../src/outbox/tries.ts'

/** The vector of the Standard Webhooks project's own tests. */
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1614265330,
  body: '{"test": 2432232314}',
}

describe('a signature', () => {
  test('is that of the published vector', () => {
    expect(signed(VECTOR)).toEqual({
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
        const headers = signed({ secret, id, timestamp, body })
        expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
        expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow()
        expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow()
      }),
    )
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

  test('an endpoint is dead after many failures over a long time, not after one bad hour', () => {
    expect(isDead(FAILURES_MAX, 0, FAILING_MS_MIN)).toBe(true)
    expect(isDead(FAILURES_MAX - 1, 0, FAILING_MS_MIN * 9)).toBe(false)
    expect(isDead(FAILURES_MAX * 50, 0, FAILING_MS_MIN - 1)).toBe(false)
  })
})
