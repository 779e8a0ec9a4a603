import { join } from 'node:path'
import type { Hono } from 'hono'
import type { Logger } from 'pino'
import { OperatorKey } from './accounts/index.ts'
import { startAlarms } from './alarms/index.ts'
import { createServer, HookDoor, listen } from './api/index.ts'
import { BadConfig, readConfig, type Config } from './config.ts'
import { connectors } from './connectors/index.ts'
import { consentOfImports, startStandings } from './consent/index.ts'
import type { Homing } from './homing.ts'
import { interestsOfImports } from './interests/index.ts'
import { createLog } from './log.ts'
import { leaveOperatorFile } from './operator-file.ts'
import { startTasks } from './ledger/index.ts'
import { startOutbox } from './outbox/index.ts'
import { followImported } from './lists/index.ts'
import { startDoubts } from './preferences/index.ts'
import { startImports } from './people/index.ts'
import { startErasures } from './erasure/index.ts'
import { AnotherKey, FolderInUse, keepToKey, openDatabase } from './platform/database/index.ts'
import { GrownFiles } from './platform/grown-file.ts'
import { createDial, createHttp } from './platform/http/index.ts'
import { measureVendorRequest } from './platform/metrics.ts'
import { openJobs } from './platform/jobs/index.ts'
import { openMail } from './platform/mail/index.ts'
import { scrubText } from './platform/scrub.ts'
import { openSecrets, rememberSecret } from './platform/secrets/index.ts'
import { createSql } from './platform/sql/index.ts'
import { projectRoot, readVersion } from './project-root.ts'
import { startSendings } from './reports/index.ts'
import { startSync } from './sync/index.ts'
import { startSources } from './files/index.ts'
import { WatchedFolders } from './platform/watched-folder.ts'
import { startWebhooks } from './webhooks/index.ts'

/** Whatever hangs on after being asked to end is left behind then. */
const END_MS_MAX = 9_500

await main()

async function main(): Promise<void> {
  try {
    const config = readConfig(process.env)
    const urls = [config.databaseUrl, config.backupDatabaseUrl, config.mail?.url]
    rememberSecret([config.secret, config.metricsToken, ...urls.map(passwordOf)])
    const log = createLog(config.logLevel)
    const { url, end } = await start(config, log)
    process.stderr.write(`Homing is at ${url}\n`)
    endOnSignal(end, log)
  } catch (error) {
    // What the operator can mend is told as a sentence, everything else with its stack.
    const isTheirs =
      [BadConfig, FolderInUse, AnotherKey].some((kind) => error instanceof kind) || isTaken(error)
    process.stderr.write(`${scrubText(isTheirs ? (error as Error).message : stackOf(error))}\n`)
    process.exit(1)
  }
}

/** Puts the parts together, opens the doors, and answers how to close them in reverse order. */
async function start(config: Config, log: Logger) {
  const ending = new AbortController()
  const draining: (() => Promise<void>)[] = []
  const closing: (() => Promise<void> | void)[] = []
  const end = async () => {
    ending.abort()
    // Requests finish and jobs give their work back at the same time, each within its bound.
    const drained = await Promise.allSettled(draining.map((drain) => drain()))
    for (const close of closing.reverse()) await close()
    for (const one of drained) if (one.status === 'rejected') throw one.reason
  }
  try {
    const homing = { ...(await open(config, log, { draining, closing })), ending: ending.signal }
    const operatorKey = config.databaseUrl === undefined ? new OperatorKey() : undefined
    const hookDoor = new HookDoor(homing)
    closing.push(() => hookDoor.close())
    const app = await serverOf(homing, config, { operatorKey, hookDoor })
    const listening = await listen(app, config)
    draining.push(() => listening.close())
    if (operatorKey !== undefined) {
      const { url } = listening
      closing.push(await leaveOperatorFile(config.dataDir, { url, key: operatorKey.key }))
    }
    if (config.role !== 'web') {
      await startSync(homing)
      await startSources(homing)
      await startImports(homing, {
        follow: followImported(() => homing.now()),
        consent: consentOfImports,
        interests: interestsOfImports,
      })
      await startTasks(homing)
      await startErasures(homing)
      await startOutbox(homing)
      await startWebhooks(homing)
      await startDoubts(homing)
      await startStandings(homing)
      await startSendings(homing)
      await startAlarms(homing)
    }
    return { url: config.publicUrl ?? listening.url, end }
  } catch (error) {
    await end()
    throw error
  }
}

/** How to end what was opened: first all of draining at once, then closing in reverse order. */
interface Ways {
  draining: (() => Promise<void>)[]
  closing: (() => Promise<void> | void)[]
}

async function open(config: Config, log: Logger, { draining, closing }: Ways): Promise<Homing> {
  const root = projectRoot()
  const secrets = await openSecrets(config.secret, join(config.dataDir, 'secret.key'))
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    migrationsDir: join(root, 'migrations'),
    templateDir: join(root, 'dist', 'template'),
    hashKey: secrets.derive('keyed hashes'),
  })
  closing.push(() => database.close())
  await keepToKey(database.engine, secrets.fingerprint(), { isReplaced: config.isKeyLost })
  const http = createHttp({
    allowPrivate: config.allowPrivate,
    observe(observed) {
      measureVendorRequest(observed)
      log.debug({ http: observed }, 'asked the world')
    },
    userAgent: `Homing/${readVersion()}`,
  })
  closing.push(() => http.close())
  const sql = createSql({ allowPrivate: config.allowPrivate })
  closing.push(() => sql.close())
  const mail = config.mail && openMail(config.mail)
  if (mail) closing.push(() => mail.close())
  const jobs = await openJobs(database, log, config.role !== 'web')
  draining.push(() => jobs.close())
  return {
    database,
    http,
    sql,
    ...(config.logFolders.length > 0 && { logs: new GrownFiles(config.logFolders) }),
    ...(config.fileFolders.length > 0 && { folders: new WatchedFolders(config.fileFolders) }),
    dial: createDial(config.allowPrivate),
    jobs,
    secrets,
    connectors,
    log,
    ...(mail && { mail }),
    ...(config.publicUrl !== undefined && { publicUrl: config.publicUrl }),
    now: Date.now,
    random: Math.random,
    isSampleWorld: config.isSampleWorld,
  }
}

/** A worker answers no API, but says how it is. */
async function serverOf(
  homing: Homing,
  config: Config,
  doors: { operatorKey: OperatorKey | undefined; hookDoor: HookDoor },
): Promise<Hono> {
  return createServer(homing, {
    version: readVersion(),
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    metricsToken: config.metricsToken,
    webDir: join(projectRoot(), 'dist', 'web'),
    isWorkerOnly: config.role === 'worker',
    role: config.role,
    migrationsDir: join(projectRoot(), 'migrations'),
    ...(config.databaseUrl === undefined ? { dataDir: config.dataDir } : {}),
    ...doors,
  })
}

function endOnSignal(end: () => Promise<void>, log: Logger): void {
  let isEnding = false
  const onSignal = (signal: NodeJS.Signals) => {
    // A second Ctrl-C means: now.
    if (isEnding) process.exit(1)
    isEnding = true
    log.info({ signal }, 'ending')
    const late = setTimeout(() => {
      log.error('something did not end in time')
      process.exit(1)
    }, END_MS_MAX)
    end().then(
      () => {
        clearTimeout(late)
        process.exit(0)
      },
      (error: unknown) => {
        log.error({ err: error }, 'ending failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

function passwordOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : decodeURIComponent(new URL(url).password)
}

function isTaken(error: unknown): boolean {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return false
  const taken = error as Error & { port?: number }
  taken.message = `Port ${taken.port} is taken by another program: set PORT to a free one.`
  return true
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
