import { listed, t } from '../languages/messages.ts'
import { fieldName, type Mapping, type Rule } from './words.ts'

type Saved = Pick<Mapping, 'rules' | 'sendsChanges'>

/**
 * What a saved version says otherwise than the one before, in sentences; before is null of the
 * first, which says it all.
 */
export function changesOf(one: Saved, before: Saved | null): string[] {
  const old = new Map((before?.rules ?? []).map((rule) => [rule.field.id, rule]))
  const kept = new Set(one.rules.map(({ field }) => field.id))
  const fresh = one.rules.filter(({ field }) => !old.has(field.id))
  const gone = [...old.values()].filter(({ field }) => !kept.has(field.id))
  const changed = one.rules.filter((rule) => {
    const was = old.get(rule.field.id)
    return was !== undefined && saying(was) !== saying(rule)
  })
  const sentences = [
    ...(changed.length > 0 ? [t`Changed: ${namesOf(changed)}.`] : []),
    ...(fresh.length > 0 ? [t`Filled from now on: ${namesOf(fresh)}.`] : []),
    ...(gone.length > 0 ? [t`No longer filled: ${namesOf(gone)}.`] : []),
    ...(one.sendsChanges === (before?.sendsChanges ?? false)
      ? []
      : [
          one.sendsChanges
            ? t`Changed details are sent by themselves.`
            : t`Changed details are no longer sent by themselves.`,
        ]),
  ]
  return sentences.length > 0 ? sentences : [t`Nothing was changed.`]
}

/** A rule without its field, whose name at the service may have become another one. */
function saying({ from, steps, fallback, owner, comesHome }: Rule): string {
  return JSON.stringify([from, steps, fallback, owner, comesHome])
}

function namesOf(rules: readonly Rule[]): string {
  return listed(rules.map(({ field }) => fieldName(field)))
}
