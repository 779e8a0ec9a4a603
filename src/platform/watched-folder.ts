import { constants, type Stats } from 'node:fs'
import { lstat, mkdir, open, opendir, realpath, rename } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'

/** A file as a folder shows it. */
export interface ListedFile {
  name: string
  bytes: number
  /** Epoch milliseconds; null where it is not told. */
  modifiedAt: number | null
  isLink: boolean
}

export type FolderFaultKind = 'forbidden' | 'not_there' | 'denied' | 'unreadable'

/** A folder, or a file in it, cannot be had; the sentence names what was asked for and no more. */
export class FolderFault extends Error {
  readonly kind: FolderFaultKind

  constructor(kind: FolderFaultKind, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = 'FolderFault'
    this.kind = kind
  }
}

/**
 * The folders files may be taken from: those an operator names, and what lies below them. Nothing
 * else is even looked at. A link, or a path with dots, leads nowhere.
 */
export class WatchedFolders {
  readonly #allowed: readonly string[]

  constructor(allowed: readonly string[]) {
    this.#allowed = allowed
  }

  /** Throws FolderFault for a path that is not below an allowed folder, as it is written. */
  check(path: string): void {
    this.#rootOf(path)
  }

  /** Throws FolderFault where it is forbidden, a link is on the way, or no such folder is there. */
  async open(path: string): Promise<WatchedFolder> {
    const root = this.#rootOf(path)
    try {
      const real = await realpath(path)
      // The operator's own folder may be reached by a link; below it none is followed.
      if (real !== join(await realpath(root), relative(root, join(path)))) {
        throw new FolderFault('forbidden', `A link is on the way to ${path}; none is followed.`)
      }
      if (!(await lstat(real)).isDirectory()) {
        throw new FolderFault('not_there', `${path} is no folder.`)
      }
      return new WatchedFolder(path, real)
    } catch (error) {
      throw asFault(error, path)
    }
  }

  #rootOf(path: string): string {
    const isPlain = isAbsolute(path) && !path.split(/[\\/]/).includes('..') && !path.includes('\0')
    const named = join(path)
    const root = this.#allowed.find((one) => isIn(named, join(one)))
    if (isPlain && root !== undefined) return root
    throw new FolderFault(
      'forbidden',
      `The operator of this Homing does not let it take files from ${path}.`,
    )
  }
}

/** One such folder, as long as nobody puts a link in its place. */
export class WatchedFolder {
  readonly #path: string
  readonly #real: string

  constructor(path: string, real: string) {
    this.#path = path
    this.#real = real
  }

  /** Files and links right inside, of the names that are wanted. Throws FolderFault beyond max. */
  async list(isWanted: (name: string) => boolean, max: number): Promise<ListedFile[]> {
    const found: ListedFile[] = []
    let seen = 0
    try {
      await this.#isStill()
      for await (const { name } of await opendir(this.#real)) {
        if (++seen > max) {
          throw new FolderFault(
            'unreadable',
            `${this.#path} holds more than ${max} files: more than is looked at.`,
          )
        }
        const stats = isWanted(name) ? await lstatOrNull(join(this.#real, name)) : null
        if (stats?.isFile() || stats?.isSymbolicLink()) found.push(listed(name, stats))
      }
      return found
    } catch (error) {
      throw asFault(error, this.#path)
    }
  }

  /** Null where it is gone. */
  async stat(name: string): Promise<ListedFile | null> {
    try {
      const stats = await lstatOrNull(join(this.#real, name))
      return stats && listed(name, stats)
    } catch (error) {
      throw asFault(error, join(this.#path, name))
    }
  }

  /** Its bytes. A link, a device or a pipe is refused. */
  async *read(name: string): AsyncGenerator<Uint8Array> {
    const path = join(this.#path, name)
    try {
      await this.#isStill()
      const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
      const handle = await open(join(this.#real, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
      try {
        await this.#isStill()
        if (!(await handle.stat()).isFile()) throw new FolderFault('denied', `${path} is no file.`)
        yield* handle.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>
      } finally {
        await handle.close()
      }
    } catch (error) {
      throw asFault(error, path)
    }
  }

  /** Renames a file into a subfolder, which is made where it is missing. Nothing is overwritten. */
  async move(name: string, subfolder: string, as: string): Promise<void> {
    try {
      await this.#isStill()
      const into = join(this.#real, subfolder)
      await mkdir(into, { recursive: true })
      if (!(await lstat(into)).isDirectory()) {
        throw new FolderFault('denied', `${join(this.#path, subfolder)} is no folder.`)
      }
      if ((await lstatOrNull(join(into, as))) !== null) {
        throw new FolderFault('denied', `${join(this.#path, subfolder, as)} is there already.`)
      }
      await rename(join(this.#real, name), join(into, as))
    } catch (error) {
      throw asFault(error, join(this.#path, name))
    }
  }

  async #isStill(): Promise<void> {
    if ((await realpath(this.#real)) !== this.#real) {
      throw new FolderFault('forbidden', `A link is on the way to ${this.#path}.`)
    }
  }
}

function listed(name: string, stats: Stats): ListedFile {
  const modifiedAt = Math.floor(stats.mtimeMs)
  return { name, bytes: stats.size, modifiedAt, isLink: stats.isSymbolicLink() }
}

function isIn(path: string, folder: string): boolean {
  const bare = folder.endsWith(sep) ? folder.slice(0, -1) : folder
  return path === bare || path === `${bare}${sep}` || path.startsWith(`${bare}${sep}`)
}

function lstatOrNull(path: string): Promise<Stats | null> {
  return lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

function asFault(error: unknown, path: string): unknown {
  if (error instanceof FolderFault) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) return error
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new FolderFault('not_there', `There is no ${path}.`, error)
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'ELOOP' || code === 'EROFS') {
    return new FolderFault('denied', `The system does not let Homing do that with ${path}.`, error)
  }
  return new FolderFault('unreadable', `${path} cannot be read (${code}).`, error)
}
