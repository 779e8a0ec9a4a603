import type { Tx } from '../../platform/database/index.ts'
import type { ConsentCells } from './consent-cells.ts'
import { foldedName, type PersonDraft } from './drafts.ts'
import { Conflict } from './identity.ts'
import type { Row } from './row.ts'

/** What a row said, of whom: topics by their ids, none: everything. */
export interface ImportedConsent extends Omit<ConsentCells, 'topics'> {
  /** 0 for a person that a dry run did not make. */
  personId: number
  topicIds: number[]
}

export interface ConsentTally {
  express: number
  implied: number
  out: number
  /** Opt-outs that the express consent lifts. */
  lifts: number
}

/**
 * Who takes over what rows say of consent. People come before consent in the order of modules, so
 * it is handed in by whoever puts the parts together.
 */
export interface TakesConsent {
  /** The topics in use, by their folded names. */
  topicsNamed(tx: Tx, workspaceId: number, names: string[]): Promise<Map<string, number>>
  /** Writes what was said; in a dry run only counts it. */
  take(tx: Tx, of: TakenFrom, said: ImportedConsent[]): Promise<ConsentTally>
}

export interface TakenFrom {
  workspaceId: number
  isDryRun: boolean
  /** Who started the import. */
  actor: string | null
  /** Epoch milliseconds. */
  now: number
}

/** The topics the rows of a batch name. */
export async function topicsOfRows(
  tx: Tx,
  workspaceId: number,
  consent: TakesConsent,
  rows: readonly Row[],
): Promise<Map<string, number>> {
  const names = new Set(rows.flatMap((row) => row.consent?.topics ?? []))
  return names.size === 0 ? new Map() : consent.topicsNamed(tx, workspaceId, [...names])
}

/** The ids of the topics a row names. Throws Conflict for one that is not there. */
export function topicIdsOf(row: Row, topics: ReadonlyMap<string, number>): number[] {
  const names = row.consent?.topics ?? []
  return names.map((name) => {
    const id = topics.get(foldedName(name))
    if (id !== undefined) return id
    throw new Conflict(
      'consent_topic',
      `There is no topic “${name}”. Make it under Topics first, or leave the cell empty to mean `
        + 'everything.',
    )
  })
}

/** What was said of the people the rows were planned for, once they have their ids. */
export function saidOf(
  planned: readonly { row: Row; person: PersonDraft; topicIds: number[] }[],
): ImportedConsent[] {
  return planned.map(({ row, person, topicIds }) => {
    const { topics: _, ...cells } = row.consent!
    return { ...cells, personId: person.id, topicIds }
  })
}
