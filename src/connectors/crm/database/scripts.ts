/** What a database administrator runs for what is missing; with words: docs/database.md. */
import type { SqlEngine } from '../../../platform/sql/index.ts'
import { type RelationKey, TABLES, VIEWS } from './relations.ts'

type Kind = 'mark' | 'id' | 'word' | 'text' | 'count' | 'moment'

const TYPES: Readonly<Record<SqlEngine, Readonly<Record<Kind, string>>>> = {
  postgresql: {
    ...{ mark: 'char(36)', id: 'varchar(200)', word: 'varchar(20)', text: 'text' },
    ...{ count: 'integer', moment: 'timestamptz' },
  },
  mysql: {
    ...{ mark: 'char(36)', id: 'varchar(200)', word: 'varchar(20)', text: 'text' },
    ...{ count: 'int', moment: 'datetime(3)' },
  },
  sqlserver: {
    ...{ mark: 'char(36)', id: 'nvarchar(200)', word: 'varchar(20)', text: 'nvarchar(max)' },
    ...{ count: 'int', moment: 'datetime2(3)' },
  },
}

const KINDS: Readonly<Record<string, Kind>> = {
  mark: 'mark',
  campaign_mark: 'mark',
  person_id: 'id',
  email: 'text',
  kind: 'word',
  wish: 'word',
  state: 'word',
  word: 'word',
  bounce_class: 'word',
  sent_at: 'moment',
  first_at: 'moment',
  last_at: 'moment',
  said_at: 'moment',
  since_at: 'moment',
  told_at: 'moment',
  taken_at: 'moment',
  name: 'text',
  subject: 'text',
  link: 'text',
  bounce_code: 'text',
  reason: 'text',
}

/** What all counts have in common is that they are counts. */
function kindOf(column: string): Kind {
  return KINDS[column] ?? 'count'
}

export interface Place {
  engine: SqlEngine
  schema: string
  prefix: string
  user: string
}

/** The script that makes a view or a table, with the right to it. Pure. */
export function scriptFor(place: Place, key: RelationKey): string {
  const isTable = key in TABLES
  const made = isTable
    ? tableOf(place, key as keyof typeof TABLES)
    : viewOf(place, key as keyof typeof VIEWS)
  return `${made} ${grantOf(place, key, isTable ? 'select, insert, update' : 'select')}`
}

function tableOf(place: Place, key: keyof typeof TABLES): string {
  const { needed, optional } = TABLES[key]
  const types = TYPES[place.engine]
  const columns = [...needed, ...optional].map((column) => {
    const isKey = column === 'mark'
    return `${column} ${types[kindOf(column)]}${isKey ? ' not null primary key' : ' null'}`
  })
  return `create table ${nameOf(place, key)} (${columns.join(', ')});`
}

/** Of a view only the firm knows where its columns come from. */
function viewOf(place: Place, key: keyof typeof VIEWS): string {
  const { needed, optional } = VIEWS[key]
  const columns = needed.map((column) => `YOUR_COLUMN as ${column}`)
  const more =
    optional.length === 0 ? '' : ` /* and, as far as you have them: ${optional.join(', ')} */`
  return `create view ${nameOf(place, key)} as select ${columns.join(', ')}${more} from YOUR_TABLE;`
}

export function grantOf(place: Place, key: RelationKey, rights: string): string {
  return `grant ${rights} on ${nameOf(place, key)} to ${userOf(place)};`
}

function nameOf({ engine, schema, prefix }: Place, key: RelationKey): string {
  return `${quoted(engine, schema)}.${quoted(engine, `${prefix}${key}`)}`
}

/** MySQL's users have a host, which the administrator knows. */
function userOf({ engine, user }: Place): string {
  return engine === 'mysql' ? `'${user.replaceAll("'", "''")}'@'%'` : quoted(engine, user)
}

export function quoted(engine: SqlEngine, name: string): string {
  if (engine === 'postgresql') return `"${name.replaceAll('"', '""')}"`
  if (engine === 'mysql') return `\`${name.replaceAll('`', '``')}\``
  return `[${name.replaceAll(']', ']]')}]`
}
