import type { Tx } from '../../platform/database/index.ts'
import type { PersonDraft } from './drafts.ts'
import { Conflict } from './identity.ts'
import type { Row } from './row.ts'
import type { TakenFrom } from './take-consent.ts'

/** An interest a row stated. */
export interface ImportedInterest {
  /** 0 for a person that a dry run did not make. */
  personId: number
  interestId: number
}

/**
 * Who takes over what rows state of interests; handed in, as TakesConsent is: interests come after
 * people in the order of modules.
 */
export interface TakesInterests {
  /** The interests of these codes, by the code in lower case. */
  interestsCoded(tx: Tx, workspaceId: number, codes: string[]): Promise<Map<string, number>>
  /** Writes what was stated, in a dry run only counts it; answers how much of it is new. */
  take(tx: Tx, of: TakenFrom, stated: ImportedInterest[]): Promise<number>
}

/** The interests the rows of a batch name. */
export async function interestsOfRows(
  tx: Tx,
  workspaceId: number,
  interests: TakesInterests,
  rows: readonly Row[],
): Promise<Map<string, number>> {
  const codes = new Set(rows.flatMap((row) => row.interests))
  return codes.size === 0 ? new Map() : interests.interestsCoded(tx, workspaceId, [...codes])
}

/** The ids of the interests a row names. Throws Conflict for one that is not there. */
export function interestIdsOf(row: Row, known: ReadonlyMap<string, number>): number[] {
  return row.interests.map((code) => {
    const id = known.get(code.toLowerCase())
    if (id !== undefined) return id
    throw new Conflict(
      'interests',
      `There is no interest “${code}”. Make it under Click rules first, or correct the code.`,
    )
  })
}

/** What was stated of the people the rows were planned for, once they have their ids. */
export function statedOf(
  planned: readonly { person: PersonDraft; interestIds: number[] }[],
): ImportedInterest[] {
  return planned.flatMap(({ person, interestIds }) =>
    interestIds.map((interestId) => ({ personId: person.id, interestId })),
  )
}
