/**
 * Loaded into a real process before the program (node --import): makes it ask the simulated vendor
 * without the vendor's pace, and has the kernel kill it at the nth statement or request of its
 * first run. The program itself knows nothing of this.
 */
import http from 'node:http'
import { PGlite } from '@electric-sql/pglite'
import { connectors } from '../src/connectors/index.ts'
import { CRASH_VARIABLE } from './crash-variable.ts'
import { hurried } from './life.ts'
import type { Crash } from './schedule.ts'

const crash = JSON.parse(process.env[CRASH_VARIABLE] ?? 'null') as Crash | null
let isRunning = false
let statements = 0
let requests = 0

for (const connector of connectors) Object.assign(connector, hurried(connector))

const { query } = PGlite.prototype
PGlite.prototype.query = async function counted<T>(
  this: PGlite,
  ...asked: Parameters<PGlite['query']>
) {
  isRunning ||= /update run set status = 'running'/.test(asked[0])
  if (isRunning) statements += 1
  const isTurn = isRunning && crash?.at === 'statement' && crash.nth === statements
  if (isTurn && crash.when === 'before') die()
  const result = await query.apply(this, asked)
  if (isTurn) die()
  return result as Awaited<ReturnType<PGlite['query']>> & { rows: T[] }
} as PGlite['query']

const { request } = http
http.request = function counted(this: unknown, ...asked: unknown[]) {
  requests += 1
  const isTurn = crash?.at === 'request' && crash.nth === requests
  if (isTurn && crash.when === 'before') die()
  const made = Reflect.apply(request, this, asked) as http.ClientRequest
  if (isTurn) made.once('response', die)
  return made
} as typeof http.request

/** kill -9: nothing is flushed, nothing is told. */
function die(): void {
  process.kill(process.pid, 'SIGKILL')
}
