import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { surroundingsOf, type Proxying } from '../../src/api/surroundings.ts'

async function seen(peer: string, headers: Record<string, string>, more: Partial<Proxying> = {}) {
  const app = new Hono()
  const proxying = { trustedProxies: ['10.0.0.0/8'], ...more }
  app.get('/', (c) => c.json(surroundingsOf(c, proxying)))
  const env = { incoming: { socket: { remoteAddress: peer } } }
  const init = { headers: { host: 'homing.lan:4700', ...headers } }
  const response = await app.request('http://homing.lan:4700/', init, env)
  return (await response.json()) as Record<string, unknown>
}
const FORWARDED = {
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'homing.example.com',
}

test('a stranger who writes X-Forwarded-* is believed nothing', async () => {
  expect(await seen('198.51.100.4', FORWARDED)).toMatchObject({
    address: '198.51.100.4',
    isSecure: false,
    origin: 'http://homing.lan:4700',
  })
})

test('a trusted proxy is believed, the hops its visitors wrote are not', async () => {
  expect(await seen('::ffff:10.1.2.3', FORWARDED)).toMatchObject({
    address: '203.0.113.7',
    isSecure: true,
    origin: 'https://homing.example.com',
  })
  const lied = { 'x-forwarded-for': '127.0.0.1, 203.0.113.9, 10.9.9.9' }
  expect(await seen('10.1.2.3', lied)).toMatchObject({ address: '203.0.113.9' })
  const nonsense = { 'x-forwarded-for': 'localhost' }
  expect(await seen('10.1.2.3', nonsense)).toMatchObject({ address: '10.1.2.3' })
})

test('the configured address is how people reach us, whatever the proxy forgets', async () => {
  const publicUrl = 'https://homing.example.com'
  const headers = { host: 'homing.example.com' }
  expect(await seen('10.1.2.3', headers, { publicUrl })).toMatchObject({
    isSecure: true,
    origin: publicUrl,
  })
})

test('an IPv6 visitor is counted by network, and only a bare loopback socket is this machine', async () => {
  const one = await seen('2001:db8:1:2:3::4', {})
  const other = await seen('2001:db8:1:2:ffff::9', {})
  expect(one['address']).toBe(other['address'])
  expect(await seen('::1', {})).toMatchObject({ isLocal: true })
  expect(await seen('127.0.0.1', { 'x-forwarded-for': '203.0.113.7' })).toMatchObject({
    isLocal: false,
  })
})
