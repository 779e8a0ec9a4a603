import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}
const FILES_MAX = 2000
const FILE_BYTES_MAX = 20 * 1024 * 1024

interface StaticFile {
  body: Uint8Array<ArrayBuffer>
  headers: Record<string, string>
}

/** The built web app, read into memory once: a request can name a file of it and nothing else. */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, StaticFile>

  private constructor(files: ReadonlyMap<string, StaticFile>) {
    this.#files = files
  }

  /** An absent folder gives an empty app. */
  static async read(folder: string): Promise<StaticFiles> {
    const files = new Map<string, StaticFile>()
    if (!(await stat(folder).catch(() => null))) return new StaticFiles(files)
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const names = entries.filter((entry) => entry.isFile()).slice(0, FILES_MAX)
    for (const entry of names) {
      const path = join(entry.parentPath, entry.name)
      if ((await stat(path)).size > FILE_BYTES_MAX) continue
      const url = '/' + relative(folder, path).split(sep).join('/')
      files.set(url, describe(url, await readFile(path)))
    }
    return new StaticFiles(files)
  }

  /** The file, or for a screen's address the app itself; null where there is neither. */
  answer(path: string, ifNoneMatch: string | undefined): Response | null {
    const isScreen = extname(path) === ''
    const file = this.#files.get(path) ?? (isScreen ? this.#files.get('/index.html') : undefined)
    if (file === undefined) return null
    const { headers } = file
    if (ifNoneMatch === headers['etag']) return new Response(null, { status: 304, headers })
    return new Response(file.body, { headers })
  }
}

function describe(url: string, content: Buffer): StaticFile {
  // The build puts a hash of the content into the names under assets/.
  const isHashed = url.startsWith('/assets/')
  return {
    body: new Uint8Array(content),
    headers: {
      'content-type': TYPES[extname(url)] ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    },
  }
}
