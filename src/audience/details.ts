import { sql } from 'kysely'
import type { Connector } from '../connectors/index.ts'
import { ERASED_TEXT, raiseProblems, resolveProblems } from '../ledger/index.ts'
import {
  CONTACT_COLUMNS,
  factsOf,
  fillsIt,
  heldIn,
  tellMisfits,
  type FilledContact,
  type Misfit,
} from '../mapping/index.ts'
import {
  decide,
  factsFor,
  valueFor,
  type Known,
  type Rule,
  type RuleField,
} from '../mapping/rules/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { DECIDED_MAX } from './allowed.ts'
import { decideAll, heldIdentity, lastRead, tellHeld, type Within } from './make-plan.ts'
import { reasonToHoldDetails } from './plan.ts'
import { createPush, findPush, ITEMS_MAX, wakePushes, type NewPush, type PushOf } from './push.ts'
import type { Reason } from './reasons.ts'

/** One value that is told of a contact. */
export interface TellChange {
  fieldId: string
  label: string
  before: string
  /** Empty: it is emptied there. */
  after: string
}

/** Begins a push of changed details, and has it planned: nothing is called before that. */
export async function compareDetails(
  tx: Tx,
  connectors: readonly Connector[],
  asked: Omit<NewPush, 'cause' | 'isExact'>,
): Promise<PushOf> {
  const of = await createPush(tx, connectors, { ...asked, cause: 'details' })
  await sql`
    update push set status = 'planning'
    where workspace_id = ${of.workspaceId} and id = ${of.pushId}`.execute(tx)
  await wakePushes(tx, of.workspaceId, asked.connectionId)
  return of
}

export interface DetailsPlan {
  /** Over the fields as the ESP has them now, and those it has no more. */
  rules: readonly Rule[]
  gone: readonly RuleField[]
  title: string
  /** Its words for a permission under which it sends nothing: nobody reads their details. */
  unmailableWords: readonly string[]
  /** Characters of an address its import takes. */
  addressCharsMax: number
}

const TOO_LONG = 'The address is longer than the service takes in an import.'

interface Compared {
  after: number
  misfits: Misfit[]
  /** Contacts that differ, and are on no list. */
  unlisted: number
}

/**
 * Plans a push of details: the difference between what the mapping makes of everybody and what the
 * ESP holds of its contacts, as they were last read. Nothing is called. Begun again after a crash,
 * it comes to the same.
 */
export async function makeDetailsPlan(
  within: Within,
  of: PushOf,
  plan: DetailsPlan,
  now: () => number,
): Promise<void> {
  const isPlanning = await within(async (tx) => {
    const push = await findPush(tx, of)
    if (push.status !== 'planning' || push.cause !== 'details') return false
    await sql`delete from push_item
      where workspace_id = ${of.workspaceId} and push_id = ${of.pushId}`.execute(tx)
    return true
  })
  if (!isPlanning) return
  const all: Compared = { after: 0, misfits: [], unlisted: 0 }
  for (let batch = 0; batch * DECIDED_MAX <= ITEMS_MAX; batch++) {
    if (!(await within((tx) => compareBatch(tx, of, { plan, all })))) break
  }
  await decideAll(within, of, now)
  await within((tx) => endDetails(tx, of, { plan, all, now: now() }))
}

type Row = FilledContact & { listId: number | null; personId: number | null }

/** Some contacts, in the order of their addresses; answers whether there were any. */
async function compareBatch(
  tx: Tx,
  of: PushOf,
  { plan, all }: { plan: DetailsPlan; all: Compared },
): Promise<boolean> {
  const { workspaceId } = of
  const { rows } = await sql<Row>`
    select k.address_id as "addressId", a.address, ${CONTACT_COLUMNS},
      ${fillsIt(sql`k.address_id`)} as "personId",
      (select min(l.id) from list_member m
        join list l on l.workspace_id = m.workspace_id and l.id = m.list_id
        where m.workspace_id = k.workspace_id and m.address_id = k.address_id
          and m.gone_at is null and l.gone_at is null
          and l.connection_id = k.connection_id) as "listId"
    from contact k
    join push p on p.workspace_id = k.workspace_id and p.connection_id = k.connection_id
    join address a on a.workspace_id = k.workspace_id and a.id = k.address_id
    where p.workspace_id = ${workspaceId} and p.id = ${of.pushId} and k.gone_at is null
      and k.external_id <> ${ERASED_TEXT} and k.address_id > ${all.after}
      and k.permission <> all(${[...plan.unmailableWords]}::text[])
    order by k.address_id limit ${DECIDED_MAX}`.execute(tx)
  const last = rows.at(-1)
  if (last === undefined) return false
  all.after = last.addressId
  const ids = rows.flatMap((row) => row.personId ?? [])
  const facts = await factsOf(tx, workspaceId, [...new Set(ids)])
  const items = rows.flatMap((row) => {
    const known = row.personId === null ? undefined : facts.get(row.personId)
    if (known === undefined) return []
    const { changes, misfits } = changesOf(plan.rules, { row, known })
    all.misfits.push(...misfits)
    if (changes.length > 0 && row.listId === null) all.unlisted += 1
    if (row.listId === null || changes.length + misfits.length === 0) return []
    const isTooLong = row.address.length > plan.addressCharsMax
    const reason = isTooLong ? 'address_too_long' : changes.length > 0 ? '' : 'value_refused'
    const outcome = isTooLong ? TOO_LONG : misfits.map((one) => one.sentence).join(' ')
    const { addressId, personId, listId } = row
    return [{ addressId, personId, listId, changes, outcome, reason } as const]
  })
  await insertItems(tx, of, items)
  return true
}

/** What is to be told of one contact, and what does not fit. Pure. */
export function changesOf(
  rules: readonly Rule[],
  { row, known }: { row: Omit<Row, 'listId'>; known: Known },
): { changes: TellChange[]; misfits: Misfit[] } {
  const changes: TellChange[] = []
  const misfits: Misfit[] = []
  for (const rule of rules) {
    const { id: fieldId, label } = rule.field
    const made = valueFor(factsFor(rule, known), rule)
    if (!made.ok) {
      const { sentence, remedy } = made
      misfits.push({ fieldId, personId: row.personId!, sentence, remedy })
      continue
    }
    const before = heldIn(row, rule.field)
    const sides = { here: made.value, there: before, told: row.told[fieldId] ?? '' }
    if (!['fill', 'replace', 'empty'].includes(decide(rule, sides))) continue
    changes.push({ fieldId, label, before, after: made.value })
  }
  return { changes, misfits }
}

async function insertItems(
  tx: Tx,
  { workspaceId, pushId }: PushOf,
  items: readonly (Pick<Row, 'addressId' | 'personId' | 'listId'> & {
    changes: TellChange[]
    outcome: string
    reason: Reason | ''
  })[],
): Promise<void> {
  if (items.length === 0) return
  await sql`
    insert into push_item (workspace_id, push_id, list_id, person_id, address_id, verb, status,
      reason, outcome, changes)
    select ${workspaceId}, ${pushId}, r."listId", r."personId", r."addressId", 'tell',
      case when r.reason = '' then 'chosen' else 'skipped' end, r.reason, r.outcome, r.changes
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as r ("listId" integer,
      "personId" integer, "addressId" integer, reason text, outcome text,
      changes jsonb)`.execute(tx)
}

async function endDetails(
  tx: Tx,
  of: PushOf,
  { plan, all, now }: { plan: DetailsPlan; all: Compared; now: number },
): Promise<void> {
  const { workspaceId, pushId } = of
  const push = await findPush(tx, of)
  if (push.status !== 'planning') return
  const place = { workspaceId, connectionId: push.connectionId }
  const fields = plan.rules.map((rule) => rule.field)
  const { gone, title } = plan
  await tellMisfits(tx, place, { fields, gone, title, misfits: all.misfits, isAll: true })
  await tellUnlisted(tx, place, { title, unlisted: all.unlisted })
  const read = await lastRead(tx, workspaceId, push.connectionId)
  const { rows } = await sql<{ waiting: number; contacts: number }>`
    select (select count(*)::integer from push_item where workspace_id = ${workspaceId}
        and push_id = ${pushId} and status = 'waiting') as waiting,
      (select count(*)::integer from contact where workspace_id = ${workspaceId}
        and connection_id = ${push.connectionId} and gone_at is null) as contacts`.execute(tx)
  const reasons = reasonToHoldDetails(rows[0]!, read, now)
  const goes = push.startsItself ? (rows[0]!.waiting === 0 ? 'done' : 'approved') : 'planned'
  const status = reasons.length > 0 ? 'held' : goes
  await sql`
    update push set status = ${status}, reasons = ${reasons}, planned_at = ${new Date(now)},
      compared_with = ${read.readAt === null ? null : new Date(read.readAt)},
      approved_at = ${status === 'approved' ? new Date(now) : null}::timestamptz,
      approved_by = ${status === 'approved' ? sql`created_by` : null},
      ended_at = ${status === 'done' ? new Date(now) : null}::timestamptz,
      outcome = ${status === 'done' ? 'Nothing differs that can be told.' : ''}
    where workspace_id = ${workspaceId} and id = ${pushId}`.execute(tx)
  const remedy = 'Nothing was told. Look at the push and at what would change.'
  if (status === 'held') await tellHeld(tx, of, push, { reasons, remedy })
  else await resolveProblems(tx, workspaceId, heldIdentity(of))
}

/** An import names a list, and nobody is put on one only to be told about. */
async function tellUnlisted(
  tx: Tx,
  place: { workspaceId: number; connectionId: number },
  { title, unlisted }: { title: string; unlisted: number },
): Promise<void> {
  const identity = `unlisted:${place.connectionId}`
  if (unlisted === 0) return resolveProblems(tx, place.workspaceId, identity)
  await raiseProblems(tx, [
    {
      ...place,
      cause: 'Details of contacts on no list are not told',
      sentence: `${unlisted} contacts differ at ${title} and are on no list there.`,
      remedy: 'Put them on a list, if they are to be written to: then their details follow.',
      whoMustAct: 'you',
      identity,
    },
  ])
}
