import {
  Client,
  StreamableHTTPClientTransport,
  type CallToolResult,
} from '@modelcontextprotocol/client'
import { onTestFinished } from 'vitest'
import { ORIGIN, type TestHoming } from '../api/homing.ts'

/** Both revisions of the protocol that programs speak today. */
export const ERAS = ['legacy', 'modern'] as const
export type Era = (typeof ERAS)[number]

/** What the user of a client answers when asked whether to go on. */
export type Answer = { action: 'accept'; content: { agree: boolean } } | { action: 'decline' }

export interface Told {
  isError: boolean
  /** What the tool says in its own words. */
  words: string
  data: Record<string, unknown>
  /** All text of the result. */
  text: string
}

export type Use = (name: string, asked?: Record<string, unknown>) => Promise<Told>

interface Connecting {
  era?: Era
  /** Absent: the client cannot ask its user. */
  user?: (message: string) => Answer
}

/** A client that has made no connection yet. */
export function newClient({ era = 'legacy', user }: Connecting = {}): Client {
  const mode = era === 'legacy' ? 'legacy' : { pin: '2026-07-28' }
  const client = new Client(
    { name: 'test', version: '1' },
    {
      versionNegotiation: { mode },
      ...(user && { capabilities: { elicitation: { form: {} } } }),
    },
  )
  if (user) {
    client.setRequestHandler('elicitation/create', async ({ params }) => user(params.message))
  }
  return client
}

/** A program that speaks MCP with a key over HTTP, to a Homing without a socket. */
export async function connectOver(
  homing: TestHoming,
  key: string,
  connecting: Connecting = {},
): Promise<{ client: Client; use: Use }> {
  const client = newClient(connecting)
  const transport = new StreamableHTTPClientTransport(new URL(`${ORIGIN}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
    fetch: async (input, init) => homing.app.request(input as string, init),
  })
  await client.connect(transport)
  onTestFinished(() => client.close())
  return { client, use: useOf(client) }
}

/** Calls tools of a client and takes their results apart. */
export function useOf(client: Client): Use {
  return async (name, asked = {}) => {
    const result = (await client.callTool({ name, arguments: asked })) as CallToolResult
    const texts = result.content.map((part) => (part.type === 'text' ? part.text : ''))
    return {
      isError: result.isError === true,
      words: texts[0] ?? '',
      data: (result.structuredContent ?? {}) as Record<string, unknown>,
      text: texts.join('\n'),
    }
  }
}
