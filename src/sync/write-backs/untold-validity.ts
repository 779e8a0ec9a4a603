import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Connections looked at in one go at most; a workspace has no more. */
const CONNECTIONS_MAX = 200
/** Nobody is written to against a wish meanwhile: unlike an opt-out it may take a day. */
const LATE_HOURS = 24

interface Untold {
  id: number
  name: string
  connector: string
  count: number
  outcome: string
  who: 'you' | 'vendor' | 'homing' | null
}

/**
 * Marks that a system has not taken, or not in time, are a problem of the connection until it has:
 * of one connection, or of all of the workspace.
 */
export async function tellUntoldValidity(
  tx: Tx,
  homing: Homing,
  at: { workspaceId: number; connectionId?: number },
): Promise<void> {
  for (const { id, name, connector, count, outcome, who } of await untold(tx, homing, at)) {
    const place = { workspaceId: at.workspaceId, connectionId: id }
    const identity = `untold-validity:${id}`
    if (count === 0) {
      await resolveProblems(tx, at.workspaceId, identity)
      continue
    }
    const title = homing.connectors.find((one) => one.id === connector)?.title ?? connector
    const words =
      count === 1
        ? `${title} has not taken over ${name} whether an address is good.`
        : `${title} has not taken over ${name} whether ${count} addresses are good.`
    await raiseProblems(tx, [
      {
        ...place,
        cause: 'A system has not taken whether addresses are good',
        sentence: `${words} ${outcome}`.trim(),
        remedy:
          'Homing itself goes by what it knows. Each person’s page says what was told of an '
          + 'address, and why it was not taken.',
        whoMustAct: who ?? 'vendor',
        identity,
      },
    ])
  }
}

async function untold(
  tx: Tx,
  homing: Homing,
  at: { workspaceId: number; connectionId?: number },
): Promise<Untold[]> {
  const { rows } = await sql<Untold>`
    select c.id, c.name, c.connector, late.count, late.outcome, late.who from write_back_lane l
    join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
    cross join lateral (
      select count(*)::integer as count,
        coalesce(mode() within group (order by w.outcome), '') as outcome,
        mode() within group (order by w.who_must_act) as who
      from write_back w
      where w.workspace_id = l.workspace_id and w.connection_id = l.connection_id
        and w.kind = 'validity' and c.deleted_at is null and c.status <> 'paused'
        and (w.status in ('failed', 'not_permitted') or (w.status = 'waiting' and w.due_at
          <= ${new Date(homing.now())}::timestamptz - make_interval(hours => ${LATE_HOURS})))
    ) late
    where l.workspace_id = ${at.workspaceId}
      and (${at.connectionId ?? null}::integer is null
        or c.id = ${at.connectionId ?? null}::integer)
    order by c.id limit ${CONNECTIONS_MAX}`.execute(tx)
  return rows
}
