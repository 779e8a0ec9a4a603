import type { AnswerTo, RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import type { Tone } from '../pieces/StateBadge.tsx'

export type Told = AnswerTo<'activities.show'>
export type Kind = Told['kinds'][number]['kind']
export type CampaignTold = RowOf<'activities.campaigns'>
export type TargetTold = RowOf<'activities.targets'>
export type InCrm = AnswerTo<'activities.inCrms'>['items'][number]
export type Status = TargetTold['status']

export const KIND_WORDS: Record<Kind, string> = {
  sent: t`Sent`,
  open: t`Opens`,
  click: t`Clicks`,
  forward: t`Forwards`,
  bounce: t`Bounces`,
  opt_out: t`Opt-outs`,
  complaint: t`Complaints`,
  action: t`Actions raised by clicks`,
  interest: t`Interests raised by clicks`,
}

export const STATUSES: Record<Status, { word: string; tone: Tone; about: string }> = {
  told: { word: t`Told`, tone: 'good', about: t`The CRM shows what each did.` },
  waiting: { word: t`Waiting`, tone: 'waiting', about: t`They are told by themselves.` },
  failed: { word: t`Not taken`, tone: 'bad', about: t`Each says why, and what to do.` },
  unknown: {
    word: t`Not in the CRM`,
    tone: 'plain',
    about: t`The CRM has no record of the address, or nothing of what they did is told.`,
  },
}

export const WHO = {
  you: t`You must act`,
  vendor: t`The CRM must act`,
  homing: t`A fault of Homing`,
} as const
