import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'dist/src/main.js')
const START_MAX_MS = 45_000
const END_MAX_MS = 15_000

export interface RunningHoming {
  url: string
  end: () => Promise<void>
}

/**
 * Starts the built program, as npm start would, on an empty embedded database of its own and a free
 * port. Throws with what it wrote where it does not come up.
 */
export async function startHoming(env: Record<string, string> = {}): Promise<RunningHoming> {
  if (!existsSync(MAIN)) throw new Error('Homing is not built: run npm test, which builds it.')
  const folder = await mkdtemp(join(tmpdir(), 'homing-web-'))
  const child = spawn(process.execPath, [MAIN], {
    cwd: ROOT,
    env: {
      ...process.env,
      DATABASE_URL: '',
      ...env,
      PORT: '0',
      DATA_DIR: folder,
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const end = async () => {
    await ended(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    return { url: await address(child), end }
  } catch (error) {
    await end()
    throw error
  }
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((tell, fail) => {
    let written = ''
    const late = setTimeout(
      () => fail(new Error(`Homing did not start:\n${written}`)),
      START_MAX_MS,
    )
    child.once('exit', (code) => fail(new Error(`Homing ended (${code}):\n${written}`)))
    child.stderr?.on('data', (piece: Buffer) => {
      written += piece.toString()
      const url = /Homing is at (http\S+)/.exec(written)?.[1]
      if (!url) return
      clearTimeout(late)
      tell(url)
    })
  })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), END_MAX_MS)
  await gone
  clearTimeout(force)
}
