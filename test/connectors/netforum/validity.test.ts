import { afterEach, beforeEach, expect, test } from 'vitest'
import { lawFirm, type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { netForum } from '../../../src/connectors/crm/netforum/index.ts'
import { describeValidity, type ValidityStage } from '../validity-conformance.ts'
import { databaseOf, httpFor, lineTo, type Row } from './stage.ts'

const SMALL = { companies: 30, households: 30, unattached: 10 }
const MARKS = ['eml_invalid_flag', 'eml_invalid_reason', 'cst_no_email_flag']

const start = () =>
  startSandbox({ esp: 'netforum', world: lawFirm(7, SMALL), enforceLimits: false })

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
  const rows = await databaseOf(sandbox).rows('IndividualEmail')
  const byAddress = new Map<string, Row[]>()
  for (const one of rows) {
    const address = (one['eml_address'] ?? '').toLowerCase()
    byAddress.set(address, [...(byAddress.get(address) ?? []), one])
  }
  return [...byAddress]
    .filter(([address, all]) => address !== '' && all.every(isUnmarked))
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([address]) => address)
}

const isUnmarked = (row: Row) =>
  ['eml_invalid_flag', 'cst_no_email_flag', 'eml_delete_flag', 'cst_delete_flag'].every(
    (flag) => row[flag] !== '1',
  )

/** Who changed what when goes with the marks. */
const withoutMarks = (row: Row) =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([name]) => !MARKS.includes(name) && !/_change_(date|user)$/.test(name),
    ),
  )

describeValidity('netFORUM', async (): Promise<ValidityStage> => {
  const sandbox = await start()
  const database = databaseOf(sandbox)
  return {
    connector: netForum,
    vendor: () => lineTo(sandbox),
    addresses: () => unmarked(sandbox),
    flag: database.flag,
    holders: (address) => holders(sandbox, address),
    people: async () =>
      (await Promise.all(['Individual', 'Organization', 'IndividualEmail'].map(database.rows)))
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

/** The trap: an opt-out is written to the customer, and this to the address of each. */
test('the rows of the address are written to, and no customer', async () => {
  const [address = ''] = await unmarked(sandbox)
  const seen = sandbox.requests.length
  const vendor = lineTo(sandbox)
  const held = (await netForum.validity!.find(vendor, address))!
  const ask = { reason: 'hard bounce', since: vendor.now(), mark: '1a2b3c4d' }
  await netForum.validity!.invalidate(vendor, held, ask)
  const writes = sandbox.requests
    .slice(seen)
    .filter(({ operation }) => operation === 'UpdateFacadeObject')
    .map(({ body }) => JSON.stringify(body))
  expect(writes).toHaveLength((await holders(sandbox, address)).length)
  for (const body of writes) {
    expect(body).toContain('IndividualEmail')
    expect(body).toContain('eml_invalid_flag')
    expect(body).not.toContain('cst_')
  }
})
