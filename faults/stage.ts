import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database } from '../src/platform/database/index.ts'
import { projectRoot } from '../src/project-root.ts'

/** Worlds one database serves: the schedule looks at every workspace, those of the past too. */
const WORLDS_MAX = 10

/** Where inline runs are played: one embedded database, each run in a workspace of its own. */
export interface Stage {
  /** A database with a fresh workspace in it. */
  prepare(): Promise<{ database: Database; workspaceId: number }>
  close(): Promise<void>
}

/** templateDir: a migrated data directory; the built one where absent. */
export function openStage(templateDir = join(projectRoot(), 'dist', 'template')): Stage {
  let open: { database: Database; folder: string; worlds: number } | null = null

  async function close(): Promise<void> {
    await open?.database.close()
    if (open !== null) await rm(open.folder, { recursive: true, force: true })
    open = null
  }

  return {
    close,
    async prepare() {
      if (open !== null && open.worlds >= WORLDS_MAX) await close()
      if (open === null) {
        const folder = await mkdtemp(join(tmpdir(), 'homing-faults-'))
        await cp(templateDir, join(folder, 'pgdata'), { recursive: true })
        const migrationsDir = join(projectRoot(), 'migrations')
        open = {
          database: await openDatabase({ dataDir: folder, migrationsDir }),
          folder,
          worlds: 0,
        }
      }
      open.worlds += 1
      return { database: open.database, workspaceId: await makeWorkspace(open.database) }
    },
  }
}

/** The workspaces before are left alone: their connections are no longer due. */
async function makeWorkspace(database: Database): Promise<number> {
  const owner = await database.engine.lendAsOwner()
  try {
    await owner.query(`update connection set status = 'paused'`)
    const { rows } = await owner.query<{ id: number }>(
      `insert into workspace (name) values ('Faults') returning id`,
    )
    return rows[0]!.id
  } finally {
    owner.release()
  }
}
