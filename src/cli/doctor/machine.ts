import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { BadConfig, readConfig, type Config } from '../../config.ts'
import { FolderInUse, inspectDatabase } from '../../platform/database/index.ts'
import { projectRoot } from '../../project-root.ts'
import type { Env } from '../server.ts'
import { counted } from '../words.ts'
import { bad, good, type Finding } from './finding.ts'

const NODE_OLDEST = [20, 19] as const

/** What can be told without a running server: Node, settings, folder, key, web app, database. */
export async function machineFindings(env: Env): Promise<Finding[]> {
  const settings = configuration(env)
  const findings = [node(process.versions.node), settings.finding, webApp()]
  const { config } = settings
  if (config === null) return findings
  return [...findings, dataFolder(config), secretKey(config), await database(config)]
}

function node(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldest, oldestMinor] = NODE_OLDEST
  if (major > oldest || (major === oldest && minor >= oldestMinor)) {
    return good('Node', `${version}.`)
  }
  return bad('Node', `${version} is too old.`, 'Install Node 20.19 or newer.')
}

function configuration(env: Env): { config: Config | null; finding: Finding } {
  try {
    const config = readConfig(env)
    const words = `Listens on ${config.host}:${config.port}, role ${config.role}.`
    return { config, finding: good('Settings', words) }
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error
    const sentence = error.message.replaceAll(/\s+/g, ' ')
    const finding = bad(
      'Settings',
      sentence,
      'Correct the variables named; docs/operating.md has all.',
    )
    return { config: null, finding }
  }
}

function webApp(): Finding {
  const index = join(projectRoot(), 'dist', 'web', 'index.html')
  if (existsSync(index)) return good('Web app', 'Built.')
  return bad('Web app', 'Not built: only the API would answer.', 'Run npm run build.')
}

function dataFolder({ dataDir }: Config): Finding {
  const folder = resolve(dataDir)
  if (!existsSync(folder)) return good('Data folder', `${folder} will be made at the first start.`)
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return good('Data folder', folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const remedy = 'Let the user who runs Homing read and write it, or set DATA_DIR.'
    return bad('Data folder', `${folder} cannot be written (${code}).`, remedy)
  }
}

function secretKey({ secret, dataDir }: Config): Finding {
  const name = 'Secret key'
  if (secret !== undefined) return good(name, 'From HOMING_SECRET.')
  const file = join(resolve(dataDir), 'secret.key')
  if (!existsSync(file)) {
    if (!existsSync(join(dataDir, 'pgdata'))) return good(name, 'Will be made at the first start.')
    const remedy =
      'Restore it from the backup; without it every connection must be authorised anew.'
    return bad(name, `${file} is missing beside a database.`, remedy)
  }
  if (!/^[0-9a-f]{64}\s*$/i.test(readFileSync(file, 'utf8'))) {
    return bad(name, `${file} is damaged.`, 'Restore it from the backup.')
  }
  const isOpen = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0
  if (isOpen) return bad(name, `${file} can be read by others.`, `Run chmod 600 ${file}.`)
  return good(name, `${file}, readable by its owner only.`)
}

async function database({ databaseUrl, dataDir }: Config): Promise<Finding> {
  const name = 'Database'
  const migrationsDir = join(projectRoot(), 'migrations')
  try {
    const found = await inspectDatabase({
      ...(databaseUrl !== undefined && { url: databaseUrl }),
      dataDir,
      migrationsDir,
    })
    const kind = found.kind === 'pglite' ? 'Embedded (PGlite)' : 'PostgreSQL'
    if (!found.exists) return good(name, `${kind}: will be made at the first start.`)
    if (found.unknown.length > 0) {
      const sentence = `${kind}: was written by a newer Homing (${found.unknown.join(', ')}).`
      return bad(name, sentence, 'Start that version, or restore a backup.')
    }
    const waiting = found.pending.length
    const applied = counted(found.applied.length, 'migration')
    const words = `${kind} ${found.version}, ${applied}`
    if (waiting === 0) return good(name, `${words}, up to date.`)
    return good(name, `${words}; the next start applies ${waiting} more.`)
  } catch (error) {
    if (error instanceof FolderInUse) {
      return good(name, 'Embedded (PGlite), in use by a running Homing, which keeps it up to date.')
    }
    const sentence = `Cannot be opened: ${(error as Error).message}`
    const remedy =
      databaseUrl === undefined
        ? 'Restore the data folder from a backup; docs/operating.md tells how.'
        : 'See that the server runs and that DATABASE_URL names a user who may create tables.'
    return bad(name, sentence, remedy)
  }
}
