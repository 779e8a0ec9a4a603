import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import { overdueWriteBacks } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Connections looked at in one go at most; a workspace has no more. */
const CONNECTIONS_MAX = 200

/**
 * What a system has not acknowledged in time is one problem of its connection, until it has: of one
 * connection, or of all of the workspace.
 */
export async function tellOverdue(
  tx: Tx,
  homing: Homing,
  at: { workspaceId: number; connectionId?: number },
): Promise<void> {
  const { workspaceId, connectionId } = at
  const late = await overdueWriteBacks(tx, workspaceId, homing.now())
  const { rows } = await sql<{ id: number; name: string; connector: string }>`
    select c.id, c.name, c.connector from write_back_lane l
    join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
    where l.workspace_id = ${workspaceId}
      and (${connectionId ?? null}::integer is null or c.id = ${connectionId ?? null}::integer)
    limit ${CONNECTIONS_MAX}`.execute(tx)
  for (const { id, name, connector } of rows) {
    const place = { workspaceId, connectionId: id }
    const found = late.get(id)
    if (found === undefined) {
      await resolveProblems(tx, workspaceId, overdueIdentity(place))
      continue
    }
    const title = homing.connectors.find((one) => one.id === connector)?.title ?? connector
    const { count, why, whoMustAct } = found
    const words =
      count === 1
        ? `${title} has not taken an opt-out over ${name}.`
        : `${title} has not taken ${count} opt-outs over ${name}.`
    await raiseProblems(tx, [
      {
        ...place,
        cause: 'A system has not taken an opt-out',
        sentence: `${words} ${why}`.trim(),
        remedy:
          'They hold in Homing. Until the system has taken them, nobody should send from there; '
          + 'Homing tries again by itself.',
        whoMustAct: whoMustAct ?? 'vendor',
        identity: overdueIdentity(place),
      },
    ])
  }
}

/** What late opt-outs of a connection are told under. */
function overdueIdentity({ connectionId }: Place): string {
  return `write-backs:${connectionId}`
}
