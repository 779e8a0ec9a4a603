import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../../src/project-root.ts'

const START_MAX_MS = 120_000

/** Starts the built program on a database and a free port. Throws with what it wrote. */
export async function startHoming(databaseUrl: string) {
  const folder = await mkdtemp(join(tmpdir(), 'homing-bench-'))
  const child = spawn(process.execPath, [join(projectRoot(), 'dist', 'src', 'main.js')], {
    cwd: projectRoot(),
    env: {
      ...process.env,
      ...{ DATABASE_URL: databaseUrl, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' },
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const end = async () => {
    const gone = new Promise((done) => child.once('exit', done))
    if (child.exitCode === null && child.kill('SIGTERM')) await gone
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
    const late = setTimeout(() => fail(new Error(written)), START_MAX_MS)
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
