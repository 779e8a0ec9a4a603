import { afterEach, beforeEach, expect, test } from 'vitest'
import { lawFirm, type Sandbox, startSandbox } from '../../../sandbox/index.ts'
import { suiteCrm } from '../../../src/connectors/crm/suitecrm/index.ts'
import { describeValidity, type ValidityStage } from '../validity-conformance.ts'
import { databaseOf, httpFor, lineTo, type Row } from './stage.ts'

const SMALL = { companies: 30, households: 30, unattached: 10 }
const FLAGS = ['opt_out', 'invalid_email', 'email_opt_out', 'date_modified']

const start = () =>
  startSandbox({ esp: 'suitecrm', world: lawFirm(7, SMALL), enforceLimits: false })

async function end(sandbox: Sandbox): Promise<void> {
  httpFor(sandbox).close()
  await sandbox.close()
}

/** Addresses with no mark, those of several people first. */
async function unmarked(sandbox: Sandbox): Promise<string[]> {
  const rows = await databaseOf(sandbox).rows('EmailAddresses')
  return rows
    .filter((one) => one['opt_out'] !== '1' && one['invalid_email'] !== '1')
    .map((one) => one['email_address']!)
}

const withoutFlags = (row: Row) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !FLAGS.includes(name)))

describeValidity('SuiteCRM', async (): Promise<ValidityStage> => {
  const sandbox = await start()
  const database = databaseOf(sandbox)
  return {
    connector: suiteCrm,
    vendor: () => lineTo(sandbox),
    addresses: () => unmarked(sandbox),
    flag: database.flag,
    holders: async (address) => {
      const path = `/_sandbox/crm/addresses?address=${encodeURIComponent(address)}`
      const held = (await (await fetch(sandbox.url + path)).json()) as Flagged
      return held.holders.map(() => ({ optOut: held.optOut, invalid: held.invalid }))
    },
    people: async () =>
      (await Promise.all(['Contacts', 'Leads', 'Prospects', 'EmailAddresses'].map(database.rows)))
        .flat()
        .map(withoutFlags),
    advance: (ms) => sandbox.clock.advance(ms),
    close: () => end(sandbox),
  }
})

interface Flagged {
  optOut: boolean
  invalid: boolean
  holders: unknown[]
}

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await start()
})
afterEach(() => end(sandbox))

/** The trap: what is said to a person is taken and kept nowhere, and a new one clears the flags. */
test('the address alone is written to, with one flag alone', async () => {
  const [address = ''] = await unmarked(sandbox)
  const seen = sandbox.requests.length
  const vendor = lineTo(sandbox)
  const held = (await suiteCrm.validity!.find(vendor, address))!
  const ask = { reason: 'hard bounce', since: vendor.now(), mark: '1a2b3c4d' }
  await suiteCrm.validity!.invalidate(vendor, held, ask)
  const writes = sandbox.requests
    .slice(seen)
    .filter(({ operation = '' }) => operation.startsWith('set_'))
    .map(({ body }) => (body as { rest_data: Record<string, unknown> }).rest_data)
  expect(writes).toEqual([
    expect.objectContaining({
      module_name: 'EmailAddresses',
      name_value_list: [
        { name: 'id', value: expect.any(String) as unknown },
        { name: 'invalid_email', value: '1' },
      ],
    }),
  ])
})
