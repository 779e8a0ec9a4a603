import { afterEach, expect, test } from 'vitest'
import { busyHook, NO_HOOK, signalHook } from '../web/feedback-world.ts'
import { stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

let stub: Awaited<ReturnType<typeof stubServer>> | undefined
afterEach(async () => {
  const faults = stub?.faults ?? []
  await stub?.close()
  expect(faults).toEqual([])
})

async function against(answers: Parameters<typeof stubServer>[0]) {
  stub = await stubServer(answers)
  return { HOMING_URL: stub.url, HOMING_API_KEY: 'hmg_test' }
}

test('tells how deliveries fare, with the refused ones by reason', async () => {
  const env = await against({ 'hooks.show': busyHook })
  const said = await tryCli(['hooks', 'show', '3'], env)
  expect(said.exitCode).toBe(0)
  expect(said.out).toMatch(/Taken in +48,210/)
  expect(said.out).toMatch(/41 +Its signature did not fit\./)
  expect(JSON.parse((await tryCli(['--json', 'hooks', 'show', '3'], env)).out)).toEqual(busyHook())
})

test('says so where the sender delivers nothing by itself', async () => {
  const env = await against({ 'hooks.show': () => NO_HOOK })
  const said = await tryCli(['hooks', 'show', '3'], env)
  expect(said.out).toBe('This sender delivers nothing by itself.\n')
})

test('tells where deliveries are signals whether the address stands at the service', async () => {
  const failure = { sentence: 'It refused what was asked.', remedy: '' }
  const failed = { ...signalHook(), signals: { registeredAt: null, failure } }
  const env = await against({
    'hooks.show': ({ params }) => (params['connectionId'] === '3' ? signalHook() : failed),
    'hooks.makeAddress': () => ({ url: null }),
  })
  expect((await tryCli(['hooks', 'show', '3'], env)).out).toMatch(/At the service +seen /)
  expect((await tryCli(['hooks', 'show', '4'], env)).out).toMatch(
    /At the service +not entered: It refused what was asked\./,
  )
  expect((await tryCli(['hooks', 'address', '3'], env)).out).toBe(
    'It is made, and Homing enters it at the service.\n',
  )
})

test('makes an address and prints it alone, ending the one before at once where told', async () => {
  const url = 'https://homing.example/hooks/1-abc'
  const env = await against({ 'hooks.makeAddress': () => ({ url }) })
  expect((await tryCli(['hooks', 'address', '3'], env)).out).toBe(`${url}\n`)
  await tryCli(['hooks', 'address', '3', '--at-once'], env)
  expect(stub!.seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { endsOldNow: false },
    { endsOldNow: true },
  ])
})
