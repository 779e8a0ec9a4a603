import { HIDDEN_REMEDY, hiddenWords, type FieldId } from '../accounts/fields/index.ts'
import { Refused } from '../platform/refused.ts'
import { allSubjects, subject } from './subjects/all.ts'
import { hidingSubject, seenSubject } from './subjects/fields.ts'
import { listOwnFields } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { OwnField } from '../people/own-fields/index.ts'
import type { SubjectId } from './definitions/index.ts'
import { comparisonsOf, isCountable, isRanged, type Subject } from './subjects/column.ts'

/** What a view of somebody's may be about, as it is offered: columns with what each takes. */
export async function catalogue(tx: Tx, workspaceId: number, hidden: ReadonlySet<FieldId>) {
  const subjects = allSubjects(await ownFields(tx, workspaceId)).flatMap(
    (one) => seenSubject(one, hidden) ?? [],
  )
  return subjects.map(({ id, title, description, columns, usual }) => ({
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
  }))
}

/** One subject with the columns it has in this workspace for who asks; refuses a hidden one. */
export async function subjectIn(
  tx: Tx,
  { workspaceId, hidden }: { workspaceId: number; hidden: ReadonlySet<FieldId> },
  id: SubjectId,
): Promise<Subject> {
  const whole = subject(id, await ownFields(tx, workspaceId))
  const seen = seenSubject(whole, hidden)
  if (seen !== null) return seen
  throw new Refused(403, `${whole.title}: ${hiddenWords(hidingSubject(whole.id, hidden)!)}`, {
    remedy: HIDDEN_REMEDY,
    field: 'definition.subject',
  })
}

/** Retired ones too: what persons hold there stays, and a saved view may tell of it. */
async function ownFields(tx: Tx, workspaceId: number): Promise<OwnField[]> {
  const fields = await listOwnFields(tx, workspaceId)
  return fields.map(({ isRetired, ...field }) => ({
    ...field,
    label: isRetired ? `${field.label} (retired)` : field.label,
  }))
}
