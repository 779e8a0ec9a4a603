import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import ssh2, { type Client, type Attributes, type SFTPWrapper } from 'ssh2'
import type { Dial } from '../http/index.ts'
import type { ListedFile } from '../watched-folder.ts'
import { cut, operationFault, SftpFault, signInFault } from './fault.ts'

export interface SftpAsk {
  host: string
  port: number
  user: string
  password?: string | undefined
  privateKey?: string | undefined
  passphrase?: string | undefined
  /** SHA256:…; empty: whatever it shows is believed, and told by onHostKey. */
  hostKey: string
  /** Called with the fingerprint that was shown, once it was found to be right. */
  onHostKey: (fingerprint: string) => void
  signal?: AbortSignal
}

const READY_MS = 20_000
/** A server that is silent this long is looked for, and given up after three such times. */
const ALIVE_MS = 10_000
const ALIVE_COUNT_MAX = 3
const READ_BYTES = 64 * 1024
/** Bits of a mode that tell what a file is. */
const TYPE_BITS = 0o170000
const REGULAR = 0o100000
const LINK = 0o120000

/** A folder's files on a server. Every call throws SftpFault. */
export interface SftpSession {
  /** Files and links right inside, of the names that are wanted. Throws beyond max. */
  list(path: string, isWanted: (name: string) => boolean, max: number): Promise<ListedFile[]>
  /** Null where it is gone. */
  stat(path: string): Promise<ListedFile | null>
  read(path: string): AsyncGenerator<Uint8Array>
  /** Renames; a folder on the way is made where it is missing. Nothing is overwritten. */
  move(from: string, to: string): Promise<void>
  close(): void
}

/** Signs in at a server that shows the key it is known by. Throws SftpFault. */
export async function openSftp(dial: Dial, ask: SftpAsk): Promise<SftpSession> {
  const place = `${ask.host}:${ask.port}`
  const client = new ssh2.Client()
  try {
    const sock = await dial(ask.host, ask.port, ask.signal)
    await signIn(client, ask, { sock, place })
    const gone = new Promise<never>((_, fail) => {
      client.once('close', () => fail(cut(place)))
      client.on('error', (error) => fail(cut(place, error)))
    })
    // Whoever waits hears of it; where nobody does, it is no fault of the process.
    gone.catch(() => {})
    const sftp = await Promise.race([gone, asked<SFTPWrapper>((done) => client.sftp(done))])
    return session({ client, sftp, gone, place })
  } catch (error) {
    client.destroy()
    throw signInFault(error, place)
  }
}

function signIn(
  client: Client,
  ask: SftpAsk,
  { sock, place }: { sock: Awaited<ReturnType<Dial>>; place: string },
): Promise<void> {
  return new Promise((done, fail) => {
    let refused: SftpFault | null = null
    client.once('ready', done)
    client.once('close', () => fail(refused ?? cut(place)))
    client.on('error', (error) => fail(refused ?? error))
    client.on('keyboard-interactive', (...question) => {
      const [, , , prompts, answer] = question
      answer(prompts.map(() => ask.password ?? ''))
    })
    client.connect({
      sock,
      username: ask.user,
      ...(ask.password !== undefined && { password: ask.password, tryKeyboard: true }),
      ...(ask.privateKey !== undefined && { privateKey: ask.privateKey }),
      ...(ask.passphrase !== undefined && { passphrase: ask.passphrase }),
      readyTimeout: READY_MS,
      keepaliveInterval: ALIVE_MS,
      keepaliveCountMax: ALIVE_COUNT_MAX,
      hostVerifier: (key: Buffer) => {
        const shown = fingerprintOf(key)
        if (ask.hostKey === '' || ask.hostKey === shown) {
          ask.onHostKey(shown)
          return true
        }
        refused = new SftpFault(
          'other_key',
          `${place} shows the key ${shown}, and is known by ${ask.hostKey}: nothing was sent.`,
        )
        return false
      },
    })
  })
}

/** As ssh-keygen writes it. */
function fingerprintOf(key: Buffer): string {
  const hash = createHash('sha256').update(key).digest('base64')
  return `SHA256:${hash.replace(/=+$/, '')}`
}

interface Open {
  client: Client
  sftp: SFTPWrapper
  gone: Promise<never>
  place: string
}

function session({ client, sftp, gone, place }: Open): SftpSession {
  /** An operation, or the end of the connection, whichever comes first. */
  async function call<T>(path: string, ask: (done: Done<T>) => void): Promise<T> {
    try {
      return await Promise.race([gone, asked(ask)])
    } catch (error) {
      throw operationFault(error, path, place)
    }
  }
  async function stat(path: string): Promise<ListedFile | null> {
    try {
      const attributes = await call<Attributes>(path, (done) => sftp.lstat(path, done))
      return listed(posix.basename(path), attributes)
    } catch (error) {
      if (error instanceof SftpFault && error.kind === 'not_there') return null
      throw error
    }
  }
  return {
    stat,
    close: () => client.end(),
    async list(path, isWanted, max) {
      const found: ListedFile[] = []
      const handle = await call<Buffer>(path, (done) => sftp.opendir(path, done))
      for (let seen = 0; ;) {
        const batch = await call<Entry[] | null>(path, (done) => readBatch(sftp, handle, done))
        if (batch === null) break
        seen += batch.length
        if (seen > max) {
          throw new SftpFault('refused', `${path} holds more than ${max} files.`)
        }
        const wanted = batch.filter(({ filename }) => isWanted(filename))
        found.push(...wanted.filter(isFileOrLink).map((one) => listed(one.filename, one.attrs)))
      }
      await call<void>(path, (done) => sftp.close(handle, (error) => done(error, undefined)))
      return found
    },
    async *read(path) {
      const handle = await call<Buffer>(path, (done) => sftp.open(path, 'r', done))
      for (let offset = 0; ;) {
        const piece = await call<Buffer>(path, (done) => readAt(sftp, { handle, offset }, done))
        if (piece.length === 0) break
        offset += piece.length
        yield piece
      }
      await call<void>(path, (done) => sftp.close(handle, (error) => done(error, undefined)))
    },
    async move(from, to) {
      const into = posix.dirname(to)
      if ((await stat(into)) === null) {
        await call<void>(into, (done) => sftp.mkdir(into, (error) => done(error, undefined)))
      }
      if ((await stat(to)) !== null) throw new SftpFault('refused', `${to} is there already.`)
      await call<void>(from, (done) => sftp.rename(from, to, (error) => done(error, undefined)))
    },
  }
}

type Done<T> = (error: Error | null | undefined, answer: T) => void
type Entry = { filename: string; attrs: Attributes }

function asked<T>(ask: (done: Done<T>) => void): Promise<T> {
  return new Promise((done, fail) => {
    ask((error, answer) => (error ? fail(error) : done(answer)))
  })
}

const END_OF_FILE = 1

/** Null at the end. */
function readBatch(sftp: SFTPWrapper, handle: Buffer, done: Done<Entry[] | null>): void {
  sftp.readdir(handle, (error, list) => {
    if ((error as { code?: number } | undefined)?.code === END_OF_FILE) return done(null, null)
    done(error, list as Entry[])
  })
}

/** Empty at the end. */
function readAt(
  sftp: SFTPWrapper,
  { handle, offset }: { handle: Buffer; offset: number },
  done: Done<Buffer>,
): void {
  const buffer = Buffer.alloc(READ_BYTES)
  sftp.read(handle, buffer, 0, READ_BYTES, offset, (error, length) => {
    if ((error as { code?: number } | undefined)?.code === END_OF_FILE) {
      return done(null, Buffer.alloc(0))
    }
    done(error, buffer.subarray(0, length))
  })
}

function isFileOrLink({ attrs }: Entry): boolean {
  return [REGULAR, LINK].includes(attrs.mode & TYPE_BITS)
}

function listed(name: string, { mode, size, mtime }: Attributes): ListedFile {
  const isLink = (mode & TYPE_BITS) === LINK
  return { name, bytes: size, modifiedAt: mtime * 1000, isLink }
}
