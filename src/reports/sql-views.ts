import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import { FIELD_IDS, type FieldId } from '../accounts/fields/index.ts'
import { joined, joinsOf } from './joining.ts'
import { allSubjects } from './subjects/all.ts'
import type { Column, Sql, Subject } from './subjects/column.ts'
import { rowsLeft, tellsOf, unlessAddress } from './subjects/fields.ts'
import type { SubjectId } from './definitions/index.ts'

/** A view that analysts read by SQL, as the schema answers holds it. */
export interface SqlView {
  name: string
  /** What a row is. */
  description: string
  columns: { name: string; description: string }[]
  /** The select behind it; homing_workspace() in it is the reader's, see decision 0051. */
  select: string
}

/** Columns beside those of the subject: what rows of several views are joined by. */
type Keys = readonly (readonly [name: string, description: string, value: Sql, join?: string])[]

const ADDRESS = 'The address, by its number: the same in every view'
const LINK = 'The link, by its number: the same in every view'
const KEYS: Record<SubjectId, Keys> = {
  people: [
    ['address_id', ADDRESS, sql`a.id`, 'address'],
    ['own', 'The firm’s own fields, by their keys: own->>’key’', sql`p.own`],
  ],
  organizations: [],
  campaigns: [['topic_id', 'The topic, by its number', sql`c.topic_id`]],
  recipients: [['address_id', ADDRESS, sql`r.address_id`]],
  events: [
    ['address_id', ADDRESS, sql`e.address_id`],
    ['link_id', LINK, sql`nullif(e.link_id, 0)`],
    ['event_key', 'With address_id and at: what tells an event from all others', sql`e.key`],
  ],
  consent_facts: [
    ['fact_id', 'The fact, by its number, which grows with what is learnt', sql`f.id`],
    ['address_id', ADDRESS, sql`f.address_id`],
    ['topic_id', 'The topic, by its number', sql`f.topic_id`],
  ],
  links: [
    ['link_id', LINK, sql`v.link_id`],
    ['address_id', ADDRESS, sql`v.address_id`],
  ],
  interests: [
    ['interest_id', 'The interest, by its number', sql`i.interest_id`],
    ['address_id', `Of a click: ${ADDRESS.toLowerCase()}`, sql`i.address_id`],
    ['link_id', `Of a click: ${LINK.toLowerCase()}`, sql`i.link_id`],
  ],
}

/** Every view, in the order it is made in: those of the subjects, and connections. */
export function sqlViews(): SqlView[] {
  return [...allSubjects([]).map(ofSubject), CONNECTIONS]
}

/** The view of a subject: its columns by the same names, a reference as number and name. */
function ofSubject(subject: Subject): SqlView {
  const tells = tellsOf(subject.id)
  const shown = [
    ...subject.columns.flatMap((column) => columnsOf(column, tells.columns[column.id] ?? [])),
    ...KEYS[subject.id].map(([name, description, value]) => ({ name, description, value })),
  ]
  const joins = [
    ...subject.columns.flatMap(joinsOf),
    ...KEYS[subject.id].map(([, , , join]) => join),
  ]
  const narrowed = FIELD_IDS.flatMap((field) =>
    rowsLeft(subject.id, new Set([field])).map((left) => sql`(${sees(field)} or ${left})`),
  )
  const holds = [subject.holds, ...tells.rows.map(sees), ...narrowed]
  return {
    name: subject.id,
    description: subject.description,
    columns: shown.map(({ name, description }) => ({ name, description })),
    select: textOf(sql`
      select ${sql.join(
        shown.map(({ name, value }) => sql`${value} as ${sql.ref(name)}`),
        sql`,\n  `,
      )}
      from ${subject.from} ${joined(subject, joins, 'all')}
      where ${sql.join(holds, sql`\n  and `)}`),
  }
}

interface Shown {
  name: string
  description: string
  value: Sql
}

function columnsOf(column: Column, fields: readonly FieldId[]): Shown[] {
  const { id, title, description } = column
  const words = description === '' ? title : `${title}: ${description}`
  const seen = (value: Sql) => (fields.length === 0 ? value : whereSeen(fields, value))
  if (column.name === undefined) {
    return [{ name: id, description: words, value: seen(column.value) }]
  }
  const name =
    id === 'person'
      ? sql`case when ${sees('address')} then ${column.name} else ${unlessAddress(column.name)} end`
      : fields.length === 0
        ? unguessed(column.name)
        : column.name
  return [
    { name: `${id}_id`, description: `${title}, by its number`, value: seen(column.value) },
    { name: id, description: `${title}, by its name`, value: seen(name) },
  ]
}

/**
 * A name that is no bare column: of a column PostgreSQL knows the commonest values and estimates by
 * them, rows of all firms together, so that EXPLAIN would answer whether another firm has a name.
 */
function unguessed(name: Sql): Sql {
  return sql`(${name} || '')`
}

function whereSeen(fields: readonly FieldId[], value: Sql): Sql {
  return sql`case when ${sql.join(fields.map(sees), sql` and `)} then ${value} end`
}

/** Whether the reader sees a field, asked once a statement. */
function sees(field: FieldId): Sql {
  return sql`(select sees(${sql.lit(field)}))`
}

const CONNECTIONS: SqlView = {
  name: 'connections',
  description: 'A connection: an account at an e-mail service or a CRM; never its settings.',
  columns: [
    { name: 'connection_id', description: 'Connection, by its number' },
    { name: 'connection', description: 'Connection, by its name: what service is elsewhere' },
    { name: 'connector', description: 'Whose account it is: the connector’s name' },
    {
      name: 'status',
      description: 'awaiting_authorisation, active, needs_reauthorisation, paused',
    },
    { name: 'last_read_at', description: 'When news was last brought home' },
    { name: 'added_at', description: 'Added: when it was made here' },
    { name: 'removed_at', description: 'When it was removed; its news stays' },
  ],
  select: `
      select n.id as connection_id,
  (n.name || '') as connection,
  n.connector,
  n.status,
  n.last_pull_at as last_read_at,
  n.created_at as added_at,
  n.deleted_at as removed_at
      from connection n
      where n.workspace_id = (select homing_workspace())`,
}

const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** A statement as text: a view keeps no parameters. */
function textOf(statement: Sql): string {
  const { sql: text, parameters } = statement.compile(compiler)
  return text.replace(/\$(\d+)/g, (_, n: string) => literal(parameters[Number(n) - 1]))
}

function literal(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  throw new Error(`A view has no place for ${typeof value}.`)
}
