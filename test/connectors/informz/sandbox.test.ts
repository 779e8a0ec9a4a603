import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { informz } from '../../../src/connectors/esp/informz/index.ts'
import { type RemoteContact, type RemoteList, walkPages } from '../../../src/connectors/index.ts'
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
    const lists: RemoteList[] = []
    for await (const { body } of walkPages('test', (c) => informz.lists!.page(vendor, c))) {
      lists.push(...informz.lists!.read(body).rows)
    }
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
})
