import { sql } from 'kysely'
import { noteRefused, refusalsOf, type PushOf, type TellChange } from '../../audience/index.ts'
import { Failure, type ContactField, type FieldValue } from '../../connectors/index.ts'
import { ERASED_TEXT } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { pausing } from './order.ts'
import { within, type Turn } from './turn.ts'
import type { RulesNow } from './values.ts'

/** People read at once. */
const READ_MAX = 50

interface Waiting {
  id: number
  listId: number
  addressId: number
  contactId: string | null
  changes: TellChange[]
}

/**
 * Tells of those who were just seen on their list what an import cannot say, a value that became
 * empty or a choice: each contact by a call of its own, with all that is told of it. Whoever may
 * not be written to at that moment is left out. Answers false where time is up and there is more.
 */
export async function writeEach(
  at: Turn,
  of: PushOf,
  { now, isLate }: { now: RulesNow; isLate: () => boolean },
): Promise<boolean> {
  const isChoice = ({ kind }: ContactField) => kind === 'choice' || kind === 'choices'
  const choices = now.fields.filter(isChoice).map(({ id }) => id)
  for (;;) {
    const people = await within(at, (tx) => waiting(tx, at, { of, choices }))
    if (people.length === 0) return true
    for (const one of people) {
      await writeOne(at, one, now.fields)
      if (isLate()) return false
    }
  }
}

async function waiting(
  tx: Tx,
  at: Turn,
  { of, choices }: { of: PushOf; choices: string[] },
): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select i.id, i.list_id as "listId", i.address_id as "addressId", i.changes,
      k.external_id as "contactId"
    from push_item i
    left join contact k on k.workspace_id = i.workspace_id and k.address_id = i.address_id
      and k.connection_id = ${at.lane.at.connectionId} and k.external_id <> ${ERASED_TEXT}
    where i.workspace_id = ${of.workspaceId} and i.push_id = ${of.pushId}
      and i.verb = 'tell' and i.status = 'waiting' and i.is_seen
      and exists (select from jsonb_array_elements(i.changes) as c (change)
        where c.change ->> 'after' = '' or c.change ->> 'fieldId' = any(${choices}::text[]))
    order by i.id limit ${READ_MAX}`.execute(tx)
  return rows
}

/** Settles one: sent, to be read back as those of a job are, or left out with the reason. */
async function writeOne(at: Turn, one: Waiting, fields: readonly ContactField[]): Promise<void> {
  const { id, listId, addressId, contactId } = one
  const { workspaceId } = at.lane.at
  const refusal = await within(at, async (tx) => {
    const asked = { workspaceId, listId, addressIds: [addressId], now: at.homing.now() }
    const reason = (await refusalsOf(tx, asked)).get(addressId)
    if (reason !== undefined) await noteRefused(tx, workspaceId, [{ id, reason }])
    return reason
  })
  if (refusal !== undefined) return
  const values = one.changes.flatMap(({ fieldId, after }): FieldValue[] => {
    const field = fields.find((other) => other.id === fieldId)
    return field === undefined ? [] : [{ field, value: after }]
  })
  const outcome =
    contactId === null ? 'not_there' : await pausing(at, () => call(at, contactId, values))
  await within(at, (tx) => settle(tx, workspaceId, { id, outcome }))
}

type Outcome = 'sent' | 'not_there' | { refused: string }

async function call(at: Turn, contactId: string, values: FieldValue[]): Promise<Outcome> {
  if (values.length === 0) return { refused: 'The service has these fields no more.' }
  try {
    await at.fields!.write(at.vendor, contactId, values)
    return 'sent'
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.kind === 'not_found') return 'not_there'
    if (error.kind === 'refused') return { refused: error.message }
    throw error
  }
}

async function settle(
  tx: Tx,
  workspaceId: number,
  { id, outcome }: { id: number; outcome: Outcome },
): Promise<void> {
  const [status, reason] =
    outcome === 'sent'
      ? ['sent', '']
      : outcome === 'not_there'
        ? ['skipped', 'not_there']
        : ['failed', 'refused_there']
  await sql`
    update push_item set status = ${status}, reason = ${reason},
      outcome = ${typeof outcome === 'string' ? '' : outcome.refused},
      settled_at = ${status === 'sent' ? null : sql`now()`}
    where workspace_id = ${workspaceId} and id = ${id} and status = 'waiting'`.execute(tx)
}
