import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { netForum } from '../../../src/connectors/crm/netforum/index.ts'
import { type RemoteSuppression, walkPages } from '../../../src/connectors/index.ts'
import { databaseOf, httpFor, lineTo, type Row, unproved } from './stage.ts'

const consent = netForum.consent!
const ASK = { reason: 'Too many', mark: 'm1' }

describe('netFORUM, against its sandbox', () => {
  let sandbox: Sandbox
  let database: ReturnType<typeof databaseOf>
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'netforum', seed: 3 })
    database = databaseOf(sandbox)
  })
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  async function suppressed(since: number | null): Promise<RemoteSuppression[]> {
    const all: RemoteSuppression[] = []
    const part = netForum.suppressions!
    const vendor = lineTo(sandbox)
    for await (const { body } of walkPages('test', (at) => part.page(vendor, since, at))) {
      const { rows, refused } = part.read(body)
      expect(refused).toEqual([])
      all.push(...rows)
    }
    return all
  }

  /** Addresses of one holder, or of several, none of whom opted out. */
  async function addresses(holders: 'one' | 'several'): Promise<Row[]> {
    const rows = await database.rows('IndividualEmail')
    const byAddress = new Map<string, Row[]>()
    for (const row of rows) {
      const address = row['eml_address']!.toLowerCase()
      byAddress.set(address, [...(byAddress.get(address) ?? []), row])
    }
    return [...byAddress.values()]
      .filter((all) => all.length > 1 === (holders === 'several'))
      .filter((all) => all.every((row) => row['cst_no_email_flag'] !== '1'))
      .map(([row]) => row!)
  }

  it('is not signed in with another password, and says what to look at', async () => {
    const wrong = netForum.keys!.open!(unproved(sandbox), { password: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ kind: 'unauthorised', whoMustAct: 'you' })
  })

  it('follows a token that slides, and signs in once', async () => {
    await database.tokens({ expiration: 'Sliding' })
    const before = signIns()
    const vendor = lineTo(sandbox)
    for (let time = 0; time < 3; time++) await netForum.contacts!.page(vendor, null)
    expect(signIns() - before).toBe(1)
    await database.endTokens()
    await netForum.contacts!.page(vendor, null)
    expect(signIns() - before).toBe(2)
    await database.tokens({ expiration: 'Absolute' })
  })

  const signIns = () =>
    sandbox.requests.filter(({ operation }) => operation === 'Authenticate').length

  it('brings home every opt-out and dead address, and since a moment those since', async () => {
    const rows = await database.rows('IndividualEmail')
    const all = await suppressed(null)
    const of = (flag: string) => rows.filter((row) => row[flag] === '1')
    const out = of('cst_no_email_flag').map((row) => row['eml_address'])
    expect(out.length).toBeGreaterThan(0)
    const told = (cause?: string) =>
      all.filter((one) => one.cause === cause).map((one) => one.address)
    expect(told().sort()).toEqual(out.sort())
    const dead = of('eml_invalid_flag').filter((row) => row['cst_no_email_flag'] !== '1')
    expect(told('bounce').sort()).toEqual(dead.map((row) => row['eml_address']).sort())
    const [{ eml_address: address } = {}] = await addresses('one')
    sandbox.clock.advance(3_600_000)
    await database.flag(address!, { optOut: true })
    expect(await suppressed(sandbox.clock.now() - 60_000)).toMatchObject([{ address }])
  })

  it('tells an opt-out to everybody who has the address, once', async () => {
    const [{ eml_address: address } = {}] = await addresses('several')
    const before = (await consent.find(lineTo(sandbox), address!.toUpperCase()))!
    expect(before).toMatchObject({ state: 'mailable', address })
    sandbox.clock.advance(3_600_000)
    await consent.optOut(lineTo(sandbox), before, ASK)
    const out = (await consent.find(lineTo(sandbox), address!))!
    expect(out).toMatchObject({ state: 'opted_out', permission: 'no_email' })
    const rows = await database.rows('IndividualEmail')
    const flags = rows.filter((row) => row['eml_address'] === address)
    expect(flags.length).toBeGreaterThan(1)
    expect(new Set(flags.map((row) => row['cst_no_email_flag']))).toEqual(new Set(['1']))
    sandbox.clock.advance(3_600_000)
    await consent.optOut(lineTo(sandbox), out, ASK)
    expect((await consent.find(lineTo(sandbox), address!))!.optedOutAt).toBe(out.optedOutAt)
    const home = (await suppressed(null)).find((one) => one.address === address)
    expect(home!.occurredAt).toBe(out.optedOutAt)
  })

  it('brings somebody back, and leaves an invalid address invalid', async () => {
    const [{ eml_address: address } = {}] = await addresses('one')
    await database.flag(address!, { optOut: true, invalid: true })
    const out = (await consent.find(lineTo(sandbox), address!))!
    expect(out.state).toBe('opted_out')
    await consent.resubscribe!.call(lineTo(sandbox), out, [])
    expect(await consent.find(lineTo(sandbox), address!)).toMatchObject({
      state: 'mailable',
      permission: 'invalid',
    })
  })

  it('leaves one type of mailing, for everybody who has the address', async () => {
    const [{ eml_address: address } = {}] = await addresses('several')
    const line = (await netForum.check(lineTo(sandbox))).checks.find(
      ({ name }) => name === 'mailing_types',
    )!
    const ids = line.sentence.match(/[0-9a-f-]{36}/g)!
    const about = ids.map((id) => ({ kind: 'category' as const, id }))
    const before = (await consent.find(lineTo(sandbox), address!, about))!
    expect(before.groups).toEqual(about)
    await consent.leave!(lineTo(sandbox), before, about.slice(0, 1))
    const after = (await consent.find(lineTo(sandbox), address!, about))!
    expect(after).toMatchObject({ state: 'mailable', groups: about.slice(1) })
  })

  it('says so where a type of mailing that was left is not kept (trap 8)', async () => {
    const [, { eml_address: address } = {}] = await addresses('several')
    const { sentence } = (await netForum.check(lineTo(sandbox))).checks.find(
      ({ name }) => name === 'mailing_types',
    )!
    const about = [{ kind: 'category' as const, id: /[0-9a-f-]{36}/.exec(sentence)![0] }]
    const line = lineTo(sandbox)
    const held = (await consent.find(line, address!, about))!
    expect(held.groups).toEqual(about)
    // It answers as ever, and keeps something else.
    const request: typeof line.http.request = (ask) => {
      const told = ask.text!.body as (token: string) => string
      const body = (token: string) => told(token).replaceAll('>OptOut<', '>Undefined<')
      return line.http.request({ ...ask, text: { ...ask.text!, body } })
    }
    const deaf = { ...line, http: { ...line.http, request } }
    await expect(consent.leave!(deaf, held, about)).rejects.toMatchObject({ kind: 'refused' })
  })

  it('does not know an address nobody has, whatever is in it', async () => {
    expect(await consent.find(lineTo(sandbox), "no'body@nowhere.example")).toBeNull()
  })

  it('tells a person whose address alone was changed', async () => {
    const [row] = await addresses('one')
    sandbox.clock.advance(86_400_000)
    const since = sandbox.clock.now() - 60_000
    await database.patch('IndividualEmail', row!['eml_key']!, { eml_address: 'new@client.example' })
    const part = netForum.people!
    const told: unknown[] = []
    const vendor = lineTo(sandbox)
    for (const { id: module } of part.modules) {
      const ask = { module, since }
      for await (const { body } of walkPages('test', (at) => part.page(vendor, ask, at))) {
        told.push(...part.read(body, ask).rows)
      }
    }
    const changed = expect.objectContaining({ addresses: ['new@client.example'] })
    expect(told).toContainEqual(changed)
  })
})
