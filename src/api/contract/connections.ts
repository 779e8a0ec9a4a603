import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'
import { kindsQuery, quota, schedule, scheduleChange, syncKind } from './sync-kinds.ts'

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
  /** One a kind its connector can sync. */
  schedules: z.array(schedule),
  /** When any of them is due next. */
  nextRunAt: time.nullable(),
  lastPullAt: time.nullable(),
  health: health.nullable(),
  healthAt: time.nullable(),
  quota: quota.nullable(),
  /** A read that takes away more than this share of what is held waits for a person. */
  removalsPercentMax: z.number().int(),
  /** What must be told and is not acknowledged for so long is a problem, and an alarm. */
  toldWithinMinutes: z.number().int(),
  /** The run under way, if any. */
  openRunId: id.nullable(),
  /** Whether that one waits for a time to come, and goes on by itself. */
  isOpenRunWaiting: z.boolean(),
  createdAt: time,
})

const connectorInfo = z.object({
  id: z.string(),
  title: z.string(),
  /** A CRM is the master of its people; an ESP sends. */
  system: z.enum(['crm', 'esp']),
  capabilities: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      isPresent: z.boolean(),
      standing: z.enum(['works', 'not_offered', 'not_built', 'not_documented', 'not_meant']),
      /** Why it is absent; null where it is there, or where nothing more is known. */
      why: z.string().nullable(),
      /** Where that is written, or was seen. */
      source: z.object({ title: z.string(), url: z.string().optional() }),
    }),
  ),
  /** JSON Schema of the settings form; secret fields carry writeOnly. */
  settingsSchema: z.record(z.string(), z.unknown()),
  scopes: z.array(z.object({ name: z.string(), why: z.string() })),
  /** What it wants of a campaign; null where it is given none. */
  mailings: z
    .object({
      /** JSON Schema of its own fields of a campaign. */
      fieldsSchema: z.record(z.string(), z.unknown()),
      limits: z.object({
        nameChars: z.number().int(),
        fromNameChars: z.number().int(),
        addressChars: z.number().int(),
        preheaderChars: z.number().int(),
        htmlChars: z.number().int(),
      }),
      rules: z.array(z.string()),
      /** It takes no content: a campaign is a copy of a mailing made there, and sent at once. */
      isCopy: z.boolean(),
      /** No later moment can be told: it is sent at once. */
      isAtOnceOnly: z.boolean(),
      /** Whether a schedule can be taken back from here. */
      takesBack: z.boolean(),
      /** Whether a draft can be taken away from here. */
      takesAway: z.boolean(),
      test: z.object({ addressesMax: z.number().int(), perDay: z.number().int() }).nullable(),
    })
    .nullable(),
})

export const run = z.object({
  id,
  connectionId: id,
  connectionName: z.string(),
  campaign: z.object({ id, name: z.string() }).nullable(),
  kinds: z.array(syncKind),
  startedFrom: z.enum(['schedule', 'user', 'api', 'signal']),
  startedBy: z.string().nullable(),
  status: z.enum(['queued', 'running', 'waiting', 'done', 'failed', 'cancelled']),
  /** While waiting: when it goes on by itself; null where the connection must be resumed. */
  waitingUntil: time.nullable(),
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
    summary: 'Rename, pause or resume a connection, or change its settings',
    permission: 'manage_connections',
    params: connectionParams,
    body: z.strictObject({
      name: connectionName.optional(),
      removalsPercentMax: z.number().int().min(0).max(100).optional(),
      toldWithinMinutes: z.number().int().min(1).max(1440).optional(),
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
    summary: 'Sync now: everything of the connection, or the kinds that are named',
    permission: 'sync',
    params: connectionParams,
    query: kindsQuery,
    answer: run,
    status: 202,
  }),
  'schedules.change': route({
    method: 'PATCH',
    path: '/api/connections/{connectionId}/schedules/{kind}',
    summary: 'Change when a kind is synced by itself, or whether it is',
    permission: 'manage_connections',
    params: z.object({ connectionId: id, kind: syncKind }),
    body: scheduleChange,
    answer: connection,
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
