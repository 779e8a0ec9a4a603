import { sql } from 'kysely'
import { pseudonymsOfTexts, withoutAddresses } from '../ledger/index.ts'
import { canonicalOfName } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { veilOf, type Sought } from './sought.ts'

interface Told {
  id: number
  text: string
  /** Somebody else clicked it, or gave it, too. */
  isOthers: boolean
}

/**
 * Tells apart the links and reasons that the person alone had from those that others had as well.
 * The first are replaced in the ledger; of the others the person's address is cut out, where it
 * stands in one. Answers the others, as the pages still tell them.
 */
export async function separateTexts(
  tx: Tx,
  workspaceId: number,
  sought: Sought,
): Promise<string[]> {
  const pseudonymOf = await pseudonymsOfTexts(tx)
  const veil = veilOf(sought, pseudonymOf)
  const own = sought.addresses.filter((one) => !one.isShared).map((one) => one.id)
  const links = await linksOf(tx, workspaceId, {
    own,
    canonicals: [...veil.pseudonyms.keys()].map(canonicalOfName),
  })
  const reasons = await reasonsOf(tx, workspaceId, own)
  const become = (told: Told[], isLink: boolean) =>
    told
      .map(({ id, text, isOthers }) => ({
        id,
        text,
        became: isOthers ? withoutAddresses(text, veil) : pseudonymOf(text, isLink),
      }))
      .filter(({ text, became }) => text !== became)
  for (const { id, became } of become(links, true)) {
    // Another link may have been called so already: then this one keeps a number of its own.
    await sql`
      update link l set url = ${became} || case when exists (select from link o
        where o.workspace_id = l.workspace_id and o.url_hash = md5(${became})::uuid)
        then '#' || l.id else '' end
      where l.workspace_id = ${workspaceId} and l.id = ${id}`.execute(tx)
  }
  for (const { id, became } of become(reasons, false)) {
    await sql`
      update detail d set value = ${became} || case when exists (select from detail o
        where o.workspace_id = d.workspace_id and o.kind = 'reason'
          and o.value_hash = md5(${became})::uuid) then ' ' || d.id else '' end
      where d.workspace_id = ${workspaceId} and d.id = ${id}`.execute(tx)
  }
  return [...links, ...reasons].filter((one) => one.isOthers).map((one) => one.text)
}

/** Links the person clicked, and links the person's address stands in, whoever clicked them. */
async function linksOf(
  tx: Tx,
  workspaceId: number,
  { own, canonicals }: { own: number[]; canonicals: string[] },
): Promise<Told[]> {
  const parts = canonicals.flatMap((one) => [one, one.replace('@', '%40'), encodeURIComponent(one)])
  const patterns = parts.map((one) => `%${one.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`)
  const { rows } = await sql<Told>`
    select l.id, l.url as text, exists (
      select from campaign c cross join lateral (
        select 1 from recipient_link r
        where r.workspace_id = c.workspace_id and r.campaign_id = c.id and r.link_id = l.id
          and r.address_id <> all (${own}::integer[])
        limit 1) other
      where c.workspace_id = l.workspace_id) as "isOthers"
    from link l
    where l.workspace_id = ${workspaceId} and (
      l.id in (select link_id from recipient_link
        where workspace_id = ${workspaceId} and address_id = any (${own}::integer[]))
      or l.url ilike any (${patterns}::text[]))
    order by l.id`.execute(tx)
  return rows
}

/** Reasons the person gave for leaving, or for a complaint. */
async function reasonsOf(tx: Tx, workspaceId: number, own: number[]): Promise<Told[]> {
  const { rows } = await sql<Told>`
    select d.id, d.value as text, exists (
      select from campaign c cross join lateral (
        select 1 from event e
        where e.workspace_id = c.workspace_id and e.campaign_id = c.id and e.kind in (7, 8)
          and e.detail_id = d.id and e.address_id <> all (${own}::integer[])
        limit 1) other
      where c.workspace_id = d.workspace_id) as "isOthers"
    from detail d
    where d.workspace_id = ${workspaceId} and d.kind = 'reason' and d.id in (
      select detail_id from event
      where workspace_id = ${workspaceId} and address_id = any (${own}::integer[])
        and kind in (7, 8))
    order by d.id`.execute(tx)
  return rows
}
