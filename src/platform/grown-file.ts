import { createHash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { open, readdir, realpath, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'

/** How far a file that grows was read. */
export interface GrownPlace {
  /** Which file it is, whatever it is called by now: device and inode. */
  file: string
  /** Bytes that were read. */
  offset: number
  /** Of the bytes right before: what was read is there still, and no other file has the inode. */
  mark: string
  /** A line without an end that was left behind the place: its bytes, and since when (epoch ms). */
  half?: { bytes: number; since: number }
}

export interface Grown {
  /** Whole lines; of a file that was put by, what nobody ends for HALF_WAIT_MS too. */
  bytes: Uint8Array
  place: GrownPlace
  /** Nothing more can be read by now. */
  isEnd: boolean
  /** A line without an end was left for later, and with it all that was written behind it. */
  isHalf: boolean
  /** What lay behind the place is gone, so that lines may never have been read. */
  isMissed: boolean
}

export type FileFaultKind = 'forbidden' | 'not_there' | 'unreadable'

/** A file cannot be read; the sentence names no other path than the one that was asked for. */
export class GrownFileFault extends Error {
  readonly kind: FileFaultKind

  constructor(kind: FileFaultKind, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = 'GrownFileFault'
    this.kind = kind
  }
}

/** Bytes of one reading at most; a line that is longer is handed out in parts. */
export const READ_BYTES_MAX = 512 * 1024
/** Whoever has begun a line ends it sooner, in the file it was begun in, or never. */
export const HALF_WAIT_MS = 60 * 60_000
/** Older ones of a log that are looked at: a year of months, and as many again. */
const OLDER_MAX = 24
const MARK_BYTES = 256
const NEWLINE = 10

/**
 * Reads files that grow, below the folders an operator allows and nowhere else: a link that leads
 * out of them is refused. Nothing is ever written, and no file is kept open between two readings.
 */
export class GrownFiles {
  readonly #folders: readonly string[]
  readonly #open: typeof open

  constructor(folders: readonly string[], openFile: typeof open = open) {
    this.#folders = folders
    this.#open = openFile
  }

  /**
   * What was added since a place, or all from the beginning of the oldest that lies beside it; at
   * most READ_BYTES_MAX bytes. Where the file was put by and begun anew meanwhile (renamed, or
   * copied and emptied), the rest of the old one comes first, as long as it lies beside the new one
   * as it was. A last line that is half written is left for the next time; now: epoch milliseconds.
   * Throws GrownFileFault.
   */
  async read(path: string, from: GrownPlace | null, now: number): Promise<Grown> {
    try {
      const real = await this.#allowed(path)
      const files = await versionsOf(real)
      return await this.#take(files, await this.#begin(files, from), now)
    } catch (error) {
      throw asFault(error, path)
    }
  }

  async #allowed(path: string): Promise<string> {
    const forbidden = new GrownFileFault(
      'forbidden',
      `The operator of this Homing does not let it read ${path}.`,
    )
    if (!isAbsolute(path)) throw forbidden
    const folders = await Promise.all(this.#folders.map(realOrNull))
    // Asked for by its own name before it is looked for: what lies elsewhere is not told.
    const named = join(path)
    if (!this.#folders.some((folder) => isBelow(named, join(folder)))) throw forbidden
    const real = await realpath(named)
    if (!folders.some((folder) => folder !== null && isBelow(real, folder))) throw forbidden
    return real
  }

  /** files: the older ones first, the one that grows last. */
  async #begin(files: readonly Version[], from: GrownPlace | null): Promise<Begin> {
    // A log may be put by before it was ever read, or twice while nobody read it.
    const all = { index: 0, offset: 0 }
    if (from === null) return { ...all, isMissed: false }
    const index = await this.#find(files, from)
    if (index === null) return { ...all, isMissed: true }
    const { offset, half } = from
    return { index, offset, isMissed: false, ...(half && { half }) }
  }

  /** The file a place is in: the one it was, else one whose bytes before the place are the same. */
  async #find(files: readonly Version[], from: GrownPlace): Promise<number | null> {
    const places = files.map((_, index) => index)
    const same = places.filter((index) => files[index]!.id === from.file)
    const others = places.filter((index) => !same.includes(index)).reverse()
    for (const index of [...same, ...others]) {
      if (from.offset === 0 && !same.includes(index)) continue
      if (files[index]!.size < from.offset) continue
      const mark = await this.#with(files[index]!, (handle) => markAt(handle, from.offset))
      if (mark === from.mark) return index
    }
    return null
  }

  async #take(files: readonly Version[], at: Begin, now: number): Promise<Grown> {
    const file = files[at.index]!
    const next = files[at.index + 1]
    const { isMissed } = at
    return this.#with(file, async (handle) => {
      const buffer = Buffer.alloc(READ_BYTES_MAX)
      const read = buffer.subarray(0, await fill(handle, buffer, at.offset))
      const isFull = read.length === READ_BYTES_MAX
      const whole = wholeLines(read, isFull)
      const half = isFull ? null : halfOf(read.length - whole.length, whole.length ? null : at, now)
      if (!isFull && next !== undefined && (half === null || now - half.since >= HALF_WAIT_MS)) {
        const place = { file: next.id, offset: 0, mark: await markAt(handle, 0) }
        return { bytes: read, place, isEnd: false, isHalf: false, isMissed }
      }
      const offset = at.offset + whole.length
      const mark = await markAt(handle, offset)
      const place = { file: file.id, offset, mark, ...(half && { half }) }
      return { bytes: whole, place, isEnd: !isFull, isHalf: half !== null, isMissed }
    })
  }

  async #with<T>({ path, id }: Version, use: (handle: FileHandle) => Promise<T>): Promise<T> {
    const handle = await this.#open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      const found = await handle.stat()
      if (!found.isFile()) throw new GrownFileFault('unreadable', 'This is no file.')
      // Put by between the look and the opening: the next reading finds it by its new name.
      if (idOf(found) !== id) throw new GrownFileFault('not_there', 'The log is just put by.')
      return await use(handle)
    } finally {
      await handle.close()
    }
  }
}

interface Version {
  path: string
  id: string
  size: number
}

interface Begin {
  index: number
  offset: number
  isMissed: boolean
  half?: GrownPlace['half']
}

/** A log and those it was before (log.1, log-20261101; no packed ones), by when they ended. */
async function versionsOf(path: string): Promise<Version[]> {
  const folder = dirname(path)
  const name = basename(path)
  const isOlder = (one: string) =>
    (one.startsWith(`${name}.`) || one.startsWith(`${name}-`)) && !/\.(gz|bz2|xz|zst)$/.test(one)
  const older = (await readdir(folder)).filter(isOlder)
  const looked = await Promise.all(
    older.map(async (one) => ({ path: join(folder, one), stats: await statOrNull(folder, one) })),
  )
  const found = looked.flatMap(({ path, stats }) => (stats?.isFile() ? [{ path, stats }] : []))
  const ordered = found.sort((a, b) => a.stats.mtimeMs - b.stats.mtimeMs).slice(-OLDER_MAX)
  const all = [...ordered, { path, stats: await stat(path) }]
  return all.map(({ path, stats }) => ({ path, id: idOf(stats), size: stats.size }))
}

async function statOrNull(folder: string, name: string): Promise<Stats | null> {
  return stat(join(folder, name)).catch(nullIfGone)
}

async function realOrNull(folder: string): Promise<string | null> {
  return realpath(folder).catch(nullIfGone)
}

function nullIfGone(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
  throw error
}

async function fill(handle: FileHandle, buffer: Buffer, offset: number): Promise<number> {
  let length = 0
  while (length < buffer.length) {
    const at = offset + length
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, at)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return length
}

/** A line that is longer than one reading has no end in it: it is handed out in parts. */
function wholeLines(read: Buffer, isFull: boolean): Buffer {
  const end = read.lastIndexOf(NEWLINE) + 1
  return isFull && end === 0 ? read : read.subarray(0, end)
}

/** The line that is left: since an earlier reading where it is as it was then, else since now. */
function halfOf(bytes: number, at: Begin | null, now: number): GrownPlace['half'] | null {
  if (bytes === 0) return null
  const half = at?.half
  const isAsItWas = half !== undefined && half.bytes === bytes && half.since <= now
  return { bytes, since: isAsItWas ? half.since : now }
}

async function markAt(handle: FileHandle, offset: number): Promise<string> {
  const length = Math.min(MARK_BYTES, offset)
  const before = Buffer.alloc(length)
  await fill(handle, before, offset - length)
  return createHash('sha256').update(before).digest('hex').slice(0, 32)
}

function idOf({ dev, ino }: Pick<Stats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}

function asFault(error: unknown, path: string): unknown {
  if (error instanceof GrownFileFault) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new GrownFileFault('not_there', `There is no ${path}.`, error)
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'ELOOP') {
    return new GrownFileFault('forbidden', `The system does not let Homing read ${path}.`, error)
  }
  if (code === undefined) return error
  return new GrownFileFault('unreadable', `${path} cannot be read (${code}).`, error)
}
