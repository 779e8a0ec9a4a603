import { allSubjects, subject } from './subjects/all.ts'
import { listOwnFields } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { OwnField } from '../people/own-fields/index.ts'
import type { SubjectId } from './definitions/index.ts'
import { comparisonsOf, isCountable, isRanged, type Subject } from './subjects/column.ts'

/** Everything a view may be about, as it is offered: columns with what may be done with each. */
export async function catalogue(tx: Tx, workspaceId: number) {
  return allSubjects(await ownFields(tx, workspaceId)).map(
    ({ id, title, description, columns, usual }) => ({
      ...{ id, title, description, usual: [...usual] },
      columns: columns.map((column) => ({
        id: column.id,
        title: column.title,
        type: column.type,
        description: column.description,
        comparisons: comparisonsOf(column.type).slice(),
        choices: column.choices.map(([value, name]) => ({ value, title: name })),
        isGroupable: column.isGroupable,
        isSortable: true,
        isCountable: isCountable(column),
        isSummable: column.isSummable,
        isRanged: isRanged(column),
      })),
    }),
  )
}

/** One subject with the columns it has in this workspace. */
export async function subjectIn(tx: Tx, workspaceId: number, id: SubjectId): Promise<Subject> {
  return subject(id, await ownFields(tx, workspaceId))
}

/** Retired ones too: what persons hold there stays, and a saved view may tell of it. */
async function ownFields(tx: Tx, workspaceId: number): Promise<OwnField[]> {
  const fields = await listOwnFields(tx, workspaceId)
  return fields.map(({ isRetired, ...field }) => ({
    ...field,
    label: isRetired ? `${field.label} (retired)` : field.label,
  }))
}
