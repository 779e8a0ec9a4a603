import type { IncomingHttpHeaders } from 'node:http'
import type { Homing } from '../../src/homing.ts'
import { listEndpoints, tellEndpoint } from '../../src/webhooks/index.ts'
import { serve } from '../platform/http/server.ts'

export interface Got {
  headers: IncomingHttpHeaders
  body: string
}

export type Answer = number | [number, Record<string, string>]

/** A receiver that answers what it is told, in order; the last answer again and again. */
export async function receiver(...answers: (Answer | ((got: Got) => Answer))[]) {
  const got: Got[] = []
  const { url } = await serve((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const next = answers.length > 1 ? answers.shift()! : answers[0]!
      const one = { headers: request.headers, body: Buffer.concat(chunks).toString() }
      got.push(one)
      const answer = typeof next === 'function' ? next(one) : next
      const [status, headers] = typeof answer === 'number' ? [answer, {}] : answer
      response.writeHead(status, headers).end('thanks')
    })
  })
  return { got, url: `${url}/hook` }
}

/** A turn for every endpoint of the workspace, side by side, as workers give them. */
export async function sendAll(homing: Homing, workspaceId: number): Promise<void> {
  const endpoints = await homing.database.inWorkspace(workspaceId, listEndpoints)
  await Promise.all(
    endpoints.map(({ id: endpointId }) => tellEndpoint(homing, { workspaceId, endpointId })),
  )
}
