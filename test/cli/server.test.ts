import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { connect } from '../../src/cli/server.ts'

let server: HttpServer

afterEach(() => new Promise((done) => server.close(done)))

/** A Homing that breaks off the first connections, and what it was asked. */
async function breaking(times: number) {
  const asked: string[] = []
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    if (asked.length <= times) return request.socket.destroy()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ people: 3, organizations: 1, optedOut: 0, invalidAddresses: 0 }))
    return undefined
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return { call: connect({ url, key: 'k', foundIn: 'a test' }), asked }
}

test('a question is asked again where its connection broke, and not for ever', async () => {
  const { call, asked } = await breaking(2)
  await expect(call('people.count', {})).resolves.toMatchObject({ people: 3 })
  expect(asked).toEqual(Array(3).fill('GET /api/people/count'))
})

test('it is given up with a sentence where every connection breaks', async () => {
  const { call, asked } = await breaking(Infinity)
  await expect(call('people.count', {})).rejects.toThrow('No Homing answers at')
  expect(asked).toHaveLength(4)
})

test('what changes something is asked once', async () => {
  const { call, asked } = await breaking(1)
  const body = { connector: 'opencrm', settings: {} }
  await expect(call('connections.create', { body })).rejects.toThrow('No Homing answers at')
  expect(asked).toHaveLength(1)
})
