import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  type CallToolResult,
  type ClientCapabilities,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import { Refusal, type Call } from '../contract/client.ts'
import { contract, type RouteName } from '../contract/index.ts'
import { ask, inputOf, type Asked } from './ask.ts'
import type { Confirmations } from './confirmations.ts'
import { fit } from './fit.ts'
import { result } from './result.ts'

const TOKEN_CHARS_MAX = 100
const QUESTION = 'confirm'
const agreed = z.object({ agree: z.boolean().describe('Do it') })

/** What a write would do: words by ids, and whom it is about, as others named them. */
export interface Foreseen {
  words: string
  subject: Record<string, unknown>
}

export interface Write {
  route: RouteName
  name: string
  title: string
  description: string
  input: z.ZodObject
  isDestructive: boolean
  foresee(asked: Asked, call: Call): Promise<Foreseen>
}

interface Words<Taken> {
  name: string
  title: string
  description: string
  isDestructive: boolean
  foresee(asked: Taken, call: Call): Promise<Foreseen>
}

/** A tool that changes something by one route of the API, once it was foreseen and confirmed. */
export function write<Taken>(route: RouteName, { foresee, ...words }: Words<Taken>): Write {
  const confirmation = z
    .string()
    .max(TOKEN_CHARS_MAX)
    .optional()
    .describe('Leave out at first. As told by the call before, once the user has agreed.')
  return {
    ...words,
    route,
    input: inputOf(route).extend({ confirmation }),
    // The schema of the route has read what is asked: it is what the route takes.
    foresee: (asked, call) => foresee(asked as Taken, call),
  }
}

/** Who writes, and what is kept for it between two calls. */
export interface Writing {
  call: Call
  /** Who may spend the confirmation: the API key. */
  by: string
  confirmations: Confirmations
}

/**
 * Carries out a write that was confirmed, by the token of the call before or by the user whom the
 * client asked. Without a confirmation it tells what would happen, and changes nothing.
 */
export async function carryOut(
  tool: Write,
  { confirmation, ...asked }: Asked,
  { call, by, confirmations }: Writing,
  client: { mcpReq: ServerContext['mcpReq']; initialized: ClientCapabilities | undefined },
): Promise<CallToolResult | InputRequiredResult> {
  const { mcpReq } = client
  const heard = inputResponse(mcpReq.inputResponses, QUESTION)
  const echoed = heard.kind === 'missing' ? undefined : mcpReq.requestState()
  const token = confirmation ?? echoed
  if (typeof token === 'string') {
    await confirmations.spend(token, by, tool.name, asked)
    if (heard.kind !== 'missing' && !hasAgreed(heard)) {
      return result('The user did not agree. Nothing was changed.', { done: false })
    }
    const { answer, cut } = fit(await ask(call, tool.route, asked, mcpReq.signal))
    return result('Done.', { done: true, answer, cut })
  }
  await refuseWithoutPermission(tool, call)
  const { words, subject } = await tool.foresee(asked, call)
  const { token: newToken, endsAt } = await confirmations.offer(by, tool.name, asked)
  const foreseen = fit(subject)
  if (canAsk(client)) {
    return inputRequired({
      inputRequests: { [QUESTION]: question(words, foreseen.answer) },
      requestState: newToken,
    })
  }
  return result(
    `${words} Nothing was changed yet. Tell the user, and only if they agree, call ${tool.name} `
      + 'again with the same arguments and the confirmation.',
    {
      done: false,
      wouldHappen: words,
      subject: foreseen.answer,
      confirmation: newToken,
      confirmBefore: endsAt.toISOString(),
    },
  )
}

/** Whether the client can ask its user: told with each request, or once when it connected. */
function canAsk({ mcpReq, initialized }: Parameters<typeof carryOut>[3]): boolean {
  const envelope = mcpReq.envelope as Record<string, ClientCapabilities> | undefined
  const { elicitation } = envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? initialized ?? {}
  // One that names no way of asking means a form.
  return elicitation !== undefined && ('form' in elicitation || !('url' in elicitation))
}

function question(words: string, subject: unknown) {
  const message = `${words}\n\n${JSON.stringify(subject, null, 2)}`
  return inputRequired.elicit({ message, requestedSchema: agreed })
}

function hasAgreed(heard: ReturnType<typeof inputResponse>): boolean {
  if (heard.kind !== 'elicit' || heard.action !== 'accept') return false
  return agreed.safeParse(heard.content).data?.agree === true
}

/** Said before anything is foreseen; the API says it again when it is done. */
async function refuseWithoutPermission(tool: Write, call: Call): Promise<void> {
  const { permission } = contract[tool.route]
  const { permissions, role } = await call('session.show', {})
  if (permissions.includes(permission)) return
  throw new Refusal({
    status: 403,
    title: 'Not allowed',
    detail: `The role ${role} may not do this.`,
    remedy: `It needs a key whose role has the permission "${permission}".`,
  })
}
