import type { AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'

export type Topics = AnswerTo<'topics.list'>
export type Topic = Topics['topics'][number]
export type TopicGroup = Topics['groups'][number]
export type EspGroup = AnswerTo<'mappings.list'>['items'][number]
export type Needed = 'none' | 'implied' | 'express'

/** How much consent is needed, and what that means. */
export const NEEDED: Record<Needed, { name: string; means: string }> = {
  none: {
    name: t`No consent`,
    means: t`Everybody may be written to who has not opted out.`,
  },
  implied: {
    name: t`Implied consent`,
    means: t`Only who is a client, has bought, or has asked: consent that is recorded and not
      over.`,
  },
  express: {
    name: t`Express consent`,
    means: t`Only who said yes themselves, with evidence of it.`,
  },
}

interface KindWords {
  one: string
  asks(name: string): string
  /** By which id. */
  holds(id: string): string
}

/** What a group is at its ESP, in whole sentences. */
export const KINDS: Record<EspGroup['kind'], KindWords> = {
  list: {
    one: t`list`,
    asks: (name) => t`What does the list “${name}” stand for?`,
    holds: (
      id,
    ) => t`The mapping holds by the id ${id}, whatever the list is called. It can be retired
      for what comes, and never taken back.`,
  },
  group: {
    one: t`group`,
    asks: (name) => t`What does the group “${name}” stand for?`,
    holds: (
      id,
    ) => t`The mapping holds by the id ${id}, whatever the group is called. It can be retired
      for what comes, and never taken back.`,
  },
  category: {
    one: t`category`,
    asks: (name) => t`What does the category “${name}” stand for?`,
    holds: (
      id,
    ) => t`The mapping holds by the id ${id}, whatever the category is called. It can be retired
      for what comes, and never taken back.`,
  },
  suppression_group: {
    one: t`suppression group`,
    asks: (name) => t`What does the suppression group “${name}” stand for?`,
    holds: (
      id,
    ) => t`The mapping holds by the id ${id}, whatever the suppression group is called. It can be
      retired for what comes, and never taken back.`,
  },
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
