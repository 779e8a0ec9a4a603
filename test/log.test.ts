import { afterEach, describe, expect, test } from 'vitest'
import { createLog } from '../src/log.ts'
import { carryOutImport, receiveImport } from '../src/people/index.ts'
import { createHttp, type Http } from '../src/platform/http/index.ts'
import { rememberSecret } from '../src/platform/secrets/index.ts'
import { inWork } from '../src/platform/work.ts'
import { createServer } from '../src/api/index.ts'
import { fc } from './property.ts'
import { followers } from './people/world.ts'
import { syncWorld, type SyncWorld } from './sync/world.ts'

function listening(level = 'trace') {
  const lines: string[] = []
  return { lines, log: createLog(level, { write: (line: string) => void lines.push(line) }) }
}

describe('a line of the log', () => {
  const CANARIES = [
    'canary.bird@firm.example',
    'canary.bird%40firm.example',
    'Bearer canary0123456789',
    'eyJhbGciOiJIUzI1NiJ9.canary.canary',
    'canary0123456789canary0123456789ABCD',
    'https://canary:bird@vendor.example/',
  ]

  test.each(CANARIES)('never holds %s, wherever it stands', (canary) => {
    const { lines, log } = listening()
    const cause = new Error(`in the cause ${canary}`)
    const error = new Error(`in the message ${canary}`, { cause })
    Object.assign(error, { detail: canary, row: { address: canary } })
    log.info(canary)
    log.info('in the words %s', canary)
    log.info({ one: canary, two: { three: { four: [canary, { five: canary }] } } }, 'in values')
    log.info({ [canary]: 1 }, 'in a name')
    log.error(error)
    log.error(error, 'beside words')
    log.error({ err: error, more: { again: error } }, 'as a value')
    log.child({ of: canary }).info('in the bindings')
    expect(lines).toHaveLength(8)
    const written = lines.join('')
    expect(written).not.toMatch(/canary|bird/)
    expect(written).toMatch(/\[(redacted|address)\]/)
    for (const line of lines) JSON.parse(line)
  })

  test('never holds what stands under a telling name, whatever it looks like', () => {
    const { lines, log } = listening()
    for (const name of ['password', 'accessToken', 'client_secret', 'apiKey', 'cookie', 'email']) {
      log.info({ [name]: 'canary', deep: { er: { [name]: ['canary'] } } }, 'x')
    }
    log.info({ fax: 'canary', phone: 'canary', from_address: 'canary', verifier: 'canary' }, 'x')
    expect(lines.join('')).not.toContain('canary')
  })

  test('never holds a secret that was sealed or opened, even as part of a sentence', () => {
    const { lines, log } = listening()
    rememberSecret({ grant: { accessToken: 'canary-plain', scopes: ['campaign_data'] } })
    log.warn('the vendor said: canary-plain is not allowed campaign_data')
    expect(lines.join('')).not.toContain('canary-plain')
    expect(lines.join('')).toContain('campaign_data')
  })

  test('keeps what is needed to understand it', () => {
    const { lines, log } = listening()
    const job = 'b0f3a1de-5c77-4a0e-9d3a-0f6f1f0f6a11'
    inWork({ run: 7 }, () =>
      inWork({ job }, () => log.info({ route: 'people.list', ms: 12, tokens: 3 }, 'answered')),
    )
    expect(JSON.parse(lines[0]!)).toMatchObject({
      run: 7,
      job,
      route: 'people.list',
      ms: 12,
      tokens: 3,
      msg: 'answered',
    })
    log.error(new TypeError('x is not a function'))
    const { err } = JSON.parse(lines[1]!) as { err: { type: string; stack: string } }
    expect(err.type).toBe('TypeError')
    expect(err.stack).toContain('log.test.ts')
  })

  test('is one line of JSON, whatever is logged', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true }), fc.string(), (value, text) => {
        const { lines, log } = listening()
        log.info({ value }, text)
        expect(lines).toHaveLength(1)
        JSON.parse(lines[0]!)
      }),
      { numRuns: 300 },
    )
  })
})

describe('everything Homing does, at the level of trace', () => {
  let world: SyncWorld
  const onTheWire = new Set<string>()
  afterEach(() => world.close())

  test('logs no address and no secret of the world it works on', async () => {
    world = await syncWorld()
    const { lines, log } = listening()
    const http = createHttp({
      allowPrivate: [new URL(world.sandbox.url).host],
      observe: (http) => log.trace({ http }, 'asked the world'),
    })
    Object.assign(world.homing, { log, http: watched(http) })
    await syncThroughFaults()
    await importPeople()
    await askTheApi()
    http.close()
    expect(lines.length).toBeGreaterThan(40)
    const written = lines.join('').toLowerCase()
    for (const canary of canaries()) expect(written, canary).not.toContain(canary.toLowerCase())
    // What is looked for is really what one would find: it is all over the database.
    expect(addresses().length).toBeGreaterThan(60)
    expect(onTheWire.size).toBeGreaterThan(2)
    expect(written).toContain('injected')
  }, 180_000)

  async function syncThroughFaults() {
    const { sandbox, test: at } = world
    sandbox.clock.advance(24 * 3600 * 1000)
    const match = { path: '/tracking/' }
    for (const variant of ['impossible-date', 'unparseable-address'] as const) {
      sandbox.faults.add({ kind: 'malformed-row', variant, match })
    }
    sandbox.faults.add({ kind: 'server-error', status: 503, match, times: 2 })
    sandbox.faults.add({ kind: 'html200', match, times: 1 })
    sandbox.faults.add({ kind: 'expired-token', match, times: 1 })
    await world.sync()
    // A fault of ours whose error quotes a row, as a driver's would.
    const { engine } = at.database
    const lend = engine.lend.bind(engine)
    const [address] = addresses()
    let left = 40
    engine.lend = async () => {
      const session = await lend()
      return {
        ...session,
        query: async (text, values) => {
          if (--left !== 0) return session.query(text, values)
          const error = new Error(`injected: duplicate key (${address}) token=${tokens()[0]}`)
          throw Object.assign(error, { detail: address, parameters: values })
        },
      }
    }
    await world.sync().catch(() => undefined)
    engine.lend = lend
  }

  async function importPeople() {
    const csv = `first name,last name,email\nCan,Ary,${PERSON}\nBro,Ken,canary.broken@@firm\n`
    const { workspaceId } = world.by
    const asked = { workspaceId, fileName: 'people.csv', isDryRun: false, startedBy: 'Ada' }
    const file = new Blob([csv]).stream() as unknown as AsyncIterable<Uint8Array>
    const importId = await receiveImport(world.homing, asked, file)
    await carryOutImport(world.homing, { workspaceId, importId }, followers)
  }

  async function askTheApi() {
    const app = await createServer(world.homing, { version: 'test' })
    const post = (path: string, body: string, headers = {}) =>
      app.request(`http://localhost${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      })
    await post('/api/session', JSON.stringify({ email: PERSON, password: PASSWORD }))
    await post('/api/session', `{"email": "${PERSON}", "password": "${PASSWORD}"`)
    await post('/api/setup', JSON.stringify({ email: PERSON, password: PASSWORD, firm: 1 }))
    const authorization = `Bearer ${KEY}`
    const headers = { authorization, cookie: `homing=${KEY}` }
    await app.request(`http://localhost/api/people?search=${PERSON}&token=${KEY}`, { headers })
    await app.request(`http://localhost/api/people/${PERSON}`, { headers })
    const error = new Error(`injected: no such ${PERSON}`)
    const { transaction } = world.homing.database
    world.homing.database.transaction = () => Promise.reject(error)
    await app.request('http://localhost/api/people', { headers })
    world.homing.database.transaction = transaction
  }

  function canaries(): string[] {
    return [...addresses(), ...tokens(), PERSON, PASSWORD, KEY, 'canary.broken']
  }
  const addresses = () => world.sandbox.truth().contacts.map((contact) => contact.address)
  const tokens = () => [...onTheWire, 'homing-sandbox-secret']

  /** Every token that goes to the vendor or comes from it, seen where it does. */
  function watched(http: Http): Http {
    return {
      ...http,
      async exchange(ask) {
        const { authorization = '' } = ask.headers ?? {}
        if (authorization.startsWith('Bearer ')) onTheWire.add(authorization.slice(7))
        const form = new URLSearchParams(String(ask.body ?? ''))
        if (form.has('refresh_token')) onTheWire.add(form.get('refresh_token')!)
        const answer = await http.exchange(ask)
        const said = Buffer.from(answer.body).toString('utf8')
        for (const [, token] of said.matchAll(/"(?:access|refresh)_token": ?"([^"]+)"/g)) {
          onTheWire.add(token!)
        }
        return answer
      },
    }
  }
})

const PERSON = 'canary.person@firm.example'
const PASSWORD = 'canary password of nobody'
const KEY = 'homing_canarykey'
