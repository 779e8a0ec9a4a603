import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, time } from './shapes.ts'
import { task } from './tasks.ts'

/** A campaign as one of its happenings names it. */
const campaign = z.object({ id, name: z.string() })
const points = z.number().int().min(-1000).max(1000)
const condition = z.string().trim().max(200).default('')

const interestCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/, 'Letters, figures, dots, dashes; at most 40.')

/** Which links a rule is about: all that is not empty holds; "*" stands for any text. */
const linkPattern = z.strictObject({
  host: condition,
  path: condition,
  parameter: condition,
  parameterValue: condition,
  campaignId: id.nullable().default(null),
})

const label = z.string().trim().min(1).max(100)
export const clickOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('action'), name: label, points: points.default(0) }),
  z.strictObject({ kind: z.literal('interest'), interestId: id, points: points.default(10) }),
  z.strictObject({ kind: z.literal('tag'), name: label }),
])

const ruleWords = linkPattern.extend({
  name: label,
  outcomes: z.array(clickOutcome).min(1).max(5),
  /** Clicks from now on, or those that were made before too. */
  appliesTo: z.enum(['new', 'all']).default('new'),
})

export const clickRule = z.object({
  id,
  name: z.string(),
  host: z.string(),
  path: z.string(),
  parameter: z.string(),
  parameterValue: z.string(),
  campaignId: id.nullable(),
  campaign: z.string().nullable(),
  outcomes: z.array(clickOutcome),
  /** Clicks of this time count; null: from the first, and on. */
  appliesFrom: time.nullable(),
  appliesUntil: time.nullable(),
  createdBy: z.string(),
  createdAt: time,
  /** Links that fit, of those that were held against it. */
  links: z.number().int(),
})

export const interest = z.object({
  id,
  code: z.string(),
  name: z.string(),
  halfLifeDays: z.number().int().nullable(),
})

const interestList = z.object({ halfLifeDays: z.number().int(), items: z.array(interest) })
const halfLife = z.number().int().min(1).max(3650)

export const interestsOfPerson = z.object({
  interests: z.array(
    interest.extend({
      halfLifeDays: z.number().int(),
      /** The sum of what the evidence is worth now. */
      score: z.number(),
      isStated: z.boolean(),
      evidence: z.array(
        z.object({
          statedId: id.nullable(),
          at: time,
          points: z.number().int(),
          worth: z.number(),
          rule: z.string().nullable(),
          link: z.string().nullable(),
          campaign: campaign.nullable(),
          statedBy: z.string().nullable(),
          note: z.string(),
        }),
      ),
    }),
  ),
  actions: z.array(
    z.object({
      kind: z.enum(['action', 'tag']),
      name: z.string(),
      points: z.number().int(),
      at: time,
      rule: z.string(),
      link: z.string(),
      campaign,
    }),
  ),
  tags: z.array(z.string()),
  /** False where the person did more than is looked at. */
  isAll: z.boolean(),
})

export const interests = {
  'clickRules.list': route({
    method: 'GET',
    path: '/api/click-rules',
    summary: 'Click rules, those that ended too: what they raised stands',
    permission: 'see',
    answer: z.object({
      items: z.array(clickRule),
      /** Links that the newest rules have not been held against yet. */
      behind: z.number().int(),
    }),
  }),
  'clickRules.add': route({
    method: 'POST',
    path: '/api/click-rules',
    summary: 'Make a rule: clicks on such links raise an action, an interest or a tag',
    permission: 'sync',
    body: ruleWords,
    answer: task,
    status: 202,
  }),
  'clickRules.change': route({
    method: 'PUT',
    path: '/api/click-rules/{ruleId}',
    summary: 'Change a rule, for clicks from now on or for all',
    permission: 'sync',
    params: idParams('ruleId'),
    body: ruleWords,
    answer: task,
    status: 202,
  }),
  'clickRules.remove': route({
    method: 'DELETE',
    path: '/api/click-rules/{ruleId}',
    summary: 'Remove a rule, from now on or with all that it raised',
    permission: 'sync',
    params: idParams('ruleId'),
    query: z.object({ appliesTo: z.enum(['new', 'all']).default('new') }),
  }),
  'clickRules.preview': route({
    method: 'POST',
    path: '/api/click-rules/preview',
    summary: 'Which of the links there are would fit, and how many clicks they had; one link tried',
    permission: 'see',
    tells: ['clicks', 'machines'],
    body: linkPattern.extend({ url: z.string().trim().max(8000).default('') }),
    answer: z.object({
      /** Whether url fits; null where none was given, or it is none. */
      fits: z.boolean().nullable(),
      links: z.number().int(),
      clicks: z.number().int(),
      addresses: z.number().int(),
      sample: z.array(z.object({ url: z.string(), clicks: z.number().int() })),
      isAll: z.boolean(),
    }),
  }),
  'interests.list': route({
    method: 'GET',
    path: '/api/interests',
    summary: 'Interests by code, and after how many days a point is worth half',
    permission: 'see',
    answer: interestList,
  }),
  'interests.save': route({
    method: 'POST',
    path: '/api/interests',
    summary: 'Make an interest, or change the one with this code',
    permission: 'sync',
    body: z.strictObject({
      code: interestCode,
      name: label,
      halfLifeDays: halfLife.nullable().default(null),
    }),
    answer: interestList,
  }),
  'interests.changeHalfLife': route({
    method: 'PUT',
    path: '/api/interest-policy',
    summary: 'Change after how many days a point is worth half',
    permission: 'sync',
    body: z.strictObject({ halfLifeDays: halfLife }),
    answer: interestList,
  }),
  'interests.ofPerson': route({
    method: 'GET',
    path: '/api/people/{personId}/interests',
    summary: 'What a person is interested in, why, and what the clicks raised',
    permission: 'see',
    params: idParams('personId'),
    answer: interestsOfPerson,
  }),
  'interests.state': route({
    method: 'POST',
    path: '/api/people/{personId}/interests',
    summary: 'State that a person is interested',
    permission: 'edit_people',
    params: idParams('personId'),
    body: z.strictObject({
      code: interestCode,
      points: z.number().int().min(1).max(1000).default(10),
      note: z.string().trim().max(500).default(''),
    }),
    answer: interestsOfPerson,
  }),
  'interests.withdraw': route({
    method: 'DELETE',
    path: '/api/people/{personId}/interests/{statedId}',
    summary: 'Take a statement back',
    permission: 'edit_people',
    params: z.object({ personId: id, statedId: id }),
  }),
} as const
