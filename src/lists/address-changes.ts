/** People whose address another took the place of: in a file, or at an ESP. */
import { sql } from 'kysely'
import { carryOptOutsOf } from '../consent/index.ts'
import { raiseProblems } from '../ledger/index.ts'
import { replaceAddresses, type Replacement, type ReplacedAddress } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { AccountRead } from './compare.ts'

const DOUBT = 'Somebody may have changed addresses'
/** Names told in a sentence at most. */
const NAMES_MAX = 5

/**
 * What follows when addresses were replaced: opt-outs that hold at addresses that ended become the
 * person's own, and what is in doubt becomes a problem. `where` is who told it, in words.
 */
export async function followReplaced(
  tx: Tx,
  of: { workspaceId: number; now: number; where: string; connectionId: number | null },
  replaced: readonly ReplacedAddress[],
): Promise<void> {
  if (replaced.length === 0) return
  const certain = replaced.filter((one) => !one.isDoubtful)
  await carryOptOutsOf(tx, { ...of, actor: of.where }, certain)
  await tellDoubts(
    tx,
    of,
    replaced.filter((one) => one.isDoubtful),
  )
}

/** What follows in an import; main.ts gives it to people, who know neither of both. */
export function followImported(now: () => number) {
  return (tx: Tx, workspaceId: number, replaced: readonly ReplacedAddress[]) =>
    followReplaced(tx, { workspaceId, now: now(), where: 'Import', connectionId: null }, replaced)
}

/**
 * Contacts of a complete read whose id is known while their address is new: the person has changed
 * addresses at the ESP, and is linked rather than made a second time. To be asked before the read
 * is applied.
 */
export async function replacedContacts(
  tx: Tx,
  read: AccountRead,
  plan: { adds: number[]; removals: number[] },
): Promise<Replacement[]> {
  if (plan.adds.length === 0 || plan.removals.length === 0) return []
  const { rows } = await sql<Replacement>`
    select old.address_id as "oldAddressId", min(s.address_id) as "newAddressId"
    from staged_contact s
    join contact old on old.workspace_id = s.workspace_id
      and old.connection_id = ${read.connectionId} and old.external_id = s.external_id
      and old.gone_at is null
    where s.workspace_id = ${read.workspaceId} and s.read_id = ${read.id}
      and s.address_id = any (${plan.adds}::integer[])
      and old.address_id = any (${plan.removals}::integer[])
    group by old.address_id having count(*) = 1
    order by 1`.execute(tx)
  return rows
}

/** Takes over what replacedContacts found. */
export async function replaceContacts(
  tx: Tx,
  read: AccountRead,
  replacements: readonly Replacement[],
): Promise<void> {
  if (replacements.length === 0) return
  const { workspaceId, connectionId } = read
  const { name, now } = await tx
    .selectFrom('connection')
    .select(['name', sql<number>`floor(extract(epoch from now()) * 1000)::float8`.as('now')])
    .where('id', '=', connectionId)
    .executeTakeFirstOrThrow()
  const at = { workspaceId, now, writer: `esp:${name}` }
  const replaced = await replaceAddresses(tx, at, replacements)
  await followReplaced(tx, { workspaceId, now, where: name, connectionId }, replaced)
}

/**
 * Ends the problems about addresses that are no longer in doubt: the old one was ended, or who else
 * used one of the two does so no more, or the person was given the new one as well.
 */
export async function endSettledDoubts(tx: Tx, workspaceId: number): Promise<void> {
  await sql`
    update problem p set status = 'resolved', last_at = now()
    from (
      select id, (record->>'personId')::integer as person_id,
        (record->>'oldAddressId')::integer as old_id, (record->>'newAddressId')::integer as new_id,
        array(select jsonb_array_elements_text(record->'otherIds')::integer) as others
      from problem
      where workspace_id = ${workspaceId} and status = 'open' and cause = ${DOUBT}
    ) d
    where p.workspace_id = ${workspaceId} and p.id = d.id and (
      not exists (select from person_address pa where pa.workspace_id = ${workspaceId}
        and pa.person_id = d.person_id and pa.address_id = d.old_id and pa.ended_at is null)
      or (cardinality(d.others) > 0 and not exists (
        select from person_address pa where pa.workspace_id = ${workspaceId}
          and pa.person_id = any(d.others) and pa.address_id in (d.old_id, d.new_id)
          and pa.ended_at is null))
      or (p.connection_id is not null and exists (
        select from person_address pa where pa.workspace_id = ${workspaceId}
          and pa.person_id = d.person_id and pa.address_id = d.new_id and pa.ended_at is null)))
  `.execute(tx)
}

async function tellDoubts(
  tx: Tx,
  of: { workspaceId: number; where: string; connectionId: number | null },
  doubts: readonly ReplacedAddress[],
): Promise<void> {
  if (doubts.length === 0) return
  const ids = [...new Set(doubts.flatMap((one) => [one.personId, ...one.otherIds]))]
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from person
    where workspace_id = ${of.workspaceId} and id = any(${ids}::integer[])`.execute(tx)
  const names = new Map(rows.map((row) => [row.id, row.name]))
  await raiseProblems(
    tx,
    doubts.map((one) => ({
      workspaceId: of.workspaceId,
      connectionId: of.connectionId,
      cause: DOUBT,
      sentence: sentenceOf(one, of.where, names),
      remedy:
        'Nothing was merged and no address was ended. On the person’s page, end the old address '
        + 'if it is no longer used; merge two entries that are one person; or ignore this.',
      whoMustAct: 'you' as const,
      field: 'address',
      record: one,
      identity: `replaced-address:${one.personId}:${one.oldAddressId}:${one.newAddressId}`,
    })),
  )
}

function sentenceOf(one: ReplacedAddress, where: string, names: Map<number, string>): string {
  const named = one.otherIds.slice(0, NAMES_MAX).map((id) => names.get(id) ?? 'somebody')
  const more = one.otherIds.length > NAMES_MAX ? ` and ${one.otherIds.length - NAMES_MAX} more` : ''
  const who = names.get(one.personId) ?? 'Somebody'
  if (named.length === 0) return `${where} says that ${who} is back at an address of before.`
  const others = named.join(', ') + more
  return `${where} says that ${who} has a new address, but ${others} may be meant as well.`
}
