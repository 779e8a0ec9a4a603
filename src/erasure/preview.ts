import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { wouldErase, type WouldErase } from './elsewhere.ts'
import { refuseMerged } from './merged.ts'
import { termsOfTarget } from './sought.ts'
import { targetOf } from './target.ts'

/** What an erasure would do, before anybody decides. */
export interface ErasurePreview {
  name: string
  /** What goes, or can be told of nobody any more. */
  erased: { what: string; count: number }[]
  /** What stays, and why. */
  kept: { what: string; count: number; why: string }[]
  /** Receipts that will be looked through. */
  receipts: number
  /** What the systems that know the person are asked. */
  elsewhere: WouldErase[]
}

/** Counts it; changes nothing. Refuses somebody who is not there. */
export async function previewErasure(
  tx: Tx,
  homing: Homing,
  { workspaceId, personId }: { workspaceId: number; personId: number },
): Promise<ErasurePreview> {
  await refuseMerged(tx, workspaceId, personId)
  const target = await targetOf(tx, workspaceId, personId)
  const own = target.addresses.filter((one) => !one.isShared)
  const addressIds = own.map((one) => one.id)
  const elsewhere = await wouldErase(tx, homing, { workspaceId, addressIds })
  const ids = sql`any (${addressIds}::integer[])`
  const terms = sql`${termsOfTarget(target)}::text[]`
  const w = workspaceId
  const { rows } = await sql<Record<string, number> & { name: string }>`
    select (select name from person where workspace_id = ${w} and id = ${personId}) as name,
      (select count(*)::integer from consent_fact where workspace_id = ${w}
        and person_id = ${personId} and address_id is null) as facts,
      (select count(*)::integer from consent_fact where workspace_id = ${w}
        and address_id = ${ids}) as kept_facts,
      (select count(*)::integer from contact where workspace_id = ${w}
        and address_id = ${ids}) as contacts,
      (select count(*)::integer from problem where workspace_id = ${w}
        and erasure_without(concat_ws(' ', record::text, sentence), ${terms})
          <> concat_ws(' ', record::text, sentence)) as problems,
      (select count(*)::integer from import_refusal where workspace_id = ${w}
        and erasure_without(record::text, ${terms}) <> record::text) as refusals,
      (select count(*)::integer from audit where workspace_id = ${w} and subject = 'person'
        and subject_id = ${String(personId)}) as audit,
      (select count(*)::integer from event where workspace_id = ${w}
        and address_id = ${ids}) as events,
      (select count(distinct campaign_id)::integer from event where workspace_id = ${w}
        and address_id = ${ids}) as campaigns,
      (select count(*)::integer from list_member where workspace_id = ${w}
        and address_id = ${ids}) as members,
      (select count(*)::integer from receipt where workspace_id = ${w}) as receipts`.execute(tx)
  const found = rows[0]!
  const count = (name: string) => found[name] ?? 0
  const erased = [
    { what: 'the person', count: 1 },
    { what: 'the addresses', count: own.length },
    { what: 'households of nobody else', count: target.householdIds.length },
    { what: 'what the person said of mailings, in words', count: count('facts') },
    { what: 'contacts at e-mail services', count: count('contacts') },
    { what: 'problems about the person', count: count('problems') },
    { what: 'refused rows of imports', count: count('refusals') },
    { what: 'entries of the audit, in words', count: count('audit') },
  ]
  const kept = [
    {
      what: 'addresses that others use too',
      count: target.addresses.length - own.length,
      why: 'They belong to the others as well; that this person used them is forgotten.',
    },
    {
      what: `events in ${count('campaigns')} campaigns`,
      count: count('events'),
      why: 'Every figure stays as it is; the address becomes a random text, the name goes.',
    },
    {
      what: 'opt-outs and other facts of the addresses',
      count: count('kept_facts'),
      why: 'Without words and without the address: so that nobody is written to again.',
    },
    {
      what: 'memberships of lists',
      count: count('members'),
      why: 'Under the random text, so that lists count as their service counts them.',
    },
    {
      what: 'keyed hashes of the addresses',
      count: own.length,
      why: 'So that an import or a service cannot bring them back.',
    },
  ]
  const some = <One extends { count: number }>(all: One[]) => all.filter((one) => one.count > 0)
  const told = { erased: some(erased), kept: some(kept), elsewhere }
  return { name: found.name, receipts: count('receipts'), ...told }
}
