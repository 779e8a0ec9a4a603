import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { BadBackup, KEY_FILE, MANIFEST, manifest as shape, type Manifest } from './manifest.ts'
import { unpack } from './tar.ts'

/** Names a backup may have: nothing that leads out of the folder it is unpacked into. */
const NAME = /^(manifest\.json|secret\.key|homing\.dump|pgdata(\/[\w-][\w.-]*)*)$/
const MAKE_ANOTHER = 'Take another backup; this one cannot be trusted.'

/**
 * Unpacks an archive into an empty folder and checks every byte against what the manifest says.
 * Throws BadBackup where anything is missing, too much, or another.
 */
export async function unpackInto(
  source: AsyncIterable<Uint8Array>,
  folder: string,
): Promise<{ manifest: Manifest; key: string | null }> {
  const found: Manifest['files'] = {}
  await unpack(source, async (entry, body) => {
    if (!NAME.test(entry.name)) throw new BadBackup(`No backup has ${entry.name}.`, MAKE_ANOTHER)
    const path = join(folder, entry.name)
    await mkdir(entry.isFolder ? path : dirname(path), { recursive: true, mode: 0o700 })
    if (entry.isFolder) return
    const hash = createHash('sha256')
    const hashed = async function* () {
      for await (const chunk of body) {
        hash.update(chunk)
        yield chunk
      }
    }
    await pipeline(hashed, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
    found[entry.name] = { bytes: entry.bytes, sha256: hash.digest('hex') }
  })
  const manifest = await readManifest(folder, found)
  for (const [name, wanted] of Object.entries(manifest.files)) {
    if (found[name]?.sha256 !== wanted.sha256) {
      throw new BadBackup(`${name} is missing from the backup, or was changed.`, MAKE_ANOTHER)
    }
  }
  const extra = Object.keys(found).filter((name) => !(name in manifest.files))
  if (extra.some((name) => name !== MANIFEST && name !== KEY_FILE)) {
    throw new BadBackup('There is more in the backup than it says itself.', MAKE_ANOTHER)
  }
  const key = KEY_FILE in found ? await readFile(join(folder, KEY_FILE), 'utf8') : null
  return { manifest, key: key?.trim() ?? null }
}

async function readManifest(folder: string, found: Manifest['files']): Promise<Manifest> {
  if (!(MANIFEST in found)) throw new BadBackup('The backup has no end.', MAKE_ANOTHER)
  const text = await readFile(join(folder, MANIFEST), 'utf8')
  const read = shape.safeParse(JSON.parse(text))
  if (read.success) return read.data
  throw new BadBackup(
    'This backup is of a kind that this version of Homing does not know.',
    'Restore it with the version that made it, then upgrade.',
  )
}
