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

/** What a connection is there for, what it is asked for first: from most to least. */
const NEWS: readonly SyncKind[] = [
  'activities',
  'people',
  'opt_outs',
  'totals',
  'contacts',
  'lists',
]

/**
 * The kind by which a connection is as new as it is: feedback of an ESP, people of a CRM, and where
 * it has neither, what else is read. Null where nothing is.
 */
export function newsKind(kinds: readonly SyncKind[]): SyncKind | null {
  return NEWS.find((kind) => kinds.includes(kind)) ?? null
}

/** The same kinds, each once, in the order in which they are carried out. */
export function inOrder(kinds: Iterable<SyncKind>): SyncKind[] {
  const wanted = new Set(kinds)
  return SYNC_KINDS.filter((kind) => wanted.has(kind))
}
