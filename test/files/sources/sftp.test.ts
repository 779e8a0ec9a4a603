import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createDial } from '../../../src/platform/http/index.ts'
import { LINK, newKey, startSftp, type SftpServer } from './sftp-server.ts'
import { exportOf, sourceWorld, type SourceWorld } from './world.ts'

let world: SourceWorld
let server: SftpServer
const PASSWORD = 'lanterns over harbour stones'

beforeAll(async () => {
  world = await sourceWorld({ dial: createDial(true) })
})
afterAll(() => world.homing.close())
beforeEach(async () => {
  server = await startSftp({ password: PASSWORD })
  await world.connect()
})
afterEach(() => server.close())

const place = (more: object = {}) => ({
  ...{ kind: 'sftp', host: '127.0.0.1', port: server.port, user: 'homing', path: '/out' },
  ...{ pattern: '*.csv', ...more },
})
const source = (more: object = {}) => world.add(place({ password: PASSWORD, ...more }))

test('files come by SFTP, are moved there, and the key is pinned as it was first seen', async () => {
  const { id, hostKey } = await source({ moveTo: 'processed' })
  expect(hostKey).toBe('')
  server.put('a.csv', exportOf(3))
  server.put('b.txt', 'not for Homing')
  server.files.set('link.csv', { bytes: Buffer.from(''), mtime: 1, mode: LINK })
  expect(await world.look(id)).toMatchObject({ hostKey: server.fingerprint, fault: '' })
  world.pass(60_000)
  await world.look(id)
  expect(await world.found(id)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'a.csv', rows: 3, movedTo: 'processed/a.csv' }),
      expect.objectContaining({ name: 'link.csv', status: 'refused' }),
    ]),
  )
  expect([...server.files.keys()].sort()).toEqual(['b.txt', 'link.csv', 'processed/a.csv'])
  expect(await world.events()).toBe(3)
})

test('another host key is refused before anybody signs in, until a person accepts it', async () => {
  const { id } = await source()
  await world.look(id)
  const { port, fingerprint } = server
  await server.close()
  server = await startSftp({ password: PASSWORD, port })
  const refused = await world.look(id)
  expect(refused.fault).toContain(`shows the key ${server.fingerprint}, and is known by`)
  expect(refused).toMatchObject({ hostKey: fingerprint })
  expect(server.signIns).toEqual([])
  await world.call('PATCH', `/api/file-sources/${id}`, { hostKey: server.fingerprint })
  expect(await world.look(id)).toMatchObject({ fault: '' })
})

test('a connection that is cut in the middle of a file loses nothing and doubles nothing', async () => {
  const { id } = await source()
  server.put('a.csv', exportOf(2000))
  server.cutAfter = 60_000
  await world.lookTwice(id)
  expect(await world.found(id)).toMatchObject([{ status: 'settling', tries: 1 }])
  expect((await world.problems()).join()).toMatch(/The connection to .* was cut/)
  expect(await world.events()).toBe(0)
  server.cutAfter = null
  expect(await world.look(id)).toMatchObject({ fault: '' })
  expect(await world.found(id)).toMatchObject([{ status: 'taken', rows: 2000 }])
  expect(await world.events()).toBe(2000)
  expect(await world.problems()).toEqual([])
})

test('one file that may not be read does not keep the others; a move that is denied is told', async () => {
  const { id } = await source({ moveTo: 'done' })
  server.isReadOnly = true
  server.denied.add('a.csv')
  server.put('a.csv', exportOf(2))
  server.put('b.csv', exportOf(2, 10))
  await world.lookTwice(id)
  const [one, other] = (await world.found(id)).sort((a, b) => (a.name < b.name ? -1 : 1))
  expect(one).toMatchObject({ name: 'a.csv', status: 'settling', tries: 1 })
  expect(one!.fault).toMatch(/does not allow that with \/out\/a\.csv/)
  expect(other).toMatchObject({ name: 'b.csv', status: 'taken', movedTo: '' })
  expect(other!.fault).toMatch(/could not be moved/)
  for (let look = 0; look < 4; look++) await world.look(id)
  expect((await world.found(id)).find(({ name }) => name === 'a.csv')).toMatchObject({
    ...{ status: 'refused', tries: 5 },
  })
  expect(await world.events()).toBe(2)
})

test('a private key is let in, a wrong password is not, and neither is ever shown', async () => {
  await server.close()
  const key = newKey()
  server = await startSftp({ publicKey: key.public })
  const { id } = await world.add(place({ privateKey: key.private }))
  expect(await world.look(id)).toMatchObject({ fault: '', hasPrivateKey: true })
  const wrong = await source({ password: 'wrong words' })
  expect(await world.look(wrong.id)).toMatchObject({
    fault: expect.stringMatching(/does not let this user in/),
    hostKey: server.fingerprint,
  })
  const said = JSON.stringify([await world.look(id), world.homing.logged])
  expect(said).not.toMatch(/wrong words|PRIVATE KEY/)
  await expect(world.add(place({ privateKey: key.public }))).rejects.toThrow(/public key/)
  await expect(world.add(place({ privateKey: 'x' }))).rejects.toThrow(/no private key/)
  await expect(world.add(place())).rejects.toThrow(/password or a private key/)
})

test('the secret goes to no other server or user unasked', async () => {
  const { id } = await source()
  const path = `/api/file-sources/${id}`
  await expect(world.call('PATCH', path, { host: 'other.example.com' })).rejects.toThrow(/again/)
  await expect(world.call('PATCH', path, { user: 'root' })).rejects.toThrow(/again/)
  await world.look(id)
  await world.call('PATCH', path, { everyMinutes: 5 })
  expect(await world.look(id)).toMatchObject({ fault: '', hostKey: server.fingerprint })
})

test('a private place is refused, and so is a folder that is not there', async () => {
  const { id } = await source({ path: '/nowhere' })
  expect(await world.look(id)).toMatchObject({ fault: 'There is no /nowhere.' })
  await expect(source({ path: '/out/../etc' })).rejects.toThrow(/climb/)
  Object.assign(world.homing.homing, { dial: createDial(['127.0.0.1:1']) })
  const other = await source()
  expect(await world.look(other.id)).toMatchObject({
    fault: expect.stringMatching(/is not on the public internet/),
    hostKey: '',
  })
  Object.assign(world.homing.homing, { dial: createDial(true) })
})
