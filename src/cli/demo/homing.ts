import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectRoot } from '../../project-root.ts'
import { findServer, type Server } from '../server.ts'
import { earlyEnd, startChild, type Child } from './child.ts'

const HOST = '127.0.0.1'
const READY_POLL_MS = 100
/** Ten minutes: a busy machine makes a database slowly; a process that ends is told at once. */
const READY_POLLS_MAX = 6_000

/** Settings of another Homing that must not reach the one started here. */
const NOT_INHERITED = [
  ...['DATABASE_URL', 'HOMING_SECRET', 'HOMING_URL', 'HOMING_API_KEY', 'PUBLIC_URL'],
  ...['ROLE', 'TRUSTED_PROXY', 'METRICS_TOKEN', 'LOG_FOLDERS', 'FILE_FOLDERS'],
]

export interface HomingOptions {
  dataDir: string
  logFile: string
  /** 0 takes any free one. */
  port: number
  /** The sandboxes' host:port, by commas: they listen on loopback, where no real vendor is. */
  mayCall: string
  env?: NodeJS.ProcessEnv
  /** Told at once, so that a process that never gets ready is ended too. */
  onStart?(child: Child): void
}

export interface HomingProcess {
  child: Child
  server: Server
}

/** Starts a Homing on loopback, on a data folder of its own, and waits until it answers. */
export async function startHomingProcess(options: HomingOptions): Promise<HomingProcess> {
  const { dataDir, logFile, port } = options
  // One left by a process that was killed would be taken for this one's.
  const operatorFile = join(dataDir, 'operator.json')
  rmSync(operatorFile, { force: true })
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.includes(name))
  const child = startChild({
    name: 'Homing',
    script: join(projectRoot(), 'dist', 'src', 'main.js'),
    env: {
      ...Object.fromEntries(inherited),
      DATA_DIR: dataDir,
      HOST,
      PORT: String(port),
      ALLOW_PRIVATE_ADDRESSES: options.mayCall,
      SAMPLE_WORLD: 'true',
      ...options.env,
    },
    logFile,
  })
  options.onStart?.(child)
  await Promise.race([present(operatorFile), earlyEnd(child)])
  return { child, server: findServer({ DATA_DIR: dataDir }) }
}

/** The port where it is free; else 0, which takes any other. */
export function portIfFree(wanted: number): Promise<number> {
  const server = createServer()
  return new Promise((done) => {
    server.once('error', () => done(0))
    server.listen(wanted, HOST, () => server.close(() => done(wanted)))
  })
}

/** The server leaves the file when it listens, and not before. */
async function present(file: string): Promise<void> {
  for (let poll = 0; poll < READY_POLLS_MAX; poll++) {
    if (existsSync(file)) return
    await sleep(READY_POLL_MS)
  }
  throw new Error(`Homing does not get ready: there is no ${file} yet.`)
}
