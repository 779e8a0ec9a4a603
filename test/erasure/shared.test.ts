import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { undoMerge } from '../../src/consent/index.ts'
import { carryOutErasures, previewErasure, startErasure } from '../../src/erasure/index.ts'
import { stageContacts } from '../../src/lists/index.ts'
import { mergePersons, personById } from '../../src/people/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { row } from '../ledger/receipts-world.ts'
import { importFile } from '../people/world.ts'
import { ADMIN, dumpOf, erasureWorld, foundIn, type ErasureWorld } from './world.ts'

let at: TestDatabase
let world: ErasureWorld
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

/** Two who share a mailbox, one of them with an address of their own, in a household of both. */
async function couple(): Promise<{ mia: number; tom: number }> {
  world = await erasureWorld(at)
  await importFile(
    world.homing,
    world.by.workspaceId,
    'external_id,name,first_name,last_name,email,other_emails,organization,organization_kind\n'
      + 'M-1,Mia Sandström,Mia,Sandström,home@example.com,mia@example.com,Sandströms,household\n'
      + 'T-1,Tom Sandström,Tom,Sandström,home@example.com,,Sandströms,household\n',
  )
  const idOf = async (external: string) => {
    const [one] = await world.ask<{ id: number }>(
      `select id from person where external_id = '${external}'`,
    )
    return one!.id
  }
  await world.arrive([
    row('home', { first_name: 'Mia', last_name: 'Sandström' }),
    row('mia', { first_name: 'Mia', last_name: 'Sandström', from: 'news@firm.example' }),
    row('miranda', { first_name: 'Mia', last_name: 'Other' }),
  ])
  await world.read()
  return { mia: await idOf('M-1'), tom: await idOf('T-1') }
}

describe('somebody who shares an address', () => {
  test('is erased, and the address stays the others’', async () => {
    const { mia, tom } = await couple()
    const { workspaceId } = world.by
    const preview = await world.inWorkspace((tx) =>
      previewErasure(tx, world.homing, { workspaceId, personId: mia }),
    )
    expect(preview.kept[0]).toMatchObject({ what: 'addresses that others use too', count: 1 })
    expect(preview.erased).toContainEqual({ what: 'the addresses', count: 1 })
    const events = await world.count('event')
    await world.erase(mia, 'Mia Sandström')
    const dump = await dumpOf(at, workspaceId)
    expect(foundIn(dump, ['mia@example', 'mia sandström', 'contact-mia"'])).toEqual([])
    // The others keep theirs: the mailbox, the household, the namesake.
    expect(foundIn(dump, ['home@example', 'tom sandström', 'sandströms', 'miranda@']).length).toBe(
      4,
    )
    expect(await world.count('event')).toBe(events)
    const left = await world.inWorkspace((tx) => personById(tx, workspaceId, tom))
    expect(left.organizations.map((one) => one.name)).toEqual(['Sandströms'])
    await expect(world.inWorkspace((tx) => personById(tx, workspaceId, mia))).rejects.toThrow()
    const pages = dump.split('\n').filter((line) => line.includes('tracking_activities'))
    expect(pages.length).toBe(1)
    const rows = JSON.parse(pages[0]!).tracking_activities as { first_name: string }[]
    expect(rows.map((one) => one.first_name)).toEqual(['erased', 'erased', 'Mia'])
  })

  test('the last of them is erased with the mailbox', async () => {
    const { mia, tom } = await couple()
    await world.erase(mia, 'mia sandström ')
    await world.erase(tom, 'Tom Sandström')
    const dump = await dumpOf(at, world.by.workspaceId)
    expect(foundIn(dump, ['home@example', 'tom sandström', 'sandströms'])).toEqual([])
    expect(await world.count('organization')).toBe(0)
  })
})

test('a contact told again is counted, without who it is', async () => {
  const { mia } = await couple()
  const { workspaceId } = world.by
  await world.erase(mia, 'Mia Sandström')
  const people = await world.count('person')
  await world.inWorkspace(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      insert into account_read (workspace_id, connection_id, kind)
      values (${workspaceId}, ${world.connectionId}, 'contacts') returning id`.execute(tx)
    const of = {
      workspaceId,
      connectionId: world.connectionId,
      kind: 'contacts',
      runId: 0,
    } as const
    const contact = { id: 'contact-mia', firstName: 'Mia', lastName: 'Sandström', jobTitle: 'CEO' }
    await stageContacts(
      tx,
      { ...of, readId: rows[0]!.id },
      {
        rows: [
          {
            ...contact,
            ...{ address: 'Mia@example.com', company: 'X', permission: 'ok', lists: ['L1'] },
            values: { city: 'Malmö' },
          },
        ],
        refused: [],
        next: null,
      },
    )
  })
  expect(await world.count('person')).toBe(people)
  expect(
    await world.ask(
      'select external_id, first_name, job_title, details, permission from staged_contact',
    ),
  ).toEqual([
    { external_id: 'erased', first_name: '', job_title: '', details: {}, permission: 'ok' },
  ])
})

test('an import under way is waited for; how a job failed is forgotten', async () => {
  const { mia } = await couple()
  const { workspaceId } = world.by
  const session = await at.database.engine.lendAsOwner()
  try {
    await session.script(`
      insert into pgboss.job (name, data, output) values
        ('run', '{"workspaceId": ${workspaceId}}', '{"message": "Key (canonical)=(mia@example.com)"}'),
        ('run', '{"workspaceId": 999999}', '{"message": "Key (canonical)=(mia@example.com)"}')`)
  } finally {
    session.release()
  }
  await world.inWorkspace((tx) =>
    sql`
      with one as (insert into import (workspace_id, file_name, status)
        values (${workspaceId}, 'mia@example.com.csv', 'running') returning id)
      insert into import_chunk (workspace_id, import_id, place, bytes)
      select ${workspaceId}, id, 0, convert_to('mia@example.com', 'UTF8') from one`.execute(tx),
  )
  const status = async () => (await world.ask<object>('select status, step from erasure'))[0]
  await startErasure(world.homing, {
    ...{ workspaceId, personId: mia, actor: ADMIN, confirm: 'Mia Sandström' },
  })
  await carryOutErasures(world.homing)
  expect(await status()).toEqual({ status: 'running', step: 'waiting' })
  await world.inWorkspace((tx) => sql`delete from import_chunk`.execute(tx))
  await carryOutErasures(world.homing)
  expect(await status()).toEqual({ status: 'done', step: 'done' })
  expect(foundIn(await dumpOf(at, workspaceId), ['mia@example']).length).toBe(1)
})

test('another name than the person’s erases nobody', async () => {
  const { mia } = await couple()
  const ask = { workspaceId: world.by.workspaceId, personId: mia, actor: ADMIN }
  await expect(startErasure(world.homing, { ...ask, confirm: 'Mia' })).rejects.toThrow(
    /not the name/,
  )
  expect(await world.count('erasure')).toBe(0)
})

describe('somebody who was merged', () => {
  test('is parted before an erasure, and leaves nothing of a merge behind', async () => {
    const { mia, tom } = await couple()
    const { workspaceId } = world.by
    const change = { workspaceId, actor: ADMIN, now: 1 }
    const { mergeId } = await world.inWorkspace((tx) =>
      mergePersons(tx, { ...change, personId: tom }, { id: mia, take: ['firstName'] }),
    )
    for (const [person, name] of [
      [tom, 'Tom Sandström'],
      [mia, 'Mia Sandström'],
    ] as const) {
      await expect(world.erase(person, name)).rejects.toMatchObject({ status: 409 })
    }
    await world.inWorkspace((tx) => undoMerge(tx, { ...change, mergeId }))
    await world.erase(mia, 'Mia Sandström')
    expect(await world.count('person_merge')).toBe(0)
    expect(await world.count('person_merge_link')).toBe(0)
    const dump = await dumpOf(at, workspaceId)
    expect(foundIn(dump, ['mia sandström']).join('\n')).toBe('')
  })
})
