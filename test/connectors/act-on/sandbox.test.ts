import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { actOn } from '../../../src/connectors/esp/act-on/index.ts'
import {
  type RemoteContact,
  refreshTokens,
  signIn,
  walkPages,
} from '../../../src/connectors/index.ts'
import { realClock } from '../../../src/platform/http/index.ts'
import { describeConformance } from '../conformance.ts'
import { httpFor, lineTo, optedOutOf, SECRETS, settingsFor, startStage } from './stage.ts'

describeConformance('Act-On', startStage)

describe('Act-On against its sandbox', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({
      esp: 'act-on',
      seed: 11,
      enforceLimits: false,
      rowsPerPage: 300,
    })
    sandbox.clock.runUntilQuiet()
  })
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  const signingIn = () => ({
    vendor: 'Act-On',
    part: actOn.oauth2!,
    settings: settingsFor(sandbox),
    clientSecret: SECRETS.clientSecret,
    http: httpFor(sandbox),
    clock: realClock,
  })

  it('signs in with a user name and a password, and the pair rotates', async () => {
    const { username } = settingsFor(sandbox)
    const ask = signingIn()
    const tokens = await signIn({ ...ask, username, password: SECRETS.password })
    expect(tokens.expiresAt! - Date.now()).toBeGreaterThan(3_500_000)
    const next = await refreshTokens({ ...ask, refreshToken: tokens.refreshToken! })
    expect(next.accessToken).not.toBe(tokens.accessToken)
    const spent = refreshTokens({ ...ask, refreshToken: tokens.refreshToken! })
    await expect(spent).rejects.toMatchObject({ kind: 'unauthorised' })
    const wrong = signIn({ ...ask, username, password: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ kind: 'unauthorised' })
    const stranger = signIn({ ...ask, clientSecret: 'wrong', username, password: 'wrong' })
    await expect(stranger).rejects.toMatchObject({ kind: 'refused', whoMustAct: 'you' })
  })

  it('does not walk for ever where there is always one more row', async () => {
    onTestFinished(() => sandbox.faults.clear())
    sandbox.faults.add({ kind: 'self-next', match: { path: /\/message/ }, times: 1000 })
    const walk = async () => {
      for await (const page of actOn.feedback!.campaigns(lineTo(sandbox), null)) void page
    }
    await expect(walk()).rejects.toMatchObject({ kind: 'unreadable' })
  })

  it('tells who is on which lists, and who is opted out', async () => {
    const vendor = lineTo(sandbox)
    const found = new Map<string, RemoteContact[]>()
    for await (const { body } of walkPages('test', (cursor) =>
      actOn.contacts!.page(vendor, cursor),
    )) {
      const { rows, refused } = actOn.contacts!.read(body)
      expect(refused).toEqual([])
      for (const row of rows) found.set(row.address, [...(found.get(row.address) ?? []), row])
    }
    const out = [...found].filter(([, rows]) => rows.some((row) => row.permission === 'opted_out'))
    expect(out.map(([address]) => address).sort()).toEqual([...optedOutOf(sandbox)].sort())
    const complainers = new Set(
      sandbox
        .truth()
        .campaigns.flatMap(({ activities }) => activities)
        .flatMap(({ rows }) => rows.abuse.map(({ address }) => address)),
    )
    expect(complainers.size).toBeGreaterThan(0)
    for (const address of complainers) {
      const words = found.get(address)!.map(({ permission }) => permission)
      expect(words.find((word) => word !== '')).toBe('complained')
    }
    const onLists = [...found].filter(([, rows]) => rows.some((row) => row.lists.length > 0))
    expect(onLists.length).toBeGreaterThan(1000)
  })

  it('takes somebody out of a category, which comes home as having left it', async () => {
    const vendor = lineTo(sandbox)
    const consent = actOn.consent!
    const events = { kind: 'category', id: 'Seminars and events' } as const
    const letters = { kind: 'category', id: 'Client letters' } as const
    const { address } = sandbox.truth().contacts.find((one) => one.permission === 'explicit')!
    const before = (await consent.find(vendor, address, [events, letters]))!
    expect(before.groups).toEqual([events, letters])
    await consent.leave!(vendor, before, [events])
    await consent.leave!(vendor, before, [events])
    const after = await consent.find(vendor, address.toUpperCase(), [events, letters])
    expect(after).toMatchObject({ state: 'mailable', groups: [letters] })
    const left = []
    const part = actOn.suppressions!
    for await (const { body } of walkPages('test', (cursor) => part.page(vendor, null, cursor))) {
      left.push(...part.read(body).rows.filter(({ group }) => group !== undefined))
    }
    expect(left).toMatchObject([{ address, group: events, occurredAt: expect.any(Number) }])
  })

  it('tells an opt-out and takes it back, each of which shows', async () => {
    const vendor = lineTo(sandbox)
    const consent = actOn.consent!
    const { address } = sandbox.truth().contacts.find((one) => one.permission !== 'unsubscribed')!
    const before = (await consent.find(vendor, address))!
    expect(before.state).toBe('mailable')
    await consent.optOut(vendor, before, { reason: 'Too many', mark: 'm1' })
    await consent.optOut(vendor, before, { reason: 'Too many', mark: 'm1' })
    const out = (await consent.find(vendor, address.toUpperCase()))!
    expect(out).toMatchObject({ state: 'opted_out', optedOutAt: expect.any(Number) })
    await consent.resubscribe!.call(vendor, out, [])
    expect(await consent.find(vendor, address)).toMatchObject({ state: 'mailable' })
  })

  it('deletes whom was erased from every list, and nobody else', async () => {
    const vendor = lineTo(sandbox)
    const erase = actOn.consent!.erase!
    const recordsOf = async (address: string) => {
      const ids = []
      const { page, read } = actOn.contacts!
      for await (const { body } of walkPages('test', (cursor) => page(vendor, cursor))) {
        ids.push(
          ...read(body).rows.filter((row) => row.address === address && row.lists.length > 0),
        )
      }
      return ids.map(({ id }) => id)
    }
    const there = sandbox.truth().contacts.filter((one) => one.deletedAt === undefined)
    const { address } = there.find(({ listIds }) => listIds.length > 1)!
    const [known, ...others] = await recordsOf(address)
    expect(others).not.toEqual([])
    const members = () =>
      sandbox.truth().contacts.reduce((sum, { listIds }) => sum + listIds.length, 0)
    const before = members()
    expect(await erase.find(vendor, known!)).toEqual({ address })
    await erase.call(vendor, known!)
    await erase.call(vendor, known!)
    expect(await erase.find(vendor, known!)).toBeNull()
    expect(await recordsOf(address)).toEqual([])
    expect(members()).toBe(before - others.length - 1)
    expect(await erase.find(vendor, 'optout:0123456789abcdef')).toBeNull()
    expect(await erase.find(vendor, 'l-0fff:1')).toBeNull()
  })

  it('corrects an address on every list, and takes its opt-out along', async () => {
    const vendor = lineTo(sandbox)
    const consent = actOn.consent!
    const there = sandbox
      .truth()
      .contacts.filter((one) => one.deletedAt === undefined && one.listIds.length > 1)
    const { contactId, address, listIds } = there.find((one) => one.permission === 'unsubscribed')!
    const before = (await consent.find(vendor, address))!
    expect(before.state).toBe('opted_out')
    await consent.replaceAddress!(vendor, before, 'corrected@client.example')
    await consent.replaceAddress!(vendor, before, 'corrected@client.example')
    const after = sandbox.truth().contacts.find((one) => one.contactId === contactId)
    expect(after).toMatchObject({ address: 'corrected@client.example', listIds })
    expect(await consent.find(vendor, address)).toMatchObject({ state: 'opted_out' })
    expect(await consent.find(vendor, 'corrected@client.example')).toMatchObject({
      state: 'opted_out',
    })
    const nobody = (await consent.find(vendor, 'nobody@client.example'))!
    expect(await consent.replaceAddress!(vendor, nobody, 'b@client.example')).toBe('nobody')
  })
})
