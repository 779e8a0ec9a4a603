import { z } from 'zod'
import { contract, problemDetails, type Route } from './contract/index.ts'
import { HOOK_DOOR } from './hooks/described.ts'
import { MCP_DOOR } from './mcp-described.ts'
import { PREFERENCE_DOOR } from './preferences/described.ts'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of the contract. It is made from the schemas that validate. */
export function openApi(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const [name, route] of Object.entries(contract) as [string, Route][]) {
    const methods = (paths[route.path] ??= {})
    methods[route.method.toLowerCase()] = operation(name, route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Homing',
      version,
      description:
        'Everything the screens do. Sign in with a session cookie, or send an API key as a '
        + 'bearer token. A refusal is a problem document (RFC 9457) naming field and remedy.',
    },
    paths: { ...paths, ...HOOK_DOOR, ...PREFERENCE_DOOR, ...MCP_DOOR },
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key: hmg_…' },
        session: { type: 'apiKey', in: 'cookie', name: 'homing' },
      },
      schemas: { Problem: schemaOf(problemDetails, 'output') },
      responses: {
        Problem: {
          description: 'A refusal, with what would mend it',
          content: { 'application/problem+json': { schema: ref('Problem') } },
        },
      },
    },
  }
}

function operation(name: string, route: Route): Json {
  const isPublic = route.permission === 'public'
  return {
    operationId: name,
    tags: [name.split('.')[0]],
    summary: route.summary,
    'x-permission': route.permission,
    security: isPublic ? [] : [{ key: [] }, { session: [] }],
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(route.body === undefined ? {} : { requestBody: requestBody(route.body) }),
    responses: {
      [String(route.answer === undefined ? 204 : (route.status ?? 200))]: success(route),
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function requestBody(body: NonNullable<Route['body']>): Json {
  const content =
    'upload' in body
      ? { [body.upload]: { schema: { type: 'string', format: 'binary' } } }
      : { 'application/json': { schema: schemaOf(body, 'input') } }
  return { required: true, content }
}

function success(route: Route): Json {
  if (route.answer === undefined) return { description: 'Done' }
  const content =
    'stream' in route.answer
      ? { [route.answer.stream]: { schema: { type: 'string' } } }
      : { 'application/json': { schema: schemaOf(route.answer, 'output') } }
  return { description: route.summary, content }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    // Shared parts are repeated: a reference inside one schema would not resolve in the document.
    reused: 'inline',
  }) as Json
  return json
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` }
}
