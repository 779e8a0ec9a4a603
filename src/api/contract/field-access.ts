import { z } from 'zod'
import { DECIDED_ROLES, FIELD_IDS } from '../../accounts/fields/index.ts'
import { campaign } from './campaigns.ts'
import { route } from './route.ts'
import { id } from './shapes.ts'

const decidedRole = z.enum(DECIDED_ROLES)
const byRole = z.record(decidedRole, z.boolean())

/** One field of feedback, and who sees it. */
const fieldShown = z.object({
  id: z.enum(FIELD_IDS),
  title: z.string(),
  /** What it tells, and where. */
  tells: z.string(),
  /** A figure of campaigns; else a column. */
  isFigure: z.boolean(),
  /** By role; administrators see everything. */
  isVisible: byRole,
  /** As it ships. */
  isVisibleAtFirst: byRole,
  /** Fields that are hidden with it, because they say the same in other words. */
  hides: z.array(z.enum(FIELD_IDS)),
})

const answer = z.object({ items: z.array(fieldShown) })

export const fieldAccess = {
  'fieldAccess.list': route({
    method: 'GET',
    path: '/api/field-access',
    summary: 'Which fields of feedback each role sees',
    permission: 'administer',
    answer,
  }),
  'fieldAccess.change': route({
    method: 'PUT',
    path: '/api/field-access',
    summary: 'Decide whether a role sees a field; it holds everywhere at once',
    permission: 'administer',
    body: z.strictObject({
      role: decidedRole,
      field: z.enum(FIELD_IDS),
      isVisible: z.boolean(),
    }),
    answer,
  }),
  'fieldAccess.preview': route({
    method: 'GET',
    path: '/api/field-access/preview',
    summary: 'A campaign’s window as a role sees it; of the newest campaign where none is named',
    permission: 'administer',
    query: z.object({ role: decidedRole, campaignId: id.optional() }),
    answer: z.object({ campaign: campaign.nullable(), hidden: z.array(z.enum(FIELD_IDS)) }),
  }),
} as const
