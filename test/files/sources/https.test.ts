import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createHttp } from '../../../src/platform/http/index.ts'
import { exportOf, sourceWorld, type SourceWorld } from './world.ts'

let world: SourceWorld
let server: Server
let url: string
let answer: (request: IncomingMessage, response: ServerResponse) => void
let asked: IncomingMessage['headers'][] = []

beforeAll(async () => {
  const clock = { now: Date.now, sleep: () => Promise.resolve() }
  world = await sourceWorld({ http: createHttp({ allowPrivate: true, clock }) })
  server = createServer((request, response) => {
    asked.push(request.headers)
    answer(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  url = `http://127.0.0.1:${port}/exports/export.csv?key=hush-hush`
})
afterAll(async () => {
  await world.homing.close()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})
beforeEach(async () => {
  asked = []
  await world.connect()
})

const source = (more: object = {}) => world.add({ kind: 'https', url, ...more })

test('a file is asked for again only if it changed, and taken when it did', async () => {
  let version = 1
  answer = (request, response) => {
    const etag = `"v${version}"`
    if (request.headers['if-none-match'] === etag) return response.writeHead(304).end()
    response.writeHead(200, { etag }).end(exportOf(version * 2))
  }
  const { id, title } = await source({ user: 'u', password: 'lanterns' })
  expect(title).toMatch(/export\.csv\?key=…$/)
  await world.look(id)
  await world.look(id)
  expect(await world.found(id)).toMatchObject([{ name: 'export.csv', rows: 2, status: 'taken' }])
  version = 2
  await world.look(id)
  expect(await world.found(id)).toMatchObject([{ rows: 4 }, { rows: 2 }])
  expect(await world.events()).toBe(4)
  expect(asked.map((headers) => headers['if-none-match'])).toEqual([undefined, '"v1"', '"v1"'])
  expect(asked[0]!.authorization).toBe(`Basic ${Buffer.from('u:lanterns').toString('base64')}`)
  const said = JSON.stringify([await world.look(id), world.homing.logged])
  expect(said).not.toMatch(/hush-hush|lanterns/)
})

test('without any word of its age its bytes tell that it is known', async () => {
  answer = (_, response) => response.end(exportOf(3))
  const { id } = await source()
  await world.look(id)
  await world.look(id)
  expect(await world.found(id)).toMatchObject([{ rows: 3 }])
})

test('what goes wrong is told with the next step, and half an answer is none', async () => {
  const { id } = await source()
  const said = async (how: typeof answer) => {
    answer = how
    const { fault, remedy } = await world.look(id)
    return `${fault} ${remedy}`
  }
  expect(await said((_, response) => response.writeHead(404).end())).toMatch(/404.*check the addr/)
  expect(await said((_, response) => response.writeHead(403).end())).toMatch(/403.*password/)
  const moved = { location: 'https://elsewhere.example.com/' }
  expect(await said((_, response) => response.writeHead(302, moved).end())).toMatch(/leads elsewh/)
  const text = exportOf(50)
  const half = await said((_, response) => {
    response.writeHead(200, { 'content-length': text.length })
    response.write(text.slice(0, 500), () => response.destroy())
  })
  expect(half).toMatch(/The next look tries again\.$/)
  expect(await world.found(id)).toEqual([])
  answer = (_, response) => response.end(text)
  expect(await world.look(id)).toMatchObject({ fault: '' })
  expect(await world.events()).toBe(50)
})

test('no address of the inside, none without encryption, and nothing is moved there', async () => {
  await expect(source({ moveTo: 'done' })).rejects.toThrow(/nothing can be moved/)
  const { http } = world.homing.homing
  Object.assign(world.homing.homing, { http: createHttp() })
  await expect(source()).rejects.toThrow(/not on the public internet/)
  const plain = source({ url: 'http://example.com/a.csv' })
  await expect(plain).rejects.toThrow(/without encryption/)
  Object.assign(world.homing.homing, { http })
})
