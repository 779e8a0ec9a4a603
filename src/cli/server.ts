import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { createClient, type Call } from '../api/contract/client.ts'
import { Complaint } from './complaint.ts'

export type Env = Record<string, string | undefined>

export interface Server {
  url: string
  /** Absent only where the command needs none, as setup does. */
  key: string | null
  /** In words, where url and key were found. */
  foundIn: string
}

const operatorFile = z.object({ url: z.url(), key: z.string().min(1) })

/** The folder of the embedded database and of the file by which its server is found. */
export function dataDir(env: Env): string {
  return resolve(env['DATA_DIR'] || 'data')
}

/**
 * Where the running Homing is: HOMING_URL with HOMING_API_KEY, else the file the server itself
 * leaves in its data folder. Throws a Complaint with what to do where neither is there.
 */
export function findServer(env: Env): Server {
  const url = env['HOMING_URL']
  const key = env['HOMING_API_KEY']
  if (url) return { url: address(url), key: key || null, foundIn: 'HOMING_URL' }
  const path = join(dataDir(env), 'operator.json')
  const text = readIfThere(path)
  if (text === null) {
    throw new Complaint(1, `No running Homing was found: there is no ${path}.`, {
      remedy:
        'Start Homing with npm start, or set HOMING_URL (and HOMING_API_KEY) to one that runs '
        + 'elsewhere, or DATA_DIR to its data folder.',
    })
  }
  const found = operatorFile.safeParse(json(text))
  if (!found.success) {
    throw new Complaint(1, `${path} cannot be read: it should hold url and key.`, {
      remedy: 'Restart Homing: it writes the file anew.',
    })
  }
  return { url: address(found.data.url), key: key || found.data.key, foundIn: path }
}

/** A caller of that server; that nobody answers becomes a sentence instead of a TypeError. */
export function connect(server: Server): Call {
  return createClient({
    baseUrl: server.url,
    headers: server.key === null ? {} : { authorization: `Bearer ${server.key}` },
    fetch: async (input, init) => {
      try {
        return await fetchAgain(input, init)
      } catch (cause) {
        if (init?.signal?.aborted) throw cause
        throw new Complaint(1, `No Homing answers at ${server.url} (${reason(cause)}).`, {
          remedy: `Start it with npm start, or correct the address found in ${server.foundIn}.`,
          cause,
        })
      }
    },
  })
}

/** How often what only reads is asked once more after its connection broke. */
const READS_AGAIN_MAX = 3

/**
 * As fetch. A server that closes a kept connection in the moment a question is written to it has
 * read nothing, and says nothing either: what only reads is asked again, over another one.
 */
async function fetchAgain(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const reads = (init?.method ?? 'GET') === 'GET'
  for (let again = 0; ; again++) {
    try {
      return await fetch(input, init)
    } catch (cause) {
      const isBroken = BROKEN.includes(reason(cause)) && init?.signal?.aborted !== true
      if (!reads || !isBroken || again === READS_AGAIN_MAX) throw cause
    }
  }
}

const BROKEN: readonly string[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']

function address(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Complaint(2, `"${text}" is no web address.`, {
      field: 'HOMING_URL',
      remedy: 'Write it whole, such as http://127.0.0.1:4700.',
    })
  }
  return url.href.replace(/\/+$/, '')
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new Complaint(1, `${path} cannot be read (${code}).`, {
      remedy: 'Run the command as the user who runs Homing, or set HOMING_URL and HOMING_API_KEY.',
      cause,
    })
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Half written or damaged: judged by the schema like any other wrong content.
    return undefined
  }
}

function reason(cause: unknown): string {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause
  const { code, message } = inner as { code?: string; message?: string }
  return code ?? message ?? 'no answer'
}
