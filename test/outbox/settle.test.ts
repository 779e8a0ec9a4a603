import { afterAll, beforeAll, expect, test } from 'vitest'
import { putOffWriteBack, settleWriteBack } from '../../src/outbox/index.ts'
import { identifyAddresses } from '../../src/people/index.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'

const NOW = Date.UTC(2026, 2, 4, 12)

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

test('what became of a call leaves alone what was wished for meanwhile', async () => {
  const workspaceId = await makeWorkspace(at.database, 'A firm')
  await at.database.inWorkspace(workspaceId, async (tx) => {
    const address = 'ann@x.example'
    const ids = await identifyAddresses(tx, workspaceId, new Map([[address, { address }]]))
    const connection = await tx
      .insertInto('connection')
      .values({ workspace_id: workspaceId, connector: 'x', name: 'The ESP', status: 'active' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await sql`insert into write_back_lane (workspace_id, connection_id)
      values (${workspaceId}, ${connection.id})`.execute(tx)
    const { rows } = await sql<{ id: number }>`
      insert into write_back (workspace_id, connection_id, address_id, wanted, is_single, version,
        caused_at, due_at)
      values (${workspaceId}, ${connection.id}, ${ids.get(address)!}, 'in', true, 2, now(), now())
      returning id`.execute(tx)
    const { id } = rows[0]!
    const of = (version: number) => ({ workspaceId, row: { id, version }, now: NOW })
    const row = async () =>
      (await sql`select status, outcome, tries, remote_at, is_ours from write_back`.execute(tx))
        .rows[0]

    // The opt-out of before was told, and then the person asked to come back.
    const done = { status: 'done', outcome: 'Told.', remoteAt: NOW, isOurs: true } as const
    await settleWriteBack(tx, of(1), done)
    const ours = { remote_at: new Date(NOW), is_ours: true }
    expect(await row()).toEqual({ status: 'waiting', outcome: '', tries: 0, ...ours })
    const why = { outcome: 'No answer.', whoMustAct: 'vendor', waitMs: null } as const
    await putOffWriteBack(tx, of(1), why)
    expect(await row()).toMatchObject({ status: 'waiting', outcome: '', tries: 0 })

    await settleWriteBack(tx, of(2), { status: 'done', outcome: 'Back.' })
    expect(await row()).toEqual({ status: 'done', outcome: 'Back.', tries: 1, ...ours })
  })
})
