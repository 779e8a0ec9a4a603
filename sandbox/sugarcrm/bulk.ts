import { Hono } from 'hono'
import { plain } from '../sugar-data/saving.ts'
import { isObject, readBody } from './body.ts'
import { errorBody, SugarFault } from './errors.ts'
import { bearer } from './sign-in.ts'

/** Answers a request as the whole of the API does. */
export type Answerer = (request: Request) => Response | Promise<Response>

interface Outcome {
  contents: unknown
  headers: readonly string[]
  status: number
}

/** Many requests in one, carried out one after the other; one that fails stops no other. */
export function bulkRoutes(answer: Answerer): Hono {
  const app = new Hono()
  app.post('/bulk', async (c) => {
    const { requests } = await readBody(c)
    if (!Array.isArray(requests)) throw new SugarFault('missing_parameter')
    const outcomes: Outcome[] = []
    // As many as fit into a body, which the server of the sandbox bounds.
    for (const one of requests as readonly unknown[]) {
      outcomes.push(await outcomeOf(one, answer, bearer(c)))
    }
    return c.json(outcomes)
  })
  return app
}

async function outcomeOf(one: unknown, answer: Answerer, token: string): Promise<Outcome> {
  const { url, method = 'GET', data } = isObject(one) ? one : {}
  const path = plain(url).replace(/^\/+/, '')
  const refused = refusalOf(path, data)
  if (refused !== undefined) return refused
  const body = typeof data === 'string' && plain(method).toUpperCase() !== 'GET' ? data : undefined
  const response = await answer(
    new Request(`http://bulk/rest/${path}`, {
      method: plain(method).toUpperCase(),
      headers: { 'content-type': 'application/json', 'oauth-token': token },
      ...(body !== undefined && { body }),
    }),
  )
  const contents: unknown = await response.json()
  return { contents, headers: [], status: response.status }
}

function refusalOf(path: string, data: unknown): Outcome | undefined {
  const words = path === '' ? 'url' : data !== undefined && typeof data !== 'string' ? 'data' : ''
  const nested = /^v[\d_]+\/bulk\b/.test(path)
  if (words === '' && !nested) return undefined
  const what = nested ? 'There is no bulk within a bulk.' : `Invalid ${words} in a bulk request.`
  return { contents: errorBody('invalid_parameter', what), headers: [], status: 422 }
}
