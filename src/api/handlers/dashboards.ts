import {
  changeDashboard,
  dashboardAtHome,
  dashboardById,
  listDashboards,
  makeDashboard,
  putAtHome,
  removeDashboard,
  type Dashboard,
} from '../../reports/index.ts'
import type { dashboards } from '../contract/dashboards.ts'
import type { Handlers } from '../handler.ts'
import { by, change } from './changing.ts'
import { within } from './person.ts'

export const dashboardHandlers: Handlers<keyof typeof dashboards> = {
  'dashboards.list': ({ caller }, homing) =>
    within(homing, caller, async (tx) => ({
      items: (await listDashboards(tx, by(caller))).map(shown),
    })),

  'dashboards.home': ({ caller }, homing) =>
    within(homing, caller, async (tx) => ({
      dashboard: atHome(await dashboardAtHome(tx, by(caller))),
    })),

  'dashboards.putAtHome': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await putAtHome(tx, change(homing, caller), body.dashboardId)
      return { dashboard: atHome(await dashboardAtHome(tx, by(caller))) }
    }),

  'dashboards.show': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await dashboardById(tx, by(caller), params.dashboardId)),
    ),

  'dashboards.make': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await makeDashboard(tx, change(homing, caller), body)),
    ),

  'dashboards.change': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await changeDashboard(tx, change(homing, caller), params.dashboardId, body)),
    ),

  'dashboards.remove': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await removeDashboard(tx, change(homing, caller), params.dashboardId)
      return undefined
    }),
}

function shown(dashboard: Dashboard) {
  return { ...dashboard, updatedAt: dashboard.updatedAt.toISOString() }
}

function atHome(dashboard: Dashboard | null) {
  return dashboard && shown(dashboard)
}
