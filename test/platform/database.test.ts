import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FolderInUse, openDatabase } from '../../src/platform/database/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { MIGRATIONS, templateDir } from '../template.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

describe('the fence', () => {
  test('rows are seen in their own workspace only, and written nowhere else', async () => {
    await at.database.inWorkspace(at.workspaceId, (tx) =>
      tx.insertInto('owner').values({ workspace_id: at.workspaceId, name: 'Mine' }).execute(),
    )
    const elsewhere = await at.database.inWorkspace(at.otherWorkspaceId, (tx) =>
      tx.selectFrom('owner').selectAll().execute(),
    )
    expect(elsewhere).toEqual([])
    await expect(
      at.database.inWorkspace(at.otherWorkspaceId, (tx) =>
        tx.insertInto('owner').values({ workspace_id: at.workspaceId, name: 'Theirs' }).execute(),
      ),
    ).rejects.toThrow(/row-level security/)
  })

  test('without a standing there is nothing to see', async () => {
    const rows = await at.database.withoutWorkspace((tx) =>
      tx.selectFrom('owner').selectAll().execute(),
    )
    expect(rows).toEqual([])
  })

  test('a transaction works as homing_app', async () => {
    const role = await at.database.withoutWorkspace((tx) =>
      sql<{ role: string }>`select current_user::text as role`.execute(tx),
    )
    expect(role.rows[0]!.role).toBe('homing_app')
  })

  test('events, receipts and consent facts cannot be changed or deleted', async () => {
    for (const statement of [
      sql`delete from event`,
      sql`update event set kind = 1`,
      sql`delete from receipt`,
      sql`update receipt set body = ''`,
      sql`delete from consent_fact`,
      sql`update consent_fact set opted_in = true`,
    ]) {
      const attempt = at.database.inWorkspace(at.workspaceId, (tx) => statement.execute(tx))
      await expect(attempt).rejects.toThrow(/permission denied/)
    }
  })

  test('a partition of the ledger is reached through the fenced parent only', async () => {
    await at.database.inWorkspace(at.workspaceId, (tx) =>
      sql`select ensure_event_months('2024-03-05Z', '2024-04-05Z')`.execute(tx),
    )
    const attempt = at.database.inWorkspace(at.workspaceId, (tx) =>
      sql`select * from event_2024_03`.execute(tx),
    )
    await expect(attempt).rejects.toThrow(/permission denied/)
  })
})

describe('transactions', () => {
  test('using the outer handle inside a transaction fails loudly', async () => {
    const attempt = at.database.inWorkspace(at.workspaceId, () =>
      at.database.inWorkspace(at.workspaceId, async () => 'never'),
    )
    await expect(attempt).rejects.toThrow(/use its handle/)
    // And the way is free again afterwards.
    await at.database.withoutWorkspace(async () => undefined)
  })

  test('inside another database’s is one, and the outer one is refused in there too', async () => {
    const other = await freshDatabase()
    try {
      const inside = at.database.withoutWorkspace(() =>
        other.database.withoutWorkspace(async () => {
          await expect(at.database.withoutWorkspace(async () => 1)).rejects.toThrow(/is open here/)
          return 2
        }),
      )
      expect(await inside).toBe(2)
      expect(await at.database.withoutWorkspace(async () => 3)).toBe(3)
    } finally {
      await other.close()
    }
  })

  test('what fails leaves nothing behind', async () => {
    const attempt = at.database.inWorkspace(at.workspaceId, async (tx) => {
      await tx.insertInto('owner').values({ workspace_id: at.workspaceId, name: 'Half' }).execute()
      throw new Error('stop')
    })
    await expect(attempt).rejects.toThrow('stop')
    const rows = await at.database.inWorkspace(at.workspaceId, (tx) =>
      tx.selectFrom('owner').select('name').where('name', '=', 'Half').execute(),
    )
    expect(rows).toEqual([])
  })

  test('many at once all get their turn', async () => {
    const turns = Array.from({ length: 50 }, (_, index) =>
      at.database.inWorkspace(at.workspaceId, async (tx) => {
        await sql`select pg_sleep(0.001)`.execute(tx)
        return index
      }),
    )
    expect(await Promise.all(turns)).toHaveLength(50)
  })
})

describe('the embedded folder', () => {
  test('a second process is refused, and a released folder opens again', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'homing-folder-'))
    const options = { dataDir, migrationsDir: MIGRATIONS, templateDir: await templateDir() }
    const first = await openDatabase(options)
    await expect(openDatabase(options)).rejects.toThrow(FolderInUse)
    await first.close()
    const again = await openDatabase(options)
    await again.close()
    await rm(dataDir, { recursive: true })
  })
})
