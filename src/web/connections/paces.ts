/** How often a connection is looked at again while a run is under way, and otherwise. */
const LIVE_MS = 4_000
const CALM_MS = 20_000

type HasRun = { openRunId: number | null }

/** The pace of one connection's numbers, in ms. */
export function paceOf(connection: HasRun | undefined): number {
  return connection !== undefined && connection.openRunId !== null ? LIVE_MS : CALM_MS
}

/** The pace of the list: as lively as its liveliest connection. */
export function paceOfList(list: { items: HasRun[] } | undefined): number {
  return Math.min(CALM_MS, ...(list?.items ?? []).map(paceOf))
}
