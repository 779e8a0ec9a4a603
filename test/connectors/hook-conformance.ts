/**
 * What every connector that takes deliveries must do, proven on deliveries made by its vendor's
 * simulator: of a known history, signed as the vendor signs.
 */
import { describe, expect, it } from 'vitest'
import {
  type Connector,
  type Delivery,
  Failure,
  type FeedbackAsk,
  type FeedbackEvent,
  type HooksPart,
  prove,
  type ReadPage,
} from '../../src/connectors/index.ts'

export interface HookStage {
  connector: Connector
  /** Keys as somebody would enter them, each good by itself; the first signs. */
  keys: readonly [string, string]
  now: number
  /** The whole history in at least two deliveries of different news, signed under the first key. */
  deliveries(): readonly [Delivery, Delivery, ...Delivery[]]
  /** The delivery sent again by the vendor, as a retry. */
  again(delivery: Delivery): Delivery
  /** The same history by the other door, where there is one. */
  polled(): Promise<{ ask: FeedbackAsk; page: ReadPage<FeedbackEvent> }[]>
  fetchCertificate?: (url: string) => Promise<string>
}

export function describeHookConformance(name: string, start: () => HookStage): void {
  describe(`${name}, as every connector that takes deliveries`, () => {
    const stage = start()
    const hooks = stage.connector.hooks!
    const proved = (delivery: Delivery, keys: readonly string[] = stage.keys, now = stage.now) =>
      prove(hooks.scheme, delivery, {
        keys,
        now,
        fetchCertificate: stage.fetchCertificate ?? (() => Promise.reject(new Error('No.'))),
      })

    it('says what it takes, in words', () => {
      expect(hooks.kinds.length).toBeGreaterThan(0)
      expect(hooks.contentTypes.length).toBeGreaterThan(0)
      for (const type of hooks.contentTypes) expect(type).toMatch(/^[a-z]+\/[a-z.+-]+$/)
      expect(hooks.keys.title).not.toBe('')
      expect(hooks.keys.help).toMatch(/[.]$/)
      expect(hooks.reader).toMatch(/^[a-z-]+\/[a-z-]+@\d+$/)
      // Signed by nobody, an address is all there is to prove by: then no key may be needed.
      if (hooks.scheme.family === 'url_token') expect(hooks.keys.isNeeded).toBe(false)
    })

    it('proves genuine deliveries, also while one key takes over from another', async () => {
      for (const delivery of stage.deliveries()) {
        expect(await proved(delivery)).toMatchObject({ holds: true })
        expect(await proved(delivery, [...stage.keys].reverse())).toMatchObject({ holds: true })
        expect(await proved(delivery, [stage.keys[1]])).toMatchObject({ holds: false })
      }
    })

    it.runIf(isBodySigned(hooks))('refuses one with a byte altered', async () => {
      const [delivery] = stage.deliveries()
      for (const at of [0, delivery.body.length >> 1, delivery.body.length - 1]) {
        const body = Buffer.from(delivery.body)
        body[at]! ^= 1
        expect(await proved({ ...delivery, body })).toMatchObject({ holds: false })
      }
    })

    it('knows a delivery again that is sent again, and tells others apart', async () => {
      const identity = async (delivery: Delivery) => {
        const proof = await proved(delivery)
        if (!proof.holds) throw new Error(`It is not proved: ${proof.fault}.`)
        if (hooks.repeatsBy === 'body') return Buffer.from(delivery.body).toString('base64')
        expect(proof.signedId).not.toBeNull()
        return proof.signedId
      }
      const deliveries = stage.deliveries()
      const identities = await Promise.all(deliveries.map(identity))
      expect(new Set(identities).size).toBe(deliveries.length)
      expect(await Promise.all(deliveries.map((one) => identity(stage.again(one))))).toEqual(
        identities,
      )
    })

    it('reads the same bytes to the same rows, and leaves the bytes alone', () => {
      for (const { body } of stage.deliveries()) {
        const before = Buffer.from(body)
        const once = hooks.read(body)
        expect(once.refused).toEqual([])
        expect(hooks.read(Buffer.from(before))).toEqual(once)
        expect(before.equals(Buffer.from(body))).toBe(true)
        for (const { kind } of once.rows) expect(hooks.kinds).toContain(kind)
      }
    })

    it.each(['', '{', 'null', '\u0000', '<html></html>'])(
      'tells that %j is no delivery',
      (text) => {
        let thrown: unknown
        try {
          hooks.read(Buffer.from(text))
        } catch (error) {
          thrown = error
        }
        expect(thrown).toBeInstanceOf(Failure)
        expect(thrown).toMatchObject({ kind: 'unreadable' })
      },
    )

    it('tells each happening as the other door does, to the same moment', async () => {
      const told = stage.deliveries().flatMap(({ body }) => hooks.read(body).rows)
      const polled = (await stage.polled())
        .filter(({ ask }) => hooks.kinds.includes(ask.kind))
        .flatMap(({ page }) => page.rows)
      expect(told.length).toBeGreaterThan(0)
      expect(told.map(naturalKeyOf).sort()).toEqual(polled.map(naturalKeyOf).sort())
    })
  })
}

/** Mailgun signs time and token only, and an address signs nothing. */
function isBodySigned({ scheme }: HooksPart): boolean {
  return scheme.family !== 'body_hmac' && scheme.family !== 'url_token'
}

function naturalKeyOf({ kind, address, activity, occurredAt, link }: FeedbackEvent): string {
  return [kind, address.toLowerCase(), activity, occurredAt, link?.id ?? link?.url ?? ''].join(' ')
}
