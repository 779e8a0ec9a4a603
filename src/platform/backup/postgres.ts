import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { contentsOf, openPostgres, type Engine, type Session } from '../database/index.ts'
import { BadBackup, DUMP_FILE, type Manifest } from './manifest.ts'
import { packFile, packManifest, sayOf, type Origin } from './pack.ts'
import { runTool } from './postgres-tools.ts'

/** Said anew after a restore: a dump's own are bound to the name of the role that made it. */
const DEFAULT_RIGHTS = `
  alter default privileges in schema public
    grant select, insert, update, delete on tables to homing_app;
  alter default privileges in schema public grant usage, select on sequences to homing_app`
const SCHEMAS = `('public', 'pgboss', 'answers', 'answers_inside')`
/**
 * Left out of a restore: schemas that are there, rights of roles that may not be, and who may
 * read by SQL, for logins are the server's and are made anew.
 */
const LEFT_OUT =
  / (DEFAULT ACL|SCHEMA - public|COMMENT - SCHEMA|ACL (- SCHEMA )?answers(_inside)?) /
/** homing_answers: a dump of a database that analysts read gives it rights (0080). */
const ROLE = `do $$ begin
  if not exists (select from pg_roles where rolname = 'homing_app') then
    create role homing_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
exception when duplicate_object or unique_violation then null; end $$;
grant homing_app to current_user`
const READER = `do $$ begin
  if not exists (select from pg_roles where rolname = 'homing_answers') then
    create role homing_answers nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
exception when duplicate_object or unique_violation then null; end $$`

/**
 * A database on a server as an archive without its end, while it is in use: pg_dump and the rows
 * counted are of one snapshot. scratch is a folder with room for the dump. Throws BadBackup where
 * the user is behind the fence, for whom a dump would be empty.
 */
export async function* packPostgres(
  url: string,
  scratch: string,
  origin: Origin,
): AsyncGenerator<Uint8Array> {
  const engine = await openPostgres(url)
  const folder = await mkdtemp(join(scratch, 'homing-dump-'))
  try {
    const contents = await dumpOneMoment(engine, url, join(folder, DUMP_FILE))
    const files: Manifest['files'] = {}
    yield* packFile(folder, DUMP_FILE, files)
    yield* packManifest({ format: 1, engine: 'postgres', ...sayOf(origin), ...contents, files })
  } finally {
    await engine.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function dumpOneMoment(engine: Engine, url: string, file: string) {
  const session = await engine.lendAsOwner()
  try {
    await session.query('begin isolation level repeatable read, read only')
    await refuseBehindTheFence(session)
    const { rows } = await session.query<{ id: string }>('select pg_export_snapshot() as id')
    const contents = await contentsOf(session)
    const args = ['--format=custom', '--no-owner', `--snapshot=${rows[0]!.id}`, `--file=${file}`]
    await runTool('pg_dump', args, { url, serverMajor: Number.parseInt(contents.serverVersion) })
    await session.query('commit')
    session.release()
    return contents
  } catch (error) {
    session.release(true)
    throw error
  }
}

async function refuseBehindTheFence(session: Session): Promise<void> {
  const { rows } = await session.query<{ name: string; sees: boolean }>(
    `select current_user::text as name, rolsuper or rolbypassrls as sees
     from pg_roles where rolname = current_user`,
  )
  const { name, sees } = rows[0]!
  if (sees) return
  throw new BadBackup(
    `The database user ${name} sees only one workspace at a time, and cannot back all of them up.`,
    'Have an administrator make one that can (create role homing_backup login bypassrls password '
      + `'…'; grant pg_read_all_data to homing_backup) and set BACKUP_DATABASE_URL to it.`,
  )
}

/** Proves that a dump can be read to its end. */
export async function proveDump(folder: string, manifest: Manifest): Promise<void> {
  const serverMajor = Number.parseInt(manifest.serverVersion)
  await runTool('pg_restore', ['--file=/dev/null', join(folder, DUMP_FILE)], { serverMajor })
}

/** Whether a database has anything of Homing's in it. */
export async function isEmptyDatabase(engine: Engine): Promise<boolean> {
  const session = await engine.lendAsOwner()
  try {
    const { rows } = await session.query<{ count: number }>(
      `select count(*)::int as count from pg_class
       where relnamespace in (select oid from pg_namespace where nspname in ${SCHEMAS})`,
    )
    return rows[0]!.count === 0
  } finally {
    session.release()
  }
}

/**
 * Moves what is in the database out of the way, into schemas nobody uses. Answers their names, and
 * how to move them back.
 */
export async function setAside(
  engine: Engine,
): Promise<{ names: string[]; undo(): Promise<void> }> {
  const stamp = randomBytes(4).toString('hex')
  const session = await engine.lendAsOwner()
  const { rows } = await session.query<{ name: string }>(
    `select nspname::text as name from pg_namespace where nspname in ${SCHEMAS}`,
  )
  const moved = rows.map(({ name }) => ({ name, aside: `replaced_${stamp}_${name}` }))
  const run = async (lines: string[]) => session.script(lines.join(';\n'))
  try {
    await run([
      'begin',
      ...moved.map(({ name, aside }) => `alter schema ${name} rename to ${aside}`),
      'create schema public',
      'commit',
    ])
  } finally {
    session.release()
  }
  return {
    names: moved.map(({ aside }) => aside),
    async undo() {
      const again = await engine.lendAsOwner()
      try {
        const back = moved.flatMap(({ name, aside }) => [
          `drop schema if exists ${name} cascade`,
          `alter schema ${aside} rename to ${name}`,
        ])
        await again.script(['begin', ...back, 'commit'].join(';\n'))
      } finally {
        again.release()
      }
    },
  }
}

/** Fills an empty database from a dump: all of it, or nothing. */
export async function restoreDump(
  engine: Engine,
  url: string,
  { folder, manifest }: { folder: string; manifest: Manifest },
): Promise<void> {
  const dump = join(folder, DUMP_FILE)
  const serverMajor = Number.parseInt(manifest.serverVersion)
  await asOwner(engine, ROLE)
  const list = await runTool('pg_restore', ['--list', dump], { serverMajor })
  const kept = list.split('\n').filter((line) => !LEFT_OUT.test(line))
  if (list.includes(' answers_fence ')) await asOwner(engine, READER)
  const listFile = join(folder, 'contents.list')
  await writeFile(listFile, kept.join('\n'))
  const args = ['--no-owner', '--exit-on-error', '--single-transaction', `--use-list=${listFile}`]
  await runTool('pg_restore', [...args, dump], { url, serverMajor })
  await asOwner(engine, DEFAULT_RIGHTS)
}

async function asOwner(engine: Engine, script: string): Promise<void> {
  const session = await engine.lendAsOwner()
  try {
    await session.script(script)
  } finally {
    session.release()
  }
}
