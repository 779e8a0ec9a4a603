import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { correctAddress } from '../../../src/consent/index.ts'
import { mailable, twoWorlds, type Side, type TwoWorlds } from './world.ts'

let world: TwoWorlds
let people: string[]
beforeAll(async () => {
  world = await twoWorlds()
  for (const side of [world.a, world.b]) await world.sync2(side, ['opt_outs', 'lists', 'contacts'])
  const atA = new Set(await mailable(world, world.a))
  people = (await mailable(world, world.b)).filter((one) => atA.has(one))
}, 60_000)
afterAll(() => world.close())

let next = 0
/** Somebody no test has touched. */
const someone = () => people[next++]!
const rowOf = async (side: Side, address: string) =>
  (await world.rows(side)).find((row) => row.address === address.toLowerCase())
const sinceNow = (side: Side) => {
  const before = world.writes(side).length
  return () => world.writes(side).slice(before)
}

describe('a corrected address', () => {
  const correct = async (address: string, to: string) => {
    const { personId, addressId } = await world.person(address)
    const { workspaceId } = world.by
    const actor = { id: 'user-1', name: 'Ada Example' }
    const change = { workspaceId, personId, addressId, actor, now: world.homing.now() }
    await world.inTx((tx) => correctAddress(tx, change, { address: to, note: '' }))
  }

  test('is given to the same contact, and nothing else of it is touched', async () => {
    const address = someone()
    const [before, written] = [world.there(world.b, address), sinceNow(world.b)]
    await correct(address, 'New.Name@fresh.example')
    await world.tell(world.b)
    expect(world.there(world.b, 'new.name@fresh.example')).toEqual({
      ...before,
      address: 'New.Name@fresh.example',
    })
    expect(world.there(world.b, address)).toBeUndefined()
    await world.tell(world.b)
    expect(written()).toEqual(['PUT /v3/contacts/*'])
    expect(await rowOf(world.b, 'new.name@fresh.example')).toMatchObject({
      ...{ kind: 'address', wanted: 'moved', status: 'done' },
    })
  })

  test('corrected twice before anybody was told is told once, as it is now', async () => {
    const address = someone()
    const written = sinceNow(world.b)
    await correct(address, 'first.try@fresh.example')
    await correct('first.try@fresh.example', 'second.try@fresh.example')
    await world.tell(world.b)
    expect(world.there(world.b, 'second.try@fresh.example')).toBeDefined()
    expect(world.there(world.b, 'first.try@fresh.example')).toBeUndefined()
    expect(written()).toEqual(['PUT /v3/contacts/*'])
  })

  test('and corrected back before anybody was told is told to nobody', async () => {
    const address = someone()
    const written = sinceNow(world.b)
    await correct(address, 'wrong.one@fresh.example')
    await correct('wrong.one@fresh.example', address)
    await world.tell(world.b)
    expect(world.there(world.b, address)).toBeDefined()
    expect(written()).toEqual([])
  })

  test('of somebody who left goes nowhere: the contact is opted out as it stands', async () => {
    const address = someone()
    await world.optOut(address)
    await correct(address, 'left.before@fresh.example')
    await world.tell(world.b)
    expect(world.there(world.b, 'left.before@fresh.example')).toBeUndefined()
    expect(world.there(world.b, address).permission).toBe('unsubscribed')
  })

  test('that another contact there has already is refused, in words, and tried again', async () => {
    const [address, others] = [someone(), someone()]
    const taken = `only-there-${others}`
    const { contactId } = world.there(world.b, others)
    const { accessToken } = world.b.sandbox.issueTokens()
    await fetch(`${world.b.sandbox.url}/v3/contacts/${contactId}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email_address: { address: taken }, update_source: 'Account' }),
    })
    await correct(address, taken)
    await world.tell(world.b)
    const row = await rowOf(world.b, taken)
    expect(row).toMatchObject({ kind: 'address', status: 'waiting', tries: 1 })
    expect(row!.outcome).not.toBe('')
    expect(row!.outcome).not.toContain(taken)
    expect(world.there(world.b, address)).toBeDefined()
  })

  test('that nobody there has, as only the call can tell, needs nothing', async () => {
    const address = someone()
    const { connectors } = world.homing
    const nobody = connectors.map((one) => {
      const replaceAddress = async () => 'nobody' as const
      return one.consent ? { ...one, consent: { ...one.consent, replaceAddress } } : one
    })
    await correct(address, 'not.there@fresh.example')
    try {
      Object.assign(world.homing, { connectors: nobody })
      await world.tell(world.b)
    } finally {
      Object.assign(world.homing, { connectors })
    }
    expect(await rowOf(world.b, 'not.there@fresh.example')).toMatchObject({
      ...{ kind: 'address', status: 'not_needed' },
      outcome: 'Constant Contact does not know the address.',
    })
  })
})
