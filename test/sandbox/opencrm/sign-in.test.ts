import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, inForm, keys, logIn, post, start, type Line } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await start()
}, 60_000)
afterEach(() => button(sandbox, 'PATCH /installation', { login: 'text', formKey: 'either' }))
afterAll(() => sandbox.close())

const name = 'get_contact_list_count'
const unauthorized = { status: 200, body: { error: 'Unauthorized' } }

it('takes the keys in a form of either kind, and in headers', async () => {
  const parts = new FormData()
  for (const [field, value] of Object.entries(inForm)) parts.set(field, value)
  const headers = { KEY1: keys.apiKey, KEY2: keys.passKey }
  const replies = await Promise.all([
    post(sandbox, name, { form: inForm }),
    post(sandbox, name, { form: parts }),
    post(sandbox, name, { form: { key: keys.apiKey, passkey: keys.passKey } }),
    post(sandbox, name, { form: {}, headers }),
  ])
  expect(new Set(replies.map((one) => JSON.stringify(one))).size).toBe(1)
  expect(Number(replies[0]?.body)).toBeGreaterThan(1000)
})

it('refuses wrong keys, half of them, and none, with a status of 200', async () => {
  const wrong = { apikey: keys.apiKey, passkey: 'wrong' }
  expect(await post(sandbox, name, { form: wrong })).toEqual(unauthorized)
  expect(await post(sandbox, name, { form: { apikey: keys.apiKey } })).toEqual(unauthorized)
  expect(await post(sandbox, name, { form: {} })).toEqual(unauthorized)
  expect(await post(sandbox, 'login', { form: { key: keys.apiKey } })).toEqual(unauthorized)
})

it.each(['object', 'text', 'bare'])('opens a session, told as %s, until it ends', async (login) => {
  await button(sandbox, 'PATCH /installation', { login })
  const form = { key: keys.apiKey, passkey: keys.passKey }
  const { body } = await post<string | { accesskey: string }>(sandbox, 'login', { form })
  expect(typeof body).toBe(login === 'object' ? 'object' : 'string')
  const accesskey = typeof body === 'string' ? body : body.accesskey
  expect(Number((await post(sandbox, name, { form: { accesskey } })).body)).toBeGreaterThan(1000)
  await button(sandbox, 'DELETE /sessions')
  expect(await post(sandbox, name, { form: { accesskey } })).toEqual(unauthorized)
})

it('takes the key of a form under one name, where the installation has it so', async () => {
  const { apiKey: key, passKey: passkey } = keys
  const forms: Line[] = [
    { key, passkey },
    { apikey: key, passkey },
    { key, apikey: key, passkey },
  ]
  const taken = async () => {
    const replies = await Promise.all(forms.map((form) => post(sandbox, name, { form })))
    return replies.map((one) => typeof one.body === 'string')
  }
  expect(await taken()).toEqual([true, true, true])
  await button(sandbox, 'PATCH /installation', { formKey: 'key' })
  expect(await taken()).toEqual([true, false, true])
  await button(sandbox, 'PATCH /installation', { formKey: 'apikey' })
  expect(await taken()).toEqual([false, true, true])
})

it('ends a session after its time', async () => {
  const short = await start({ accessTokenSeconds: 0 })
  expect(await post(short, name, { form: await logIn(short) })).toEqual(unauthorized)
  await short.close()
})

it.each(['curl/8.5.0', 'Curl/7', 'opencrm-python/0.1.0', ''])(
  'has a firewall that refuses "%s"',
  async (agent) => {
    const reply = await post(sandbox, name, { form: inForm, headers: { 'user-agent': agent } })
    expect(reply).toMatchObject({ status: 403 })
    expect(reply.body).toContain('<h1>Forbidden</h1>')
  },
)

it('has a firewall that refuses who says nothing of itself', async () => {
  const target = `${sandbox.url}/api/rest/${name}`
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const status = await new Promise((resolve, reject) => {
    const call = request(target, { method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    call.on('error', reject)
    call.end(String(new URLSearchParams(inForm)))
  })
  expect(status).toBe(403)
})

it.each(['get_campaign_list', 'edit_campaign', 'get_ticket_list', 'edit_user', 'delete_contact'])(
  'knows no function %s',
  async (unknown) => {
    expect((await post(sandbox, unknown, { form: { ...inForm, crmid: '1' } })).status).toBe(404)
  },
)

it('refuses what is more than its limit, where it is given one', async () => {
  const limited = await start({ requestsPerDay: 2 })
  for (const status of [200, 200, 429, 429]) {
    expect((await post(limited, name, { form: inForm })).status).toBe(status)
  }
  limited.enforceLimits(false)
  expect((await post(limited, name, { form: inForm })).status).toBe(200)
  await limited.close()
})

it('keeps no secret in the log of requests', async () => {
  const parts = new FormData()
  for (const [field, value] of Object.entries({ ...inForm, keywords: 'seen' })) {
    parts.set(field, value)
  }
  await post(sandbox, name, { form: parts })
  const form = await logIn(sandbox)
  await post(sandbox, name, { form })
  const text = JSON.stringify(sandbox.requests)
  expect(text).toContain('seen')
  for (const secret of [keys.apiKey, keys.passKey, form.accesskey]) {
    expect(text).not.toContain(secret)
  }
  expect(sandbox.requests.at(-1)?.clientId).toBe('homing')
})
