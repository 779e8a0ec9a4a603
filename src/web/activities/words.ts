import type { AnswerTo, RowOf } from '../api.ts'
import type { Tone } from '../pieces/StateBadge.tsx'

export type Told = AnswerTo<'activities.show'>
export type Kind = Told['kinds'][number]['kind']
export type CampaignTold = RowOf<'activities.campaigns'>
export type TargetTold = RowOf<'activities.targets'>
export type InCrm = AnswerTo<'activities.inCrms'>['items'][number]
export type Status = TargetTold['status']

export const KIND_WORDS: Record<Kind, string> = {
  sent: 'Sent',
  open: 'Opens',
  click: 'Clicks',
  forward: 'Forwards',
  bounce: 'Bounces',
  opt_out: 'Opt-outs',
  complaint: 'Complaints',
  action: 'Actions raised by clicks',
  interest: 'Interests raised by clicks',
}

export const STATUSES: Record<Status, { word: string; tone: Tone; about: string }> = {
  told: { word: 'Told', tone: 'good', about: 'The CRM shows what each did.' },
  waiting: { word: 'Waiting', tone: 'waiting', about: 'They are told by themselves.' },
  failed: { word: 'Not taken', tone: 'bad', about: 'Each says why, and what to do.' },
  unknown: {
    word: 'Not in the CRM',
    tone: 'plain',
    about: 'The CRM has no record of the address, or nothing of what they did is told.',
  },
}

export const WHO = {
  you: 'You must act',
  vendor: 'The CRM must act',
  homing: 'A fault of Homing',
} as const
