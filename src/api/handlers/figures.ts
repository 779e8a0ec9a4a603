import { listConnections } from '../../connections/index.ts'
import type { Connector } from '../../connectors/index.ts'
import { DICTIONARY, FIGURE_RULES, FIGURE_TITLES, FIGURES } from '../contract/figures.ts'
import type { figureRoutes } from '../contract/figures.ts'
import type { Handlers } from '../handler.ts'

export const figureHandlers: Handlers<keyof typeof figureRoutes> = {
  'figures.list': ({ caller }, { database, connectors }) =>
    database.inWorkspace(caller.workspaceId, async (tx) => {
      const used = new Set((await listConnections(tx)).map(({ connector }) => connector))
      return figuresAt(connectors.filter(({ id }) => used.has(id)))
    }),
}

/** The dictionary, with what the totals of these e-mail services count. Pure. */
export function figuresAt(connectors: readonly Connector[]) {
  const items = FIGURES.map((name) => {
    const { metrics, ...words } = DICTIONARY[name]
    const esp = connectors.flatMap(({ title, totals }) =>
      metrics.flatMap((metric) => {
        const definition = totals?.definitions[metric]
        if (definition === undefined) return []
        const { counts, resends, machines, source, open = null } = definition
        return [{ vendor: title, metric, counts, resends, machines, source, open }]
      }),
    )
    return { name, title: FIGURE_TITLES[name], ...words, esp }
  })
  return { items, rules: FIGURE_RULES }
}
