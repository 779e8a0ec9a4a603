import type { About, FactsAbout } from '../facts.ts'
import { littleFeedback, retentionEnding } from './campaigns.ts'
import { consentEnding } from './consent.ts'
import { grantEnding, grantRefused } from './grant.ts'
import { hookDisabled, webhookDisabled } from './hooks.ts'
import { quotaShort } from './quota.ts'
import type { Finding, Rule } from './rule.ts'
import { scheduleFailing } from './schedule.ts'
import { viewNotSent } from './sent-views.ts'
import { optOutsNotTaken } from './write-backs.ts'

/** Every rule there is. The gravest first: where too much is found, the last are left out. */
export const RULES: readonly Rule[] = [
  optOutsNotTaken,
  grantRefused,
  retentionEnding,
  scheduleFailing,
  hookDisabled,
  grantEnding,
  littleFeedback,
  quotaShort,
  consentEnding,
  webhookDisabled,
  viewNotSent,
]

/** Something a rule found about one subject. */
export interface Found extends Finding {
  rule: string
  /** "connection:3": with the rule, what makes it the same alarm next time. */
  subject: string
  connectionId: number | null
  campaignId: number | null
  endpointId: number | null
}

export type Facts = { [A in About]: readonly FactsAbout[A][] }

/** All rules over all facts. Pure. */
export function judgeAll(facts: Facts, now: number): Found[] {
  return RULES.flatMap((rule) => judgeOne(rule, facts, now))
}

function judgeOne(rule: Rule, facts: Facts, now: number): Found[] {
  const place = { connectionId: null, campaignId: null, endpointId: null }
  switch (rule.about) {
    case 'connection':
      return facts.connection.flatMap((one) =>
        foundBy(rule, rule.judge(one, now), { ...place, id: one.id, connectionId: one.id }),
      )
    case 'campaign':
      return facts.campaign.flatMap((one) =>
        foundBy(rule, rule.judge(one, now), {
          ...place,
          id: one.id,
          campaignId: one.id,
          connectionId: one.connection.id,
        }),
      )
    case 'endpoint':
      return facts.endpoint.flatMap((one) =>
        foundBy(rule, rule.judge(one, now), { ...place, id: one.id, endpointId: one.id }),
      )
    case 'month':
      return facts.month.flatMap((one) =>
        foundBy(rule, rule.judge(one, now), { ...place, id: one.id }),
      )
    case 'sent_view':
      return facts.sent_view.flatMap((one) =>
        foundBy(rule, rule.judge(one, now), { ...place, id: one.id }),
      )
  }
}

type Place = Pick<Found, 'connectionId' | 'campaignId' | 'endpointId'> & { id: number }

function foundBy(rule: Rule, finding: Finding | null, { id, ...place }: Place): Found[] {
  if (finding === null) return []
  return [{ ...finding, ...place, rule: rule.name, subject: `${rule.about}:${id}` }]
}

/** The heading of a rule's alarms; its name where a newer Homing raised it. */
export function titleOf(name: string): string {
  return RULES.find((rule) => rule.name === name)?.title ?? name
}

export type { Finding, Rule, Severity } from './rule.ts'
