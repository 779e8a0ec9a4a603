import { afterEach, beforeEach, expect, test } from 'vitest'
import { lawFirm, type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { salesforce } from '../../../src/connectors/crm/salesforce/index.ts'
import { describeValidity, type ValidityStage } from '../validity-conformance.ts'
import { databaseOf, httpFor, lineTo, type Row } from './stage.ts'

const SMALL = { companies: 30, households: 30, unattached: 10 }
const MARKS = ['EmailBouncedDate', 'EmailBouncedReason', 'IsEmailBounced', 'HasOptedOutOfEmail']
const MOMENTS = ['SystemModstamp', 'LastModifiedDate', 'LastModifiedById']

const start = () =>
  startSandbox({ esp: 'salesforce', world: lawFirm(7, SMALL), enforceLimits: false })

async function end(sandbox: Sandbox): Promise<void> {
  httpFor(sandbox).close()
  await sandbox.close()
}

interface Holder {
  optOut: boolean
  invalid: boolean
}

async function holders(sandbox: Sandbox, address: string): Promise<Holder[]> {
  const path = `/_sandbox/crm/addresses?address=${encodeURIComponent(address)}`
  return ((await (await fetch(sandbox.url + path)).json()) as { holders: Holder[] }).holders
}

/** Addresses with no mark, those of most people first. */
async function unmarked(sandbox: Sandbox): Promise<string[]> {
  const database = databaseOf(sandbox)
  const people = [...(await database.live('Contact')), ...(await database.live('Lead'))]
  const byAddress = new Map<string, Row[]>()
  for (const one of people) {
    const address = String(one['Email'] ?? '').toLowerCase()
    byAddress.set(address, [...(byAddress.get(address) ?? []), one])
  }
  return [...byAddress]
    .filter(([address, all]) => address !== '' && all.every(isUnmarked))
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([address]) => address)
}

const isUnmarked = (row: Row) => {
  const bounced = row['EmailBouncedDate'] ?? row['EmailBouncedReason'] ?? null
  return row['HasOptedOutOfEmail'] !== true && bounced === null && row['IsConverted'] !== true
}

const withoutMarks = (row: Row) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => ![...MARKS, ...MOMENTS].includes(name)))

describeValidity('Salesforce', async (): Promise<ValidityStage> => {
  const sandbox = await start()
  const database = databaseOf(sandbox)
  return {
    connector: salesforce,
    vendor: () => lineTo(sandbox),
    addresses: () => unmarked(sandbox),
    flag: database.flag,
    holders: (address) => holders(sandbox, address),
    people: async () =>
      (await Promise.all(['Contact', 'Lead', 'Account'].map(database.rows)))
        .flat()
        .map(withoutMarks),
    advance: (ms) => sandbox.clock.advance(ms),
    close: () => end(sandbox),
  }
})

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await start()
})
afterEach(() => end(sandbox))

async function invalidate(address: string): Promise<void> {
  const vendor = lineTo(sandbox)
  const held = (await salesforce.validity!.find(vendor, address))!
  const ask = { reason: 'hard bounce', since: vendor.now(), mark: '1a2b3c4d' }
  await salesforce.validity!.invalidate(vendor, held, ask)
}

test('the reason is cut to what is kept, and our mark stands whole at its end', async () => {
  const [address = ''] = await unmarked(sandbox)
  const vendor = lineTo(sandbox)
  const held = (await salesforce.validity!.find(vendor, address))!
  const ask = { reason: 'x'.repeat(400), since: vendor.now(), mark: '1a2b3c4d' }
  await salesforce.validity!.invalidate(vendor, held, ask)
  const [person] = (await databaseOf(sandbox).live('Contact')).filter(
    (one) => String(one['Email']).toLowerCase() === address,
  )
  const reason = person!['EmailBouncedReason'] as string
  expect(reason).toHaveLength(255)
  expect(reason).toMatch(/x \(Homing 1a2b3c4d\)$/)
})

/** The trap: the mark is the person's, and whoever is marked already has a moment of their own. */
test('somebody who shares the address and is marked keeps when and why', async () => {
  const [address = ''] = await unmarked(sandbox)
  const database = databaseOf(sandbox)
  const [one] = (await database.live('Contact')).filter(
    (row) => String(row['Email']).toLowerCase() === address,
  )
  const theirs = { EmailBouncedDate: '2026-01-02T03:04:05.000+0000', EmailBouncedReason: 'Mailer' }
  await database.patch('Contact', one!['Id'] as string, theirs)
  expect((await salesforce.validity!.find(lineTo(sandbox), address))!.state).toBe('partly')
  await invalidate(address)
  expect(await database.row('Contact', one!['Id'] as string)).toMatchObject({
    EmailBouncedReason: 'Mailer',
  })
  expect((await holders(sandbox, address)).every((holder) => holder.invalid)).toBe(true)
})

test('where the user may not edit bounces, it says so, and reading and opt-outs go on', async () => {
  const [address = ''] = await unmarked(sandbox)
  await databaseOf(sandbox).rights('Contact', { hidden: ['EmailBouncedDate'] })
  await databaseOf(sandbox).rights('Lead', { hidden: ['EmailBouncedDate'] })
  const held = (await salesforce.validity!.find(lineTo(sandbox), address))!
  expect(held).toMatchObject({ state: 'mailable', marks: [] })
  expect(held.cannot).toMatch(/EmailBouncedDate of (Contact|Lead)/)
  const { checks } = await salesforce.check(lineTo(sandbox))
  const line = checks.find(({ name }) => name === 'Contact.EmailBouncedDate')
  expect(line?.sentence).toMatch(/none are read or told/)
})
