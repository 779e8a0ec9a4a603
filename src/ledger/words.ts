import { sql } from 'kysely'
import type { Batch } from './path.ts'

/** A dictionary: text to id. */
type Words = Map<string, number>

/**
 * Codes the words of the lines: links, bounce codes and opt-out reasons, agents. Each
 * dictionary costs one statement, and a second one only where a word is new.
 */
export async function codeWords(batch: Batch): Promise<void> {
  const links = new Set<string>()
  const entries = new Map<string, Entry>()
  const meet = (kind: Kind, value: string, of: () => Pick<Entry, 'class' | 'note'>) => {
    const name = nameOf(kind, value)
    if (!entries.has(name)) entries.set(name, { kind, value, ...of() })
  }
  const { commons } = batch
  for (const { link, bounce, reason, agent, agentClass } of commons) {
    if (link !== undefined) links.add(link.url)
    if (bounce !== undefined) {
      meet('bounce', bounce.code, () => ({ class: bounce.class, note: bounce.note ?? '' }))
    }
    if (reason !== undefined) meet('reason', reason, () => ({ class: '', note: '' }))
    if (agent !== undefined) meet('agent', agent, () => ({ class: agentClass, note: '' }))
  }
  const linkIds = await codeLinks(batch, [...links])
  const ids = await codeDetails(batch, entries)
  for (const common of commons) {
    const { link, bounce, reason, agent } = common
    if (link !== undefined) common.linkId = linkIds.get(link.url)!
    if (bounce !== undefined) common.detailId = ids.get(nameOf('bounce', bounce.code))!
    else if (reason !== undefined) common.detailId = ids.get(nameOf('reason', reason))!
    if (agent !== undefined) common.agentId = ids.get(nameOf('agent', agent))!
  }
}

type Kind = 'bounce' | 'reason' | 'agent'

interface Entry {
  kind: Kind
  value: string
  class: string
  note: string
}

function nameOf(kind: string, value: string): string {
  return `${kind}\n${value}`
}

async function codeLinks({ tx, workspaceId }: Batch, urls: string[]): Promise<Words> {
  const words: Words = new Map()
  if (urls.length === 0) return words
  const known = sql<{ id: number; url: string }>`
    select id, url from link where workspace_id = ${workspaceId}
      and url_hash in (select md5(u)::uuid from unnest(${urls}::text[]) u)`
  for (const row of (await known.execute(tx)).rows) words.set(row.url, row.id)
  const missing = urls.filter((url) => !words.has(url))
  if (missing.length === 0) return words
  await sql`
    insert into link (workspace_id, url)
    select ${workspaceId}, u from unnest(${missing}::text[]) u order by u
    on conflict do nothing`.execute(tx)
  for (const row of (await known.execute(tx)).rows) words.set(row.url, row.id)
  return words
}

async function codeDetails({ tx, workspaceId }: Batch, entries: Map<string, Entry>) {
  const words: Words = new Map()
  if (entries.size === 0) return words
  const list = [...entries.values()]
  const kinds = list.map((one) => one.kind)
  const values = list.map((one) => one.value)
  const known = sql<{ id: number; kind: string; value: string }>`
    select d.id, d.kind, d.value from detail d
    join unnest(${kinds}::text[], ${values}::text[]) as w (kind, value)
      on d.kind = w.kind and d.value_hash = md5(w.value)::uuid
    where d.workspace_id = ${workspaceId}`
  for (const row of (await known.execute(tx)).rows) words.set(nameOf(row.kind, row.value), row.id)
  const missing = list.filter((one) => !words.has(nameOf(one.kind, one.value)))
  if (missing.length === 0) return words
  await sql`
    insert into detail (workspace_id, kind, value, class, note)
    select ${workspaceId}, kind, value, class, note
    from unnest(${missing.map((m) => m.kind)}::text[], ${missing.map((m) => m.value)}::text[],
      ${missing.map((m) => m.class)}::text[], ${missing.map((m) => m.note)}::text[])
      as w (kind, value, class, note)
    order by kind, value
    on conflict do nothing`.execute(tx)
  for (const row of (await known.execute(tx)).rows) words.set(nameOf(row.kind, row.value), row.id)
  return words
}
