import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { BadBackup } from './manifest.ts'

const DEBIAN = '/usr/lib/postgresql'
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024
const WORDS_MAX = 600

type Tool = 'pg_dump' | 'pg_restore'

/**
 * Runs one of PostgreSQL's own programs against a database and answers its output. The password
 * goes by the environment: a command line can be read by everybody on the machine. Throws BadBackup
 * with the next step where the program is not there, too old, or fails.
 */
export async function runTool(
  tool: Tool,
  args: readonly string[],
  on: { url?: string; serverMajor: number },
): Promise<string> {
  const program = findTool(tool, on.serverMajor)
  const env = { ...process.env }
  const target: string[] = []
  if (on.url !== undefined) {
    const url = new URL(on.url)
    if (url.password !== '') env['PGPASSWORD'] = decodeURIComponent(url.password)
    url.password = ''
    target.push('--dbname', url.href)
  }
  return new Promise((done, fail) => {
    const options = { env, maxBuffer: OUTPUT_BYTES_MAX }
    execFile(program, [...target, ...args], options, (error, out, words) => {
      if (error === null) return done(out)
      const said = words.trim().slice(-WORDS_MAX)
      fail(new BadBackup(`${tool} failed: ${said || error.message}`, 'Mend that, then try again.'))
    })
  })
}

/** The newest that is installed: on the PATH, or where Debian keeps it. */
function findTool(tool: Tool, serverMajor: number): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  if (existsSync(DEBIAN)) folders.push(...readdirSync(DEBIAN).map((v) => join(DEBIAN, v, 'bin')))
  const found = folders
    .map((folder) => join(folder, tool))
    .filter((path) => existsSync(path))
    .map((path) => ({
      path,
      major: majorOf(execFileSync(path, ['--version'], { encoding: 'utf8' })),
    }))
    .sort((a, b) => b.major - a.major)[0]
  const remedy =
    `Install PostgreSQL's client programs, version ${serverMajor} or newer (Debian: `
    + `postgresql-client-${serverMajor}), on this machine, or run the command where they are.`
  if (found === undefined) throw new BadBackup(`${tool} is not installed here.`, remedy)
  if (found.major >= serverMajor) return found.path
  throw new BadBackup(`${tool} is of version ${found.major}, the server of ${serverMajor}.`, remedy)
}

function majorOf(words: string): number {
  return Number(/\d+/.exec(words)?.[0] ?? 0)
}
