import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  apiPath,
  authorizePath,
  lawFirm,
  sandboxClient,
  startSandbox,
  tokenPath,
  type Sandbox,
} from '../../sandbox/index.ts'
import { startHoming, type RunningHoming } from '../web/homing.ts'

const HEADERS = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
const SIZE = { companies: 10, households: 10, unattached: 10 }
const password = 'four words make a password'

let homing: RunningHoming
let sandboxes: Sandbox[]
beforeAll(async () => {
  sandboxes = await Promise.all(
    ['a', 'b'].map(() => startSandbox({ enforceLimits: false, world: lawFirm(1, SIZE) })),
  )
  const hosts = sandboxes.map(({ url }) => new URL(url).host).join(',')
  homing = await startHoming({ ALLOW_PRIVATE_ADDRESSES: hosts })
}, 120_000)
afterAll(async () => {
  await homing?.end()
  for (const sandbox of sandboxes ?? []) await sandbox.close()
})

test('an opt-out at one ESP is held by the other within seconds of being read', async () => {
  const setUp = await fetch(`${homing.url}/api/setup`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify({
      firm: 'Example & Partners',
      name: 'Ada Example',
      email: 'ada@example.com',
      password,
    }),
  })
  expect(setUp.ok).toBe(true)
  const cookie = setUp.headers.get('set-cookie')!.split(';')[0]!
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(homing.url + path, {
      method,
      headers: { ...HEADERS, cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    expect(response.ok, `${method} ${path} ${response.status}`).toBe(true)
    return (await response.json()) as Record<string, unknown>
  }
  const ids: number[] = []
  for (const [at, sandbox] of sandboxes.entries()) {
    const made = await ask('POST', '/api/connections', {
      connector: 'constant-contact',
      name: `ESP ${at}`,
      settings: settingsOf(sandbox),
    })
    ids.push(made['id'] as number)
  }
  const isRead = async (id: number) =>
    (await ask('GET', `/api/connections/${id}`))['openRunId'] === null
  for (const id of ids) await expect.poll(() => isRead(id), { timeout: 60_000 }).toBe(true)

  const [a, b] = sandboxes as [Sandbox, Sandbox]
  const isMailed = ({ permission }: { permission: string }) => permission.endsWith('plicit')
  const there = b.truth().contacts.find(isMailed)!
  const here = a.truth().contacts.find((one) => one.address === there.address)!
  a.clock.advance(1_000)
  expect(a.recipients.optOut(here.contactId, 'enough')).toBe(true)
  await ask('POST', `/api/connections/${ids[0]}/runs?kinds=opt_outs`)
  const permission = () =>
    b.truth().contacts.find((one) => one.address === there.address)!.permission
  await expect.poll(permission, { timeout: 20_000 }).toBe('unsubscribed')
  const acknowledged = async () =>
    (await ask('GET', `/api/connections/${ids[1]}/going-out`))['acknowledged']
  await expect.poll(acknowledged, { timeout: 10_000 }).toBeGreaterThan(0)
}, 180_000)

function settingsOf(sandbox: Sandbox) {
  const { accessToken, refreshToken } = sandbox.issueTokens()
  return {
    apiUrl: sandbox.url + apiPath,
    authorizeUrl: sandbox.url + authorizePath,
    tokenUrl: sandbox.url + tokenPath,
    clientId: sandboxClient.clientId,
    clientSecret: sandboxClient.clientSecret,
    accessToken,
    refreshToken,
  }
}
