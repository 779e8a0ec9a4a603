import { afterAll, beforeAll, expect, test } from 'vitest'
import { sandboxClient, tokenPath } from '../../sandbox/index.ts'
import { connectionHandlers } from '../../src/api/handlers/connections.ts'
import { listProblems } from '../../src/ledger/index.ts'
import type { Caller } from '../../src/api/handler.ts'
import { openVendor, tokenSource } from '../../src/connections/index.ts'
import { callerOf, dump, makeWorld, type World } from './world.ts'

/**
 * Secrets go in by every way there is, things go well and badly; afterwards none of them is in any
 * row, log line or answer.
 */
let world: World
let caller: Caller
/** Everything the API answered or refused. */
const answers: string[] = []
const canaries = new Set<string>()

beforeAll(async () => {
  world = await makeWorld()
  caller = callerOf(world)
})
afterAll(() => world.close())

type Names = keyof typeof connectionHandlers

async function ask(name: Names, given: Record<string, unknown> = {}): Promise<any> {
  const origin = 'http://localhost:4321'
  const signal = new AbortController().signal
  const handler = connectionHandlers[name] as (ask: unknown, homing: unknown) => Promise<unknown>
  try {
    let answer = await handler(
      { params: {}, query: {}, caller, origin, signal, ...given },
      world.homing,
    )
    if (name === 'connections.authorised') {
      const parts: string[] = []
      for await (const part of answer as AsyncIterable<string>) parts.push(part)
      answer = parts.join('')
    }
    answers.push(JSON.stringify(answer))
    return answer
  } catch (error) {
    const { message, stack, cause } = error as Error
    const fields = JSON.stringify(error)
    answers.push([message, stack, fields, String(cause)].join('\n'))
    // What is thrown is what would be logged, its causes too.
    world.homing.log.error({ err: error }, 'refused')
    return error
  }
}

function secret<Value extends string>(value: Value): Value {
  canaries.add(value)
  return value
}

test('every way to a secret leaves none behind', async () => {
  secret(sandboxClient.clientSecret)
  const clientSecret = secret('canary-client-secret-9f2c')
  const wrong = {
    accessToken: secret('canary-access-token-71ab'),
    refreshToken: secret('canary-refresh-token-c04d'),
  }
  const body = (settings: unknown) => ({ body: { connector: 'constant-contact', settings } })

  // Refused, with the secret among what was typed.
  await ask('connections.create', body(world.settings({ ...wrong, clientId: '' })))
  await ask('connections.create', body(world.settings({ ...wrong, clientSecret: [clientSecret] })))
  await ask(
    'connections.create',
    body(world.settings({ apiUrl: `http://u:${clientSecret}@10.0.0.1` })),
  )

  // Tokens and a client secret nobody accepts.
  const bad = await ask('connections.create', body(world.settings({ ...wrong, clientSecret })))
  const badly = { params: { connectionId: bad.id } }
  await ask('connections.check', badly)
  await ask('connections.lists', badly)
  await ask('connections.change', { ...badly, body: { settings: { ...wrong, clientSecret } } })
  await ask('connections.show', badly)

  // The browser's way, with a no, a fault, and success.
  const good = await ask('connections.create', body(world.settings()))
  const well = { params: { connectionId: good.id } }
  for (const decision of ['deny', 'fault', 'approve', 'approve']) {
    const { url } = await ask('connections.authorise', well)
    // The state is for the visitor's eyes: the answer that carries it is the point of it.
    secret(new URL(url).searchParams.get('state')!)
    answers.pop()
    const back = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ decision: decision === 'deny' ? 'deny' : 'approve' }),
      redirect: 'manual',
    })
    const query = Object.fromEntries(new URL(back.headers.get('location')!).searchParams)
    if (query['code']) secret(query['code'])
    if (decision === 'fault') {
      world.sandbox.faults.add({ kind: 'server-error', match: { path: tokenPath } })
    }
    await ask('connections.authorised', { query })
    await ask('connections.authorised', { query })
  }
  const place = { workspaceId: world.by.workspaceId, connectionId: good.id as number }
  const source = tokenSource(world.homing, place)
  secret(await source.current())
  secret(await source.renew(await source.current()))

  const health = await ask('connections.check', well)
  expect(health).toMatchObject({ ok: true })
  expect((await ask('connections.lists', well)).items.length).toBeGreaterThan(0)
  const contacts = await ask('connections.contacts', { ...well, query: { limit: 7 } })
  expect(contacts.items).toHaveLength(7)
  await ask('connections.list')
  await ask('connectors.list')

  // The grant is revoked while it is in use.
  world.sandbox.faults.add({ kind: 'expired-token' })
  world.sandbox.faults.add({ kind: 'revoke-refresh-token', match: { path: tokenPath } })
  const { vendor, connector } = await openVendor(world.homing, place.workspaceId, good.id)
  const failed = await connector.check(vendor).catch((error: unknown) => error)
  world.homing.log.error({ err: failed }, 'a check failed')
  answers.push(JSON.stringify(failed))
  await ask('connections.show', well)
  const problems = await world.test.database.inWorkspace(place.workspaceId, (tx) =>
    listProblems(tx, { status: 'open', limit: 50 }),
  )
  answers.push(JSON.stringify(problems))
  await ask('connections.remove', badly)

  const places = {
    tables: await dump(world),
    log: world.log.join('\n'),
    answers: answers.join('\n'),
  }
  expect(canaries.size).toBeGreaterThan(10)
  for (const [place, text] of Object.entries(places)) {
    expect(text.length, place).toBeGreaterThan(500)
    for (const canary of canaries) {
      expect(text.includes(canary), `a secret in ${place}`).toBe(false)
      expect(text.includes(Buffer.from(canary).toString('hex')), `in hex in ${place}`).toBe(false)
      expect(text.includes(Buffer.from(canary).toString('base64')), `in base64 in ${place}`).toBe(
        false,
      )
    }
  }
})
