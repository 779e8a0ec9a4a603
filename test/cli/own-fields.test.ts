import { afterEach, expect, test } from 'vitest'
import { stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

let stub: Awaited<ReturnType<typeof stubServer>> | undefined

afterEach(async () => {
  const faults = stub?.faults ?? []
  await stub?.close()
  stub = undefined
  expect(faults).toEqual([])
})

async function against(answers: Parameters<typeof stubServer>[0]) {
  stub = await stubServer(answers)
  return { HOMING_URL: stub.url, HOMING_API_KEY: 'hmg_test' }
}

const TIER = {
  key: 'tier',
  label: 'Client tier',
  kind: 'choice' as const,
  choices: ['Gold', 'Silver'],
  isRetired: false,
}

test('homing own-fields add says what there is then', async () => {
  const asked: unknown[] = []
  const env = await against({
    'ownFields.create': ({ body }: { body: string }) => {
      asked.push(JSON.parse(body))
      return { items: [TIER] }
    },
  })
  const typed = ['own-fields', 'add', 'tier', 'Client tier', '--kind', 'choice']
  const said = await tryCli([...typed, '--choices', 'Gold', 'Silver'], env)
  expect(said.exitCode).toBe(0)
  expect(said.out).toContain('tier  Client tier  Gold, Silver  in use')
  const { isRetired: _, ...body } = TIER
  expect(asked).toEqual([body])
})

test('homing own-fields retire keeps what people have', async () => {
  const asked: unknown[] = []
  const env = await against({
    'ownFields.change': ({ body }: { body: string }) => {
      asked.push(JSON.parse(body))
      return { items: [{ ...TIER, isRetired: true }] }
    },
  })
  const said = await tryCli(['own-fields', 'retire', 'tier'], env)
  expect(said.out).toContain('retired')
  expect(asked).toEqual([{ isRetired: true }])
})

test('homing own-fields set refuses what is no key=value, and asks nothing', async () => {
  const env = await against({})
  const said = await tryCli(['own-fields', 'set', '1', 'tier'], env)
  expect(said.exitCode).not.toBe(0)
  expect(said.err).toContain('"tier" is no key=value.')
})
