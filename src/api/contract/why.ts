import { z } from 'zod'
import { consentReason } from './consent.ts'
import { happening, OF_HAPPENING } from './people.ts'
import { route } from './route.ts'
import { id, idParams, time } from './shapes.ts'
import { rowThatTells } from './tells.ts'

/** One thing that led to an answer. */
const whyStep = z.object({
  at: time,
  sentence: z.string(),
  /** The event's, to ask for its trace. */
  eventId: z.string().nullable(),
  factId: id.nullable(),
})

/** The same of a mailing, where a step may be an event: what it was, and whose doing. */
const mailingStep = rowThatTells(
  whyStep.extend({
    kind: happening.shape.kind.optional(),
    verdict: happening.shape.verdict.optional(),
  }),
  OF_HAPPENING,
)

const whyCampaignAnswer = z.object({
  campaign: z.object({ id, name: z.string(), sentAt: time.nullable(), asOf: time.nullable() }),
  /** Exactly one. */
  reason: z.union([
    z.enum(['sent', 'not_sent_yet', 'feedback_not_read', 'no_address', 'not_among_them']),
    consentReason,
  ]),
  sentence: z.string(),
  /** What it rests on, in the order it happened. */
  chain: z.array(mailingStep),
})

const whyPersonAnswer = z.object({
  flags: z.array(
    z.object({
      flag: z.enum(['opted_out', 'opted_out_topic', 'address_closed', 'address_invalid']),
      /** A topic's name or an address; null for the person. */
      subject: z.string().nullable(),
      isSet: z.boolean(),
      sentence: z.string(),
      chain: z.array(whyStep),
    }),
  ),
  fields: z.array(
    z.object({
      /** Of one of the firm's own: own:key. */
      field: z.string(),
      /** Its name, for people. */
      label: z.string(),
      value: z.string(),
      writtenBy: z.string(),
      at: time,
      /** What a CRM says otherwise; empty: nothing. */
      passedOver: z.string(),
      /** What it said before, newest first. */
      before: z.array(z.object({ value: z.string(), until: time })),
    }),
  ),
})

export const why = {
  'why.person': route({
    method: 'GET',
    path: '/api/people/{personId}/why',
    summary: 'Why each flag of a person is set or not, and who wrote each field',
    permission: 'see',
    params: idParams('personId'),
    answer: whyPersonAnswer,
  }),
  'why.campaign': route({
    method: 'GET',
    path: '/api/people/{personId}/why/campaigns/{campaignId}',
    summary: 'Why a person got a campaign, or did not',
    permission: 'see',
    params: z.object({ personId: id, campaignId: id }),
    answer: whyCampaignAnswer,
  }),
} as const
