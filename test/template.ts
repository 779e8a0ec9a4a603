import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { migrate, openPglite } from '../src/platform/database/index.ts'

export const MIGRATIONS = new URL('../migrations/', import.meta.url).pathname
const CACHE = new URL('../.cache/', import.meta.url).pathname

/** Where the migrated template of these very migrations lies, made once and copied by every test. */
export async function templateDir(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(MIGRATIONS)).sort())
    hash.update(await readFile(join(MIGRATIONS, name)))
  return join(CACHE, `template-${hash.digest('hex').slice(0, 12)}`)
}

export default async function setup() {
  const folder = await templateDir()
  if (await stat(folder).catch(() => null)) return
  await mkdir(CACHE, { recursive: true })
  const making = `${folder}.${process.pid}`
  const engine = await openPglite(making)
  await migrate(engine, MIGRATIONS)
  await engine.close()
  await rename(making, folder).catch(() => rm(making, { recursive: true }))
}
