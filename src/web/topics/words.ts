import type { AnswerTo } from '../api.ts'

export type Topics = AnswerTo<'topics.list'>
export type Topic = Topics['topics'][number]
export type TopicGroup = Topics['groups'][number]
export type EspGroup = AnswerTo<'mappings.list'>['items'][number]
export type Needed = 'none' | 'implied' | 'express'

/** How much consent is needed, and what that means. */
export const NEEDED: Record<Needed, { name: string; means: string }> = {
  none: {
    name: 'No consent',
    means: 'Everybody may be written to who has not opted out.',
  },
  implied: {
    name: 'Implied consent',
    means: 'Only who is a client, has bought, or has asked: consent that is recorded and not over.',
  },
  express: {
    name: 'Express consent',
    means: 'Only who said yes themselves, with evidence of it.',
  },
}

export const KINDS: Record<EspGroup['kind'], string> = {
  list: 'list',
  group: 'group',
  category: 'category',
  suppression_group: 'suppression group',
}

/** What shows topics and their mappings: to be read again after a change. */
export const TOPICS_SHOWN_BY = [
  'topics.list',
  'mappings.list',
  'people.preferences',
  'people.list',
  'problems.groups',
  'problems.list',
  'problems.count',
  'audit.list',
] as const

/** The order with one topic, or group, a place further up or down; null at the end. */
export function moved(ids: readonly number[], id: number, by: -1 | 1): number[] | null {
  const at = ids.indexOf(id)
  const to = at + by
  if (at < 0 || to < 0 || to >= ids.length) return null
  const order = [...ids]
  order.splice(at, 1)
  order.splice(to, 0, id)
  return order
}
