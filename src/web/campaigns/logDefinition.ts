import type { Definition, Where } from '../lists/tree.ts'
import type { Audience, FigureName } from './figures.ts'

interface LogAsked {
  campaignId: number
  figure: FigureName
  audience: Audience
  /** Who is in one of these logs too is left out. */
  without: FigureName[]
  /** Of clicks: one link. */
  url?: string | undefined
  owner?: string | undefined
}

/** The people behind a campaign's log, as conditions: the same rows, whoever looks at them. */
export function logDefinition(asked: LogAsked): Definition {
  const { campaignId, figure, audience, without, url, owner } = asked
  const of = { by: audience, campaignIds: [campaignId], when: { is: 'ever' as const } }
  const all: Where[] = [
    url === undefined
      ? { about: 'mail', what: figure, ...of }
      : { about: 'link', is: 'is', url, ...of },
  ]
  if (owner) all.push({ about: 'field', field: 'owner', is: 'is', values: [owner] })
  for (const what of without) all.push({ not: { about: 'mail', what, ...of } })
  return { version: 1, where: { all } }
}
