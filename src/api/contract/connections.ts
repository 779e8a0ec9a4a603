import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'

export const health = z.object({
  ok: z.boolean(),
  account: z.string(),
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      sentence: z.string(),
      remedy: z.string().optional(),
    }),
  ),
})

export const connection = z.object({
  id,
  connector: z.string(),
  connectorTitle: z.string(),
  name: z.string(),
  status: z.enum(['awaiting_authorisation', 'active', 'needs_reauthorisation', 'paused']),
  /** Without anything secret. */
  settings: z.record(z.string(), z.unknown()),
  scheduleMinutes: z.number().int(),
  nextRunAt: time.nullable(),
  lastPullAt: time.nullable(),
  health: health.nullable(),
  healthAt: time.nullable(),
  quota: z
    .object({ usedToday: z.number().int(), perDay: z.number().int(), resetsAt: time })
    .nullable(),
  /** The run under way, if any. */
  openRunId: id.nullable(),
  createdAt: time,
})

export const connectorInfo = z.object({
  id: z.string(),
  title: z.string(),
  capabilities: z.array(z.object({ name: z.string(), title: z.string(), isPresent: z.boolean() })),
  /** JSON Schema of the settings form; secret fields carry writeOnly. */
  settingsSchema: z.record(z.string(), z.unknown()),
  scopes: z.array(z.object({ name: z.string(), why: z.string() })),
})

export const run = z.object({
  id,
  connectionId: id,
  connectionName: z.string(),
  campaign: z.object({ id, name: z.string() }).nullable(),
  startedFrom: z.enum(['schedule', 'user', 'api']),
  startedBy: z.string().nullable(),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  /** In words: "Reading opens of Spring client letter". */
  phase: z.string(),
  stepsDone: z.number().int(),
  stepsTotal: z.number().int().nullable(),
  requests: z.number().int(),
  pages: z.number().int(),
  eventsRead: z.number().int(),
  eventsWritten: z.number().int(),
  skipped: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  problems: z.number().int(),
  message: z.string().nullable(),
  queuedAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
})

const connectionParams = idParams('connectionId')
const connectionName = z.string().trim().min(1).max(200)
const scheduleMinutes = z.number().int().min(5).max(10_080)

export const connections = {
  'connectors.list': route({
    method: 'GET',
    path: '/api/connectors',
    summary: 'Vendors Homing can speak to, with what each can do',
    permission: 'see',
    answer: z.object({ items: z.array(connectorInfo) }),
  }),
  'connections.list': route({
    method: 'GET',
    path: '/api/connections',
    summary: 'Connections with their health',
    permission: 'see',
    answer: z.object({ items: z.array(connection) }),
  }),
  'connections.create': route({
    method: 'POST',
    path: '/api/connections',
    summary: 'Add a connection; with tokens it is active at once, without it awaits authorisation',
    permission: 'manage_connections',
    body: z.strictObject({
      connector: z.string().max(100),
      name: connectionName.optional(),
      /** As the connector's settings schema says; secrets and tokens are sealed, never answered. */
      settings: z.record(z.string(), z.unknown()),
    }),
    answer: connection,
    status: 201,
  }),
  'connections.show': route({
    method: 'GET',
    path: '/api/connections/{connectionId}',
    summary: 'One connection',
    permission: 'see',
    params: connectionParams,
    answer: connection,
  }),
  'connections.change': route({
    method: 'PATCH',
    path: '/api/connections/{connectionId}',
    summary: 'Rename, reschedule, pause or resume a connection, or change its settings',
    permission: 'manage_connections',
    params: connectionParams,
    body: z.strictObject({
      name: connectionName.optional(),
      scheduleMinutes: scheduleMinutes.optional(),
      isPaused: z.boolean().optional(),
      settings: z.record(z.string(), z.unknown()).optional(),
    }),
    answer: connection,
  }),
  'connections.remove': route({
    method: 'DELETE',
    path: '/api/connections/{connectionId}',
    summary: 'Remove a connection: its secrets are destroyed, what came home stays',
    permission: 'manage_connections',
    params: connectionParams,
  }),
  'connections.authorise': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/authorisation',
    summary: "Begin authorisation: answers the vendor's consent page to visit",
    permission: 'manage_connections',
    params: connectionParams,
    answer: z.object({ url: z.url() }),
  }),
  'connections.authorised': route({
    method: 'GET',
    path: '/api/authorisations/callback',
    summary: "Where the vendor's consent page leads back to",
    permission: 'manage_connections',
    query: z.object({
      state: z.string().max(500),
      code: z.string().max(4000).optional(),
      error: z.string().max(500).optional(),
      error_description: z.string().max(2000).optional(),
    }),
    answer: { stream: 'text/html' },
  }),
  'connections.check': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/check',
    summary: 'Look at the account now: grant, scopes, reachability',
    permission: 'sync',
    params: connectionParams,
    answer: health,
  }),
  'connections.lists': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/lists',
    summary: "The ESP's lists, read now",
    permission: 'see',
    params: connectionParams,
    answer: z.object({
      items: z.array(
        z.object({ id: z.string(), name: z.string(), members: z.number().int().nullable() }),
      ),
    }),
  }),
  'connections.contacts': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/contacts',
    summary: "The first of the ESP's contacts, read now",
    permission: 'see',
    params: connectionParams,
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
    answer: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          address: z.string(),
          firstName: z.string(),
          lastName: z.string(),
          permission: z.string(),
        }),
      ),
    }),
  }),
  'connections.sync': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/runs',
    summary: 'Sync now: everything of the connection, opt-outs included',
    permission: 'sync',
    params: connectionParams,
    answer: run,
    status: 202,
  }),
  'runs.list': route({
    method: 'GET',
    path: '/api/runs',
    summary: 'Runs, newest first',
    permission: 'see',
    query: z.object({ ...pageQuery, connectionId: id.optional(), campaignId: id.optional() }),
    answer: page(run),
  }),
  'runs.show': route({
    method: 'GET',
    path: '/api/runs/{runId}',
    summary: 'One run: progress, what it read, wrote, skipped and why',
    permission: 'see',
    params: idParams('runId'),
    answer: run,
  }),
  'runs.cancel': route({
    method: 'POST',
    path: '/api/runs/{runId}/cancellation',
    summary: 'Stop a run after the page at hand; what it wrote stays',
    permission: 'sync',
    params: idParams('runId'),
    answer: run,
  }),
} as const
