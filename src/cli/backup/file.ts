import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { BadBackup, isSealed, seal, unseal } from '../../platform/backup/index.ts'
import { Complaint } from '../complaint.ts'

/** A dump is compressed already, and a folder's pages compress well at any level. */
const GZIP_LEVEL = 3
const PEEK_BYTES = 16

/**
 * Writes an archive to a file that is not there yet: compressed, sealed where there is a
 * passphrase, readable by its owner only. The file appears whole or not at all.
 */
export async function writeBackup(
  archive: AsyncIterable<Uint8Array>,
  file: string,
  passphrase: string | null,
): Promise<number> {
  if (await isThere(file)) {
    throw new Complaint(1, `${file} is there already.`, { remedy: 'Name another file.' })
  }
  const part = `${file}.part`
  const gzip = createGzip({ level: GZIP_LEVEL })
  const out = createWriteStream(part, { flags: 'w', mode: 0o600 })
  try {
    if (passphrase === null) await pipeline(archive, gzip, out)
    else await pipeline(archive, gzip, (source) => seal(source, passphrase), out)
    const handle = await open(part, 'r+')
    await handle.sync()
    await handle.close()
    await rename(part, file)
    return (await stat(file)).size
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Whether the file asks for a passphrase. Throws a Complaint where there is no such file. */
export async function isFileSealed(file: string): Promise<boolean> {
  if (!(await isThere(file))) throw new Complaint(1, `There is no ${file}.`)
  const handle = await open(file, 'r')
  try {
    const { buffer } = await handle.read(Buffer.alloc(PEEK_BYTES), 0, PEEK_BYTES, 0)
    return isSealed(buffer)
  } finally {
    await handle.close()
  }
}

/** The archive in a file. Throws WrongPassphrase or BadBackup while it is read. */
export async function* readBackup(
  file: string,
  passphrase: string | null,
): AsyncGenerator<Uint8Array> {
  const bytes: AsyncIterable<Uint8Array> = createReadStream(file)
  const source = passphrase === null ? bytes : unseal(bytes, passphrase)
  const gunzip = createGunzip()
  const opened = Readable.from(source, { objectMode: false })
  opened.once('error', (error) => gunzip.destroy(error))
  try {
    yield* opened.pipe(gunzip) as AsyncIterable<Uint8Array>
  } catch (error) {
    if (!/^Z_/.test(String((error as NodeJS.ErrnoException).code))) throw error
    throw new BadBackup(`${file} is no backup, or is damaged.`, 'Take another backup.', {
      cause: error,
    })
  }
}

function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
