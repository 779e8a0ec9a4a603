import type { SObject } from './objects.ts'
import type { Org } from './org.ts'
import { Refused } from './refusal.ts'
import type { Row } from './rows.ts'
import { badChoice } from './storing.ts'

/** What is looked at and completed before a record is stored. Throws for what is not right. */
export type Rule = (org: Org, next: Row, before: Row | undefined) => void

export function ruleOf(object: SObject): Rule | undefined {
  return object.prefix === 'a0X' ? numbered : rules[object.name]
}

const rules: Readonly<Record<string, Rule>> = {
  Contact: newAddress,
  Lead: newAddress,
  CampaignMember: member,
  CampaignMemberStatus: status,
  Task: activity,
  Event: event,
}

/** A new address has not bounced. */
function newAddress(_org: Org, next: Row, before: Row | undefined): void {
  if (before === undefined || next.Email === before.Email) return
  for (const name of ['EmailBouncedReason', 'EmailBouncedDate']) {
    if (next[name] === before[name]) next[name] = null
  }
}

function member(org: Org, next: Row, before: Row | undefined): void {
  // With both only the contact is kept, as the object reference says.
  if (next.ContactId !== null) next.LeadId = null
  const side = next.ContactId === null ? 'LeadId' : 'ContactId'
  if (next[side] === null) {
    throw new Refused('REQUIRED_FIELD_MISSING', 'Required fields are missing: [ContactId]', {
      fields: ['ContactId'],
    })
  }
  const others = org.table('CampaignMember').by(side, next[side] ?? null)
  const same = (one: Row) => one.CampaignId === next.CampaignId && !one.IsDeleted
  if (before === undefined && others.some(same)) {
    throw new Refused('DUPLICATE_VALUE', 'Already a campaign member.')
  }
  const labels = statusesOf(org, next.CampaignId as string)
  const usual = labels.find((one) => one.IsDefault === true)
  const label = next.Status ?? usual?.Label ?? null
  const chosen = labels.find((one) => one.Label === label)
  if (chosen === undefined) throw badChoice('Status', String(label))
  next.Status = label
  next.HasResponded = chosen.HasResponded ?? false
  if (chosen.HasResponded === true && next.FirstRespondedDate === null) {
    next.FirstRespondedDate = org.now().slice(0, 10)
  }
}

function statusesOf(org: Org, campaignId: string): readonly Row[] {
  const all = org.table('CampaignMemberStatus').by('CampaignId', campaignId)
  return all.filter((one) => !one.IsDeleted)
}

function status(org: Org, next: Row, before: Row | undefined): void {
  const others = statusesOf(org, next.CampaignId as string).filter((one) => one !== before)
  const taken = (name: 'Label' | 'SortOrder') => others.some((one) => one[name] === next[name])
  next.SortOrder ??= Math.max(0, ...others.map((one) => Number(one.SortOrder))) + 1
  for (const name of ['Label', 'SortOrder'] as const) {
    if (!taken(name)) continue
    const message = `duplicate value found: ${name} duplicates value on record`
    throw new Refused('DUPLICATE_VALUE', message, { fields: [name] })
  }
  if (next.IsDefault !== true) return
  for (const one of others) {
    if (one.IsDefault === true) org.table('CampaignMemberStatus').set(one, { IsDefault: false })
  }
}

function activity(org: Org, next: Row): void {
  const who = next.WhoId ?? null
  if (typeof who !== 'string' || (next.WhatId ?? null) === null) return
  if (org.objectOfId(who)?.name !== 'Lead') return
  const message = 'Related To ID cannot be specified when Name ID is a lead'
  throw new Refused('FIELD_INTEGRITY_EXCEPTION', message, { fields: ['WhatId'] })
}

const minute = 60_000

function event(org: Org, next: Row): void {
  activity(org, next)
  const start = Date.parse(String(next.StartDateTime).replace('+0000', 'Z'))
  if (next.EndDateTime === null && next.DurationInMinutes !== null) {
    const end = start + Number(next.DurationInMinutes) * minute
    next.EndDateTime = new Date(end).toISOString().replace('Z', '+0000')
  }
  if (next.EndDateTime === null) {
    throw new Refused('REQUIRED_FIELD_MISSING', 'Required fields are missing: [EndDateTime]', {
      fields: ['EndDateTime'],
    })
  }
  const end = Date.parse(String(next.EndDateTime).replace('+0000', 'Z'))
  if (end < start) {
    const message = 'The end of an event cannot be before its start'
    throw new Refused('FIELD_INTEGRITY_EXCEPTION', message, { fields: ['EndDateTime'] })
  }
  next.DurationInMinutes = Math.round((end - start) / minute)
}

function numbered(org: Org, next: Row, before: Row | undefined): void {
  if (before !== undefined) return
  const object = org.objectOfId(next.Id)
  const number = object === undefined ? 0 : org.table(object.name).size() + 1
  next.Name = `INT-${String(number).padStart(6, '0')}`
}
