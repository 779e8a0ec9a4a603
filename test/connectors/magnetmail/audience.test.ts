import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { magnetMail } from '../../../src/connectors/esp/magnetmail/index.ts'
import { childOf, elements, textOf, type Vendor } from '../../../src/connectors/index.ts'
import { bodyOf, good, scripted } from './line.ts'
import { httpFor, lineTo } from './stage.ts'

const part = magnetMail.audience!
const field = (id: string) =>
  magnetMail.fields!.fixed.find((one) => one.id === id) ?? {
    ...magnetMail.fields!.fixed[0]!,
    ...{ id, isCustom: true, holds: null },
  }
const job = (jobid: number | string, more: Record<string, string | number> = {}) =>
  elements({ error: 0, jobid, status: 1, ...more })

describe('an upload', () => {
  it('has one job for each set of columns, so that nobody’s field is emptied', async () => {
    const line = scripted(good('uploadListQueue', job('51.0')), good('uploadListQueue', job(52)))
    const people = [
      { address: 'a@x.example', values: [{ field: field('company'), value: 'A "B", C' }] },
      { address: 'b@x.example', values: [] },
      { address: 'c@x.example', values: [{ field: field('company'), value: 'D' }] },
    ]
    expect(await part.putOn!(line.vendor, people, ['3'])).toMatchObject({
      id: '51,52',
      state: 'running',
    })
    const told = line.asked().map(bodyOf)
    expect(told.map((one) => textOf(one, 'csvData'))).toEqual([
      '"a@x.example","A ""B"", C"\n"c@x.example","D"',
      '"b@x.example"',
    ])
    expect(told.map((one) => [textOf(one, 'MM_1'), textOf(one, 'MM_2')])).toEqual([
      ['email', 'company'],
      ['email', ''],
    ])
    expect(textOf(told[0], 'replace_group')).toBe('false')
  })

  it('is over once all of its jobs have a moment of completion', async () => {
    const over = { complete_date: '2026-03-02T10:00:00', total_records: '3.0', good_records: 2 }
    const status = (...jobs: ReturnType<typeof job>[]) =>
      scripted(...jobs.map((one) => good('getUploadJobStatusUTC', one)))
    const half = status(job(51, over), job(52, { status: 7 }))
    expect(await part.job(half.vendor, '51,52')).toMatchObject({ state: 'running', word: '7' })
    const whole = status(job(51, over), job(52, over))
    expect(await part.job(whole.vendor, '51,52')).toMatchObject({
      ...{ id: '51,52', state: 'done', total: 6, done: 4, errors: 2 },
    })
  })
})

describe('a group', () => {
  it('is asked for once, though the answer was lost', async () => {
    const lost = scripted({ fault: 'headers_timeout' })
    await expect(part.createList!(lost.vendor, 'Guests')).rejects.toMatchObject({
      kind: 'temporary',
    })
    expect(lost.exchanges).toHaveLength(1)
  })

  it('is left by group alone; where the vendor says no, that is told', async () => {
    const line = scripted(good('editRecipientGroups', 'true'), good('editRecipientGroups', 'false'))
    const people = [
      { id: '31', address: 'a@x.example' },
      { id: '32', address: 'b@x.example' },
    ]
    await expect(part.takeOff(line.vendor, people, ['3'])).rejects.toMatchObject({
      kind: 'refused',
    })
    const told = bodyOf(line.asked()[0]!)
    expect(childOf(told, 'new_groups')!.children).toEqual([])
    expect(childOf(told, 'unsubscribed_groups')!.children.map(({ text }) => text)).toEqual(['3'])
  })
})

describe('groups and recipients against the sandbox', () => {
  let sandbox: Sandbox
  let vendor: Vendor
  beforeAll(async () => {
    sandbox = await startSandbox({ esp: 'magnetmail', seed: 11 })
    vendor = lineTo(sandbox)
  })
  afterAll(async () => {
    httpFor(sandbox).close()
    await sandbox.close()
  })

  const someone = (permission: string) =>
    sandbox
      .truth()
      .contacts.find((one) => one.permission === permission && one.deletedAt === undefined)!
  const isLeft = async (address: string) => {
    const suppressions = magnetMail.suppressions!
    const { body } = await suppressions.page(vendor, null, null)
    return suppressions.read(body).rows.some((row) => row.address === address)
  }

  it('a group is made, filled and emptied; nobody comes back, and nobody has left', async () => {
    const { id } = await part.createList!(vendor, 'Spring event')
    const [left, known] = [someone('unsubscribed'), someone('explicit')]
    const people = ['ada@client.example', left.address].map((address) => ({ address, values: [] }))
    const put = await part.putOn!(vendor, people, [id])
    const knownPut = await part.putKnownOn(vendor, [{ id: '', address: known.address }], [id])
    sandbox.clock.advance(60_000)
    for (const one of [put, knownPut]) {
      expect(await part.job(vendor, one.id)).toMatchObject({ state: 'done', errors: 0 })
    }
    const members = async () =>
      part.readMembers!((await part.membersPage!(vendor, id, null)).body).rows
    const on = await members()
    expect(on.map(({ address }) => address).sort()).toEqual(
      ['ada@client.example', left.address, known.address].sort(),
    )
    expect(on.every(({ lists }) => lists.includes(id))).toBe(true)
    expect(await magnetMail.consent!.find(vendor, left.address)).toMatchObject({
      state: 'opted_out',
    })
    await part.takeOff(vendor, on, [id])
    await part.takeOff(vendor, on, [id])
    expect(await members()).toEqual([])
    expect(await magnetMail.consent!.find(vendor, known.address)).toMatchObject({
      state: 'mailable',
    })
    expect(await isLeft(known.address)).toBe(false)
  })

  it('a topic’s group is left, twice as good as once, and all else is as before', async () => {
    const consent = magnetMail.consent!
    const known = sandbox
      .truth()
      .contacts.find((one) => one.listIds.length > 1 && one.permission === 'explicit')!
    const before = (await consent.find(vendor, known.address))!
    const [group, ...others] = before.groups
    await consent.leave!(vendor, before, [group!])
    await consent.leave!(vendor, before, [group!])
    const after = (await consent.find(vendor, known.address, [group!]))!
    expect(after).toMatchObject({ state: 'mailable', groups: others })
    expect(await isLeft(known.address)).toBe(false)
  })

  it('fields change, empty ones are emptied, and the others stay', async () => {
    const fields = magnetMail.fields!
    const { address } = someone('explicit')
    const before = (await fields.find(vendor, address))!
    const told = [
      { field: field('company'), value: 'Harrow & Sons' },
      { field: field('custom7'), value: 'Blue' },
    ]
    await fields.write(vendor, before.id, told)
    expect(await fields.find(vendor, address)).toEqual({
      ...before,
      company: 'Harrow & Sons',
      values: { ...before.values, custom7: 'Blue' },
    })
    await fields.write(vendor, before.id, [{ field: field('custom7'), value: '' }])
    expect((await fields.find(vendor, address))!.values).toEqual(before.values)
    const custom = await fields.custom(vendor)
    expect(custom.map(({ id }) => id)).toHaveLength(30)
  })

  it('an address is corrected, and what is known of the recipient stays', async () => {
    const consent = magnetMail.consent!
    const { address } = someone('implicit')
    const before = (await magnetMail.fields!.find(vendor, address))!
    const held = (await consent.find(vendor, address))!
    await consent.replaceAddress!(vendor, held, 'corrected@client.example')
    expect(await consent.find(vendor, address)).toBeNull()
    expect(await magnetMail.fields!.find(vendor, 'corrected@client.example')).toEqual({
      ...before,
      address: 'corrected@client.example',
    })
  })
})
