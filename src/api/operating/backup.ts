import { Readable } from 'node:stream'
import type { Hono } from 'hono'
import type { Homing } from '../../homing.ts'
import { packEmbedded } from '../../platform/backup/index.ts'
import { Refused } from '../../platform/refused.ts'
import type { OperatingOptions } from './routes.ts'

/**
 * The embedded database as an archive, for `homing backup` beside the running process. It holds all
 * workspaces, so no role of any of them opens it: only the key of whoever started the process.
 */
export function addBackup(
  app: Hono,
  homing: Homing,
  { version, operatorKey }: OperatingOptions,
): void {
  let isUnderWay = false
  app.post('/operator/backup', (c) => {
    const key = /^Bearer (\S{1,200})$/.exec(c.req.header('authorization') ?? '')?.[1]
    if (operatorKey === undefined || key === undefined || !operatorKey.isKey(key)) {
      throw new Refused(403, 'Only whoever started this Homing may back it up, on its own machine.')
    }
    if (isUnderWay) throw new Refused(409, 'A backup is being made already.')
    const keyFingerprint = homing.secrets.fingerprint()
    const archive = packEmbedded(homing.database.engine, {
      version,
      keyFingerprint,
      now: homing.now(),
    })
    const body = Readable.from(
      (async function* () {
        isUnderWay = true
        try {
          yield* archive
        } catch (error) {
          homing.log.error({ err: error }, 'a backup was cut short')
          throw error
        } finally {
          isUnderWay = false
        }
      })(),
      { objectMode: false },
    )
    c.header('content-type', 'application/x-tar')
    return c.body(Readable.toWeb(body) as ReadableStream<Uint8Array>)
  })
}
