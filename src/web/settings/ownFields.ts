import type { OwnKind, RouteName } from '../../api/contract/index.ts'
import { t } from '../languages/messages.ts'

/** What a field takes, in words. */
export const KIND_WORDS: Record<OwnKind, string> = {
  text: t`Text`,
  number: t`Number`,
  date: t`Date`,
  yes_no: t`Yes or no`,
  choice: t`One of several`,
}

/** Where fields of the firm's own are shown: to be read again after a change. */
export const OWN_FIELDS_SHOWN_BY: RouteName[] = ['ownFields.list', 'people.show', 'audit.list']

/** A key as a name suggests it: "Client tier" is client_tier. */
export function keyOfLabel(label: string): string {
  const folded = label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
  return folded.replace(/^[^a-z]+|_+$/g, '').slice(0, 40)
}
