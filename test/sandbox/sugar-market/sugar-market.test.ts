import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { lawFirm, startSandbox, vendors, type Sandbox } from '../../../sandbox/index.ts'

const { keys, paths } = vendors['sugar-market']
const world = lawFirm(1, { companies: 12, households: 8, unattached: 2 })

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ esp: 'sugar-market', world, rowsPerPage: 30 })
}, 60_000)
beforeEach(() => sandbox.faults.clear())
afterAll(() => sandbox.close())

type Line = Record<string, string | number>

interface Page {
  next: string | null
  previous: string | null
  page_number: number
  page_size: number
  total_count: number
  count: number
  results: Line[]
}

function get(url: string, password: string = keys.password): Promise<Response> {
  const coded = Buffer.from(`${keys.username}:${password}`).toString('base64')
  return fetch(url, { headers: { authorization: `Basic ${coded}` } })
}

async function page(target: string): Promise<Page> {
  const url = target.startsWith('http') ? target : sandbox.url + paths.api + target
  return (await (await get(url)).json()) as Page
}

async function walk(target: string): Promise<Line[]> {
  const lines: Line[] = []
  for (let next: string | null = target; next !== null && lines.length < 5000;) {
    const one: Page = await page(next)
    lines.push(...one.results)
    next = one.next
  }
  return lines
}

it('is entered with the name and the password by HTTP Basic', async () => {
  const refused = await get(`${sandbox.url}${paths.api}/contacts/`, 'wrong')
  expect([refused.status, await refused.text()]).toEqual([401, ''])
})

it('lists every contact in envelopes that lead from one to the next and back', async () => {
  const first = await page('/contacts/')
  expect(first).toMatchObject({ previous: null, page_number: 1, page_size: 30 })
  const lines = await walk('/contacts/')
  const alive = sandbox.truth().contacts.filter((one) => one.deletedAt === undefined && one.address)
  expect(lines.map((one) => one.email)).toEqual(alive.map((one) => one.address))
  expect([first.total_count, first.count]).toEqual([alive.length, alive.length])
  const left = alive.filter((one) => one.permission === 'unsubscribed').map((one) => one.address)
  expect(lines.filter((one) => one.opt_out === 'Y').map((one) => one.email)).toEqual(left)
  expect((await page(first.next as string)).previous).toContain('page=1')
  expect((await page('/contacts?page=500')).results).toEqual([])
  expect((await get(`${sandbox.url}${paths.api}/contacts/?page=0`)).status).toBe(400)
})

it('brings what changed last to the end, where it is asked to go by that date', async () => {
  const target = '/contacts/?date_field=updated_date'
  const dates = (await walk(target)).map((one) => String(one.updated_date))
  expect(dates).toEqual(dates.toSorted())
  expect(dates[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  const known = sandbox.truth().contacts.filter((one) => one.deletedAt === undefined)
  const who = known.find((one) => one.address !== '' && one.permission === 'implicit')
  const accounts = await walk('/accounts/')
  sandbox.clock.advance(7 * 24 * 3_600_000)
  const later = new Map((await walk('/accounts/')).map((one) => [one.account_id, one]))
  for (const one of accounts) {
    expect(later.get(one.account_id as number)?.account_name).toBe(one.account_name)
  }
  sandbox.recipients.optOut(who?.contactId ?? '')
  const last = (await walk(target)).at(-1)
  expect(last).toMatchObject({ email: who?.address, opt_out: 'Y' })
  expect(last?.opt_out_date).toBe(last?.updated_date)
  const wrong = await get(`${sandbox.url}${paths.api}/contacts/?date_field=birthday`)
  expect(wrong.status).toBe(400)
})

it('its records lead to each other', async () => {
  const contact = (await walk('/contacts/')).find((one) => 'account' in one)
  const read = async (url: unknown) => (await (await get(String(url))).json()) as Line
  expect(await read(contact?.contact)).toEqual(contact)
  const account = await read(contact?.account)
  expect(account).toMatchObject({ account_name: contact?.account_name })
  const colleagues = await walk(String(account.contacts))
  expect(colleagues).toContainEqual(contact)
  expect(new Set(colleagues.map((one) => one.account_id)).size).toBe(1)
  expect((await get(`${sandbox.url}${paths.api}/contacts/1/`)).status).toBe(404)
  expect((await get(`${sandbox.url}${paths.api}/opens/`)).status).toBe(404)
})

it('pages come wrong, again, or not at all where they are told to', async () => {
  const whole = await page('/contacts/')
  sandbox.faults.add({ kind: 'self-next' })
  const again = await page('/contacts/')
  expect(again.next).toBe(`${sandbox.url}${paths.api}/contacts/`)
  sandbox.faults.add({ kind: 'drifted-rows', count: 2 })
  const next = await page(whole.next as string)
  expect(next.results.slice(0, 2)).toEqual(whole.results.slice(-2))
  sandbox.faults.add({ kind: 'malformed-row', variant: 'impossible-date' })
  expect((await page('/contacts/')).results[1]?.updated_date).toContain('T25:61')
  sandbox.faults.add({ kind: 'empty-source' })
  expect(await page('/contacts/')).toMatchObject({ next: null, results: [] })
  sandbox.faults.add({ kind: 'expired-token' })
  expect((await get(`${sandbox.url}${paths.api}/contacts/`)).status).toBe(401)
  sandbox.faults.add({ kind: 'truncated-body' })
  await expect(page('/contacts/')).rejects.toThrow()
  expect(() => sandbox.faults.add({ kind: 'quota' })).toThrow('quota')
})
