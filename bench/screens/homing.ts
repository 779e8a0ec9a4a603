import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../../src/project-root.ts'

const START_MAX_MS = 120_000
const END_MAX_MS = 15_000

export interface RunningHoming {
  url: string
  end: () => Promise<void>
}

export interface Start {
  /** Fills the folder of its data before it starts; empty otherwise. */
  fill?: (folder: string) => Promise<void>
  startMaxMs?: number
}

/**
 * Starts the built program, as npm start would, on a free port and a folder of its own, which goes
 * when it ends. Throws with what it wrote where it does not come up.
 */
export async function startHoming(
  env: Record<string, string>,
  { fill, startMaxMs = START_MAX_MS }: Start = {},
): Promise<RunningHoming> {
  const folder = await mkdtemp(join(tmpdir(), 'homing-started-'))
  await fill?.(folder)
  const child = spawn(process.execPath, [join(projectRoot(), 'dist', 'src', 'main.js')], {
    cwd: projectRoot(),
    env: { ...process.env, ...env, PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const end = async () => {
    await ended(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    return { url: await address(child, startMaxMs), end }
  } catch (error) {
    await end()
    throw error
  }
}

function address(child: ChildProcess, startMaxMs: number): Promise<string> {
  return new Promise((tell, fail) => {
    let written = ''
    const late = setTimeout(() => fail(new Error(`Homing did not start:\n${written}`)), startMaxMs)
    child.once('exit', (code) => fail(new Error(`Homing ended (${code}):\n${written}`)))
    child.stderr?.on('data', (piece: Buffer) => {
      written += piece.toString()
      const url = /Homing is at (http\S+)/.exec(written)?.[1]
      if (url === undefined) return
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
