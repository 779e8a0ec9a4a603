import type { Context } from 'hono'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { FILE_TYPES, type Route } from './contract/index.ts'

/**
 * Writes what a handler answered. JSON goes through the contract's own schema: what it does not
 * name is not sent, and what does not fit it is a bug here rather than a puzzle for the client.
 */
export async function writeAnswer(
  c: Context,
  answered: { name: string; route: Route; answer: unknown; log: Logger },
): Promise<Response> {
  const { name, route, answer, log } = answered
  const status = route.status ?? 200
  if (route.answer === undefined) return c.body(null, 204)
  if ('stream' in route.answer) {
    const body = await streamOf(answer as AsyncIterable<string | Uint8Array>, name, log)
    const { stream } = route.answer
    c.header('content-type', stream.startsWith('text/') ? `${stream}; charset=utf-8` : stream)
    if ((FILE_TYPES as readonly string[]).includes(stream)) {
      c.header('content-disposition', `attachment; filename="${fileName(route.path)}"`)
    }
    return c.body(body, status)
  }
  const checked = (route.answer as z.ZodType).safeParse(answer)
  if (!checked.success) {
    const where = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`The answer of ${name} is not what its contract says: ${where.join('; ')}`)
  }
  return c.json(checked.data as never, status)
}

/**
 * The first piece is waited for, so that a refusal still becomes a problem document; a fault after
 * that can only cut the answer short, which the client sees as an incomplete transfer.
 */
async function streamOf(pieces: AsyncIterable<string | Uint8Array>, name: string, log: Logger) {
  const iterator = pieces[Symbol.asyncIterator]()
  let next = await iterator.next()
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        if (next.done) return controller.close()
        const piece = next.value
        controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece)
        next = await iterator.next()
      } catch (error) {
        log.error({ err: error, route: name }, 'an answer was cut short')
        controller.error(error)
      }
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
