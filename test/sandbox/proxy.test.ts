import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  startFaultProxy,
  startSandbox,
  type FaultProxy,
  type Sandbox,
} from '../../sandbox/index.ts'

let sandbox: Sandbox
let proxy: FaultProxy
beforeEach(async () => {
  sandbox = await startSandbox()
  proxy = await startFaultProxy(sandbox)
})
afterEach(async () => {
  await proxy.close()
  await sandbox.close()
})

const ask = async (ms = 10_000): Promise<string> => {
  const signal = AbortSignal.timeout(ms)
  const headers = { connection: 'close' }
  const answer = await fetch(`${proxy.url}/_sandbox/status`, { signal, headers })
  return answer.text()
}

test('passes what it is given, late or in drops, unchanged', async () => {
  const plain = await ask()
  expect(JSON.parse(plain)).toMatchObject({ world: 'law-firm' })
  proxy.set({ kind: 'delay', ms: 5 })
  expect(await ask()).toBe(plain)
  proxy.set({ kind: 'drip', ms: 0 })
  expect(await ask()).toBe(plain)
})

test.each(['cut', 'reset'] as const)(
  '%s breaks one answer in the middle, and is over',
  async (kind) => {
    proxy.set({ kind, afterBytes: 200 })
    await expect(ask()).rejects.toThrow()
    expect(await ask()).toContain('law-firm')
  },
)

test('half open: the rest never comes, until it is set right', async () => {
  proxy.set({ kind: 'half-open', afterBytes: 200 })
  await expect(ask(300)).rejects.toThrow(/timeout|terminated/i)
  proxy.set({ kind: 'pass' })
  expect(await ask()).toContain('law-firm')
})

test('refuse: nobody is there', async () => {
  proxy.set({ kind: 'refuse' })
  await expect(ask()).rejects.toThrow()
})
