import { personStandingFor } from '../../people/index.ts'
import { whyCampaign, whyPerson, type Step } from '../../why/index.ts'
import type { why } from '../contract/why.ts'
import type { Handlers } from '../handler.ts'

export const whyHandlers: Handlers<keyof typeof why> = {
  'why.person': ({ params: { personId }, caller: { workspaceId } }, { database }) =>
    database.inWorkspace(workspaceId, async (tx) => {
      const asked = { workspaceId, personId: await personStandingFor(tx, workspaceId, personId) }
      const { flags, fields } = await whyPerson(tx, asked)
      return {
        flags: flags.map((flag) => ({ ...flag, chain: flag.chain.map(shownStep) })),
        fields: fields.map(({ at, before, ...field }) => ({
          ...field,
          at: at.toISOString(),
          before: before.map(({ value, until }) => ({ value, until: until.toISOString() })),
        })),
      }
    }),

  'why.campaign': ({ params: { personId, campaignId }, caller: { workspaceId } }, { database }) =>
    database.inWorkspace(workspaceId, async (tx) => {
      const asked = { workspaceId, personId: await personStandingFor(tx, workspaceId, personId) }
      const { campaign, chain, ...answer } = await whyCampaign(tx, asked, campaignId)
      return {
        ...answer,
        campaign: {
          ...campaign,
          sentAt: campaign.sentAt?.toISOString() ?? null,
          asOf: campaign.asOf?.toISOString() ?? null,
        },
        chain: chain.map(shownStep),
      }
    }),
}

function shownStep({ at, ...step }: Step) {
  return { ...step, at: at.toISOString() }
}
