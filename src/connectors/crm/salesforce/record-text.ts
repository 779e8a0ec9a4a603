/** What a task, an event or an interaction says of one thing a target did. Pure. */
import type { JsonObject, OpenCampaign, ToldActivity, ToldTarget } from '../../sdk/index.ts'
import { LABELS } from './members.ts'
import type { RecordKind } from './records.ts'
import { cutText, dayOf, momentOf, textIn } from './values.ts'

/** Characters of a subject (object reference, Task and Event), and of a line of ours. */
const SUBJECT_MAX = 255
const LINE_MAX = 1_000

/** A target, what it did, and the account of its contact. */
export interface Told {
  campaign: OpenCampaign
  target: ToldTarget
  activity: ToldActivity
  accountId: string | null
}

/** All that is known, so that it can be written over what was told before. */
export function textOf({ campaign, target, activity }: Told): string {
  const { count, firstAt, lastAt, link, reason, bounce, mark } = activity
  const lines = [
    `Subject: ${campaign.subject}`,
    `Times: ${count}`,
    `First: ${readable(firstAt)}`,
    ...(lastAt === firstAt ? [] : [`Last: ${readable(lastAt)}`]),
    `To: ${target.address}`,
    ...(link ? [`Link: ${link}`] : []),
    ...(reason ? [`Reason: ${reason}`] : []),
    ...(bounce ? [`Answer: ${bounce.class}, ${bounce.code}`] : []),
    `Told by Homing (${mark}).`,
  ]
  return lines.map((line) => cutText(line, LINE_MAX)).join('\n')
}

/** The mark in a text of ours, and how often it says that it happened. */
export function readText(text: unknown): { mark: string; count: number } | null {
  const told = textIn(text)
  const mark = /Told by Homing \(([\da-f-]{36})\)/.exec(told)?.[1]
  return mark === undefined ? null : { mark, count: Number(/^Times: (\d+)/m.exec(told)?.[1] ?? 0) }
}

/** The name of the field that holds the text. */
export function textField(kind: RecordKind): string {
  return kind.type === 'interaction' ? `${kind.prefix}Details__c` : 'Description'
}

/** The fields of a record in full; of whom it is, apart from its id or key. */
export function valuesOf(kind: RecordKind, told: Told): JsonObject {
  const { campaign, target, activity, accountId } = told
  const at = activity.kind === 'bounce' ? activity.lastAt : activity.firstAt
  const word = LABELS[activity.kind]
  const text = { [textField(kind)]: textOf(told) }
  if (kind.type === 'interaction') {
    const { prefix } = kind
    return {
      [`${prefix}Method_Picklist__c`]: 'Email',
      [`${prefix}Direction_Picklist__c`]: isOurs(activity) ? 'Outbound' : 'Inbound',
      [`${prefix}Person__c`]: target.recordId,
      ...(accountId !== null && { [`${prefix}Client__c`]: accountId }),
      [`${prefix}Outcome__c`]: cutText(`${word}: ${campaign.name}`, SUBJECT_MAX),
      ...text,
    }
  }
  const common = {
    WhoId: target.recordId,
    // A lead's activity belongs to nothing else.
    ...(target.module === 'Contact' && { WhatId: campaign.id }),
    Subject: cutText(`${word}: ${campaign.name}`, SUBJECT_MAX),
    ...text,
  }
  if (kind.type === 'task') {
    return { ...common, ActivityDate: dayOf(at), Status: 'Completed', Priority: 'Normal' }
  }
  // Nobody's time is taken by it.
  return { ...common, StartDateTime: momentOf(at), EndDateTime: momentOf(at), ShowAs: 'Free' }
}

/** What came from us; all else came from the person. */
function isOurs({ kind }: ToldActivity): boolean {
  return kind === 'sent' || kind === 'bounce'
}

function readable(ms: number): string {
  return `${momentOf(ms).slice(0, 19).replace('T', ' ')} UTC`
}
