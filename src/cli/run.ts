import { CommanderError } from 'commander'
import { explain, inWords } from './complaint.ts'
import { program } from './program.ts'
import type { Cli } from './work.ts'

/** 0 done, 1 refused or failed, 2 a command line that cannot be understood. */
export type ExitCode = 0 | 1 | 2

/**
 * Runs one command line (without node and script) and answers the exit code. Never throws, never
 * ends the process.
 */
export async function runCli(args: readonly string[], cli: Cli): Promise<ExitCode> {
  const state: { exitCode: ExitCode } = { exitCode: 0 }
  const commands = program(cli, (code) => {
    state.exitCode = code
  })
  try {
    await commands.parseAsync(args as string[], { from: 'user' })
    return state.exitCode
  } catch (error) {
    // Commander has told its own complaints already; help and version end in zero.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const explained = explain(error)
    cli.terminal.err(inWords(explained, args.includes('--json')))
    if (cli.env['DEBUG'] && error instanceof Error) cli.terminal.err(`${error.stack}\n`)
    return explained.exitCode
  }
}
