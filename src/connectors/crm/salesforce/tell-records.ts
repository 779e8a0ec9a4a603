/** Records of what targets did: found by their marks, made where they are not, written over. */
import type { JsonObject, OpenCampaign, ToldActivity, ToldTarget } from '../../sdk/index.ts'
import type { Outcome } from './collections.ts'
import { readText, textField, type Told, valuesOf } from './record-text.ts'
import type { RecordKind } from './records.ts'
import { dayOf, literal, literals, momentOf, safeId, textIn } from './values.ts'
import type { Ways } from './ways.ts'

export interface Found {
  id: string
  count: number
  isDeleted: boolean
}

/** Whether a target has records of this kind at all: an interaction's person is a contact. */
export function hasRecords(kind: RecordKind | null, { module }: ToldTarget): kind is RecordKind {
  return kind !== null && (kind.type !== 'interaction' || module === 'Contact')
}

/** What of a target has not been told yet. */
export function newsOf({ activities }: ToldTarget): ToldActivity[] {
  return activities.filter(({ count, told }) => count > told)
}

/** The records there are of targets, by their marks; the deleted and the archived among them. */
export async function findRecords(
  ways: Ways,
  kind: RecordKind,
  { campaign, targets }: { campaign: OpenCampaign; targets: readonly ToldTarget[] },
): Promise<Map<string, Found>> {
  const found = new Map<string, Found>()
  const ofKind = targets.filter((target) => hasRecords(kind, target))
  const asked = new Set(ofKind.flatMap(({ activities }) => activities.map(({ mark }) => mark)))
  for (const where of conditionsOf(ways, kind, { campaign, targets: ofKind })) {
    const fields = ['Id', 'IsDeleted', textField(kind), ...keyOf(kind)]
    for await (const records of ways.read({
      object: kind.object,
      fields,
      where,
      withDeleted: true,
    })) {
      for (const record of records) {
        const told = readText(record[textField(kind)])
        const mark = keyOf(kind).map((key) => textIn(record[key]))[0] ?? told?.mark
        if (mark === undefined || !asked.has(mark)) continue
        const isDeleted = record['IsDeleted'] === true
        const one = { id: safeId(record['Id']), count: told?.count ?? 0, isDeleted }
        if (!isDeleted || !found.has(mark)) found.set(mark, one)
      }
    }
  }
  return found
}

/** Writes the records, and answers what became of each, in their order. */
export async function writeRecords(
  ways: Ways,
  kind: RecordKind,
  { all, found }: { all: readonly Told[]; found: ReadonlyMap<string, Found> },
): Promise<Outcome[]> {
  if (kind.type === 'interaction') {
    const [key] = keyOf(kind)
    const rows = all.map((told) => ({ [key!]: told.activity.mark, ...valuesOf(kind, told) }))
    return ways.upsert({ object: kind.object, key: key! }, rows)
  }
  const idOf = ({ activity }: Told) => found.get(activity.mark)?.id
  const [made, changed] = [all.filter((told) => !idOf(told)), all.filter(idOf)]
  const changes = changed.map((told): JsonObject => ({ id: idOf(told)!, ...valuesOf(kind, told) }))
  const written = [
    ...(await ways.create(
      kind.object,
      made.map((told) => valuesOf(kind, told)),
    )),
    ...(await ways.update(kind.object, changes)),
  ]
  const outcomes = new Map([...made, ...changed].map((told, at) => [told, written[at]!]))
  return all.map((told) => outcomes.get(told)!)
}

/** The external key of an interaction; tasks and events of every installation have none. */
function keyOf(kind: RecordKind): string[] {
  return kind.type === 'interaction' ? [`${kind.prefix}External_Id__c`] : []
}

interface Asked {
  campaign: OpenCampaign
  targets: readonly ToldTarget[]
}

/**
 * SOQL looks into no long text: tasks and events are asked for by person and campaign, and known by
 * the mark in their text. Those of a lead name no campaign: they are asked for since it was sent.
 */
function conditionsOf(ways: Ways, kind: RecordKind, { campaign, targets }: Asked): string[] {
  const [key] = keyOf(kind)
  const slices = (all: readonly string[]) => slicesOf(all, ways.marksMax)
  if (key !== undefined) {
    const marks = targets.flatMap(({ activities }) => activities.map(({ mark }) => mark))
    return slices(marks).map((slice) => `${key} IN ${literals(slice)}`)
  }
  const idsOf = (module: string) =>
    targets.filter((one) => one.module === module).map(({ recordId }) => safeId(recordId))
  const since =
    kind.type === 'task'
      ? `ActivityDate >= ${dayOf(campaign.sentAt)}`
      : `StartDateTime >= ${momentOf(campaign.sentAt - DAY_MS)}`
  const ofCampaign = `WhatId = ${literal(safeId(campaign.id))}`
  const contacts = idsOf('Contact')
  return [
    ...(ways.isWhole
      ? contacts.slice(0, 1).map(() => ofCampaign)
      : slices(contacts).map((ids) => `${ofCampaign} AND WhoId IN ${literals(ids)}`)),
    ...slices(idsOf('Lead')).map((ids) => `WhoId IN ${literals(ids)} AND ${since}`),
  ]
}

const DAY_MS = 86_400_000

function slicesOf(all: readonly string[], max: number): string[][] {
  const count = Math.ceil(all.length / max)
  return Array.from({ length: count }, (_, at) => all.slice(at * max, (at + 1) * max))
}
