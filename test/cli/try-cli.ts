import { Readable } from 'node:stream'
import { runCli } from '../../src/cli/run.ts'
import type { Env } from '../../src/cli/server.ts'

export interface Tried {
  exitCode: number
  out: string
  err: string
}

/** Runs one command line with everything outside given, and answers what it said. */
export async function tryCli(args: string[], env: Env = {}, stdin = ''): Promise<Tried> {
  const said = { out: '', err: '' }
  const exitCode = await runCli(args, {
    terminal: {
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      isWatched: false,
      canAsk: false,
      width: null,
    },
    env: { DATA_DIR: '/nowhere/at/all', ...env },
    stdin: Readable.from([stdin]),
  })
  return { exitCode, ...said }
}
