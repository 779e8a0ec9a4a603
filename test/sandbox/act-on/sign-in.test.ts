import { afterEach, expect, it } from 'vitest'
import { vendors, type Sandbox } from '../../../sandbox/index.ts'
import { call, start } from './client.ts'

const { client, login } = vendors['act-on']
const keys = { client_id: client.clientId, client_secret: client.clientSecret }

let sandbox: Sandbox
afterEach(() => sandbox.close())

async function token(form: Record<string, string>) {
  const response = await fetch(`${sandbox.url}/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

const password = { grant_type: 'password', ...keys, ...login }

it('gives tokens for a password, which live an hour', async () => {
  sandbox = await start()
  const { status, body } = await token(password)
  expect(status).toBe(200)
  const named = { token_type: 'Bearer', expires_in: 3600, scope: 'offline-access' }
  expect(body).toMatchObject(named)
  const me = await call(sandbox, 'GET /api/1/account', undefined, body.access_token)
  expect(me.body).toMatchObject({ user_name: 'Marguerite Harrowgate', time_zone: 'US/Central' })
})

it('refuses in the documented words', async () => {
  sandbox = await start()
  const denied = { error: 'access_denied', error_description: 'Unauthorized' }
  expect(await token({ ...password, client_secret: 'x' })).toEqual({ status: 401, body: denied })
  const wrong = { error: 'invalid_grant', error_description: 'Wrong email or password.' }
  expect(await token({ ...password, password: 'x' })).toEqual({ status: 403, body: wrong })
  const stale = { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' }
  const refresh = { grant_type: 'refresh_token', ...keys, refresh_token: 'x' }
  expect(await token(refresh)).toEqual({ status: 403, body: stale })
  const { status, body } = await call(sandbox, 'GET /api/1/list', undefined, 'nonsense')
  expect({ status, body }).toEqual({
    status: 401,
    body: { httpCode: '401', httpMessage: 'Unauthorized', moreInformation: '' },
  })
})

it('takes a refresh token once', async () => {
  sandbox = await start()
  const { body: first } = await token(password)
  const refresh = (refresh_token = '') =>
    token({ grant_type: 'refresh_token', ...keys, refresh_token })
  const { status, body: second } = await refresh(first.refresh_token)
  expect(status).toBe(200)
  expect(second.refresh_token).not.toBe(first.refresh_token)
  expect((await refresh(first.refresh_token)).status).toBe(403)
  // A newer pair for the same user ends the refresh token before it.
  const { body: third } = await token(password)
  expect((await refresh(second.refresh_token)).status).toBe(403)
  expect((await refresh(third.refresh_token)).status).toBe(200)
})

it('asks the owner for a code, with or without a state', async () => {
  sandbox = await start()
  const redirect_uri = 'http://localhost:9/back'
  const query = new URLSearchParams({
    ...{ scope: 'PRODUCTION', response_type: 'code', client_id: client.clientId, redirect_uri },
    state: 'abc',
  })
  const page = `${sandbox.url}/authorize?${query.toString()}`
  expect(await (await fetch(page)).text()).toContain('Act-On account')
  const approve = { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) }
  const answer = await fetch(page, { ...approve, redirect: 'manual' })
  const back = new URL(answer.headers.get('location') ?? '')
  expect(back.searchParams.get('state')).toBe('abc')
  const code = back.searchParams.get('code') ?? ''
  const exchange = { grant_type: 'authorization_code', ...keys, code, redirect_uri }
  expect((await token(exchange)).status).toBe(200)
  expect((await token(exchange)).status).toBe(403)
})

it('counts five token calls an hour, and five calls a second', async () => {
  sandbox = await start({ enforceLimits: true, requestsPerDay: 6 })
  const statuses: number[] = []
  for (let time = 0; time < 6; time += 1) {
    statuses.push((await token({ ...password, password: 'x' })).status)
  }
  expect(statuses).toEqual([403, 403, 403, 403, 403, 429])
  const { accessToken } = sandbox.issueTokens()
  const burst = () =>
    Promise.all(
      Array.from({ length: 6 }, () => {
        return call(sandbox, 'GET /api/1/account', undefined, accessToken)
      }),
    )
  const replies = await burst()
  expect(replies.filter((one) => one.status === 200)).toHaveLength(5)
  const refused = replies.find((one) => one.status === 429)
  expect(refused?.body).toMatchObject({ httpCode: '429' })
  expect([...(refused?.headers.keys() ?? [])].join()).not.toMatch(/retry|limit/i)
  await new Promise((resolve) => setTimeout(resolve, 1100))
  // The sixth of the day is the last.
  expect((await burst()).filter((one) => one.status === 200)).toHaveLength(1)
})
