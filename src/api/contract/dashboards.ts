import { z } from 'zod'
import { givenValues } from '../../reports/definitions/index.ts'
import { ROLES } from './accounts.ts'
import { route } from './route.ts'
import { id, idParams, time } from './shapes.ts'
import { viewId } from './views.ts'

/** Tiles of one dashboard: each asks its own view when the page is opened. */
const TILES_MAX = 24

const params = idParams('dashboardId')

const tile = z.strictObject({
  viewId,
  parameters: givenValues.default({}),
  as: z.enum(['number', 'chart', 'table']),
  /** Of three columns. */
  width: z.number().int().min(1).max(3).default(1),
})

const words = {
  name: z.string().trim().min(1, 'A dashboard needs a name.').max(100),
  /** In their order. */
  tiles: z.array(tile).max(TILES_MAX, `There are ${TILES_MAX} tiles at most.`).default([]),
  seenBy: z.enum(['owner', 'everybody', 'roles']).default('owner'),
  /** Of seenBy roles: which. */
  roles: z.array(z.enum(ROLES)).max(ROLES.length).default([]),
}

function ofRoles({ seenBy, roles }: { seenBy: string; roles: unknown[] }): boolean {
  return seenBy !== 'roles' || roles.length > 0
}
const WHICH_ROLES = { path: ['roles'], message: 'Say which roles see it.' }

export const dashboard = z.object({
  id,
  ...words,
  owner: z.string(),
  /** Whether the caller may change it. */
  isYours: z.boolean(),
  version: z.number().int(),
  updatedAt: time,
})

export const dashboards = {
  'dashboards.list': route({
    method: 'GET',
    path: '/api/dashboards',
    summary: 'Dashboards the caller may see, by name',
    permission: 'see',
    answer: z.object({ items: z.array(dashboard) }),
  }),
  'dashboards.home': route({
    method: 'GET',
    path: '/api/dashboard-at-home',
    summary: 'The dashboard at the caller’s home',
    permission: 'see',
    answer: z.object({ dashboard: dashboard.nullable() }),
  }),
  'dashboards.putAtHome': route({
    method: 'PUT',
    path: '/api/dashboard-at-home',
    summary: 'Put a dashboard at the caller’s home, or take it away',
    permission: 'see',
    body: z.strictObject({ dashboardId: id.nullable() }),
    answer: z.object({ dashboard: dashboard.nullable() }),
  }),
  'dashboards.show': route({
    method: 'GET',
    path: '/api/dashboards/{dashboardId}',
    summary: 'One dashboard with its tiles; what their views find is asked of each view',
    permission: 'see',
    params,
    answer: dashboard,
  }),
  'dashboards.make': route({
    method: 'POST',
    path: '/api/dashboards',
    summary: 'Make a dashboard',
    permission: 'keep_views',
    body: z.strictObject(words).refine(ofRoles, WHICH_ROLES),
    answer: dashboard,
    status: 201,
  }),
  'dashboards.change': route({
    method: 'PUT',
    path: '/api/dashboards/{dashboardId}',
    summary: 'Change a dashboard: its owner, or an administrator',
    permission: 'keep_views',
    params,
    body: z
      .strictObject({ ...words, version: z.number().int().positive() })
      .refine(ofRoles, WHICH_ROLES),
    answer: dashboard,
  }),
  'dashboards.remove': route({
    method: 'DELETE',
    path: '/api/dashboards/{dashboardId}',
    summary: 'Take a dashboard away for everybody; its views stay',
    permission: 'keep_views',
    params,
  }),
} as const
