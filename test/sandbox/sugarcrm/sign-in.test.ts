import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { base, send, signIn, start } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
afterAll(() => sandbox.close())

const me = (headers: Record<string, string>) => send(sandbox, 'GET /me', { headers })
const token = (accessToken: string) => ({ 'oauth-token': accessToken })

it('signs in with a password, and takes the token in either header', async () => {
  const { status, body } = await signIn(sandbox)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    expires_in: 3600,
    refresh_expires_in: 1_209_600,
    token_type: 'bearer',
    scope: null,
  })
  expect((await me(token(body.access_token))).status).toBe(200)
  expect((await me({ authorization: `Bearer ${body.access_token}` })).status).toBe(200)
})

it('ends the session that the same user has on the same platform, and no other', async () => {
  const first = (await signIn(sandbox)).body
  const elsewhere = (await signIn(sandbox, { platform: 'mobile' })).body
  const second = (await signIn(sandbox)).body
  expect(await me(token(first.access_token))).toMatchObject({
    status: 401,
    body: { error: 'invalid_grant' },
  })
  const again = { grant_type: 'refresh_token', refresh_token: first.refresh_token }
  expect((await signIn(sandbox, again)).body.error).toBe('invalid_grant')
  for (const { access_token } of [elsewhere, second]) {
    expect((await me(token(access_token))).status).toBe(200)
  }
})

it('exchanges a refresh token once', async () => {
  const first = (await signIn(sandbox)).body
  const asked = { grant_type: 'refresh_token', refresh_token: first.refresh_token }
  const next = await signIn(sandbox, asked)
  expect(next.status).toBe(200)
  expect((await me(token(first.access_token))).status).toBe(401)
  expect((await me(token(next.body.access_token))).status).toBe(200)
  expect(await signIn(sandbox, asked)).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  })
})

it('refuses a wrong password, client, platform and kind of grant, each in its way', async () => {
  for (const [given, status, error] of [
    [{ password: 'guess' }, 401, 'need_login'],
    [{ client_secret: 'guess' }, 400, 'invalid_client'],
    [{ client_id: 'constructor' }, 400, 'invalid_client'],
    [{ platform: 'unheard-of' }, 422, 'invalid_parameter'],
    [{ grant_type: 'client_credentials' }, 400, 'unsupported_grant_type'],
  ] as const) {
    expect(await signIn(sandbox, given)).toMatchObject({ status, body: { error } })
  }
  const { body } = await signIn(sandbox, { platform: 'unheard-of' })
  expect(body.error_message).toBe('EXCEPTION_INVALID_PLATFORM')
})

it('tells nobody anything without a token, and ends a session that signs out', async () => {
  expect(await me({})).toMatchObject({ status: 401, body: { error: 'need_login' } })
  const { access_token } = (await signIn(sandbox)).body
  const out = await send(sandbox, 'POST /oauth2/logout', { headers: token(access_token) })
  expect(out.body).toEqual({ success: true })
  expect((await me(token(access_token))).status).toBe(401)
})

it('lets a token expire', async () => {
  const brief = await start({ accessTokenSeconds: 0 })
  const { access_token, refresh_token } = (await signIn(brief)).body
  const answer = await send(brief, 'GET /me', { headers: token(access_token) })
  expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_grant' } })
  const next = await signIn(brief, { grant_type: 'refresh_token', refresh_token })
  expect(next.status).toBe(200)
  await brief.close()
})

it('has the same routes in every version that there is, and no others', async () => {
  const headers = token((await signIn(sandbox)).body.access_token)
  const ping = (version: string) => fetch(`${sandbox.url}/rest/${version}/ping`, { headers })
  for (const version of ['v10', 'v11', 'v11_26', base.split('/')[2] ?? '']) {
    expect((await ping(version)).status).toBe(200)
  }
  expect((await ping('v4_1')).status).toBe(301)
  expect(await send(sandbox, 'GET /a/b/c/d/e/f', { headers })).toMatchObject({
    status: 404,
    body: { error: 'no_method' },
  })
})
