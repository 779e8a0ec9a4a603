import { sql } from 'kysely'
import type { EspGroup } from '../consent/index.ts'
import { keepProblems } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { isRead } from './esp-groups.ts'

/** Unmapped groups that are told at once; the rest when these are mapped. */
const TOLD_MAX = 500

export const UNMAPPED = 'An opt-out of a group that stands for no topic'

/**
 * Tells, a problem a group, which groups of ESPs people have left that stand for no topic, and ends
 * those problems whose group is mapped now. That is a state, not an event: whoever wrote the fact,
 * by whichever door, and however it came to be mapped, the next look finds it. So it is looked at
 * every minute and after each change of a mapping, not told by each writer of facts.
 */
export async function tellUnmapped(tx: Tx, workspaceId: number): Promise<void> {
  const groups = await unmappedGroups(tx, workspaceId)
  await keepProblems(
    tx,
    { workspaceId, cause: UNMAPPED },
    groups.map((group) => ({
      workspaceId,
      connectionId: group.connectionId,
      cause: UNMAPPED,
      sentence: sentenceOf(group),
      remedy:
        'Say under Topics which topic the group stands for. Until then the addresses get no '
        + 'mailing at all, which is the safe side.',
      whoMustAct: 'you' as const,
      record: {
        unmappedGroup: {
          connectionId: group.connectionId,
          kind: group.kind,
          externalId: group.externalId,
        },
      },
      identity: `unmapped:${group.connectionId}:${group.kind}:${group.externalId}`,
    })),
  )
}

interface Unmapped extends EspGroup {
  name: string | null
  addresses: number
}

/**
 * The groups are hopped over in the index of facts about groups, one step a group however many left
 * it; only of those that are open the addresses are counted.
 */
async function unmappedGroups(tx: Tx, workspaceId: number): Promise<Unmapped[]> {
  const { rows } = await sql<Unmapped>`
    with recursive hop as (
      (select connection_id, external_kind, external_id from consent_fact
        where workspace_id = ${workspaceId} and external_id is not null
        order by connection_id, external_kind, external_id limit 1)
      union all
      select n.* from hop h cross join lateral (
        select connection_id, external_kind, external_id from consent_fact
        where workspace_id = ${workspaceId} and external_id is not null
          and (connection_id, external_kind, external_id)
            > (h.connection_id, h.external_kind, h.external_id)
        order by connection_id, external_kind, external_id limit 1
      ) n
    )
    select h.connection_id as "connectionId", h.external_kind as kind,
      h.external_id as "externalId", l.name, open.addresses
    from hop h
    left join list l on l.workspace_id = ${workspaceId} and l.connection_id = h.connection_id
      and h.external_kind = 'list' and l.external_id = h.external_id
    cross join lateral (
      select count(distinct coalesce(f.address_id, -f.person_id))::integer as addresses
      from consent_fact f
      where f.workspace_id = ${workspaceId} and f.connection_id = h.connection_id
        and f.external_kind = h.external_kind and f.external_id = h.external_id
        and f.topic_id is null and not f.opted_in and not ${isRead('f')}
    ) open
    where open.addresses > 0
    order by open.addresses desc
    limit ${TOLD_MAX}`.execute(tx)
  return rows
}

const KINDS: Record<Unmapped['kind'], string> = {
  list: 'list',
  group: 'group',
  category: 'category',
  suppression_group: 'suppression group',
}

function sentenceOf({ kind, name, externalId, addresses }: Unmapped): string {
  const who = addresses === 1 ? '1 address' : `${addresses} addresses`
  const called = name === null ? externalId : `“${name}” (${externalId})`
  return `${who} left the ${KINDS[kind]} ${called}, and Homing cannot tell which topic that is.`
}
