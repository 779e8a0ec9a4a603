import { addAnalyst, listAnalysts, removeAnalyst, type Analyst } from '../../accounts/index.ts'
import type { analysts } from '../contract/analysts.ts'
import type { Handlers } from '../handler.ts'

export const analystHandlers: Handlers<keyof typeof analysts> = {
  'analysts.list': async ({ caller }, homing) => {
    const items = await homing.database.inWorkspace(caller.workspaceId, listAnalysts)
    return { items: items.map(shown) }
  },

  'analysts.add': async ({ body, caller }, homing) => {
    const { analyst, connecting } = await addAnalyst(homing, caller.identity, body)
    return { analyst: shown(analyst), connecting }
  },

  'analysts.remove': async ({ params, caller }, homing) => {
    await removeAnalyst(homing, caller.identity, params.name)
    return undefined
  },
}

function shown(analyst: Analyst) {
  return { ...analyst, createdAt: analyst.createdAt.toISOString() }
}
