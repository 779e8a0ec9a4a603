import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { magnetMail } from '../../../src/connectors/esp/magnetmail/index.ts'
import { walkPages } from '../../../src/connectors/index.ts'
import { connect, parameters } from '../../sandbox/magnetmail/client.ts'
import { describeConformance } from '../conformance.ts'
import { httpFor, lineTo, startStage } from './stage.ts'

describeConformance('MagnetMail', startStage)

describe('MagnetMail against its sandbox', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'magnetmail', seed: 11 })
    sandbox.clock.runUntilQuiet()
  })
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  it('does not open a session with another password, and says what to look at', async () => {
    const wrong = magnetMail.keys!.open!(lineTo(sandbox), { password: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ kind: 'unauthorised', whoMustAct: 'you' })
  })

  it('tells since a moment only who left since, and nobody of them is missing', async () => {
    const { contacts } = sandbox.truth()
    const times = contacts.flatMap(({ optOut }) => (optOut ? Date.parse(optOut.at) : []))
    const middle = times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!
    const all = await peopleOut(null)
    const since = await peopleOut(middle)
    expect(since.size).toBeGreaterThan(0)
    expect(since.size).toBeLessThan(all.size)
    expect([...since].filter((address) => !all.has(address))).toEqual([])
    const missing = contacts.filter(
      ({ address, optOut, permission, deletedAt }) =>
        permission === 'unsubscribed'
        && deletedAt === undefined
        && optOut !== undefined
        && Date.parse(optOut.at) >= middle
        && !since.has(address),
    )
    expect(missing).toEqual([])
  })

  it('tells an opt-out, twice as good as once', async () => {
    const vendor = lineTo(sandbox)
    const consent = magnetMail.consent!
    const { address } = sandbox
      .truth()
      .contacts.find((one) => one.permission !== 'unsubscribed' && one.deletedAt === undefined)!
    const before = (await consent.find(vendor, address))!
    expect(before).toMatchObject({ state: 'mailable', address })
    const ask = { reason: 'Too many', mark: 'm1' }
    await consent.optOut(vendor, before, ask)
    await consent.optOut(vendor, before, ask)
    expect(await consent.find(vendor, address)).toMatchObject({
      state: 'opted_out',
      permission: 'unsubscribed',
    })
    expect(await peopleOut(null)).toContain(address)
    expect(await consent.find(vendor, 'nobody@client.example')).toBeNull()
  })

  it('tells who left a category as out of that category alone', async () => {
    const vendor = lineTo(sandbox)
    const [, category] = await magnetMail.categories!.list(vendor)
    const { address } = sandbox
      .truth()
      .contacts.find((one) => one.permission === 'explicit' && one.deletedAt === undefined)!
    const { call } = await connect(sandbox)
    const { id } = (await magnetMail.consent!.find(vendor, address))!
    const leaving = { Id: 0, RecipientId: id, MessageId: 0, GroupId: 0 }
    const unsubscribe = parameters({ ...leaving, GroupCategoryId: category!.id })
    await call('unsubscribeRecipients', {
      unsubscribes: parameters({ Unsubscribe: unsubscribe }),
    })
    const part = magnetMail.suppressions!
    const told = []
    for await (const { body } of walkPages('test', (c) => part.page(lineTo(sandbox), null, c))) {
      told.push(...part.read(body).rows.filter((row) => row.address === address))
    }
    expect(told).toMatchObject([
      { contactId: id, group: { kind: 'category', id: category!.id }, occurredAt: null },
    ])
    expect(await magnetMail.consent!.find(vendor, address)).toMatchObject({ state: 'mailable' })
  })

  async function peopleOut(since: number | null): Promise<Set<string>> {
    const vendor = lineTo(sandbox)
    const found = new Set<string>()
    const part = magnetMail.suppressions!
    for await (const { body } of walkPages('test', (c) => part.page(vendor, since, c))) {
      for (const { address } of part.read(body).rows) found.add(address)
    }
    return found
  }
})
