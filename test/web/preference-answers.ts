import type { RouteName } from '../../src/api/contract/index.ts'
import { previewOf } from '../../src/api/preferences/preview.ts'
import type { FirmWords } from '../../src/preferences/index.ts'
import type { Given } from './feedback-answers.ts'
import type { Doubt, FeedbackWorld } from './feedback-world.ts'
import { paged as page } from './paged.ts'

/** What the world answers about doubtful opt-outs and the preference page. */
export const preferenceAnswers: Partial<
  Record<RouteName, (world: FeedbackWorld, given: Given) => unknown>
> = {
  'doubts.count': (world) => ({ open: world.doubts.length }),
  'doubts.groups': (world) => {
    const groups = new Map<string, Doubt[]>()
    for (const doubt of world.doubts) {
      const key = `${doubt.campaign?.id ?? 'none'} ${doubt.domain}`
      groups.set(key, [...(groups.get(key) ?? []), doubt])
    }
    const items = [...groups.values()].map(([first, ...others]) => ({
      campaign: first!.campaign,
      domain: first!.domain,
      count: others.length + 1,
      doubt: first!.doubt,
      newestAt: first!.occurredAt,
    }))
    return { items }
  },
  'doubts.list': (world, { query }) =>
    page(world.doubts.filter(isIn(query.get('campaignId')!, query.get('domain')!)), query),
  'doubts.decide': (world, { body }) => {
    const { decision, factIds, campaignId, domain } = body as {
      decision: string
      factIds?: number[]
      campaignId?: number | 'none'
      domain?: string
    }
    const isChosen = factIds
      ? (doubt: Doubt) => factIds.includes(doubt.factId)
      : isIn(String(campaignId), domain ?? '')
    const decided = world.doubts.filter(isChosen).length
    world.doubts = world.doubts.filter((doubt) => !isChosen(doubt))
    return { decided, lifted: decision === 'machine' ? decided : 0, leftAsTheyAre: 0 }
  },
  'preferencePage.show': (world) => world.page,
  'preferencePage.change': (world, { body }) => Object.assign(world.page, body),
  'preferencePage.preview': (world, { body }) => ({
    html: previewOf({
      ...(body as { words: FirmWords; language: string }),
      firm: 'Example & Partners LLP',
      now: world.now,
    }),
  }),
}

function isIn(campaignId: string, domain: string) {
  return (doubt: Doubt) =>
    String(doubt.campaign?.id ?? 'none') === campaignId && doubt.domain === domain
}
