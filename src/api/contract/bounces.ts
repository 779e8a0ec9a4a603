import { z } from 'zod'
import { route } from './route.ts'
import { id } from './shapes.ts'
import { task } from './tasks.ts'

export const bounceClass = z.enum(['hard', 'soft', 'full', 'block', 'auto-reply', 'other'])

/** Recipients of a campaign by the code of their last bounce. */
export const bounceCode = z.object({
  id,
  class: bounceClass,
  /** The vendor's own. */
  code: z.string(),
  /** The receiver's codes, RFC 5321 and 3463, where the vendor tells them. */
  smtp: z.number().int().nullable(),
  enhanced: z.string().nullable(),
  note: z.string(),
  count: z.number().int(),
})

/** When soft bounces are enough to take an address for invalid. */
export const bouncePolicy = z.object({
  /** So many in a row, without a sign of life in between; null: never. */
  softTimes: z.number().int().min(2).max(100).nullable(),
  /** The first and the last of them at least so many days apart. */
  softDays: z.number().int().min(0).max(365),
})

export const bounces = {
  'bounces.policy': route({
    method: 'GET',
    path: '/api/bounce-policy',
    summary: 'When soft bounces make an address invalid, and how many addresses that concerns',
    permission: 'see',
    answer: bouncePolicy.extend({
      /** Addresses with a soft bounce since their last sign of life. */
      bouncing: z.number().int(),
      /** Those of them that are invalid for it. */
      wornOut: z.number().int(),
    }),
  }),
  'bounces.changePolicy': route({
    method: 'PUT',
    path: '/api/bounce-policy',
    summary: 'Change when soft bounces make an address invalid; every address is judged again',
    permission: 'administer',
    body: z.strictObject(bouncePolicy.shape),
    answer: task,
    status: 202,
  }),
} as const
