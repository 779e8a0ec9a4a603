import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { contract, type Route, type RouteName } from '../../src/api/contract/index.ts'

export interface Seen {
  name: RouteName
  params: Record<string, string>
  query: Record<string, string>
  body: string
  authorization: string | undefined
}

/** A problem document to be answered instead. */
export class Problem {
  readonly document: { status: number; title: string; detail: string; [more: string]: unknown }

  constructor(document: Problem['document']) {
    this.document = document
  }
}

type Answers = Partial<Record<RouteName, (seen: Seen) => unknown>>

/**
 * A server that answers what a test says. It takes requests and gives answers by the contract only:
 * a path, a query or an answer the contract does not know fails the test.
 */
export async function stubServer(answers: Answers) {
  const seen: Seen[] = []
  const faults: string[] = []
  const server = createServer(async (request, response) => {
    try {
      const ask = understand(request, await bodyOf(request))
      seen.push(ask)
      const answer = answers[ask.name]?.(ask)
      if (answer === undefined && answers[ask.name] === undefined) {
        throw new Error(`${ask.name} was not expected.`)
      }
      if (answer instanceof Problem) {
        response.writeHead(answer.document.status, { 'content-type': 'application/problem+json' })
        response.end(JSON.stringify(answer.document))
        return
      }
      const route: Route = contract[ask.name]
      const isText = typeof answer === 'string'
      if (!isText && route.answer !== undefined && 'parse' in route.answer) {
        route.answer.parse(answer)
      }
      response.writeHead(route.answer === undefined ? 204 : (route.status ?? 200))
      response.end(route.answer === undefined ? '' : isText ? answer : JSON.stringify(answer))
    } catch (error) {
      faults.push(String(error))
      response.writeHead(500).end('{}')
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    faults,
    close: () => new Promise((done) => server.close(done)),
  }
}

function understand(request: IncomingMessage, body: string): Seen {
  const url = new URL(request.url ?? '/', 'http://stub')
  const query = Object.fromEntries(url.searchParams)
  for (const [name, route] of Object.entries(contract) as [RouteName, Route][]) {
    if (route.method !== request.method) continue
    const pattern = route.path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')
    const match = new RegExp(`^${pattern}$`).exec(url.pathname)
    if (match === null) continue
    const params = { ...match.groups }
    route.params?.parse(params)
    route.query?.strict().parse(query)
    if (route.body !== undefined && 'parse' in route.body) route.body.parse(JSON.parse(body))
    return { name, params, query, body, authorization: request.headers.authorization }
  }
  throw new Error(`The contract has no ${request.method} ${url.pathname}.`)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
