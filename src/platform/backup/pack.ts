import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { contentsOf, type Engine } from '../database/index.ts'
import { DATA_FOLDER, MANIFEST, type Manifest } from './manifest.ts'
import { packEntry } from './tar.ts'

/** Left in the folder by the process that had it, and of no use elsewhere. */
const NOT_KEPT = new Set(['postmaster.pid', 'postmaster.opts'])

export interface Origin {
  /** Version of this Homing. */
  version: string
  keyFingerprint: string | null
  /** Epoch milliseconds. */
  now: number
}

/**
 * The embedded database as an archive without its end, while it runs. The gate is held only while
 * the folder is copied (beside itself; as clones where the file system can) and its rows are
 * counted: PGlite is one session, so nothing is written meanwhile and the copy is of one moment.
 */
export async function* packEmbedded(engine: Engine, origin: Origin): AsyncGenerator<Uint8Array> {
  const { folder } = engine
  if (folder === null) throw new Error('There is no folder to back up.')
  await sweep(folder)
  const copy = await mkdtemp(`${folder}.backup-`)
  try {
    const contents = await copyUnderTheGate(engine, folder, join(copy, DATA_FOLDER))
    const files: Manifest['files'] = {}
    for (const name of await everythingUnder(copy)) yield* packFile(copy, name, files)
    yield* packManifest({ format: 1, engine: 'pglite', ...sayOf(origin), ...contents, files })
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** Copies that a process killed while it made a backup left behind. */
async function sweep(folder: string): Promise<void> {
  const above = dirname(folder)
  const names = await readdir(above)
  for (const name of names.filter((one) => one.startsWith(`${basename(folder)}.backup-`))) {
    await rm(join(above, name), { recursive: true, force: true })
  }
}

/** One file or folder of root; what a file holds is noted in files. */
export async function* packFile(
  root: string,
  name: string,
  files: Manifest['files'],
): AsyncGenerator<Uint8Array> {
  const path = join(root, name)
  const found = await stat(path)
  if (found.isDirectory()) return yield* packEntry({ name, isFolder: true, bytes: 0 })
  const hash = createHash('sha256')
  const body = createReadStream(path).on('data', (chunk) => void hash.update(chunk))
  yield* packEntry({ name, isFolder: false, bytes: found.size }, body)
  files[name] = { bytes: found.size, sha256: hash.digest('hex') }
}

/** The manifest as an entry. */
export function packManifest(manifest: Manifest): AsyncGenerator<Uint8Array> {
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
  return packEntry({ name: MANIFEST, isFolder: false, bytes: text.byteLength }, [text])
}

/** What the manifest says of where a backup comes from. */
export function sayOf({ version, keyFingerprint, now }: Origin) {
  return { homing: version, takenAt: new Date(now).toISOString(), keyFingerprint }
}

async function copyUnderTheGate(engine: Engine, from: string, to: string) {
  const session = await engine.lendAsOwner()
  try {
    await session.script('checkpoint')
    await cp(from, to, {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
      filter: (path) => !NOT_KEPT.has(path.slice(path.lastIndexOf('/') + 1)),
    })
    return await contentsOf(session)
  } finally {
    session.release()
  }
}

/** Folders before what is in them; empty ones too, for PostgreSQL wants them there. */
async function everythingUnder(root: string): Promise<string[]> {
  const found = await readdir(root, { recursive: true })
  return found.map((name) => name.replaceAll('\\', '/')).sort()
}
