import type { Homing } from '../../homing.ts'
import {
  changeFirmWords,
  changeLinkKey,
  countDoubts,
  decideDoubts,
  doubtGroups,
  linkMaker,
  linksFor,
  listDoubts,
  pageOfFirm,
  setCampaignTopic,
  unsubscribeHeaders,
} from '../../preferences/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { preferenceRoutes } from '../contract/preferences.ts'
import type { Caller, Handlers } from '../handler.ts'
import { CATALOGUE, LANGUAGES } from '../preferences/catalogue.ts'
import { previewOf } from '../preferences/preview.ts'
import { baseUrlOf, baseUrlProblem } from './base-url.ts'

export const preferenceHandlers: Handlers<keyof typeof preferenceRoutes> = {
  'preferencePage.show': ({ caller, origin }, homing) =>
    within(homing, caller, (tx) => shownPage(tx, caller, homing, origin)),

  'preferencePage.change': ({ body, caller, origin }, homing) =>
    within(homing, caller, async (tx) => {
      await changeFirmWords(tx, by(homing, caller), body)
      return shownPage(tx, caller, homing, origin)
    }),

  'preferencePage.preview': async ({ body, caller }, homing) => {
    const firm = await within(homing, caller, (tx) => pageOfFirm(tx, caller.workspaceId))
    return { html: previewOf({ ...body, firm: firm!.firm, now: homing.now() }) }
  },

  'preferencePage.changeKey': ({ body, caller }, homing) =>
    within(homing, caller, (tx) => changeLinkKey(tx, by(homing, caller), body)),

  'preferenceLinks.make': ({ body, caller, origin }, homing) =>
    within(homing, caller, async (tx) => {
      const { workspaceId } = caller
      const baseUrl = baseUrlOf(homing, origin)
      const at = { workspaceId, campaignId: body.campaignId, origin: baseUrl }
      const maker = await linkMaker(tx, homing.secrets, at)
      const made = await linksFor(tx, workspaceId, maker, body.addresses)
      return {
        items: made.map(({ address, links, reason }) => ({
          address,
          preferenceUrl: links?.preferences ?? null,
          unsubscribeUrl: links?.unsubscribe ?? null,
          headers: links && unsubscribeHeaders(links),
          reason,
        })),
        made: made.filter(({ links }) => links !== null).length,
        baseUrlProblem: baseUrlProblem(homing, baseUrl),
      }
    }),

  'campaigns.setTopic': ({ params, body, caller }, homing) =>
    within(homing, caller, (tx) =>
      setCampaignTopic(tx, by(homing, caller), params.campaignId, body.topicId),
    ),

  'doubts.count': ({ caller }, homing) =>
    within(homing, caller, async (tx) => ({ open: await countDoubts(tx, caller.workspaceId) })),

  'doubts.groups': ({ caller }, homing) =>
    within(homing, caller, async (tx) => {
      const groups = await doubtGroups(tx, caller.workspaceId)
      return { items: groups.map((one) => ({ ...one, newestAt: one.newestAt.toISOString() })) }
    }),

  'doubts.list': ({ query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { items, next } = await listDoubts(tx, caller.workspaceId, {
        ...query,
        ...filterOf(query),
      })
      const shown = items.map((one) => ({ ...one, occurredAt: one.occurredAt.toISOString() }))
      return { items: shown, next }
    }),

  'doubts.decide': ({ body, caller }, homing) =>
    within(homing, caller, (tx) => {
      const { decision, evidence, factIds } = body
      const which = factIds === undefined ? filterOf(body) : { factIds }
      return decideDoubts(tx, { ...by(homing, caller), decision, evidence }, which)
    }),
}

function filterOf(asked: {
  campaignId?: number | 'none' | undefined
  domain?: string | undefined
}) {
  const { campaignId, domain } = asked
  return { campaignId: campaignId === 'none' ? null : campaignId, domain }
}

async function shownPage(tx: Tx, { workspaceId }: Caller, homing: Homing, origin: string) {
  const { words, linkKey, oldestLinkKey } = (await pageOfFirm(tx, workspaceId))!
  const baseUrl = baseUrlOf(homing, origin)
  return {
    ...words,
    languages: LANGUAGES.map((id) => ({ id, name: CATALOGUE[id].name })),
    linkKey,
    oldestLinkKey,
    baseUrl,
    baseUrlProblem: baseUrlProblem(homing, baseUrl),
  }
}

function within<T>(homing: Homing, caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T> {
  return homing.database.inWorkspace(caller.workspaceId, work)
}

function by(homing: Homing, caller: Caller) {
  return { workspaceId: caller.workspaceId, actor: caller, now: homing.now() }
}
