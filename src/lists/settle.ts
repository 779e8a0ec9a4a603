import { sql } from 'kysely'
import { raiseProblems, resolveProblems } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { endSettledDoubts, replaceContacts, replacedContacts } from './address-changes.ts'
import { applyContacts, applyLists, applyMembers } from './apply.ts'
import {
  contactsPlan,
  listsPlan,
  membersGone,
  membersPlans,
  type AccountRead,
  type NamedPlan,
} from './compare.ts'
import { guard, type HoldReason } from './plan.ts'
import { replaceHeld, settleRead } from './reads.ts'

/** Of what a held change would take away, so many are shown. */
const SAMPLE_MAX = 10
/** Reasons that are told; the rest is counted. */
const REASONS_MAX = 10

/** The members of all lists together, as they are told. */
const MEMBERS_OF_ALL = 'list members'

/** What a change comes to, shown with it. */
export interface ChangeCounts {
  adds: number
  changes: number
  removals: number
  /** Of single lists, all lists together. */
  joins: number
  leaves: number
}

export interface SampledRemoval {
  /** What it would be taken from: "contacts", "lists", or the name of a list. */
  from: string
  /** An address, or the name of a list. */
  what: string
}

interface Comparison {
  main: NamedPlan<string> | NamedPlan<number>
  members: Map<number, NamedPlan<number>>
}

/**
 * Ends a complete read: applied where the guard lets it, or, without asking it, where somebody has
 * decided so; else held with its reasons, counts and a sample, and told as a problem until somebody
 * decides.
 */
export async function endRead(
  tx: Tx,
  read: AccountRead,
  decided: { by: string } | null = null,
): Promise<'applied' | 'held'> {
  const compared = await compare(tx, read)
  const reasons = decided === null ? await reasonsToHold(tx, read, compared) : []
  const counts = countsOf(compared)
  if (decided === null) await replaceHeld(tx, read)
  if (reasons.length > 0) {
    const sample = await sampleOf(tx, read, compared)
    await settleRead(tx, read.id, { status: 'held', reasons, counts, sample })
    await tellHeld(tx, read, reasons)
    return 'held'
  }
  await apply(tx, read, compared)
  await settleRead(tx, read.id, {
    status: 'applied',
    counts,
    ...(decided === null ? {} : { by: decided.by }),
  })
  await resolveProblems(tx, read.workspaceId, identityOf(read))
  return 'applied'
}

/** What is told until a held change is decided. */
export function identityOf(read: Pick<AccountRead, 'connectionId' | 'kind'>): string {
  return `held:${read.connectionId}:${read.kind}`
}

async function compare(tx: Tx, read: AccountRead): Promise<Comparison> {
  if (read.kind === 'lists') return { main: await listsPlan(tx, read), members: new Map() }
  return { main: await contactsPlan(tx, read), members: await membersPlans(tx, read) }
}

async function reasonsToHold(tx: Tx, read: AccountRead, compared: Comparison): Promise<string[]> {
  const { removals_percent_max: cap } = await tx
    .selectFrom('connection')
    .select('removals_percent_max')
    .where('id', '=', read.connectionId)
    .executeTakeFirstOrThrow()
  const plans = [compared.main, ...compared.members.values()].map(({ name, plan, source }) => ({
    name,
    sizes: { held: plan.held, wanted: plan.wanted, removals: plan.removals.length },
    source,
  }))
  if (read.kind === 'lists') {
    const { plan, source } = compared.main as NamedPlan<string>
    const sizes = await membersGone(tx, read, plan.removals)
    plans.push({ name: MEMBERS_OF_ALL, sizes, source })
  }
  const reasons = plans.flatMap(({ name, sizes, source }) => {
    const decision = guard(sizes, source, cap)
    if (decision.apply) return []
    return [sentence(name, sizes, { ...decision, cap, refused: source.refused })]
  })
  if (reasons.length <= REASONS_MAX) return reasons
  return [...reasons.slice(0, REASONS_MAX), `And ${reasons.length - REASONS_MAX} more like these.`]
}

const OF_ALL: Partial<Record<string, string>> = {
  lists: 'the account’s lists',
  contacts: 'the account’s contacts',
  [MEMBERS_OF_ALL]: 'the account’s list members',
}

function sentence(
  name: string,
  { held, wanted, removals }: { held: number; wanted: number; removals: number },
  why: { reason: HoldReason; share: number; cap: number; refused: number },
): string {
  const what = OF_ALL[name] ?? `“${name}”`
  const loss = `${removals} of ${held} would go from ${what}`
  switch (why.reason) {
    case 'empty':
      return `${loss}: it came back empty.`
    case 'partial':
      return why.refused > 0
        ? `${loss}, but ${why.refused} rows of the read could not be understood.`
        : `${loss}, but only ${wanted} came though the service counts more.`
    case 'too_many':
      return `${loss}: ${Math.round(why.share)} %, and up to ${why.cap} % go without asking.`
    case 'failed':
    case 'stale':
      return `${loss}, and the read did not come to its end.`
  }
}

function countsOf({ main, members }: Comparison): ChangeCounts {
  let joins = 0
  let leaves = 0
  for (const { plan } of members.values()) {
    joins += plan.adds.length
    leaves += plan.removals.length
  }
  const { adds, changes, removals } = main.plan
  return {
    adds: adds.length,
    changes: changes.length,
    removals: removals.length,
    joins,
    leaves,
  }
}

async function apply(tx: Tx, read: AccountRead, { main, members }: Comparison): Promise<void> {
  if (read.kind === 'lists') return applyLists(tx, read, (main as NamedPlan<string>).plan)
  const { plan } = main as NamedPlan<number>
  await replaceContacts(tx, read, await replacedContacts(tx, read, plan))
  await endSettledDoubts(tx, read.workspaceId)
  await applyContacts(tx, read, plan)
  for (const [listId, { plan }] of members) {
    await applyMembers(tx, { workspaceId: read.workspaceId, listId }, plan)
  }
}

async function sampleOf(
  tx: Tx,
  read: AccountRead,
  { main, members }: Comparison,
): Promise<SampledRemoval[]> {
  if (read.kind === 'lists') {
    const { rows } = await sql<{ name: string }>`
      select name from list where workspace_id = ${read.workspaceId}
        and connection_id = ${read.connectionId}
        and external_id = any (${main.plan.removals.slice(0, SAMPLE_MAX)}::text[])
      order by name`.execute(tx)
    return rows.map(({ name }) => ({ from: 'lists', what: name }))
  }
  const ids = [main as NamedPlan<number>, ...members.values()].flatMap(({ name, plan }) =>
    plan.removals.slice(0, SAMPLE_MAX).map((addressId) => ({ from: name, addressId })),
  )
  const shown = ids.slice(0, SAMPLE_MAX)
  const { rows } = await sql<{ id: number; address: string }>`
    select id, address from address where workspace_id = ${read.workspaceId}
      and id = any (${shown.map(({ addressId }) => addressId)}::integer[])`.execute(tx)
  const addresses = new Map(rows.map(({ id, address }) => [id, address]))
  return shown.map(({ from, addressId }) => ({ from, what: addresses.get(addressId) ?? '' }))
}

async function tellHeld(tx: Tx, read: AccountRead, reasons: string[]): Promise<void> {
  await raiseProblems(tx, [
    {
      workspaceId: read.workspaceId,
      connectionId: read.connectionId,
      cause: 'A change waits for your approval',
      sentence: reasons[0]!,
      remedy:
        'Nothing was taken away. Look at the change on the connection’s page, and approve or '
        + 'refuse it. A later read that is in order settles it by itself.',
      whoMustAct: 'you',
      identity: identityOf(read),
    },
  ])
}
