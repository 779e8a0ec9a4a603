import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, client, connect, data, send, start, type Failure, type Line } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start({ requestsPerDay: 40 })
}, 60_000)
afterAll(() => sandbox.close())

async function token(given: Record<string, string> = {}) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.clientSecret,
    ...given,
  })
  const response = await fetch(`${sandbox.url}/services/oauth2/token`, { method: 'POST', body })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

const expired = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]

describe('the token', () => {
  it('comes with the address of the organization, and no word of its life', async () => {
    const { status, body } = await token()
    expect(status).toBe(200)
    expect(body).toMatchObject({ instance_url: sandbox.url, token_type: 'Bearer' })
    expect(body).not.toHaveProperty('expires_in')
    expect(body).not.toHaveProperty('refresh_token')
    const headers = { authorization: `Bearer ${body.access_token}` }
    const info = await send<Line>(sandbox.url, 'GET /services/oauth2/userinfo', { headers })
    expect(info.body).toMatchObject({ name: 'Homing Integration', active: true })
    expect((await send(sandbox.url, `GET ${data}/limits`, { headers })).status).toBe(200)
  })

  it.each([
    [{ client_id: 'nobody' }, 'invalid_client_id'],
    [{ client_secret: 'wrong' }, 'invalid_client'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
  ])('is refused for %j', async (given, error) => {
    expect(await token(given)).toMatchObject({ status: 400, body: { error } })
  })

  it('ends without a word before it', async () => {
    const call = connect(sandbox)
    expect((await call('GET /limits')).status).toBe(200)
    await button(sandbox, 'DELETE /sessions')
    expect(await call('GET /limits')).toMatchObject({ status: 401, body: expired })
    const none = await send(sandbox.url, `GET ${data}/limits`)
    expect(none).toMatchObject({ status: 401, body: expired })
  })
})

it('is known by versions, one of which is asked', async () => {
  const versions = await send<Line[]>(sandbox.url, 'GET /services/data')
  expect(versions.body).toContainEqual({
    label: 'Version 59.0',
    url: '/services/data/v59.0',
    version: '59.0',
  })
  const call = connect(sandbox)
  expect((await call('GET /services/data/v12.0/limits')).status).toBe(404)
  expect((await call('GET /nosuch')).status).toBe(404)
})

it('ends the day’s requests with a 403, and counts them on each answer', async () => {
  const call = connect(sandbox)
  const { body, headers } = await call<{ DailyApiRequests: { Max: number; Remaining: number } }>(
    'GET /limits',
  )
  const { Max, Remaining } = body.DailyApiRequests
  expect(headers.get('sforce-limit-info')).toBe(`api-usage=${Max - Remaining}/40`)
  for (let left = Remaining; left > 0; left -= 1) await call('GET /limits')
  const refused = await call<Failure[]>('GET /limits')
  expect(refused).toMatchObject({ status: 403, body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }] })
  sandbox.enforceLimits(false)
  expect((await call('GET /limits')).status).toBe(200)
  sandbox.enforceLimits(true)
})
