import type { Command } from 'commander'
import type { Call } from '../api/contract/client.ts'
import { connect, findServer, type Env, type Server } from './server.ts'
import type { Terminal } from './terminal.ts'

/** What a command is given from outside, so that tests can give something else. */
export interface Cli {
  terminal: Terminal
  env: Env
  stdin: NodeJS.ReadableStream
}

/** What a command works with once its server is found. */
export interface Work extends Cli {
  server: Server
  call: Call
  asJson: boolean
  /** For programs the exact answer of the API, one JSON document; for people the words. */
  print(answer: unknown, words: () => string): void
}

/** Finds the server for a command; throws a Complaint where there is none. */
export function open(cli: Cli, command: Command): Work {
  const server = findServer(cli.env)
  return { ...cli, ...printing(cli, command), server, call: connect(server) }
}

/** The part of Work that needs no server. */
export function printing(cli: Cli, command: Command): Pick<Work, 'asJson' | 'print'> {
  const asJson = command.optsWithGlobals()['json'] === true
  return {
    asJson,
    print: (answer, words) =>
      cli.terminal.out(asJson ? `${JSON.stringify(answer, null, 2)}\n` : words()),
  }
}
