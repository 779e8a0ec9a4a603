import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { emma } from '../../../src/connectors/esp/emma/index.ts'
import { type RemoteContact, type RemoteJob, walkPages } from '../../../src/connectors/index.ts'
import { ids } from '../../sandbox/emma/client.ts'
import { describeConformance } from '../conformance.ts'
import { httpFor, lineTo, startStage } from './stage.ts'

describeConformance('Emma', startStage)

describe('Emma against its sandbox', () => {
  const consent = emma.consent!
  const audience = emma.audience!
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'emma', seed: 11, enforceLimits: false, rowsPerPage: 300 })
    sandbox.clock.runUntilQuiet()
  })
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  const somebody = (permission: string, at = 0) =>
    sandbox
      .truth()
      .contacts.filter((one) => one.permission === permission && one.deletedAt === undefined)[at]!
      .address
  const found = async (address: string) => (await consent.find(lineTo(sandbox), address))!

  async function membersOf(group: string): Promise<RemoteContact[]> {
    const all: RemoteContact[] = []
    const page = (cursor: string | null) => audience.membersPage!(lineTo(sandbox), group, cursor)
    for await (const { body } of walkPages('test', page)) {
      const { rows, refused } = audience.readMembers!(body)
      expect(refused).toEqual([])
      all.push(...rows)
    }
    return all
  }

  async function over(job: RemoteJob): Promise<RemoteJob> {
    for (let turn = 0; turn < 50; turn++) {
      const told = await audience.job(lineTo(sandbox), job.id)
      if (told.state === 'done' || told.state === 'failed') return told
      sandbox.clock.advance(60_000)
    }
    throw new Error('The import never ends.')
  }

  it('says which keys are not accepted, and looks no further', async () => {
    const health = await emma.check(lineTo(sandbox, 'wrong'))
    expect(health).toMatchObject({ ok: false, checks: [{ name: 'connection', ok: false }] })
    expect(health.checks).toHaveLength(1)
  })

  it('tells an opt-out, twice without harm, and takes it back', async () => {
    const before = await found(somebody('implicit'))
    expect(before).toMatchObject({ state: 'mailable', permission: 'a' })
    for (let time = 0; time < 2; time++) {
      await consent.optOut(lineTo(sandbox), before, { reason: 'Too many', mark: 'm1' })
    }
    const out = await found(before.address.toUpperCase())
    expect(out).toMatchObject({ id: before.id, state: 'opted_out', permission: 'o' })
    await consent.resubscribe!.call(lineTo(sandbox), out, [])
    expect(await found(before.address)).toMatchObject({ state: 'mailable' })
  })

  it('knows nothing of an address that is no member', async () => {
    expect(await consent.find(lineTo(sandbox), 'no+body/else@nowhere.example')).toBeNull()
  })

  it('takes a member off one group, and leaves the others and the fields', async () => {
    const group = (await ids(sandbox)).groups[0]!.id
    const member = (await membersOf(String(group))).find((one) => one.permission === 'a')!
    const before = await found(member.address)
    const list = { kind: 'list', id: String(group) } as const
    expect(before.groups).toContainEqual(list)
    await consent.leave!(lineTo(sandbox), before, [list])
    const after = await found(member.address)
    expect(after.groups).toEqual(before.groups.filter(({ id }) => id !== list.id))
    expect(after.record).toMatchObject({ fields: (before.record as { fields: object }).fields })
  })

  it('gives a member another address, and leaves the rest', async () => {
    const before = await found(somebody('implicit', 3))
    await consent.replaceAddress!(lineTo(sandbox), before, 'another@client.example')
    const after = await found('another@client.example')
    expect(after).toMatchObject({ id: before.id, groups: before.groups })
    expect(after.record).toMatchObject({ fields: (before.record as { fields: object }).fields })
  })

  it('deletes the member of somebody who was erased', async () => {
    const { id, address } = await found(somebody('implicit', 5))
    expect(await consent.erase!.find(lineTo(sandbox), id)).toEqual({ address })
    await consent.erase!.call(lineTo(sandbox), id)
    expect(await consent.erase!.find(lineTo(sandbox), id)).toBeNull()
    expect(await consent.find(lineTo(sandbox), address)).toBeNull()
  })

  it('fills a new group by an import, and empties it by ids', async () => {
    const made = await audience.createList!(lineTo(sandbox), 'Guests')
    const people = [somebody('implicit', 7), 'new@client.example'].map((address) => ({
      address,
      values: [],
    }))
    const done = await over(await audience.putOn!(lineTo(sandbox), people, [made.id]))
    expect(done).toMatchObject({ state: 'done', word: 'o', errors: 0 })
    const members = await membersOf(made.id)
    expect(members.map(({ address }) => address).sort()).toEqual(
      people.map(({ address }) => address).sort(),
    )
    await audience.takeOff(lineTo(sandbox), members, [made.id])
    expect(await membersOf(made.id)).toEqual([])
    expect(await audience.putKnownOn(lineTo(sandbox), members, [made.id])).toMatchObject({
      state: 'done',
    })
    expect(await membersOf(made.id)).toHaveLength(2)
    await audience.renameList!(lineTo(sandbox), made.id, 'Guests of June')
    const names = (await ids(sandbox)).groups.map(({ name }) => name)
    expect(names).toContain('Guests of June')
    expect(names).not.toContain('Guests')
    await audience.removeList!(lineTo(sandbox), made.id)
    await audience.removeList!(lineTo(sandbox), made.id)
    expect((await ids(sandbox)).groups.map(({ id }) => id)).not.toContain(made.id)
  })

  it('tells of everybody, and then again with each group', async () => {
    const vendor = lineTo(sandbox)
    const groups = new Map<string, string[]>()
    for await (const { body } of walkPages('test', (cursor) =>
      emma.contacts!.page(vendor, cursor),
    )) {
      for (const { id, lists } of emma.contacts!.read(body).rows) {
        groups.set(id, [...(groups.get(id) ?? []), ...lists])
      }
    }
    const there = sandbox.truth().contacts.filter((one) => one.deletedAt === undefined)
    expect(groups.size).toBe(there.length)
    const memberships = [...groups.values()].reduce((sum, ids) => sum + ids.length, 0)
    expect(memberships).toBe(there.reduce((sum, { listIds }) => sum + listIds.length, 0))
  })

  it('lifts no opt-out by an import', async () => {
    const group = String((await ids(sandbox)).groups[0]!.id)
    const address = somebody('unsubscribed')
    await over(await audience.putOn!(lineTo(sandbox), [{ address, values: [] }], [group]))
    expect(await found(address)).toMatchObject({ state: 'opted_out' })
  })
})
