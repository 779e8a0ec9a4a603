import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'

/** Kills the connection the way a crashed peer does. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}

/** Keeps silent until the client gives up, the time is over or the sandbox closes. */
export async function hang(
  response: ServerResponse,
  holdMs: number | undefined,
  closing: AbortSignal,
): Promise<void> {
  const gone = new Promise<void>((resolve) => response.once('close', resolve))
  const over = wait(holdMs ?? 3_600_000, undefined, { signal: closing, ref: false })
  await Promise.race([gone, over.catch(() => undefined)])
  response.destroy()
}

/** Writes the answer, with whatever the wire does to it. */
export async function send(
  response: ServerResponse,
  answer: { status: number; headers: Record<string, string>; body: Buffer },
  fault: Fault | undefined,
): Promise<void> {
  const { status, headers, body } = answer
  response.writeHead(status, { ...headers, 'content-length': String(body.length) })
  if (fault?.kind === 'truncated-body') {
    const kept = body.subarray(0, Math.floor(body.length * (fault.keep ?? 0.5)))
    // The bytes must have left before the connection is cut, or the client sees only a reset.
    await new Promise<void>((resolve) => response.write(kept, () => resolve()))
    response.socket?.destroy()
    return
  }
  if (fault?.kind === 'slow-body') {
    const chunks = fault.chunks ?? 10
    const size = Math.max(1, Math.ceil(body.length / chunks))
    response.flushHeaders()
    for (let from = 0; from < body.length && !response.destroyed; from += size) {
      await wait((fault.totalMs ?? 2000) / chunks)
      response.write(body.subarray(from, from + size))
    }
    response.end()
    return
  }
  response.end(body)
}
