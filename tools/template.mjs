/**
 * Makes the embedded database's template, a migrated and cleanly closed data directory, so that a
 * first start need not spend seconds on initdb. Run by the build, after the server was emitted.
 */
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './install.mjs'

const target = process.argv[2]
if (target === undefined) throw new Error('template.mjs needs the folder to make.')

const { migrate, openPglite } = await import('../dist/src/platform/database/index.js')
const making = `${target}.new`
await rm(making, { recursive: true, force: true })
const engine = await openPglite(making)
await migrate(engine, join(ROOT, 'migrations'))
await engine.close()
await rename(making, target)
