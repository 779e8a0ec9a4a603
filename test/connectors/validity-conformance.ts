/**
 * What every connector must do that tells a CRM whether an address is good, proven against its
 * CRM's simulator, as conformance.ts does for what an ESP tells.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Connector,
  type RemoteSuppression,
  type RemoteValidity,
  type Vendor,
  walkPages,
} from '../../src/connectors/index.ts'

export interface ValidityStage {
  connector: Connector
  /** A new line to the CRM, as after a restart. */
  vendor(): Vendor
  /** Addresses with no mark at all, the first of them of two people at least. */
  addresses(): Promise<string[]>
  /** A user of the CRM sets or clears marks of everybody who has an address. */
  flag(address: string, flags: { optOut?: boolean; invalid?: boolean }): Promise<void>
  /** Everybody who has the address, told by the simulator and not through its API. */
  holders(address: string): Promise<{ optOut: boolean; invalid: boolean }[]>
  /** Everything about people that is not a mark or a moment, to be compared. */
  people(): Promise<unknown>
  advance(ms: number): void
  close(): Promise<void>
}

const ASK = { reason: 'hard bounce (550 5.1.1) in News', mark: '1a2b3c4d' }
const MINUTE = 60_000

export function describeValidity(name: string, start: () => Promise<ValidityStage>): void {
  describe(`${name}, told whether an address is good`, () => {
    let stage: ValidityStage
    let addresses: string[]
    beforeAll(async () => {
      stage = await start()
      addresses = await stage.addresses()
      expect(addresses.length).toBeGreaterThan(3)
    }, 180_000)
    afterAll(() => stage.close())

    const part = () => stage.connector.validity!
    const find = (address: string) => part().find(stage.vendor(), address)
    const held = async (address: string) => (await find(address))!
    const since = () => stage.vendor().now() - 60 * MINUTE
    const invalidate = async (address: string, of?: RemoteValidity) =>
      part().invalidate(stage.vendor(), of ?? (await held(address)), { ...ASK, since: since() })
    const validate = async (address: string) => {
      const now = await held(address)
      await part().validate(stage.vendor(), now, now.marks)
    }
    const stated = async (address: string): Promise<RemoteSuppression[]> => {
      const found: RemoteSuppression[] = []
      const { page, read } = stage.connector.suppressions!
      const vendor = stage.vendor()
      for await (const { body } of walkPages('test', (c) => page(vendor, null, c))) {
        found.push(...read(body).rows)
      }
      return found.filter((one) => one.address.toLowerCase() === address.toLowerCase())
    }

    it('says how, beside consent, and in a word of its own', () => {
      const { invalidWords, rules } = part()
      expect(invalidWords.length).toBeGreaterThan(0)
      const outs = stage.connector.consent!.unmailableWords
      expect(invalidWords.filter((word) => outs.includes(word))).toEqual([])
      for (const rule of Object.values(rules)) expect(rule).toMatch(/\.$/)
    })

    it('knows nothing of an address nobody has', async () => {
      expect(await find('nobody@nowhere.example')).toBeNull()
    })

    it('marks everybody who has the address, and what it reads back says so', async () => {
      const [address = ''] = addresses
      expect(await held(address)).toMatchObject({ state: 'mailable', marks: [] })
      await invalidate(address)
      const holders = await stage.holders(address)
      expect(holders.length).toBeGreaterThan(0)
      expect(holders.every((one) => one.invalid && !one.optOut)).toBe(true)
      const now = await held(address)
      expect(now.state).toBe('invalid')
      expect(part().invalidWords).toContain(now.permission)
      expect(now.marks.length).toBeGreaterThan(0)
    })

    it('tells it home as it is read back, so that it can be known for ours', async () => {
      const [address = ''] = addresses
      const { marks } = await held(address)
      const rows = await stated(address)
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) {
        expect(row.cause).toBe('bounce')
        const isOurs = part().keepsMark
          ? row.mark === ASK.mark
          : marks.some(({ at }) => at !== null && at === row.occurredAt)
        expect(isOurs).toBe(true)
      }
    })

    it('changes nothing when told again, not even a moment', async () => {
      const [address = ''] = addresses
      const before = await held(address)
      stage.advance(5 * MINUTE)
      await invalidate(address)
      expect(await held(address)).toEqual(before)
    })

    it('takes the mark off again', async () => {
      const [address = ''] = addresses
      await validate(address)
      expect(await held(address)).toMatchObject({ state: 'mailable', marks: [] })
      expect((await stage.holders(address)).some((one) => one.invalid)).toBe(false)
      expect(await stated(address)).toEqual([])
    })

    it('leaves an opt-out as it is, both ways, and an opt-out leaves the mark', async () => {
      const [, address = ''] = addresses
      await stage.flag(address, { optOut: true })
      await invalidate(address)
      expect(await held(address)).toMatchObject({ state: 'invalid' })
      const isBoth = (await stage.holders(address)).every((one) => one.optOut && one.invalid)
      expect(isBoth).toBe(true)
      await validate(address)
      expect((await stage.holders(address)).every((one) => one.optOut && !one.invalid)).toBe(true)
      await invalidate(address)
      const vendor = stage.vendor()
      const contact = (await stage.connector.consent!.find(vendor, address))!
      await stage.connector.consent!.resubscribe!.call(vendor, contact, [])
      expect((await stage.holders(address)).every((one) => !one.optOut && one.invalid)).toBe(true)
    })

    it('takes off the marks that it is told to, and no others', async () => {
      const [, , address = ''] = addresses
      await stage.flag(address, { invalid: true })
      const now = await held(address)
      expect(now.marks.some((one) => one.mark !== undefined)).toBe(false)
      await part().validate(stage.vendor(), now, [])
      expect(await held(address)).toEqual(now)
    })

    it('makes nobody, and changes nothing else of anybody', async () => {
      const [, , , address = ''] = addresses
      const before = await stage.people()
      await invalidate(address)
      expect(await stage.people()).toEqual(before)
    })
  })
}
