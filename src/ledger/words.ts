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
  const details = new Map<string, Entry>()
  for (const line of batch.lines) {
    if (line.link !== undefined) links.add(line.link.url)
    if (line.bounce !== undefined) {
      const { code, note } = line.bounce
      details.set(`bounce\n${code}`, {
        kind: 'bounce',
        value: code,
        class: line.bounce.class,
        note: note ?? '',
      })
    }
    if (line.reason) details.set(`reason\n${line.reason}`, entry('reason', line.reason, ''))
    if (line.agent) {
      details.set(`agent\n${line.agent}`, entry('agent', line.agent, classOfAgent(line.agent)))
    }
  }
  const linkIds = await codeLinks(batch, [...links])
  const detailIds = await codeDetails(batch, details)
  for (const line of batch.lines) {
    if (line.link !== undefined) line.linkId = linkIds.get(line.link.url)!
    if (line.bounce !== undefined) line.detailId = detailIds.get(`bounce\n${line.bounce.code}`)!
    else if (line.reason) line.detailId = detailIds.get(`reason\n${line.reason}`)!
    if (line.agent) line.agentId = detailIds.get(`agent\n${line.agent}`)!
  }
}

interface Entry {
  kind: string
  value: string
  class: string
  note: string
}

function entry(kind: string, value: string, className: string): Entry {
  return { kind, value, class: className, note: '' }
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
  for (const row of (await known.execute(tx)).rows) words.set(`${row.kind}\n${row.value}`, row.id)
  const missing = list.filter((one) => !words.has(`${one.kind}\n${one.value}`))
  if (missing.length === 0) return words
  await sql`
    insert into detail (workspace_id, kind, value, class, note)
    select ${workspaceId}, kind, value, class, note
    from unnest(${missing.map((m) => m.kind)}::text[], ${missing.map((m) => m.value)}::text[],
      ${missing.map((m) => m.class)}::text[], ${missing.map((m) => m.note)}::text[])
      as w (kind, value, class, note)
    order by kind, value
    on conflict do nothing`.execute(tx)
  for (const row of (await known.execute(tx)).rows) words.set(`${row.kind}\n${row.value}`, row.id)
  return words
}
