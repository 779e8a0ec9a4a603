import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sqlViews, type SqlView } from '../../src/reports/sql-views.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'

const DOC = new URL('../../docs/sql.md', import.meta.url)
const MADE = new URL('../../.cache/', import.meta.url)

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const views = sqlViews()

/** What a migration makes of the views. */
function statements({ name, description, columns, select }: SqlView): string {
  return [
    `create view answers.${name} with (security_barrier = true) as${select};`,
    `comment on view answers.${name} is ${quoted(description)};`,
    ...columns.map((column) => {
      const of = `answers.${name}.${column.name}`
      return `comment on column ${of} is ${quoted(column.description)};`
    }),
  ].join('\n')
}

if (process.env['UPDATE'] === '1') {
  await mkdir(MADE, { recursive: true })
  await writeFile(new URL('answers-views.sql', MADE), views.map(statements).join('\n\n') + '\n')
}

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
}, 60_000)
afterAll(() => at.close())

async function asOwner<Row>(text: string, ...before: string[]): Promise<Row[]> {
  const session = await at.database.engine.lendAsOwner()
  try {
    for (const one of ['begin', ...before]) await session.script(one)
    return (await session.query<Row>(text)).rows
  } finally {
    await session.script('rollback')
    session.release()
  }
}

const DEFINITIONS = (schema: string) => `
  select c.relname::text as name, pg_get_viewdef(c.oid) as text from pg_class c
  where c.relnamespace = '${schema}'::regnamespace order by 1`
type Definition = { name: string; text: string }

describe('the views that analysts read', () => {
  test('are those of the subjects, as they are in the code', async () => {
    const made = await asOwner<Definition>(
      DEFINITIONS('answers'),
      'set local search_path = answers_inside, public',
    )
    const meant = await asOwner<Definition>(
      DEFINITIONS('meant'),
      'create schema meant',
      'set local search_path = answers_inside, public',
      views.map((one) => statements(one).replaceAll(' answers.', ' meant.')).join('\n'),
    )
    expect(meant.map(({ name }) => name)).toEqual(made.map(({ name }) => name))
    for (const [n, { name, text }] of made.entries()) expect(meant[n]!.text, name).toBe(text)
  }, 60_000)

  test('stand on views that are word for word those of the screens', async () => {
    const inside = await asOwner<Definition>(
      DEFINITIONS('answers_inside'),
      'set local search_path = answers_inside, public',
    )
    expect(inside.length).toBeGreaterThan(3)
    const outside = await asOwner<Definition>(
      DEFINITIONS('public'),
      'set local search_path = public',
    )
    for (const { name, text } of inside) {
      expect(outside.find((one) => one.name === name)?.text, name).toBe(text)
    }
  })

  test('are all barriers: no function of a question sees a row that the view leaves out', async () => {
    const open = await asOwner(`select relname from pg_class
      where relnamespace = 'answers'::regnamespace and relkind = 'v'
        and not coalesce('security_barrier=true' = any (reloptions), false)`)
    expect(open).toEqual([])
  })
})

describe('of a bare column EXPLAIN estimates by the values of all firms', () => {
  /** Kinds, states, origins and sources: words of Homing's own. */
  const WORDS = ['kind', 'channel', 'campaign_status', 'origin', 'scope', 'source', 'how', 'status']
  WORDS.push('connector')

  test.each(views)('so $name hands out no bare name', async ({ name, select }) => {
    const texts = await asOwner<{ column: string }>(`select attname::text as column
      from pg_attribute where attrelid = 'answers.${name}'::regclass and atttypid = 'text'::regtype`)
    const bare = select.matchAll(/^ *(?:select )?[a-z]+\.([a-z_]+)(?: as "?([a-z_]+)"?)?,?$/gm)
    const named = [...bare].map(([, column, as]) => as ?? column!)
    const free = texts.map((one) => one.column).filter((one) => !WORDS.includes(one))
    expect(free.length).toBeGreaterThan(0)
    expect(named.length).toBeGreaterThan(2)
    expect(named.filter((one) => free.includes(one))).toEqual([])
  })
})

describe('docs/sql.md', () => {
  test('tells every view and every column, and no other', async () => {
    const catalogue = await asOwner<{ view: string; column: string; type: string; words: string }>(`
      select c.relname::text as view, a.attname::text as column,
        format_type(a.atttypid, null) as type, col_description(c.oid, a.attnum) as words
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      where c.relnamespace = 'answers'::regnamespace and c.relkind = 'v'
      order by c.relname, a.attnum`)
    expect(catalogue.length).toBeGreaterThan(150)
    const tables = views
      .map(({ name, description }) => {
        const rows = catalogue.filter((one) => one.view === name)
        const lines = rows.map(
          ({ column, type, words }) => `| \`${column}\` | ${type} | ${words} |`,
        )
        return [
          `### ${name}`,
          '',
          description,
          '',
          '| column | type | |',
          '|---|---|---|',
          ...lines,
        ]
      })
      .flatMap((lines) => [...lines, ''])
      .join('\n')
    const text = await readFile(DOC, 'utf8')
    const [begin, end] = ['<!-- views: begin -->\n', '<!-- views: end -->']
    const told = text.slice(text.indexOf(begin) + begin.length, text.indexOf(end))
    if (process.env['UPDATE'] === '1') {
      await writeFile(
        DOC,
        text.replace(begin + told + end, () => `${begin}\n${tables}\n${end}`),
      )
      return
    }
    expect(told.trim()).toBe(tables.trim())
  })
})
