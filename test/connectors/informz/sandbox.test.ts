import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { informz } from '../../../src/connectors/esp/informz/index.ts'
import {
  type RemoteContact,
  type RemoteList,
  type Vendor,
  walkPages,
} from '../../../src/connectors/index.ts'
import { describeConformance } from '../conformance.ts'
import { httpFor, lineTo, optedOutOf, startStage } from './stage.ts'

describeConformance('Informz', startStage)

describe('Informz against its sandbox', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'informz', seed: 11, rowsPerPage: 300 })
    sandbox.clock.runUntilQuiet()
  })
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  it('says in words which key is wrong, and asks no further', async () => {
    onTestFinished(() => sandbox.faults.clear())
    const vendor = lineTo(sandbox)
    const strange = { ...vendor, settings: { ...vendor.settings, brandId: '9' } }
    const health = await informz.check(strange)
    expect(health).toMatchObject({ ok: false, checks: [{ ok: false }] })
    expect(health.checks[0]!.sentence).toMatch(/brand/)
  })

  it('tells who has which interests, and who is opted out', async () => {
    const vendor = lineTo(sandbox)
    const lists = await interests(vendor)
    const truth = sandbox.truth()
    const used = new Set(truth.contacts.flatMap(({ listIds }) => listIds))
    const names = truth.lists.filter(({ listId }) => used.has(listId)).map(({ name }) => name)
    expect(lists.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
    const found = new Map<string, RemoteContact[]>()
    for await (const { body } of walkPages('test', (c) => informz.contacts!.page(vendor, c))) {
      const { rows, refused } = informz.contacts!.read(body)
      expect(refused).toEqual([])
      for (const row of rows) found.set(row.address, [...(found.get(row.address) ?? []), row])
    }
    const out = [...found].filter(([, rows]) => rows.some((one) => one.permission !== ''))
    expect(out.map(([address]) => address).sort()).toEqual(optedOutOf(sandbox).sort())
    // Who unsubscribes has no interest any more.
    for (const { address, listIds, permission, deletedAt } of truth.contacts) {
      if (deletedAt !== undefined || permission === 'unsubscribed') continue
      const on = found.get(address)!.flatMap((row) => row.lists)
      expect(on, address).toHaveLength(listIds.length)
    }
  })

  it('tells an opt-out, twice as good as once, and it comes home as our own', async () => {
    const vendor = lineTo(sandbox)
    const consent = informz.consent!
    const { address } = sandbox.truth().contacts.find((one) => one.permission !== 'unsubscribed')!
    const before = (await consent.find(vendor, address))!
    expect(before).toMatchObject({ state: 'mailable', groups: expect.anything() })
    expect(before.groups.length).toBeGreaterThan(0)
    await consent.optOut(vendor, before, { reason: 'Too many', mark: 'm1' })
    await consent.optOut(vendor, before, { reason: 'Too many', mark: 'm1' })
    const out = (await consent.find(vendor, address))!
    expect(out).toMatchObject({ state: 'opted_out', optedOutAt: expect.any(Number), mark: 'm1' })
    expect(await consent.find(vendor, 'nobody@client.example')).toBeNull()
  })

  it('puts people on interests and takes them off, twice as good as once', async () => {
    const vendor = lineTo(sandbox)
    const part = informz.audience!
    const [list] = await interests(vendor)
    const truth = () => sandbox.truth()
    const [known] = truth().contacts.filter(
      (one) => one.permission !== 'unsubscribed' && one.listIds.length === 0 && !one.deletedAt,
    )
    const address = known?.address ?? 'known@new.example'
    const people = ['new@new.example', address].map((one) => ({ address: one, values: [] }))
    for (let time = 0; time < 2; time++) await part.putOn!(vendor, people, [list!.id])
    const on = await membersOf(vendor, list!.id)
    expect(on).toEqual(expect.arrayContaining(people.map((one) => one.address)))
    const members = people.map((one) => ({ id: '', address: one.address }))
    for (let time = 0; time < 2; time++) await part.takeOff(vendor, members, [list!.id])
    const left = await membersOf(vendor, list!.id)
    expect(left.sort()).toEqual(on.filter((one) => !people.some((p) => p.address === one)).sort())
    const stays = truth().contacts.find((one) => one.address === 'new@new.example')
    expect(stays).toMatchObject({ permission: 'implicit', listIds: [] })
  })

  it('takes somebody off one interest, and off no other', async () => {
    const vendor = lineTo(sandbox)
    const consent = informz.consent!
    const { address } = sandbox
      .truth()
      .contacts.find((one) => one.permission !== 'unsubscribed' && one.listIds.length > 1)!
    const before = (await consent.find(vendor, address))!
    const [first, ...others] = before.groups
    for (let time = 0; time < 2; time++) await consent.leave!(vendor, before, [first!])
    const after = (await consent.find(vendor, address))!
    expect(after).toMatchObject({ state: 'mailable' })
    expect(after.groups).toEqual(others)
  })
})

async function interests(vendor: Vendor): Promise<RemoteList[]> {
  const found: RemoteList[] = []
  for await (const { body } of walkPages('test', (c) => informz.lists!.page(vendor, c))) {
    found.push(...informz.lists!.read(body).rows)
  }
  return found
}

async function membersOf(vendor: Vendor, list: string): Promise<string[]> {
  const part = informz.audience!
  const found: string[] = []
  const pages = walkPages('test', (cursor) => part.membersPage!(vendor, list, cursor))
  for await (const { body } of pages) {
    const { rows, refused } = part.readMembers!(body)
    expect(refused).toEqual([])
    found.push(...rows.map(({ address }) => address))
  }
  return found
}
