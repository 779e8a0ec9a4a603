import type { Engine, Session } from './engine.ts'

/** What a database holds: version of its server, its migrations, the rows of each table. */
export interface Contents {
  serverVersion: string
  migrations: string[]
  rows: Record<string, number>
}

/** Reads it under a role that sees all rows; partitions are counted with their parent. */
export async function contentsOf(session: Session): Promise<Contents> {
  const { rows: servers } = await session.query<{ version: string }>(
    "select current_setting('server_version') as version",
  )
  const { rows: files } = await session.query<{ name: string }>(
    'select name from migration order by name',
  )
  const { rows: tables } = await session.query<{ name: string }>(
    `select relname::text as name from pg_class
     where relkind in ('r', 'p') and not relispartition
       and relnamespace = 'public'::regnamespace order by relname`,
  )
  const rows: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows: counted } = await session.query<{ rows: number }>(
      `select count(*)::float8 as rows from "${name}"`,
    )
    rows[name] = counted[0]!.rows
  }
  return { serverVersion: servers[0]!.version, migrations: files.map(({ name }) => name), rows }
}

/**
 * The same of a database nobody else uses, for an owner whom the fence holds too: it is lowered
 * within a transaction that is never committed.
 */
export async function contentsBehindTheFence(engine: Engine): Promise<Contents> {
  const session = await engine.lendAsOwner()
  try {
    await session.query('begin')
    const { rows: forced } = await session.query<{ name: string }>(
      `select relname::text as name from pg_class
       where relforcerowsecurity and relnamespace = 'public'::regnamespace`,
    )
    for (const { name } of forced) {
      await session.query(`alter table "${name}" no force row level security`)
    }
    return await contentsOf(session)
  } finally {
    await session.query('rollback')
    session.release()
  }
}

/** Tables of a workspace that stand open, and partitions that can be reached past their parent. */
export async function gapsInTheFence(engine: Engine): Promise<string[]> {
  const session = await engine.lendAsOwner()
  try {
    const { rows } = await session.query<{ name: string }>(
      `select c.relname::text as name from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
       where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
         and case when c.relispartition then has_table_privilege('homing_app', c.oid, 'select')
           else not c.relrowsecurity or not c.relforcerowsecurity
             or not exists (select from pg_policy p where p.polrelid = c.oid) end
       order by 1`,
    )
    return rows.map(({ name }) => name)
  } finally {
    session.release()
  }
}
