import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../../sandbox/index.ts'
import { faxNumberOf } from '../../../sandbox/world/fax-numbers.ts'
import { createVendorLogs, type FeedbackEvent, type Vendor } from '../../../src/connectors/index.ts'
import { GrownFiles } from '../../../src/platform/grown-file.ts'
import { reading } from './lines.ts'

let sandbox: Sandbox
let vendor: Vendor
const HOUR_MS = 3_600_000

beforeAll(async () => {
  sandbox = await startSandbox({
    esp: 'hylafax',
    world: lawFirm(1, { companies: 40, households: 30, unattached: 10 }),
    now: Date.now() - 14 * 24 * HOUR_MS,
    ceiling: () => Infinity,
  })
  const http = { request: () => Promise.reject(new Error('There is no API.')) }
  vendor = {
    settings: { ...sandbox.settings },
    http,
    logs: createVendorLogs(new GrownFiles([dirname(sandbox.settings['log']!)])),
    now: Date.now,
  }
})
afterAll(() => sandbox.close())

const press = (path: string, body?: object) =>
  fetch(`${sandbox.url}/_sandbox${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  }).then(({ status }) => expect(status).toBeLessThan(300))

let cursor: string | null = null
const events: FeedbackEvent[] = []
let refused = 0

/** Reads on to the end of the log. */
async function readOn(): Promise<void> {
  const { log } = reading(vendor.settings)
  for (;;) {
    const page = await log.page(vendor, cursor)
    cursor = page.cursor
    expect(page.isMissed).toBe(false)
    if (page.body !== null) {
      const read = log.read(page.body)
      events.push(...read.rows)
      refused += read.refused.length
    }
    if (page.isEnd) return
  }
}

test('what happened comes home, whatever becomes of the log meanwhile', async () => {
  const troubles = ['garbage', 'half-line', 'put-by-half', 'duplicate']
  for (let round = 0; round < 40; round++) {
    await press('/log/trouble', { kind: troubles[round % 4] })
    await press('/clock', { advanceMs: HOUR_MS / 10 })
    await readOn()
    if (round % 5 === 0) await press('/log/rotate')
  }
  await press('/clock', { runUntilQuiet: true })
  await press('/clock', { advanceMs: HOUR_MS })
  await readOn()

  const minute = (at: number) => Math.floor(at / 60_000)
  const told = (kind: string) =>
    new Set(
      events
        .filter((one) => one.kind === kind)
        .map(({ activity, address }) => `${activity} ${address}`),
    )
  const sent = new Set<string>()
  const failed = new Set<string>()
  const earliest = new Map<string, number>()
  for (const { name, activities } of sandbox.truth().campaigns) {
    for (const { rows } of activities) {
      const bounced = new Set(rows.bounces.map(({ contactId }) => contactId))
      for (const { address, at, contactId } of rows.sends) {
        const number = `+${faxNumberOf(address)}`
        sent.add(`tag:${name} ${number}`)
        earliest.set(number, Math.min(earliest.get(number) ?? Infinity, minute(at)))
        if (bounced.has(contactId)) failed.add(`tag:${name} ${number}`)
      }
    }
  }
  expect(sent.size).toBeGreaterThan(100)
  expect(failed.size).toBeGreaterThan(3)
  expect([...told('sent')].sort()).toEqual([...sent].sort())
  const through = [...sent].filter((one) => !failed.has(one)).sort()
  expect([...told('delivered')].filter((one) => !failed.has(one)).sort()).toEqual(through)
  for (const one of failed) expect(told('bounce')).toContain(one)
  // Nobody is called before the sending; the clocks of the log are those of the settings.
  for (const { address, occurredAt } of events) {
    expect(minute(occurredAt!)).toBeGreaterThanOrEqual(earliest.get(address)!)
  }
  expect(refused).toBeGreaterThan(0)
})
