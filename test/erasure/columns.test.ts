import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SECTIONS } from '../../src/erasure/index.ts'
import { SENTENCES, STRUCTURES } from '../../src/erasure/sweep.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { DECISIONS, LINKS } from './columns.ts'

interface Column {
  relation: string
  name: string
  type: string
}

let at: TestDatabase
let worded: Column[]
let linking: Column[]

beforeAll(async () => {
  at = await freshDatabase()
  const columns = (wanted: string) => `
    select c.relname::text as relation, a.attname::text as name,
      format_type(a.atttypid, a.atttypmod) as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition and a.attnum > 0 and not a.attisdropped and ${wanted}
    order by 1, 2`
  worded = await ask(
    columns(`format_type(a.atttypid, null) in
    ('text', 'text[]', 'jsonb', 'json', 'bytea', 'character varying')`),
  )
  linking = await ask(columns(`a.attname in ('address_id', 'person_id')`))
})
afterAll(() => at.close())

/** Words of these lists alone, by a check of the table: nobody's name is among them. */
async function isChecked({ relation, name }: Column): Promise<boolean> {
  const rows = await ask<{ text: string }>(`
    select pg_get_constraintdef(k.oid) as text from pg_constraint k
    where k.conrelid = '${relation}'::regclass and k.contype = 'c'`)
  const list = new RegExp(`\\(${name} = ANY \\(ARRAY\\[|\\(${name} = '|\\(${name} <@ ARRAY`)
  return rows.some(({ text }) => list.test(text))
}

describe('the catalogue', () => {
  test('is seen', () => {
    expect(worded.length).toBeGreaterThan(120)
    expect(worded).toContainEqual({ relation: 'person', name: 'name', type: 'text' })
  })

  test('every table that can hold words has a decision on what becomes of them', async () => {
    const open: string[] = []
    for (const column of worded) {
      if (column.relation in DECISIONS || (await isChecked(column))) continue
      open.push(`${column.relation}.${column.name}`)
    }
    expect(open).toEqual([])
  })

  test('every table that leads to a person or an address has one too', () => {
    const known = new Set([...Object.keys(DECISIONS), ...Object.keys(LINKS)])
    expect(linking.filter((one) => !known.has(one.relation))).toEqual([])
    expect(linking.map((one) => one.relation)).toContain('event')
  })

  test('no decision is on a table that is gone', () => {
    const names = new Set([...worded, ...linking].map((one) => one.relation))
    const all = [...Object.keys(DECISIONS), ...Object.keys(LINKS)]
    expect(all.filter((name) => !names.has(name))).toEqual([])
  })

  test('what is to be swept is swept, column by column', async () => {
    const swept = Object.entries(DECISIONS).filter(([name, { erasure }]) => {
      return /^swept$/.test(erasure) && name !== 'problem'
    })
    const left: string[] = []
    for (const [relation] of swept) {
      for (const column of worded.filter((one) => one.relation === relation)) {
        const isSwept = [SENTENCES, STRUCTURES].some((of) => of[relation]?.includes(column.name))
        if (
          !isSwept
          && !(await isChecked(column))
          && !NAMES_NOBODY.has(`${relation}.${column.name}`)
        )
          left.push(`${relation}.${column.name}`)
      }
    }
    expect(left).toEqual([])
  })

  test('the archive visits every table a decision says it does', () => {
    const of = new Map(SECTIONS.map(({ name, tables }) => [name, tables]))
    for (const [table, { archive }] of [...Object.entries(DECISIONS), ...Object.entries(LINKS)]) {
      if (archive.startsWith('none: ')) continue
      expect(of.get(archive), `${table} in ${archive}`).toContain(table)
    }
  })

  test('and every section is of tables there are', async () => {
    const rows = await ask<{ name: string }>(
      `select relname::text as name from pg_class where relkind in ('r', 'p')`,
    )
    const there = new Set(rows.map((row) => row.name))
    const gone = SECTIONS.flatMap(({ tables }) => tables).filter((name) => !there.has(name))
    expect(gone).toEqual([])
  })
})

/** Columns of swept tables that nobody's words come into, each with the reason. */
const NAMES_NOBODY = new Set([
  // A colleague's name, or a worker's.
  ...['run.started_by', 'run.lease_owner', 'import.started_by', 'task.started_by'],
  ...['account_read.decided_by', 'alarm.silenced_by'],
  // Words of ours.
  ...['run.phase', 'run.phases_done', 'alarm.rule', 'import.encoding'],
  // A vendor's, opaque.
  'account_read.cursor',
  // Columns of a file, and counts.
  ...['import.header', 'account_read.counts', 'account_read.reasons'],
])

async function ask<Row>(text: string): Promise<Row[]> {
  const session = await at.database.engine.lendAsOwner()
  try {
    return (await session.query<Row>(text)).rows
  } finally {
    session.release()
  }
}
