import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, tokenPath, sandboxClient } from '../../sandbox/index.ts'
import type { Fault, Sandbox } from '../../sandbox/index.ts'
import { call, newest, nextOf, report, type Line } from './client.ts'

let sandbox: Sandbox
let opens: string

beforeEach(async () => {
  sandbox = await startSandbox({ enforceLimits: false })
  opens = report(newest(sandbox).id, 'opens')
})
afterEach(() => sandbox.close())

const rowsOf = (body: Line) => body.tracking_activities as Line[]

describe('answers in place of the true one', () => {
  it.each([
    [{ kind: 'throttle' }, 429, 'throttled'],
    [{ kind: 'quota' }, 429, 'quota_exceeded'],
    [{ kind: 'missing-scope' }, 403, 'forbidden'],
  ] as [Fault, number, string][])('%o', async (fault, status, key) => {
    sandbox.faults.add({ ...fault, times: 2 })
    for (let time = 0; time < 2; time += 1) {
      const reply = await call(sandbox, opens)
      expect([reply.status, reply.body.error_key]).toEqual([status, key])
      expect(reply.headers.get('retry-after')).toBeNull()
    }
    expect((await call(sandbox, opens)).status).toBe(200)
    expect(sandbox.faults.pending()).toEqual([])
  })

  it('a burst of server errors, then any status with a body', async () => {
    sandbox.faults.add({ kind: 'server-error', times: 3 })
    sandbox.faults.add({ kind: 'status', status: 418, body: { odd: true } })
    const seen: number[] = []
    for (let time = 0; time < 5; time += 1) seen.push((await call(sandbox, opens)).status)
    expect(seen).toEqual([503, 503, 503, 418, 200])
  })

  it('an HTML page with 200', async () => {
    sandbox.faults.add({ kind: 'html200' })
    const answer = await fetch(sandbox.url + opens)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ])
  })

  it('an expired token stays dead', async () => {
    const { accessToken } = sandbox.issueTokens()
    sandbox.faults.add({ kind: 'expired-token' })
    expect((await call(sandbox, opens, accessToken)).status).toBe(401)
    expect((await call(sandbox, opens, accessToken)).status).toBe(401)
    expect((await call(sandbox, opens)).status).toBe(200)
  })

  it('only for requests that match, after those let through', async () => {
    const match = { method: 'get', path: /\/tracking\/opens/ }
    sandbox.faults.add({ kind: 'throttle', match, after: 1 })
    expect((await call(sandbox, '/v3/emails')).status).toBe(200)
    expect((await call(sandbox, opens)).status).toBe(200)
    expect((await call(sandbox, opens)).status).toBe(429)
  })
})

describe('the wire', () => {
  const get = (signal?: AbortSignal) =>
    fetch(sandbox.url + opens, {
      headers: { authorization: `Bearer ${sandbox.issueTokens().accessToken}` },
      ...(signal && { signal }),
    })

  it('hangs until the client tires', async () => {
    sandbox.faults.add({ kind: 'timeout' })
    await expect(get(AbortSignal.timeout(150))).rejects.toThrow()
    expect((await get()).status).toBe(200)
  })

  it('breaks off', async () => {
    sandbox.faults.add({ kind: 'reset' })
    await expect(get()).rejects.toThrow()
    sandbox.faults.add({ kind: 'truncated-body' })
    await expect(get().then((answer) => answer.text())).rejects.toThrow()
  })

  it('drips', async () => {
    sandbox.faults.add({ kind: 'slow-body', totalMs: 300, chunks: 3 })
    const began = performance.now()
    const body = (await (await get()).json()) as Line
    expect(performance.now() - began).toBeGreaterThan(250)
    expect(rowsOf(body).length).toBeGreaterThan(10)
  })

  it('closes although somebody is still waiting', async () => {
    sandbox.faults.add({ kind: 'timeout' })
    const waiting = get().catch(() => 'gone')
    await new Promise((resolve) => setTimeout(resolve, 50))
    await sandbox.close()
    expect(await waiting).toBe('gone')
    sandbox = await startSandbox()
  })
})

describe('pages', () => {
  const first = `?limit=20`

  it('repeats rows', async () => {
    sandbox.faults.add({ kind: 'duplicate-rows', count: 4 })
    const rows = rowsOf((await call(sandbox, opens + first)).body)
    expect(rows).toHaveLength(24)
    expect(rows.slice(0, 4)).toEqual(rows.slice(4, 8))
  })

  it('repeats a page with its own link, so that nothing is lost', async () => {
    const { body: one } = await call(sandbox, opens + first)
    sandbox.faults.add({ kind: 'duplicate-page' })
    const { body: again } = await call(sandbox, String(nextOf(one)))
    expect(again).toEqual(one)
    const { body: two } = await call(sandbox, String(nextOf(again)))
    expect(rowsOf(two)).not.toEqual(rowsOf(one))
  })

  it('links to itself', async () => {
    sandbox.faults.add({ kind: 'self-next' })
    expect(nextOf((await call(sandbox, opens + first)).body)).toBe(opens + first)
  })

  it('shuffles rows', async () => {
    const { body: before } = await call(sandbox, opens)
    sandbox.faults.add({ kind: 'reordered-rows' })
    const { body: after } = await call(sandbox, opens)
    expect(rowsOf(after)).not.toEqual(rowsOf(before))
    const key = (row: Line) => JSON.stringify(row)
    expect(rowsOf(after).map(key).sort()).toEqual(rowsOf(before).map(key).sort())
  })

  it('holds rows back and lets them appear below newer ones', async () => {
    sandbox.faults.add({ kind: 'late-rows', every: 3 })
    const early = rowsOf((await call(sandbox, opens)).body)
    const late = rowsOf((await call(sandbox, opens)).body)
    expect(late.length).toBeGreaterThan(early.length)
    expect(early[0]).toEqual(late[0])
    const text = new Set(early.map((row) => JSON.stringify(row)))
    const held = late.filter((row) => !text.has(JSON.stringify(row)))
    const newestTime = String(early[0]?.created_time)
    expect(held.every((row) => String(row.created_time) <= newestTime)).toBe(true)
  })

  it.each([
    ['missing-contact-id', (row: Line) => row.contact_id === undefined],
    ['impossible-date', (row: Line) => Number.isNaN(Date.parse(String(row.created_time)))],
    ['unknown-type', (row: Line) => row.tracking_activity_type === 'em_hologram'],
    ['unparseable-address', (row: Line) => String(row.email_address).includes('@@')],
  ] as const)('adds a row with %s', async (variant, isWrong) => {
    const { body: before } = await call(sandbox, opens)
    sandbox.faults.add({ kind: 'malformed-row', variant })
    const { body: after } = await call(sandbox, opens)
    expect(rowsOf(after).filter((row) => !isWrong(row))).toEqual(rowsOf(before))
    expect(rowsOf(after).filter(isWrong)).toHaveLength(1)
  })

  it('is suddenly empty', async () => {
    sandbox.faults.add({ kind: 'empty-source', match: { path: '/v3/contacts' } })
    const { body } = await call(sandbox, '/v3/contacts?limit=10')
    expect([body.contacts, nextOf(body)]).toEqual([[], undefined])
    expect(newest(sandbox).activity.totals.sends).toBeGreaterThan(1000)
  })
})

describe('tokens', () => {
  const refresh = (refreshToken: string) =>
    fetch(sandbox.url + tokenPath, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
      headers: {
        authorization: `Basic ${btoa(`${sandboxClient.clientId}:${sandboxClient.clientSecret}`)}`,
      },
    })

  it('loses the answer after it has rotated', async () => {
    const { refreshToken } = sandbox.issueTokens()
    sandbox.faults.add({ kind: 'lost-rotated-answer' })
    await expect(refresh(refreshToken)).rejects.toThrow()
    expect((await refresh(refreshToken)).status).toBe(400)
  })

  it('revokes every refresh token', async () => {
    const { refreshToken } = sandbox.issueTokens()
    sandbox.faults.add({ kind: 'revoke-refresh-token' })
    const answer = await refresh(refreshToken)
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' })
  })
})
