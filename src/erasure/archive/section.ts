import { sql, type RawBuilder } from 'kysely'
import type { Connector } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Target } from '../target.ts'

/** Rows one transaction reads of a section. */
const PAGE_ROWS = 1_000

export interface Asked {
  workspaceId: number
  target: Target
  connectors: readonly Connector[]
}

export interface SectionPage {
  items: unknown[]
  /** Where the next page begins; null after the last. */
  next: string | null
}

/** One file of the archive: what it holds, and how it is read, a page at a time. */
export interface Section {
  name: string
  title: string
  /** For whoever opens it. */
  about: string
  /** Tables it is taken from. */
  tables: readonly string[]
  page(tx: Tx, asked: Asked, after: string): Promise<SectionPage>
}

type Where = (asked: Asked) => RawBuilder<unknown>

export const addressIds = ({ target }: Asked) =>
  sql`any (${target.addresses.map((a) => a.id)}::integer[])`

/** A section of one statement: rows in the order of their key, after the last one of the page. */
export function rows(
  of: Omit<Section, 'page'>,
  { from, key, item }: { from: Where; key: string; item: string },
): Section {
  return {
    ...of,
    async page(tx, asked, after) {
      const found = await sql<{ key: string; item: unknown }>`
        select (${sql.raw(key)})::text as key, ${sql.raw(item)} as item
        from ${from(asked)}
          and (${after}::text = '' or ${sql.raw(key)} > (${after === '' ? null : after})::${sql.raw(
            key.startsWith('array') ? 'bigint[]' : 'bigint',
          )})
        order by ${sql.raw(key)} limit ${PAGE_ROWS}`.execute(tx)
      const last = found.rows.at(-1)
      return {
        items: found.rows.map((row) => row.item),
        next: last !== undefined && found.rows.length === PAGE_ROWS ? last.key : null,
      }
    },
  }
}

export const without = (alias: string, ...columns: string[]) =>
  `to_jsonb(${alias}) - '{${['workspace_id', ...columns].join()}}'::text[]`
