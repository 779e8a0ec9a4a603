import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorizePath, publicClient, sandboxClient, startSandbox } from '../../sandbox/index.ts'
import { tokenPath, type Sandbox } from '../../sandbox/index.ts'
import { call } from './client.ts'

const redirectUri = 'http://127.0.0.1:7777/callback'
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ enforceLimits: false })
})
afterAll(() => sandbox.close())

describe('authorization', () => {
  it('shows a page with two buttons, and sends the code and state back on approval', async () => {
    const { address } = ask()
    const page = await (await fetch(address)).text()
    expect(page).toContain('Approve')
    expect(page).toContain('Deny')
    const back = await decide(address, 'approve')
    expect(back.searchParams.get('state')).toBe('kept-state')
    expect(back.searchParams.get('code')).toMatch(/^[\w-]{20,}$/)
  })

  it('tells the client when the owner refuses', async () => {
    const back = await decide(ask().address, 'deny')
    expect(back.searchParams.get('error')).toBe('access_denied')
    expect(back.searchParams.has('code')).toBe(false)
  })

  it.each([
    ['an unknown client', { client_id: 'somebody' }],
    ['a foreign return address', { redirect_uri: 'https://evil.example/callback' }],
  ])('redirects nowhere for %s', async (_, change) => {
    const answer = await fetch(ask(change).address, { redirect: 'manual' })
    expect(answer.status).toBe(400)
  })

  it.each([
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_scope', { scope: 'contact_data everything' }],
    ['invalid_request', { code_challenge_method: 'plain' }],
    ['invalid_request', { code_challenge: 'short' }],
  ])('answers %s by redirection', async (error, change) => {
    const answer = await fetch(ask(change).address, { redirect: 'manual' })
    const back = new URL(String(answer.headers.get('location')))
    expect(back.searchParams.get('error')).toBe(error)
  })
})

describe('the token endpoint', () => {
  it('exchanges a code once, with its verifier and return address', async () => {
    const { address, verifier } = ask()
    const code = String((await decide(address, 'approve')).searchParams.get('code'))
    const first = await exchange(code, { code_verifier: verifier })
    expect(first.status).toBe(200)
    expect(first.body.token_type).toBe('Bearer')
    expect(Number(first.body.expires_in)).toBeLessThanOrEqual(86_400)
    expect(String(first.body.access_token).split('.')).toHaveLength(3)
    const again = await exchange(code, { code_verifier: verifier })
    expect(again.body.error).toBe('invalid_grant')
  })

  it.each([
    ['a wrong verifier', { code_verifier: 'x'.repeat(43) }],
    ['no verifier', {}],
    ['another return address', { redirect_uri: 'http://127.0.0.1:7777/other' }],
  ])('refuses %s', async (_, change) => {
    const { address, verifier } = ask()
    const code = String((await decide(address, 'approve')).searchParams.get('code'))
    const given = 'redirect_uri' in change ? { code_verifier: verifier, ...change } : change
    const answer = await exchange(code, given)
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant'])
  })

  it('gives a refresh token only for offline_access', async () => {
    const { address, verifier } = ask({ scope: 'contact_data' })
    const code = String((await decide(address, 'approve')).searchParams.get('code'))
    const { body } = await exchange(code, { code_verifier: verifier })
    expect(body.refresh_token).toBeUndefined()
    const token = String(body.access_token)
    expect((await call(sandbox, '/v3/contact_lists', token)).status).toBe(200)
    const refused = await call(sandbox, '/v3/emails', token)
    expect([refused.status, refused.body.error_key]).toEqual([403, 'forbidden'])
  })

  it('rotates: the old refresh token is dead after use', async () => {
    const { refreshToken } = sandbox.issueTokens()
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken }
    const first = await post(form, basic(sandboxClient.clientSecret))
    expect(first.status).toBe(200)
    expect(first.body.refresh_token).not.toBe(refreshToken)
    const reused = await post(form, basic(sandboxClient.clientSecret))
    expect([reused.status, reused.body.error]).toEqual([400, 'invalid_grant'])
    const token = String(first.body.access_token)
    expect((await call(sandbox, '/v3/account/summary', token)).status).toBe(200)
  })

  it('wants the secret of a client that has one, and PKCE of one that has none', async () => {
    const { refreshToken } = sandbox.issueTokens()
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken }
    expect((await post(form, basic('wrong'))).status).toBe(401)
    const named = { ...form, client_id: sandboxClient.clientId }
    expect((await post(named)).body.error).toBe('invalid_client')
    const bare = ask({ client_id: publicClient.clientId })
    bare.address.searchParams.delete('code_challenge')
    const answer = await fetch(bare.address, { redirect: 'manual' })
    expect(answer.headers.get('location')).toContain('error=invalid_request')
    const mine = sandbox.issueTokens(publicClient.clientId)
    const own = { ...form, refresh_token: mine.refreshToken, client_id: publicClient.clientId }
    expect((await post(own)).status).toBe(200)
  })

  it('lets an access token die in real time', async () => {
    const brief = await startSandbox({ enforceLimits: false, accessTokenSeconds: 2 })
    const { accessToken } = brief.issueTokens()
    const look = () => call(brief, '/v3/account/summary', accessToken)
    expect((await look()).status).toBe(200)
    await expect.poll(async () => (await look()).status).toBe(401)
    expect((await look()).body.error_key).toBe('unauthorized')
    await brief.close()
  })

  it('keeps no secret in its log', () => {
    const text = JSON.stringify(sandbox.requests)
    expect(text).not.toContain(sandboxClient.clientSecret)
    const forms = sandbox.requests.filter((one) => one.path === tokenPath)
    expect(forms.some((one) => JSON.stringify(one.body).includes('[redacted]'))).toBe(true)
  })
})

function ask(change: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString('base64url')
  const address = new URL(sandbox.url + authorizePath)
  address.search = new URLSearchParams({
    client_id: sandboxClient.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'contact_data campaign_data account_read offline_access',
    state: 'kept-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  }).toString()
  return { address, verifier }
}

async function decide(address: URL, decision: string): Promise<URL> {
  const body = new URLSearchParams({ decision })
  const answer = await fetch(address, { method: 'POST', body, redirect: 'manual' })
  return new URL(String(answer.headers.get('location')))
}

function exchange(code: string, more: Record<string, string>) {
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...more }
  return post(form, basic(sandboxClient.clientSecret))
}

function basic(secret: string): string {
  return `Basic ${Buffer.from(`${sandboxClient.clientId}:${secret}`).toString('base64')}`
}

async function post(form: Record<string, string>, authorization?: string) {
  const answer = await fetch(sandbox.url + tokenPath, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: authorization === undefined ? {} : { authorization },
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
