import { sql } from 'kysely'
import type { PushOf, TellChange } from '../../audience/index.ts'
import type { ContactField, NewMember, RemoteContact } from '../../connectors/index.ts'
import { noteDetails, noteLeft } from '../../lists/index.ts'
import { heldIn } from '../../mapping/index.ts'
import { sameValue } from '../../mapping/rules/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Told } from './jobs.ts'
import { within, type Turn } from './turn.ts'
import type { RulesNow } from './values.ts'
import { walkContacts, type Met } from './walk-contacts.ts'

/** Whoever was seen on a list longer ago is looked for again before anything is told. */
const LOOK_MS_MAX = 15 * 60_000

/**
 * Right before details are told: is each on the list still, for the import that tells them puts on
 * it whoever is not? Answers false where time is up and there is more.
 */
export async function lookFirst(
  at: Turn,
  of: PushOf,
  { now, isLate }: { now: RulesNow; isLate: () => boolean },
): Promise<boolean> {
  const { workspaceId, pushId } = of
  await within(at, async (tx) => {
    const old = new Date(at.homing.now() - LOOK_MS_MAX)
    await sql`
      update push_item i set is_seen = false from push p
      where i.workspace_id = ${workspaceId} and i.push_id = ${pushId} and i.status = 'waiting'
        and i.verb = 'tell' and i.is_seen and p.workspace_id = i.workspace_id
        and p.id = i.push_id and p.looked_at < ${old}`.execute(tx)
    await sql`
      update push set looked_at = ${new Date(at.homing.now())}
      where workspace_id = ${workspaceId} and id = ${pushId}
        and (looked_at is null or looked_at < ${old})`.execute(tx)
  })
  const whose = { where: sql`i.status = 'waiting' and not i.is_seen`, isLate }
  return walkContacts(at, of, {
    ...whose,
    settle: async (tx, list, met) => {
      const isOn = ({ contact }: Met) => contact?.lists.includes(list.external) ?? false
      const gone = met.filter((one) => !isOn(one))
      const same = met.filter((one) => isOn(one) && holdsAll(one, now.fields))
      const seen = met.filter((one) => isOn(one) && !holdsAll(one, now.fields))
      await settle(tx, of, gone, { status: 'skipped', reason: 'not_there' })
      await settle(tx, of, same, { status: 'not_needed', reason: 'same_there' })
      await noteSeen(tx, of, seen, now.fields)
      const { listId } = list
      await noteLeft(
        tx,
        { workspaceId, listId },
        gone.map((one) => one.addressId),
      )
      await noteDetails(tx, at.lane.at, same.map(detailsOf))
    },
  })
}

/** After the jobs are over: does each hold what was told? As lookFirst. */
export async function readBackTold(
  at: Turn,
  of: PushOf,
  { now, isLate }: { now: RulesNow; isLate: () => boolean },
): Promise<boolean> {
  return walkContacts(at, of, {
    where: sql`i.status = 'sent'`,
    isLate,
    settle: async (tx, _, met) => {
      const good = met.filter((one) => holdsAll(one, now.fields))
      const bad = met.filter((one) => !holdsAll(one, now.fields))
      await settle(tx, of, good, { status: 'done', reason: '' })
      await settle(tx, of, bad, { status: 'failed', reason: 'not_acknowledged' })
      await noteDetails(tx, at.lane.at, good.map(detailsOf))
    },
  })
}

/** Whether a contact holds what it was to be told, in its fields as they are now. Pure. */
function holdsAll(
  { contact, changes }: Pick<Met, 'contact' | 'changes'>,
  fields: readonly ContactField[],
): boolean {
  if (contact === null) return false
  const held = { ...contact, details: contact.values }
  return changes.every(({ fieldId, after }) => {
    const field = fields.find(({ id }) => id === fieldId)
    return field !== undefined && sameValue(field, after, heldIn(held, field))
  })
}

/** What a job tells of its people: what was planned, in the fields that are there still. */
export async function toldMembers(
  at: Turn,
  people: readonly Told[],
  now: RulesNow,
): Promise<NewMember[]> {
  const ids = people.map((one) => one.id)
  const { rows } = await within(at, (tx) =>
    sql<{ id: number; changes: TellChange[] }>`
      select id, changes from push_item
      where workspace_id = ${at.lane.at.workspaceId}
        and id = any(${ids}::integer[])`.execute(tx),
  )
  const changes = new Map(rows.map((row) => [row.id, row.changes]))
  const byId = new Map(now.fields.map((field) => [field.id, field]))
  return people.map(({ id, address }) => ({
    address,
    values: (changes.get(id) ?? []).flatMap(({ fieldId, after }) => {
      const field = byId.get(fieldId)
      return field === undefined ? [] : [{ field, value: after }]
    }),
  }))
}

async function settle(
  tx: Tx,
  { workspaceId }: PushOf,
  met: readonly Met[],
  as: { status: 'done' | 'failed' | 'skipped' | 'not_needed'; reason: string },
): Promise<void> {
  await sql`
    update push_item set status = ${as.status}, reason = ${as.reason}, settled_at = now()
    where workspace_id = ${workspaceId}
      and id = any(${met.map((one) => one.id)}::integer[])`.execute(tx)
}

/** Those who are told next, each with the parts that go along as they were just seen. */
async function noteSeen(
  tx: Tx,
  { workspaceId }: PushOf,
  met: readonly Met[],
  fields: readonly ContactField[],
): Promise<void> {
  const seen = met.map((one) => ({ id: one.id, changes: withParts(one, fields) }))
  await sql`
    update push_item i set is_seen = true, changes = s.changes
    from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as s (id integer, changes jsonb)
    where i.workspace_id = ${workspaceId} and i.id = s.id`.execute(tx)
}

/**
 * What is told of a contact: its changes and, where one is a part of something, the other parts as
 * the ESP holds them, so that nothing is lost where it takes what it is told for the whole. Pure.
 */
export function withParts(
  { contact, changes }: Pick<Met, 'contact' | 'changes'>,
  fields: readonly ContactField[],
): TellChange[] {
  const changed = changes.filter(({ before, after }) => before !== after)
  const ids = new Set(changed.map(({ fieldId }) => fieldId))
  const wholes = new Set(fields.filter(({ id }) => ids.has(id)).map(({ partOf }) => partOf))
  const along = fields.flatMap((field) => {
    const held = contact?.values[field.id] ?? ''
    const goes = field.partOf !== undefined && wholes.has(field.partOf) && !ids.has(field.id)
    if (!goes || held === '') return []
    return [{ fieldId: field.id, label: field.label, before: held, after: held }]
  })
  return [...changed, ...along]
}

function detailsOf({ addressId, contact }: Met): RemoteContact & { addressId: number } {
  return { ...contact!, addressId }
}
