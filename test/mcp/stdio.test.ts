import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { listen, type Listening } from '../../src/api/index.ts'
import { projectRoot } from '../../src/project-root.ts'
import { tryCli } from '../cli/try-cli.ts'
import { build } from '../journeys/processes.ts'
import { ERAS, newClient, useOf, type Era } from './client.ts'
import { firm, type Firm } from './firm.ts'

const HOMING = join(projectRoot(), 'bin', 'homing.mjs')

let at: Firm
let server: Listening
const keys: Record<string, string> = {}
beforeAll(async () => {
  build()
  at = await firm()
  server = await listen(at.homing.app, { host: '127.0.0.1', port: 0 })
  for (const role of ['viewer', 'administrator'] as const) keys[role] = await at.homing.keyFor(role)
}, 120_000)
afterAll(async () => {
  await server.close()
  await at.homing.close()
})

/** The command as a desktop program starts it. */
async function start(
  role: string,
  connecting: Parameters<typeof newClient>[0] = {},
  url = server.url,
) {
  const client = newClient(connecting)
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [HOMING, 'mcp'],
    env: { ...process.env, HOMING_URL: url, HOMING_API_KEY: keys[role]! } as Record<string, string>,
    stderr: 'pipe',
  })
  await client.connect(transport)
  onTestFinished(() => client.close())
  return { client, use: useOf(client) }
}

describe.each(ERAS)('over standard input and output, in the %s protocol', (era: Era) => {
  test('tools look, and write after the second call only', async () => {
    const { client, use } = await start('administrator', { era })
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toContain('find_people')
    const found = await use('find_people', { search: 'Person 10' })
    expect(found.data).toMatchObject({ total: 1 })
    const before = await at.written()
    const asked = { personId: at.personId, reason: `rang (${era})` }
    const { data } = await use('opt_out_person', asked)
    const { confirmation } = data
    expect(await at.written()).toEqual(before)
    const done = await use('opt_out_person', { ...asked, confirmation })
    expect(done.data).toMatchObject({ done: true })
    const again = await use('opt_out_person', { ...asked, confirmation })
    expect(again).toMatchObject({ isError: true, data: { title: 'Not confirmed' } })
    expect((await at.written()).recorded).toBe(before.recorded + 1)
  })

  test('a program that can ask its user asks', async () => {
    const heard: string[] = []
    const user = (message: string) => {
      heard.push(message)
      return { action: 'accept', content: { agree: true } } as const
    }
    const { use } = await start('administrator', { era, user })
    const asked = { personId: at.personId, evidence: `A letter (${era}).` }
    const told = await use('opt_in_person', asked)
    expect(told.data).toMatchObject({ done: true })
    expect(heard).toEqual([expect.stringContaining('A letter')])
  })
})

test('a viewer may not write', async () => {
  const { use } = await start('viewer')
  const told = await use('opt_out_person', { personId: at.personId })
  expect(told).toMatchObject({ isError: true, data: { status: 403 } })
})

test('a Homing that does not answer is told by each tool, and the program lives on', async () => {
  const { use } = await start('viewer', {}, 'http://127.0.0.1:9')
  for (let n = 0; n < 2; n++) {
    const told = await use('find_people')
    expect(told.isError).toBe(true)
    expect(told.words).toContain('No Homing answers at http://127.0.0.1:9')
  }
})

describe('the process', () => {
  const spawned = (env: Record<string, string> = {}) =>
    spawn(process.execPath, [HOMING, 'mcp'], {
      env: { ...process.env, HOMING_URL: server.url, HOMING_API_KEY: keys['viewer']!, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })

  test('ends with its input, and says nothing that is no message', async () => {
    const child = spawned()
    const out = text(child.stdout)
    const ended = once(child, 'exit')
    child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
    await once(child.stdout, 'data')
    child.stdin.end()
    expect((await ended)[0]).toBe(0)
    for (const line of (await out).trim().split('\n')) expect(JSON.parse(line).jsonrpc).toBe('2.0')
  })

  test('ends when a message has no end', async () => {
    const child = spawned()
    const ended = once(child, 'exit')
    child.stdin.on('error', () => undefined)
    child.stdin.write('x'.repeat(2 * 1024 * 1024))
    expect((await ended)[0]).toBe(0)
  })

  test('does not begin where no server can be found', async () => {
    const tried = await tryCli(['mcp'])
    expect(tried.exitCode).toBe(1)
    expect(tried.err).toContain('No running Homing was found')
  })
})
