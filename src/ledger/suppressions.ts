import { sql } from 'kysely'
import type { Connector, RemoteSuppression } from '../connectors/index.ts'
import { recordEspOptOuts, type EspOptOut } from '../consent/index.ts'
import { identifyAddresses, parseAddress, type AddressMet } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { toldAs } from './left-anew.ts'
import { raiseProblems, type Problem } from './problems.ts'
import type { PageRead } from './read-pages.ts'
import { problemIdentity, recordHash } from './record-identity.ts'

interface At {
  workspaceId: number
  connectionId: number
  connector: Pick<Connector, 'system'>
  runId: number | null
  now: number
}

interface Known extends RemoteSuppression {
  canonical: string
  addressId: number
}

/**
 * Whom a system writes to no more, as it states it outside any campaign: opt-outs and complaints
 * become consent facts, and what does not arrive makes an address invalid; none is an event. What a
 * campaign's feedback told already is the same told twice, and both are kept. Answers how many were
 * read, how many facts were new, and how many have no usable address.
 */
export async function takeSuppressions(
  tx: Tx,
  at: At,
  pages: Pick<PageRead, 'receipt' | 'suppressions'>[],
): Promise<{ read: number; written: number; parked: number }> {
  const seen = new Map<string, AddressMet>()
  const told: Omit<Known, 'addressId'>[] = []
  const parked: Problem[] = []
  for (const { receipt, suppressions } of pages) {
    for (const suppression of suppressions) {
      const parsed = parseAddress(suppression.address, suppression.channel)
      if (!parsed.ok) {
        parked.push(unparseable(at, receipt.id, suppression, parsed.reason))
        continue
      }
      const { address, name, beside } = suppression
      seen.set(parsed.canonical, { address, ...(name && { name }), ...(beside && { beside }) })
      told.push({ ...suppression, canonical: parsed.canonical })
    }
  }
  await raiseProblems(tx, parked)
  const read = told.length + parked.length
  if (told.length === 0) return { read, written: 0, parked: parked.length }
  const ids = await identifyAddresses(tx, at.workspaceId, seen)
  const known = told.map((one) => ({ ...one, addressId: ids.get(one.canonical)! }))
  const leaving = known.filter(({ cause }) => cause !== 'bounce')
  const facts = await factsOf(tx, at, leaving)
  const written = await recordEspOptOuts(tx, at.workspaceId, facts, at.now)
  if (at.runId !== null) await noteNewest(tx, at.connectionId, leaving)
  const unreachable = known.filter(({ cause }) => cause === 'bounce')
  await invalidate(tx, at, unreachable)
  return { read, written, parked: parked.length }
}

/**
 * The natural key of the consent fact. Without a date it is one wish for ever; with one, a later
 * wish is another. A complaint, and leaving a group alone, are never the same as leaving all.
 */
export function factKeyOf(
  connectionId: number,
  canonical: string,
  { cause, group, occurredAt }: Pick<RemoteSuppression, 'cause' | 'group' | 'occurredAt'>,
): string {
  const about = cause === 'complaint' ? ['complaint'] : group ? [group.kind, group.id] : []
  return ['contact', connectionId, canonical, ...about, occurredAt ?? 'undated'].join(':')
}

/**
 * Told without a date it is one wish for ever, but of who is known to have left anew: now. A date
 * without its zone tells one leaving from another, and no more.
 */
async function factsOf(tx: Tx, at: At, leaving: readonly Known[]): Promise<EspOptOut[]> {
  const isUndated = ({ occurredAt, group }: Known) => occurredAt === null && group === undefined
  const undated = leaving.filter(isUndated).map((one) => {
    const { addressId, naturalKey } = factOf(at, one)
    return { addressId, naturalKey, earliest: one.earliest ?? null }
  })
  const place = { ...at, isCrm: at.connector.system === 'crm' }
  const as = (await toldAs(tx, place, undated)).values()
  return leaving.flatMap((one): EspOptOut[] => {
    const fact = factOf(at, one)
    if (!isUndated(one)) return [fact]
    const { naturalKey } = fact
    const { earliest } = one
    switch (as.next().value!) {
      case 'first':
        return [
          earliest === undefined ? fact : { ...fact, naturalKey: `${naturalKey}:${earliest}` },
        ]
      case 'anew':
        return [{ ...fact, occurredAt: at.now, naturalKey: `${naturalKey}:${earliest ?? at.now}` }]
      case 'known':
        return []
    }
  })
}

function factOf({ connectionId, connector }: At, suppression: Known): EspOptOut {
  const { addressId, canonical, cause, group, occurredAt, reason, mark } = suppression
  return {
    addressId,
    occurredAt,
    reason: cause === 'complaint' ? 'reported the mail as spam' : reason,
    cause: cause === 'complaint' ? 'complaint' : 'wish',
    ...(group && { group }),
    connectionId,
    source: connector.system ?? 'esp',
    campaignId: null,
    mark,
    naturalKey: factKeyOf(connectionId, canonical, suppression),
  }
}

/** Keeps the newest opt-out a run was told of: the next asks for what has come since. */
async function noteNewest(tx: Tx, connectionId: number, leaving: readonly Known[]): Promise<void> {
  const newest = leaving.reduce(
    (last, { occurredAt, earliest }) => Math.max(last, occurredAt ?? earliest ?? 0),
    0,
  )
  if (newest === 0) return
  const at = sql`to_timestamp(${newest}::bigint / 1000.0)`
  await sql`
    update connection set opt_outs_told = ${at}
    where id = ${connectionId} and (opt_outs_told is null or opt_outs_told < ${at})`.execute(tx)
}

/**
 * The newest statement holds, until a person confirms the address. One without a date is made once,
 * at the moment it was first read: made anew with every reading, it would outlive the confirmation.
 *
 * What we told the system ourselves comes home as a statement there, and is none: it would outlive
 * what we told it for. It is known by our mark, or by standing there since no later than ours; in
 * doubt it is the system's.
 */
async function invalidate(tx: Tx, at: At, unreachable: readonly Known[]): Promise<void> {
  if (unreachable.length === 0) return
  await sql`
    update address a
    set suppressed_at = to_timestamp(s.ms / 1000.0), suppressed_by = ${at.connectionId}
    from (
      select distinct on (address_id) address_id, coalesce(ms, ${at.now}::bigint) as ms,
        ms is not null as is_dated
      from unnest(
        ${unreachable.map(({ addressId }) => addressId)}::integer[],
        ${unreachable.map(({ occurredAt }) => occurredAt)}::bigint[],
        ${unreachable.map(({ mark }) => mark ?? null)}::text[]
      ) as told (address_id, ms, mark)
      where not exists (select from write_back w
          where w.workspace_id = ${at.workspaceId} and w.connection_id = ${at.connectionId}
            and w.kind = 'validity' and w.mark = told.mark)
        and not exists (select from write_back w
          where w.workspace_id = ${at.workspaceId} and w.connection_id = ${at.connectionId}
            and w.address_id = told.address_id and w.kind = 'validity' and w.is_ours
            and coalesce(to_timestamp(told.ms / 1000.0) <= w.remote_at, true))
      order by address_id, told.ms desc nulls last
    ) s
    where a.workspace_id = ${at.workspaceId} and a.id = s.address_id
      and (a.suppressed_at is null
        or (s.is_dated and a.suppressed_at < to_timestamp(s.ms / 1000.0)))`.execute(tx)
}

function unparseable(
  at: At,
  receiptId: number,
  suppression: RemoteSuppression,
  reason: string,
): Problem {
  const { workspaceId, connectionId, runId } = at
  const hash = recordHash('opt_out', suppression)
  return {
    workspaceId,
    connectionId,
    runId,
    receiptId,
    cause: 'An opt-out without a usable address',
    sentence: `address: ${reason}`,
    remedy: 'Enter the right address here, or correct it at the ESP; the opt-out then holds.',
    whoMustAct: 'you',
    field: 'address',
    record: suppression,
    identity: problemIdentity({ connectionId, form: 'opt_out', field: 'address', hash }),
    parked: { form: 'opt_out', hash, key: null },
  }
}
