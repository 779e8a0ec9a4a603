import type { Hono } from 'hono'
import { createKey, type Role } from '../../src/accounts/index.ts'
import { createServer, type ServerOptions } from '../../src/api/index.ts'
import { connectors } from '../../src/connectors/index.ts'
import type { Homing } from '../../src/homing.ts'
import { createLog } from '../../src/log.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { openJobs } from '../../src/platform/jobs/index.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { freshWorld, someone, type TestWorld } from '../accounts/world.ts'

export const ORIGIN = 'http://localhost'

export interface TestHoming extends TestWorld {
  homing: Homing
  app: Hono
  /** What was logged, a line each. */
  logged: string[]
  /** Another app over the same Homing. */
  appWith(options: Partial<ServerOptions>): Promise<Hono>
  /** Sends a request the way a program does: JSON, with a key where one is given. */
  ask(method: string, path: string, more?: Asking): Promise<Response>
  keyFor(role: Role, workspaceId?: number): Promise<string>
}

export interface Asking {
  key?: string
  body?: unknown
  headers?: Record<string, string>
  app?: Hono
}

/** A whole Homing over a fresh database, asked without a socket. It reaches no vendor. */
export async function freshHoming(options: Partial<ServerOptions> = {}): Promise<TestHoming> {
  const world = await freshWorld()
  const logged: string[] = []
  const log = createLog('debug', { write: (line: string) => void logged.push(line) })
  const jobs = await openJobs(world.database, log, false)
  const http = createHttp({ resolve: () => Promise.reject(new Error('No name is known here.')) })
  const { database, now } = world
  const secrets = new Secrets(Buffer.alloc(32, 7))
  const random = () => 0.5
  const homing: Homing = { database, http, jobs, secrets, connectors, log, now, random }
  const appWith = (more: Partial<ServerOptions>) =>
    createServer(homing, { version: '0.0.0-test', ...options, ...more })
  const app = await appWith({})
  return {
    ...world,
    homing,
    app,
    logged,
    appWith,
    ask: (method, path, more = {}) => send(more.app ?? app, method, path, more),
    async keyFor(role, workspaceId = world.workspaceId) {
      return (await createKey(world, someone(workspaceId), { name: role, role })).key
    },
    async close() {
      http.close()
      await jobs.close()
      await world.close()
    },
  }
}

async function send(app: Hono, method: string, path: string, { key, body, headers }: Asking) {
  const isText = typeof body === 'string' || body instanceof Uint8Array
  return app.request(ORIGIN + path, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isText ? (body as BodyInit) : JSON.stringify(body) }),
  })
}
