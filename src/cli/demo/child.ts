import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'

/** How long a process may take to end by itself before it is killed. */
const END_MS_MAX = 8_000
const LOG_LINES_TOLD = 20

export interface Child {
  name: string
  process: ChildProcess
  /** Resolves with what it ended with, whenever it does. */
  ended: Promise<string>
  /** Asks it to end, and kills it when it does not. */
  end(): Promise<void>
  /** The last lines it wrote, for telling why it failed. */
  lastWords(): string
}

export interface ChildOptions {
  name: string
  script: string
  args?: readonly string[]
  env?: NodeJS.ProcessEnv
  /** Its standard error goes here, and its standard output too unless that is piped. */
  logFile: string
  pipesOutput?: boolean
}

/** Starts another Node process of this program. */
export function startChild(options: ChildOptions): Child {
  const { name, script, args = [], env = process.env, logFile } = options
  const log = openSync(logFile, 'a')
  const child = spawn(process.execPath, [script, ...args], {
    env,
    stdio: ['ignore', options.pipesOutput === true ? 'pipe' : log, log],
  })
  closeSync(log)
  const ended = new Promise<string>((done) => {
    child.once('error', (error) => done(error.message))
    child.once('exit', (code, signal) => done(signal ?? `status ${code}`))
  })
  return {
    name,
    process: child,
    ended,
    lastWords: () => lastLines(logFile),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS_MAX)
      await ended
      clearTimeout(timer)
    },
  }
}

/** Rejects when the process ends: to be raced against whatever is waited for. */
export async function earlyEnd(child: Child): Promise<never> {
  const how = await child.ended
  throw new Error(`${child.name} ended with ${how}. Its last words:\n${child.lastWords()}`)
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_TOLD).join('\n')
}
