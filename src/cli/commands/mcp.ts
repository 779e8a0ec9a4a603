import { Writable, type Readable } from 'node:stream'
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import type { Command } from 'commander'
import type { Call } from '../../api/contract/client.ts'
import { Confirmations, homingMcp, remembered } from '../../api/mcp/index.ts'
import { readVersion } from '../../project-root.ts'
import { connect, findServer } from '../server.ts'
import type { Cli } from '../work.ts'

/** A message holds at most this. */
const MESSAGE_BYTES_MAX = 1024 * 1024

/** homing mcp */
export function mcpCommand(root: Command, cli: Cli): void {
  root
    .command('mcp')
    .description('speak the Model Context Protocol on standard input and output, until it ends')
    .action(async () => {
      // What is missing is told now, and not only when the first tool is used.
      findServer(cli.env)
      const transport = new StdioServerTransport(cli.stdin as Readable, outOf(cli), {
        maxBufferSize: MESSAGE_BYTES_MAX,
      })
      const world = worldOf(cli)
      serveStdio(() => homingMcp(world), {
        transport,
        // There is nothing to be told of: the tools are the same while the program runs.
        maxSubscriptions: 0,
        onerror: (error) => cli.terminal.err(`${error.message}\n`),
      })
      await closed(transport)
    })
}

function worldOf({ env }: Cli) {
  // A Homing that was started again has another operator's key: it is looked for each time.
  const call: Call = (name, given) => connect(findServer(env))(name, given)
  const confirmations = new Confirmations({ now: Date.now, store: remembered() })
  // The process speaks for one key and one client, which ends with it.
  return { version: readVersion(), call, by: 'this process', confirmations }
}

/** Standard output takes messages and nothing else. */
function outOf({ terminal }: Cli): Writable {
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      terminal.out(text)
      done()
    },
  })
}

/** Until the client closes its end, or sends more than a message may hold. */
function closed(transport: StdioServerTransport): Promise<void> {
  return new Promise((done) => {
    const served = transport.onclose
    transport.onclose = () => {
      served?.()
      done()
    }
  })
}
