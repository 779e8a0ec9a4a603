import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import {
  changeConnection,
  checkHealth,
  createConnection,
  openVendor,
} from '../../src/connections/index.ts'
import { type Connector, element, keysIn, parseXml, textOf } from '../../src/connectors/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { serve } from '../platform/http/server.ts'
import { asOwner, makeWorld, rowOf, type World } from './world.ts'

/** A vendor that opens sessions for one password, and says everything with status 200. */
let service: { url: string; asked: string[]; password: string; session: string }
let world: World

const settings = z.strictObject({
  apiUrl: z.string(),
  user: z.string(),
  password: z.string().meta({ secret: true }),
})

const base: Omit<Connector, 'id' | 'title' | 'keys'> = {
  sources: { main: { title: 'Made for this test' } },
  settings,
  pace: () => ({ budget: 'keys', perSecond: 100, perDay: 1000, dayStartsAtUtcHour: 0 }),
  parse: (body) => parseXml('Keys', body),
  errors: [
    {
      status: 200,
      when: (body) => textOf(body as ReturnType<typeof parseXml>, 'error') === 'session',
      failure: 'unauthorised',
      whoMustAct: 'you',
      sentence: 'Keys does not accept this.',
    },
  ],
  baseUrls: ({ apiUrl }) => [apiUrl as string],
  check: async () => ({ ok: true, account: '', checks: [] }),
}

const sessions: Connector = {
  ...base,
  id: 'sessions',
  title: 'Sessions',
  keys: {
    names: ['password'],
    async open(vendor, { password }) {
      const url = `${vendor.settings['apiUrl'] as string}/open`
      const body = element('open', password).xml
      const answer = await vendor.http.request({
        method: 'POST',
        url,
        text: { type: 'text/xml', body },
      })
      return { proof: textOf(parseXml('Keys', answer.body), 'session'), expiresAt: null }
    },
  },
}

const plain: Connector = {
  ...base,
  id: 'plain',
  title: 'Plain',
  keys: { names: ['password'], headers: (proof) => ({ 'x-key': keysIn(proof)['password']! }) },
}

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

beforeEach(async () => {
  const made = { url: '', asked: [] as string[], password: 'right', session: 's1' }
  const { url } = await serve((request, response) => {
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      made.asked.push(`${request.url} ${request.headers['x-key'] ?? body}`)
      const isGood =
        request.url === '/open'
          ? body.includes(`>${made.password}<`)
          : body.includes(made.session) || request.headers['x-key'] === made.password
      const told = isGood ? element('session', made.session) : element('error', 'session')
      response.end(element('answer', told).xml)
    })
  })
  service = Object.assign(made, { url })
  Object.assign(world.homing, {
    http: createHttp({ allowPrivate: [new URL(url).host] }),
    connectors: [sessions, plain],
  })
})

async function connect(connector: string) {
  const ask = { connector, settings: { apiUrl: service.url, user: 'ada', password: 'right' } }
  const { id } = await createConnection(world.homing, world.by, ask)
  return id
}

async function ask(id: number) {
  const { vendor } = await openVendor(world.homing, world.by.workspaceId, id)
  const text = { type: 'text/xml', body: (proof: string) => element('ask', proof).xml }
  return vendor.http.request({ method: 'POST', url: `${service.url}/ask`, text })
}

test('a session is opened with the first use, kept, and opened again when it is refused', async () => {
  const id = await connect('sessions')
  expect(await rowOf(world, id)).toMatchObject({ status: 'active' })
  expect(service.asked).toEqual([])
  await ask(id)
  await ask(id)
  service.session = 's2'
  await ask(id)
  expect(service.asked).toEqual([
    ...['/open <open>right</open>', '/ask <ask>s1</ask>', '/ask <ask>s1</ask>'],
    ...['/ask <ask>s1</ask>', '/open <open>right</open>', '/ask <ask>s2</ask>'],
  ])
})

test.each(['sessions', 'plain'])(
  '%s: keys refused ask for a person, and new ones mend it',
  async (of) => {
    const id = await connect(of)
    await ask(id)
    Object.assign(service, { password: 'new', session: 's9' })
    await expect(ask(id)).rejects.toMatchObject({ kind: 'unauthorised' })
    expect(await rowOf(world, id)).toMatchObject({ status: 'needs_reauthorisation' })
    const [problem] = await asOwner(
      world,
      "select sentence from problem where connection_id = $1 and status = 'open'",
      [id],
    )
    expect(problem).toMatchObject({ sentence: expect.stringContaining('no longer accepts') })
    await checkHealth(world.homing, { workspaceId: world.by.workspaceId, connectionId: id })
    await changeConnection(world.homing, world.by, id, { settings: { password: 'new' } })
    // What was found of the old ones is not said of the new.
    expect(await rowOf(world, id)).toMatchObject({ health: null, health_at: null })
    await ask(id)
    expect(await rowOf(world, id)).toMatchObject({ status: 'active' })
  },
)

test('keys go out as headers, and with no session are not asked for', async () => {
  await ask(await connect('plain'))
  expect(service.asked).toEqual(['/ask right'])
})
