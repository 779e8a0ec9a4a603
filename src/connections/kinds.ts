import type { Connector } from '../connectors/index.ts'

/** What can be synced by itself, in the order in which a run of several carries them out. */
export const SYNC_KINDS = [
  'opt_outs',
  'people',
  'totals',
  'activities',
  'lists',
  'contacts',
] as const
export type SyncKind = (typeof SYNC_KINDS)[number]

/** The kinds within sentences. */
export const KIND_WORDS: Record<SyncKind, string> = {
  opt_outs: 'opt-outs',
  people: 'people',
  totals: 'totals',
  activities: 'activities',
  lists: 'lists',
  contacts: 'contacts',
}

/** The kinds that make sense for one campaign. */
export const CAMPAIGN_KINDS: readonly SyncKind[] = ['opt_outs', 'totals', 'activities']

const PARTS: Record<SyncKind, (connector: Connector) => unknown> = {
  opt_outs: ({ suppressions }) => suppressions,
  people: ({ people }) => people,
  // Whose campaigns there are is learnt by the feedback part; totals are of those.
  totals: ({ totals, feedback }) => totals && feedback,
  activities: ({ feedback, log }) => feedback ?? log,
  lists: ({ lists }) => lists,
  contacts: ({ contacts }) => contacts,
}

/** The kinds a connector has the part for; no other is offered or scheduled. */
export function kindsOf(connector: Connector): SyncKind[] {
  return SYNC_KINDS.filter((kind) => Boolean(PARTS[kind](connector)))
}

/** The same kinds, each once, in the order in which they are carried out. */
export function inOrder(kinds: Iterable<SyncKind>): SyncKind[] {
  const wanted = new Set(kinds)
  return SYNC_KINDS.filter((kind) => wanted.has(kind))
}
