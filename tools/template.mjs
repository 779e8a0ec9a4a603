/**
 * Makes the embedded database's template, a migrated and cleanly closed data directory with the job
 * queues in it, so that a first start need spend seconds neither on initdb nor on the queues' tables.
 * Run by the build, after the server was emitted.
 */
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { ROOT } from './install.mjs'

const target = process.argv[2]
if (target === undefined) throw new Error('template.mjs needs the folder to make.')

const { Database, migrate, openPglite } = await import('../dist/src/platform/database/index.js')
const { openJobs } = await import('../dist/src/platform/jobs/index.js')
const making = `${target}.new`
await rm(making, { recursive: true, force: true })
const engine = await openPglite(making)
const log = pino({ level: 'error' }, pino.destination(2))
await migrate(engine, join(ROOT, 'migrations'))
const jobs = await openJobs(new Database(engine), log, false)
await jobs.close()
await engine.close()
await rename(making, target)
