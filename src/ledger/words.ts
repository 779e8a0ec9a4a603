import { sql } from 'kysely'
import type { Bounce } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Batch } from './path.ts'
import type { AgentClass } from './verdict-rules.ts'

/** A dictionary: text to id. */
type Words = Map<string, number>

/**
 * Codes the words of the lines: links, bounce codes and opt-out reasons, agents. Each
 * dictionary costs one statement, and a second one only where a word is new.
 */
export async function codeWords(batch: Batch): Promise<void> {
  const links = new Set<string>()
  const entries = new Map<string, Entry>()
  const meet = (entry: Entry) => {
    const name = nameOf(entry)
    if (!entries.has(name)) entries.set(name, entry)
  }
  const { commons } = batch
  for (const { link, bounce, reason, agent, agentClass } of commons) {
    if (link !== undefined) links.add(link.url)
    if (bounce !== undefined) meet({ kind: 'bounce', value: bounce.code, bounce })
    if (reason !== undefined) meet({ kind: 'reason', value: reason })
    if (agent !== undefined) meet({ kind: 'agent', value: agent, agentClass })
  }
  const linkIds = await codeLinks(batch, [...links])
  const ids = await codeDetails(batch, entries)
  for (const common of commons) {
    const { link, bounce, reason, agent } = common
    if (link !== undefined) common.linkId = linkIds.get(link.url)!
    if (bounce !== undefined)
      common.detailId = ids.get(nameOf({ kind: 'bounce', value: bounce.code, bounce }))!
    else if (reason !== undefined)
      common.detailId = ids.get(nameOf({ kind: 'reason', value: reason }))!
    if (agent !== undefined) common.agentId = ids.get(nameOf({ kind: 'agent', value: agent }))!
  }
}

interface Entry {
  kind: 'bounce' | 'reason' | 'agent'
  value: string
  bounce?: Bounce
  agentClass?: AgentClass
}

/** The text that tells an entry apart; value_hash of the table is made of it (migration 0019). */
function hashedOf({ value, bounce }: Entry): string {
  if (bounce === undefined) return value
  const { class: name, smtp, enhanced, suppresses } = bounce
  return [value, name, smtp ?? '', enhanced ?? '', suppresses ?? false].join('\n')
}

function nameOf(entry: Entry): string {
  return `${entry.kind}\n${hashedOf(entry)}`
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
  const names = [...entries.keys()]
  const list = [...entries.values()]
  const known = sql<{ id: number; name: string }>`
    select d.id, w.name from detail d
    join unnest(${list.map((one) => one.kind)}::text[], ${list.map(hashedOf)}::text[],
      ${names}::text[]) as w (kind, hashed, name)
      on d.kind = w.kind and d.value_hash = md5(w.hashed)::uuid
    where d.workspace_id = ${workspaceId}`
  for (const row of (await known.execute(tx)).rows) words.set(row.name, row.id)
  const missing = list.filter((_, place) => !words.has(names[place]!))
  if (missing.length === 0) return words
  await insertDetails(tx, workspaceId, missing)
  for (const row of (await known.execute(tx)).rows) words.set(row.name, row.id)
  return words
}

async function insertDetails(tx: Tx, workspaceId: number, entries: Entry[]): Promise<void> {
  const column = <T>(of: (entry: Entry) => T) => entries.map(of)
  await sql`
    insert into detail (workspace_id, kind, value, class, note, smtp, enhanced, suppresses)
    select ${workspaceId}, w.* from unnest(
      ${column((one) => one.kind)}::text[], ${column((one) => one.value)}::text[],
      ${column((one) => one.bounce?.class ?? one.agentClass ?? '')}::text[],
      ${column((one) => one.bounce?.note ?? '')}::text[],
      ${column((one) => one.bounce?.smtp ?? null)}::smallint[],
      ${column((one) => one.bounce?.enhanced ?? '')}::text[],
      ${column((one) => one.bounce?.suppresses ?? false)}::boolean[]
    ) as w (kind, value, class, note, smtp, enhanced, suppresses)
    order by kind, value
    on conflict do nothing`.execute(tx)
}
