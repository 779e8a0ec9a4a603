import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeConnection, createConnection, tokenSource } from '../../src/connections/index.ts'
import { asOwner, makeWorld, rowOf, type World } from './world.ts'

let world: World

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

function create(settings: Record<string, unknown>, connector = 'constant-contact') {
  return createConnection(world.homing, world.by, { connector, settings })
}

const at = (connectionId: number) => ({ workspaceId: world.by.workspaceId, connectionId })

test('a connection awaits authorisation without tokens, and is active and due with them', async () => {
  const waiting = await create(world.settings())
  expect(waiting).toMatchObject({
    name: 'Constant Contact',
    status: 'awaiting_authorisation',
    nextRunAt: null,
    schedules: [
      { kind: 'opt_outs', everyMinutes: 30 },
      { kind: 'totals', everyMinutes: 30 },
      { kind: 'activities', everyMinutes: 30 },
      { kind: 'lists', atMinute: 120 },
      { kind: 'contacts', atMinute: 120 },
    ],
  })
  expect(waiting.settings).toEqual({
    apiUrl: `${world.sandbox.url}/v3`,
    authorizeUrl: expect.stringContaining('/authorize'),
    tokenUrl: expect.stringContaining('/token'),
    clientId: 'homing-sandbox',
  })
  const { accessToken, refreshToken } = world.sandbox.issueTokens()
  const active = await create(world.settings({ accessToken, refreshToken }))
  expect(active.status).toBe('active')
  expect(active.nextRunAt).toBeLessThanOrEqual(world.homing.now())
})

test.each([
  ['a setting that is missing', { clientId: undefined }, 'settings.clientId'],
  ['a setting of another kind', { clientId: 7 }, 'settings.clientId'],
  ['an address that is none', { apiUrl: 'not an address' }, 'settings.apiUrl'],
  ['another scheme', { apiUrl: 'file:///etc/passwd' }, 'settings.apiUrl'],
  ['a script as consent page', { authorizeUrl: 'javascript:alert(1)' }, 'settings.authorizeUrl'],
  ['a setting nobody knows', { colour: 'red' }, 'settings.colour'],
  ['a prototype', JSON.parse('{"__proto__": {"x": 1}}'), 'settings.__proto__'],
  ['a private address', { apiUrl: 'https://10.0.0.1/v3' }, 'settings.apiUrl'],
  ['a metadata service', { tokenUrl: 'http://169.254.169.254/latest' }, 'settings.tokenUrl'],
  ['this machine, another port', { apiUrl: 'http://127.0.0.1:1/v3' }, 'settings.apiUrl'],
  ['this machine, spelt in numbers', { apiUrl: 'https://2130706433/v3' }, 'settings.apiUrl'],
  ['this machine, in IPv6', { apiUrl: 'https://[::ffff:127.0.0.1]/v3' }, 'settings.apiUrl'],
  ['plain http outside', { apiUrl: 'http://api.example.com/v3' }, 'settings.apiUrl'],
  ['a password in the address', { apiUrl: 'https://a:b@api.example.com' }, 'settings.apiUrl'],
  ['too much', { clientId: 'x'.repeat(70_000) }, 'settings'],
])('%s is refused and its field named', async (_what, wrong, field) => {
  const settings = Object.defineProperties(
    world.settings(),
    Object.getOwnPropertyDescriptors(wrong),
  )
  await expect(create(settings)).rejects.toMatchObject({ name: 'Refused', status: 422, field })
})

test('a refusal never quotes what was typed', async () => {
  const refusal = await create(world.settings({ clientSecret: 'canary'.repeat(9000) })).catch(
    String,
  )
  expect(refusal).not.toContain('canary')
})

test('a connector nobody has is refused with the list of those there are', async () => {
  await expect(create({}, 'carrier-pigeon')).rejects.toMatchObject({
    status: 422,
    field: 'connector',
    remedy: expect.stringContaining('constant-contact'),
  })
})

test('another server or application does not get the secrets of the one before', async () => {
  const { accessToken, refreshToken } = world.sandbox.issueTokens()
  const { id } = await create(world.settings({ accessToken, refreshToken }))
  const changed = await changeConnection(world.homing, world.by, id, {
    settings: { apiUrl: 'https://api.example.com/v3' },
  })
  expect(changed).toMatchObject({ status: 'awaiting_authorisation', nextRunAt: null })
  await expect(tokenSource(world.homing, at(id)).current()).rejects.toMatchObject({
    kind: 'unauthorised',
  })
  // Back again: they are gone, not merely hidden.
  const back = await changeConnection(world.homing, world.by, id, {
    settings: { apiUrl: `${world.sandbox.url}/v3` },
  })
  expect(back.status).toBe('awaiting_authorisation')
  const again = await changeConnection(world.homing, world.by, id, {
    settings: { accessToken, refreshToken },
  })
  expect(again.status).toBe('active')
  expect(await tokenSource(world.homing, at(id)).current()).toBe(accessToken)
})

test('what is not named in a change stays, secrets and tokens too', async () => {
  const { accessToken, refreshToken } = world.sandbox.issueTokens()
  const { id } = await create(world.settings({ accessToken, refreshToken }))
  const before = await rowOf(world, id)
  const changed = await changeConnection(world.homing, world.by, id, {
    settings: { clientSecret: 'another' },
  })
  expect(changed.status).toBe('active')
  // The tokens are the same, so a renewal under way on them may still be stored.
  expect((await rowOf(world, id))['sealed_version']).toBe(before['sealed_version'])
  expect(await tokenSource(world.homing, at(id)).current()).toBe(accessToken)
  await expect(
    changeConnection(world.homing, world.by, id, { settings: { clientId: null } }),
  ).rejects.toMatchObject({ field: 'settings.clientId' })
})

test('renaming, capping, pausing and resuming; each is told in the audit', async () => {
  const { accessToken } = world.sandbox.issueTokens()
  const { id } = await create(world.settings({ accessToken }))
  const change = (what: Parameters<typeof changeConnection>[3]) =>
    changeConnection(world.homing, world.by, id, what)
  expect(await change({ name: 'Main account' })).toMatchObject({ name: 'Main account' })
  expect(await change({ removalsPercentMax: 5 })).toMatchObject({ removalsPercentMax: 5 })
  expect(await change({ isPaused: true })).toMatchObject({ status: 'paused', nextRunAt: null })
  expect(await change({ isPaused: true })).toMatchObject({ status: 'paused' })
  const resumed = await change({ isPaused: false })
  expect(resumed.status).toBe('active')
  expect(resumed.nextRunAt).not.toBeNull()
  const told = await asOwner(
    world,
    "select sentence from audit where subject = 'connection' and subject_id = $1 order by id",
    [String(id)],
  )
  expect(told.map(({ sentence }) => sentence)).toEqual([
    'Added the connection “Constant Contact” to Constant Contact.',
    'Renamed the connection “Constant Contact”: “Main account”.',
    'Lets a read of “Main account” take away 5 % without asking.',
    'Paused the connection “Main account”.',
    'Resumed the connection “Main account”.',
  ])
})

test('what awaits authorisation cannot be paused', async () => {
  const { id } = await create(world.settings())
  await expect(
    changeConnection(world.homing, world.by, id, { isPaused: true }),
  ).rejects.toMatchObject({ status: 409, field: 'isPaused' })
})

test('another workspace sees nothing of a connection', async () => {
  const { id } = await create(world.settings())
  const stranger = { ...world.by, workspaceId: world.test.otherWorkspaceId }
  await expect(
    changeConnection(world.homing, stranger, id, { name: 'Mine' }),
  ).rejects.toMatchObject({ status: 404 })
  expect((await rowOf(world, id))['name']).toBe('Constant Contact')
})
