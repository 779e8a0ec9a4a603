import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2'

const { STATUS_CODE, flagsToString } = ssh2.utils.sftp
const REGULAR = 0o100644
const FOLDER = 0o040755
const LINK = 0o120777

export interface Kept {
  bytes: Buffer
  mtime: number
  mode?: number
}

/** A small SFTP server with one folder, /out, that behaves as it is told to. */
export interface SftpServer {
  port: number
  fingerprint: string
  files: Map<string, Kept>
  put(name: string, text: string, mtime?: number): void
  /** Cuts the connection after so many bytes of a file were read; null: never. */
  cutAfter: number | null
  /** Names that may not be opened. */
  denied: Set<string>
  /** Nothing may be made or renamed. */
  isReadOnly: boolean
  /** Users that were let in, or not. */
  signIns: string[]
  close(): Promise<void>
}

export interface ServerOptions {
  hostKey?: string
  password?: string
  /** Public key that is let in, as parseKey reads it. */
  publicKey?: string
  port?: number
}

export function newKey(): { private: string; public: string } {
  return ssh2.utils.generateKeyPairSync('ed25519')
}

export async function startSftp(options: ServerOptions = {}): Promise<SftpServer> {
  const hostKey = options.hostKey ?? newKey().private
  const connections = new Set<Connection>()
  const state: SftpServer = {
    ...{ port: 0, files: new Map(), cutAfter: null, denied: new Set(), isReadOnly: false },
    ...{ signIns: [], fingerprint: fingerprintOf(hostKey) },
    put: (name, text, mtime = 1_750_000_000) =>
      void state.files.set(name, { bytes: Buffer.from(text), mtime }),
    close: () => new Promise((done) => server.close(() => done())),
  }
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    connections.add(client)
    client.on('error', () => {})
    client.on('close', () => connections.delete(client))
    client.on('authentication', (context) => {
      const isRight =
        (context.method === 'password' && context.password === options.password)
        || (context.method === 'publickey' && isKey(options.publicKey, context.key.data))
      if (context.method !== 'none') state.signIns.push(`${context.username} ${isRight}`)
      if (isRight) context.accept()
      else context.reject(['password', 'publickey'])
    })
    client.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => serve(acceptSftp(), state, () => client.end()))
    })
  })
  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done))
  state.port = (server.address() as AddressInfo).port
  return state
}

function isKey(text: string | undefined, data: Buffer): boolean {
  if (text === undefined) return false
  const key = ssh2.utils.parseKey(text)
  return !(key instanceof Error) && [key].flat()[0]!.getPublicSSH().equals(data)
}

function fingerprintOf(hostKey: string): string {
  const key = ssh2.utils.parseKey(hostKey)
  if (key instanceof Error) throw key
  const hash = createHash('sha256').update([key].flat()[0]!.getPublicSSH())
  return `SHA256:${hash.digest('base64').replace(/=+$/, '')}`
}

const ROOT = '/out'

function serve(sftp: SFTPWrapper, state: SftpServer, cut: () => void): void {
  const handles = new Map<string, { name: string; isListed: boolean }>()
  let opened = 0
  const folders = new Set([ROOT])
  const nameOf = (path: string) => path.slice(ROOT.length + 1)
  const open = (name: string) => {
    const handle = Buffer.from(String(++opened))
    handles.set(handle.toString(), { name, isListed: false })
    return handle
  }
  const attrs = ({ bytes, mtime, mode = REGULAR }: Kept) => ({
    ...{ mode, uid: 1, gid: 1, size: bytes.length, atime: mtime, mtime },
  })
  sftp.on('OPENDIR', (id, path) =>
    path === ROOT ? sftp.handle(id, open(path)) : sftp.status(id, STATUS_CODE.NO_SUCH_FILE),
  )
  sftp.on('READDIR', (id, handle) => {
    const held = handles.get(handle.toString())!
    if (held.isListed) return sftp.status(id, STATUS_CODE.EOF)
    held.isListed = true
    const own = [...state.files].filter(([name]) => !name.includes('/'))
    const kept = own.map(([filename, one]) => ({ filename, longname: '', attrs: attrs(one) }))
    const folder = { mode: FOLDER, uid: 1, gid: 1, size: 0, atime: 1, mtime: 1 }
    sftp.name(id, [{ filename: '.', longname: '', attrs: folder }, ...kept])
  })
  sftp.on('LSTAT', (id, path) => {
    const kept = state.files.get(nameOf(path))
    if (kept) return sftp.attrs(id, attrs(kept))
    if (!folders.has(path)) return sftp.status(id, STATUS_CODE.NO_SUCH_FILE)
    sftp.attrs(id, { mode: FOLDER, uid: 1, gid: 1, size: 0, atime: 1, mtime: 1 })
  })
  sftp.on('OPEN', (id, path, flags) => {
    const name = nameOf(path)
    if (flagsToString(flags) !== 'r' || state.denied.has(name)) {
      return sftp.status(id, STATUS_CODE.PERMISSION_DENIED)
    }
    if (!state.files.has(name)) return sftp.status(id, STATUS_CODE.NO_SUCH_FILE)
    sftp.handle(id, open(name))
  })
  sftp.on('READ', (id, handle, offset, length) => {
    if (state.cutAfter !== null && offset >= state.cutAfter) return cut()
    const { bytes } = state.files.get(handles.get(handle.toString())!.name)!
    if (offset >= bytes.length) return sftp.status(id, STATUS_CODE.EOF)
    const end = Math.min(offset + length, state.cutAfter ?? Infinity)
    sftp.data(id, bytes.subarray(offset, end))
  })
  sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK))
  sftp.on('MKDIR', (id, path) => {
    if (state.isReadOnly) return sftp.status(id, STATUS_CODE.PERMISSION_DENIED)
    folders.add(path)
    sftp.status(id, STATUS_CODE.OK)
  })
  sftp.on('RENAME', (id, from, to) => {
    const kept = state.files.get(nameOf(from))
    if (state.isReadOnly || !kept) return sftp.status(id, STATUS_CODE.PERMISSION_DENIED)
    state.files.delete(nameOf(from))
    state.files.set(nameOf(to), kept)
    sftp.status(id, STATUS_CODE.OK)
  })
}

export { LINK }
