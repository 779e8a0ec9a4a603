import { keyOfOwnName, type OwnName } from '../own-fields/index.ts'

/** Fields of a person that may be taken over from another in a merge. */
export const MERGE_FIELDS = [
  'name',
  'firstName',
  'lastName',
  'jobTitle',
  'phone',
  'city',
  'country',
  'owner',
] as const
export type MergeField = (typeof MERGE_FIELDS)[number]

/** A person's fields as the table keeps them, an owner by its number; own ones that are filled. */
export type FieldValues = Record<MergeField, string | number | null>
  & Partial<Record<OwnName, string>>

/** What a merge changed: the value before and the one that was taken over. */
export type TakenFields = Partial<
  Record<MergeField | OwnName, { from: string | number | null; to: string | number | null }>
>

/**
 * What taking fields over changes: one that says nothing, or the same, changes nothing. Fields of
 * the firm's own are taken where the kept person has nothing.
 */
export function takeFields(
  kept: FieldValues,
  other: FieldValues,
  wanted: readonly MergeField[],
): TakenFields {
  const taken: TakenFields = {}
  for (const field of wanted) {
    const to = other[field]
    if (to === '' || to === null || to === kept[field]) continue
    taken[field] = { from: kept[field], to }
  }
  for (const field of Object.keys(other) as (keyof FieldValues)[]) {
    if (keyOfOwnName(field) === null || kept[field] !== undefined) continue
    taken[field] = { from: '', to: other[field]! }
  }
  return taken
}

/** What undoing gives back: fields that still are as they were taken. A later change stays. */
export function fieldsGivenBack(now: FieldValues, taken: TakenFields): Partial<FieldValues> {
  const back: Record<string, string | number | null> = {}
  for (const field of Object.keys(taken) as (keyof FieldValues)[]) {
    const change = taken[field]!
    if (now[field] === change.to) back[field] = change.from
  }
  return back as Partial<FieldValues>
}
