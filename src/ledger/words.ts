import { sql } from 'kysely'
import { classOfAgent } from './verdict-rules.ts'
import type { Batch } from './path.ts'

/** A dictionary: text to id. */
type Words = Map<string, number>

/**
 * Codes the words of each line: its link, its bounce code or opt-out reason, its agent. Each
 * dictionary costs one statement, and a second one only where a word is new.
 */
export async function codeWords(batch: Batch): Promise<void> {
  const links = new Set<string>()
  const entries = new Map<string, Entry>()
  const meet = (kind: Kind, value: string, of: () => Pick<Entry, 'class' | 'note'>) => {
    const name = nameOf(kind, value)
    if (!entries.has(name)) entries.set(name, { kind, value, ...of() })
  }
  for (const { link, bounce, reason, agent } of batch.lines) {
    if (link !== undefined) links.add(link.url)
    if (bounce !== undefined) {
      meet('bounce', bounce.code, () => ({ class: bounce.class, note: bounce.note ?? '' }))
    }
    if (reason) meet('reason', reason, () => ({ class: '', note: '' }))
    if (agent) meet('agent', agent, () => ({ class: classOfAgent(agent), note: '' }))
  }
  const linkIds = await codeLinks(batch, [...links])
  const ids = await codeDetails(batch, entries)
  for (const line of batch.lines) {
    if (line.link !== undefined) line.linkId = linkIds.get(line.link.url)!
    if (line.bounce !== undefined) line.detailId = ids.get(nameOf('bounce', line.bounce.code))!
    else if (line.reason) line.detailId = ids.get(nameOf('reason', line.reason))!
    if (line.agent) line.agentId = ids.get(nameOf('agent', line.agent))!
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
