import { timingSafeEqual } from 'node:crypto'
import type { Context, Hono } from 'hono'
import type { Homing } from '../../homing.ts'
import type { OperatorKey } from '../../accounts/index.ts'
import { Refused } from '../../platform/refused.ts'
import { Metrics } from './metrics.ts'
import { Readiness } from './readiness.ts'
import { addBackup } from './backup.ts'

export interface OperatingOptions {
  version: string
  role?: 'all' | 'web' | 'worker'
  /** Whose files the database must have seen, and no others. */
  migrationsDir?: string
  /** Folder of the embedded database, where there is one. */
  dataDir?: string
  /** Free bytes that folder must have for the process to be ready. */
  diskFreeBytesMin?: number
  /** Opens /metrics from afar; without it only this machine may read them. */
  metricsToken?: string
  /** Lets the one who started the process in, while it lives. */
  operatorKey?: OperatorKey
}

/**
 * What machines ask every process, whatever its role: /health (it lives, nothing more), /ready (it
 * should be sent work, check by check) and /metrics.
 */
export function addOperating(
  app: Hono,
  homing: Homing,
  options: OperatingOptions,
  isLocal: (c: Context) => boolean,
): void {
  const { version, role = 'all', metricsToken } = options
  const readiness = new Readiness(homing, { ...options, role })
  addBackup(app, homing, options)
  const metrics = new Metrics(homing, { version, role })
  app.get('/health', (c) => c.json({ status: 'ok', version }))
  app.get('/ready', async (c) => {
    const { isReady, checks } = await readiness.read()
    const status = isReady ? 'ready' : 'not ready'
    return c.json({ status, version, role, checks }, isReady ? 200 : 503)
  })
  app.get('/metrics', async (c) => {
    const given = c.req.header('authorization')
    const isAllowed =
      metricsToken === undefined
        ? isLocal(c)
        : given !== undefined && isSame(given, `Bearer ${metricsToken}`)
    if (!isAllowed) {
      throw new Refused(403, 'Metrics are for this machine, or for who has METRICS_TOKEN.')
    }
    const { type, text } = await metrics.text()
    return c.body(text, 200, { 'content-type': type })
  })
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
