import { createMcpHandler } from '@modelcontextprotocol/server'
import type { Context } from 'hono'
import { keepConfirmation, spendConfirmation, type OperatorKey } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import { authenticate, authorise } from './authorise.ts'
import { createClient } from './contract/client.ts'
import { Confirmations, homingMcp } from './mcp/index.ts'
import { countRequest } from './operating/metrics.ts'
import { problemResponse } from './problem.ts'
import { refuseForeignName, refuseForeignPage } from './same-origin.ts'
import type { Surroundings } from './surroundings.ts'

/** A message holds at most this: the longest question is a tree of conditions. */
export const MCP_BODY_BYTES_MAX = 256 * 1024

interface DoorOptions {
  version: string
  publicUrl?: string
  operatorKey?: OperatorKey
  /** Asks the API of this very server. */
  ask(request: Request, c: Context): Response | Promise<Response>
}

/**
 * The Model Context Protocol over HTTP, for whoever has an API key. The process keeps nothing of a
 * client between two messages, and no stream stays open. A tool asks the API as any program does,
 * with the caller's own key, so that whatever the API refuses is refused here.
 */
export class McpDoor {
  readonly #homing: Homing
  readonly #options: DoorOptions

  constructor(homing: Homing, options: DoorOptions) {
    this.#homing = homing
    this.#options = options
  }

  /** Answers one message; a session's cookie is worth nothing here. */
  async answer(c: Context, surroundings: Surroundings): Promise<Response> {
    const startedAt = performance.now()
    const response = await this.#serve(c, surroundings).catch((error: unknown) =>
      problemResponse(error, this.#homing.log),
    )
    countRequest('mcp', response.status, performance.now() - startedAt)
    return response
  }

  async #serve(c: Context, surroundings: Surroundings): Promise<Response> {
    const { version, publicUrl, operatorKey, ask } = this.#options
    refuseForeignName(surroundings, publicUrl)
    // The protocol wants a browser's foreign origin refused even where it has a key.
    refuseForeignPage(c, { hasKey: false, hasCookie: false, surroundings })
    const authorization = c.req.header('authorization')
    const proof = { authorization, sessionToken: null }
    const caller = await authenticate(this.#homing, proof, operatorKey)
    authorise('see', caller)
    const call = createClient({
      baseUrl: surroundings.origin,
      headers: { authorization: authorization! },
      fetch: async (input, init) => ask(new Request(input, init), c),
    })
    const confirmations = this.#confirmationsIn(caller!.workspaceId)
    const world = { version, call, by: caller!.id, confirmations }
    const handler = createMcpHandler(() => homingMcp(world), {
      maxRequestBodySize: MCP_BODY_BYTES_MAX,
      // There is nothing to be told of: the tools are the same while the program runs.
      maxSubscriptions: 0,
      onerror: (error) => this.#homing.log.debug({ err: error }, 'an MCP message was refused'),
    })
    return handler.fetch(c.req.raw)
  }

  /** In the database: the second call may meet another process. */
  #confirmationsIn(workspaceId: number): Confirmations {
    const { database, now } = this.#homing
    return new Confirmations({
      now,
      store: {
        keep: (one) =>
          database.inWorkspace(workspaceId, (tx) => keepConfirmation(tx, workspaceId, one)),
        spend: (asked) =>
          database.inWorkspace(workspaceId, (tx) => spendConfirmation(tx, workspaceId, asked)),
      },
    })
  }
}
