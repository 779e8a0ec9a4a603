import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'homing-check-demo-'))
afterAll(() => rmSync(folder, { recursive: true }))

const FIGURES = {
  ...{ sent: 9, delivered: 8, opens: 5, uniqueOpens: 4, clicks: 3, uniqueClicks: 2 },
  ...{ forwards: 0, bounces: 1, optOuts: 1 },
}
const CAMPAIGN = { name: 'Letter', ...FIGURES, esp: FIGURES }
const RESULT = {
  ...{ events: 2000, seconds: 4, people: { optedOut: 3, invalidAddresses: 2 } },
  campaigns: [CAMPAIGN, CAMPAIGN, CAMPAIGN],
  campaignsSent: 3,
}
const CRM = { people: 20, organizations: 6, activities: 4, optedOut: 3, invalid: 1 }

/** Exit code and what tools/check-demo.mjs says of a result. */
async function check(result: object, ...args: string[]) {
  const path = join(folder, 'result.json')
  writeFileSync(path, JSON.stringify(result))
  const tool = join(import.meta.dirname, '../../tools/check-demo.mjs')
  const said = await run(process.execPath, [tool, path, ...args]).catch((error) => error)
  return [said.code ?? 0, String(said.stderr).trimEnd()]
}

test('a result that makes sense is let pass', async () => {
  expect(await check(RESULT)).toEqual([0, 'The demo brought 2000 events home.'])
})

test('a figure that is not the ESP’s is told', async () => {
  const other = { ...CAMPAIGN, esp: { ...FIGURES, opens: 6 } }
  const [code, said] = await check({ ...RESULT, campaigns: [CAMPAIGN, CAMPAIGN, other] })
  expect(code).toBe(1)
  expect(said).toBe("The demo's result is wrong: Letter, opens: 5, but the ESP says 6")
})

test('as many campaigns must be there as the ESP sent', async () => {
  const four = { ...RESULT, campaignsSent: 4 }
  expect(await check(four)).toEqual([
    1,
    "The demo's result is wrong: campaigns: 3, but the ESP sent 4",
  ])
  expect((await check({ ...four, campaigns: [...four.campaigns, CAMPAIGN] }))[0]).toBe(0)
  expect((await check({ ...RESULT, campaigns: [], campaignsSent: 0 }))[0]).toBe(1)
})

test('with a CRM each of its figures must be there, and more than none', async () => {
  expect((await check({ ...RESULT, crm: CRM }, '--crm'))[0]).toBe(0)
  const [code, said] = await check({ ...RESULT, crm: { ...CRM, optedOut: 0 } }, '--crm')
  expect([code, said]).toEqual([1, "The demo's result is wrong: crm, optedOut: 0"])
  expect((await check(RESULT, '--crm'))[0]).toBe(1)
})
