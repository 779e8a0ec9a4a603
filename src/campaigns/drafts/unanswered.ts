import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'

/**
 * The name a campaign has at its ESP: names are unique there, and a draft that was replaced may
 * still have the one before.
 */
export function nameThere(name: string, replaced: number): string {
  return replaced === 0 ? name : `${name} (${replaced + 1})`
}

/** The role of a draft, and of its mails, that another one stands for by now. */
export const REPLACED = 'replaced'

export interface Unanswered {
  id: number
  /** What was asked for: a draft, one in place of another the ESP has, or that it be sent. */
  asked: 'draft' | 'replacement' | 'sending'
}

/**
 * The campaign made here whose making, or sending, was asked for and is not answered yet, if a
 * campaign the ESP tells of can only be that: names are unique there, and nobody had this one
 * before the call. Clocks tell nothing: the vendor's may be days behind ours.
 */
export async function ownUnanswered(
  tx: Tx,
  at: { workspaceId: number; connectionId: number },
  remote: { name: string },
): Promise<Unanswered | undefined> {
  const { rows } = await sql<{
    id: number
    name: string
    replaced: number
    isSending: boolean
    hasDraft: boolean
  }>`
    select d.campaign_id as id, c.name, d.replaced,
      d.create_called_at is null as "isSending", exists (
      select from campaign_identity i
      where i.workspace_id = d.workspace_id and i.campaign_id = d.campaign_id
        and i.connection_id = d.connection_id and i.kind = 'campaign' and i.role <> ${REPLACED}
    ) as "hasDraft"
    from campaign_draft d
    join campaign c on c.workspace_id = d.workspace_id and c.id = d.campaign_id
    where d.workspace_id = ${at.workspaceId} and d.connection_id = ${at.connectionId}
      and (d.create_called_at is not null
        or (d.schedule_called_at is not null and d.wish = 'scheduled' and c.status = 'draft'))
      and starts_with(${remote.name}, c.name)
    order by coalesce(d.create_called_at, d.schedule_called_at) desc
    for update of d`.execute(tx)
  const all = rows.map(({ isSending, hasDraft, ...row }) => {
    return { ...row, asked: isSending ? 'sending' : hasDraft ? 'replacement' : 'draft' } as const
  })
  return all.find(
    ({ name, replaced, asked }) =>
      remote.name === nameThere(name, asked === 'replacement' ? replaced + 1 : replaced),
  )
}
