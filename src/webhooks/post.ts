import type { Homing } from '../homing.ts'
import { HttpFault, retryAfterMs, type HttpLimits } from '../platform/http/index.ts'
import { secretsThatSign, type SealedSecrets } from './secrets.ts'
import { signed } from './sign.ts'

/** A receiver should take the message and think later. */
const LIMITS: Partial<HttpLimits> = {
  connectMs: 5_000,
  headersMs: 15_000,
  bodyStallMs: 5_000,
  wholeMs: 20_000,
  bodyBytesMax: 64 * 1024,
}

/** A delivery as it is sent. */
export interface Message {
  id: number
  messageId: string
  body: string
  /** Made before this one. */
  tries: number
  /** Of news; false of alarms and tests. */
  isNews: boolean
}

export interface Outcome {
  status: number | null
  isDelivered: boolean
  /** The receiver says that nobody lives there any more. */
  isGone: boolean
  askedMs: number | null
  sentence: string
}

/** A message that was taken, and what became of it; null where it was not sent after all. */
export interface Posted {
  message: Message
  outcome: Outcome | null
}

/** One try. Redirects are not followed: they are answers like any other that is not 2xx. */
export async function post(
  homing: Homing,
  at: { workspaceId: number; endpointId: number },
  endpoint: SealedSecrets & { url: string },
  { messageId: id, body }: Message,
): Promise<Outcome> {
  const timestamp = Math.floor(homing.now() / 1000)
  try {
    const secrets = secretsThatSign(homing, at, endpoint)
    const answer = await homing.http.exchange({
      method: 'POST',
      url: endpoint.url,
      body,
      headers: {
        'content-type': 'application/json',
        ...signed({ secrets, id, timestamp, body }),
      },
      limits: LIMITS,
    })
    const isDelivered = answer.status >= 200 && answer.status < 300
    return {
      status: answer.status,
      isDelivered,
      isGone: answer.status === 410,
      askedMs: retryAfterMs(answer.headers, homing.now()),
      sentence: sentenceOf(answer.status),
    }
  } catch (error) {
    // One endpoint's fault of ours (its secret does not open) must not hold up the others.
    const isTheirs = error instanceof HttpFault
    if (!isTheirs) homing.log.error({ err: error, webhook: at.endpointId }, 'a webhook failed here')
    const sentence = isTheirs ? error.message : 'Homing could not send it; its log has the details.'
    return { status: null, isDelivered: false, isGone: false, askedMs: null, sentence }
  }
}

function sentenceOf(status: number): string {
  if (status >= 300 && status < 400) return `Answered ${status}: redirects are not followed.`
  return `Answered ${status}.`
}
