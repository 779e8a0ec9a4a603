import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { vendors, type Fault, type Sandbox } from '../../../sandbox/index.ts'
import { call, csv, held, newest, press, start, truthOf, walk, type Listing } from './client.ts'

let sandbox: Sandbox
let opened: string
beforeEach(async () => {
  sandbox = await start()
  sandbox.clock.runUntilQuiet()
  opened = `/api/1/message/${(await newest(sandbox)).id}/report/OPENED`
})
afterEach(() => sandbox.close())

const page = async (query = '') => (await call(sandbox, `GET ${opened}${query}`)).body as Listing
const ids = (rows: readonly Record<string, unknown>[]) =>
  rows.map((one) => `${one.recid} ${one.ts}`)

describe('answers in the vendor’s place', () => {
  it.each([
    [{ kind: 'throttle' }, 429],
    [{ kind: 'quota' }, 429],
    [{ kind: 'expired-token' }, 401],
    [{ kind: 'server-error' }, 503],
    [{ kind: 'server-error', status: 500 }, 500],
  ] as [Fault, number][])('%j', async (fault, status) => {
    sandbox.faults.add(fault)
    const reply = await call(sandbox, `GET ${opened}`)
    expect(reply).toMatchObject({ status, body: { httpCode: String(status) } })
    expect((await call(sandbox, `GET ${opened}`)).status).toBe(200)
  })

  it('an expired token stays dead', async () => {
    const { accessToken } = sandbox.issueTokens()
    sandbox.faults.add({ kind: 'expired-token' })
    await call(sandbox, `GET ${opened}`, undefined, accessToken)
    expect((await call(sandbox, `GET ${opened}`, undefined, accessToken)).status).toBe(401)
  })

  it('a refresh token is gone, or its answer', async () => {
    const { refreshToken } = sandbox.issueTokens()
    const { client } = vendors['act-on']
    const keys = { client_id: client.clientId, client_secret: client.clientSecret }
    const body = { grant_type: 'refresh_token', refresh_token: refreshToken, ...keys }
    const refresh = () =>
      fetch(`${sandbox.url}/token`, { method: 'POST', body: new URLSearchParams(body) })
    sandbox.faults.add({ kind: 'lost-rotated-answer' })
    await expect(refresh()).rejects.toThrow()
    // It was exchanged all the same.
    expect((await refresh()).status).toBe(403)
  })

  it('what means nothing here is refused', async () => {
    expect(() => sandbox.faults.add({ kind: 'missing-scope' })).toThrow('missing-scope')
    const { status, body } = await press(sandbox, 'POST faults', { kind: 'missing-scope' })
    expect({ status, body }).toMatchObject({ status: 400 })
    expect(body.error).toContain('Act-On')
  })
})

describe('on the wire', () => {
  it.each([
    { kind: 'reset' },
    { kind: 'lost-answer' },
    { kind: 'truncated-body' },
    { kind: 'timeout', holdMs: 50 },
  ] as Fault[])('%j ends the exchange', async (fault) => {
    sandbox.faults.add(fault)
    await expect(call(sandbox, `GET ${opened}`)).rejects.toThrow()
  })

  it('a lost answer to an opt-out leaves the opt-out done', async () => {
    sandbox.faults.add({ kind: 'lost-answer', match: { method: 'PUT', path: '/list/optout' } })
    const [contact] = sandbox.truth().contacts.filter((one) => one.permission === 'implicit')
    const address = String(contact?.address)
    const put = () => call(sandbox, 'PUT /api/1/list/optout', csv(address))
    await expect(put()).rejects.toThrow()
    expect(held(sandbox, address).permission).toBe('unsubscribed')
    expect((await put()).status).toBe(200)
  })
})

describe('pages', () => {
  it('with rows twice, in any order, late, or none', async () => {
    const whole = await page('?count=20')
    sandbox.faults.add({ kind: 'duplicate-rows', count: 2 })
    expect(ids((await page('?count=20')).result)).toEqual([
      ...ids(whole.result.slice(0, 2)),
      ...ids(whole.result),
    ])
    sandbox.faults.add({ kind: 'reordered-rows' })
    const shuffled = ids((await page('?count=20')).result)
    expect(shuffled).not.toEqual(ids(whole.result))
    expect(shuffled.toSorted()).toEqual(ids(whole.result).toSorted())
    sandbox.faults.add({ kind: 'late-rows', every: 2 })
    expect((await page('?count=20')).result.length).toBeLessThan(20)
    sandbox.faults.add({ kind: 'empty-source' })
    expect(await page('?count=20')).toMatchObject({ count: 0, totalCount: 0, result: [] })
    expect(ids((await page('?count=20')).result)).toEqual(ids(whole.result))
  })

  it('that drift, come again, or never end', async () => {
    const first = await page('?count=10')
    sandbox.faults.add({ kind: 'drifted-rows', count: 2 })
    const second = await page('?count=10&offset=10')
    expect(ids(second.result.slice(0, 2))).toEqual(ids(first.result.slice(-2)))
    sandbox.faults.add({ kind: 'duplicate-page' })
    expect((await page('?count=10&offset=20')).offset).toBe(10)
    sandbox.faults.add({ kind: 'self-next' })
    const endless = await page('?count=10&offset=99990')
    expect(endless.totalCount).toBeGreaterThan(endless.offset + endless.count)
  })

  it('with a row that is wrong', async () => {
    const variants = ['missing-contact-id', 'epoch-date', 'no-object'] as const
    const seen: unknown[] = []
    for (const variant of variants) {
      sandbox.faults.add({ kind: 'malformed-row', variant })
      seen.push((await page('?count=5')).result[1])
    }
    expect(seen[0]).not.toHaveProperty('recid')
    expect(seen.slice(1)).toEqual([expect.objectContaining({ ts: 0 }), null])
    sandbox.faults.add({ kind: 'malformed-row', variant: 'unparseable-address' })
    const { body } = await call(sandbox, 'GET /api/1/list/l-0001?count=3')
    expect((body.data as string[][])[1]).toContain('not an address <@@>')
  })

  it('and totals that are off', async () => {
    const message = await newest(sandbox)
    sandbox.faults.add({ kind: 'skewed-totals', stats: { sent: 3 } })
    const { body } = await call(sandbox, `GET /api/1/message/${message.id}/report`)
    expect(body.sent).toBe(truthOf(sandbox, message).totals.sends + 3)
  })
})

it('shows late rows in their place afterwards', async () => {
  const whole = ids(await walk(sandbox, opened, 300))
  sandbox.faults.add({ kind: 'late-rows', match: { path: '/report/OPENED' }, times: 50 })
  expect(ids(await walk(sandbox, opened, 300))).not.toEqual(whole)
  sandbox.faults.clear()
  expect(ids(await walk(sandbox, opened, 300))).toEqual(whole)
})
