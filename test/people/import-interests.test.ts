import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Homing } from '../../src/homing.ts'
import {
  interestsOfPerson,
  saveInterest,
  stateInterest,
  withdrawInterest,
} from '../../src/interests/index.ts'
import { listRefusals, mergePersons } from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { sketch } from './merge-world.ts'
import { importFile, peopleWorld } from './world.ts'

/** peopleWorld's clock. */
const NOW = Date.UTC(2026, 2, 4, 12)
const ANN = 'ann@x.example'

let at: TestDatabase
let homing: Homing
let workspaceId: number
beforeAll(async () => {
  at = await freshDatabase()
  homing = peopleWorld(at.database).homing
})
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'A firm')
  for (const code of ['TAX', 'WILLS']) {
    await inside((tx) => saveInterest(tx, by(), { code, name: code, halfLifeDays: null }))
  }
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const by = () => ({ workspaceId, actor: { id: 'user-1', name: 'Ruth' }, now: NOW })
const take = (rows: string, isDryRun = false) =>
  importFile(homing, workspaceId, `external_id,email,interests\n${rows}`, isDryRun)

async function personAt(address: string): Promise<number> {
  const { rows } = await inside((tx) =>
    sql<{ id: number }>`select pa.person_id as id from person_address pa
      join address a on a.id = pa.address_id
      where a.workspace_id = ${workspaceId} and a.canonical = ${address}`.execute(tx),
  )
  return rows[0]!.id
}

/** Every statement ever made, as "TAX 10 import Test", those taken back in brackets. */
async function statements(): Promise<string[]> {
  const { rows } = await inside((tx) =>
    sql<{ line: string }>`
      select case when s.ended_at is null then said else '(' || said || ')' end as line
      from person_interest s join interest i
        on i.workspace_id = s.workspace_id and i.id = s.interest_id
      cross join lateral (select concat_ws(' ', i.code, s.points, s.source, s.stated_by)) t (said)
      where s.workspace_id = ${workspaceId} order by s.id`.execute(tx),
  )
  return rows.map((row) => row.line)
}

test('interests are stated by their codes, told again change nothing, and a dry run only counts', async () => {
  const rows = `P-1,${ANN}, tax ; WILLS;Tax\nP-2,ben@x.example,\n`
  expect(await take(rows, true)).toMatchObject({ interests_stated: 2, rows_refused: 0 })
  expect(await statements()).toEqual([])
  expect(await take(rows)).toMatchObject({ interests_stated: 2, people_created: 2 })
  const once = await statements()
  expect(once.sort()).toEqual(['TAX 10 import Test', 'WILLS 10 import Test'])
  const personId = await personAt(ANN)
  const found = await inside((tx) => interestsOfPerson(tx, workspaceId, personId, NOW))
  expect(found.interests.map(({ code, score, isStated }) => ({ code, score, isStated }))).toEqual([
    { code: 'TAX', score: 10, isStated: true },
    { code: 'WILLS', score: 10, isStated: true },
  ])
  expect(await take(rows, true)).toMatchObject({ interests_stated: 0 })
  expect(await take(rows)).toMatchObject({ interests_stated: 0, people_unchanged: 2 })
  expect((await statements()).sort()).toEqual(once)
})

test('a row with an unknown code is refused whole, with the line and the reason', async () => {
  const run = await take(`P-1,${ANN},TAX;GOLF\nP-2,ben@x.example,TAX\n`)
  expect(run).toMatchObject({ rows_refused: 1, people_created: 1, interests_stated: 1 })
  const { items } = await inside((tx) =>
    listRefusals(tx, { workspaceId, importId: run.id }, { limit: 10 }),
  )
  expect(items).toMatchObject([
    { line: 2, field: 'interests', reason: expect.stringContaining('no interest “GOLF”') },
  ])
  const many = Array.from({ length: 21 }, (_, n) => `I${n}`).join(';')
  expect(await take(`P-3,cat@x.example,${many}\n`)).toMatchObject({ rows_refused: 1 })
})

test('an interest of an organization is of who reads its mail; without an address it is refused', async () => {
  const file = 'kind,name,email,interests\n'
  const run = await importFile(
    homing,
    workspaceId,
    `${file}organization,Example LLP,info@x.example,TAX\norganization,Sample LLP,,TAX\n`,
  )
  expect(run).toMatchObject({ interests_stated: 1, rows_refused: 1 })
})

test('what is stated by hand stays, and what was taken back is not stated by the same file again', async () => {
  await take(`P-1,${ANN},\n`)
  const personId = await personAt(ANN)
  const said = { code: 'TAX', points: 50, source: 'user', note: 'on the phone' } as const
  await inside((tx) => stateInterest(tx, { ...by(), personId }, said))
  expect(await take(`P-1,${ANN},TAX;WILLS\n`)).toMatchObject({ interests_stated: 1 })
  expect(await statements()).toEqual(['TAX 50 user Ruth', 'WILLS 10 import Test'])
  const { interests } = await inside((tx) => interestsOfPerson(tx, workspaceId, personId, NOW))
  const { statedId } = interests.find(({ code }) => code === 'WILLS')!.evidence[0]!
  await inside((tx) => withdrawInterest(tx, { ...by(), personId }, statedId!))
  expect(await take(`P-1,${ANN},TAX;WILLS\n`)).toMatchObject({ interests_stated: 0 })
  expect(await take(`P-1,${ANN},\n`)).toMatchObject({ interests_stated: 0 })
  expect(await statements()).toEqual(['TAX 50 user Ruth', '(WILLS 10 import Test)'])
})

test('an interest of somebody who was merged counts as stated', async () => {
  await take(`P-1,${ANN},\nP-2,ben@x.example,TAX\n`)
  const [kept, other] = [await personAt(ANN), await personAt('ben@x.example')]
  await inside((tx) => mergePersons(tx, { ...by(), personId: kept }, { id: other, take: [] }))
  expect(await take(`P-1,${ANN},TAX\nP-2,ben@x.example,TAX\n`)).toMatchObject({
    interests_stated: 0,
  })
  expect(await statements()).toEqual(['TAX 10 import Test'])
})

test('a person an ESP told of keeps what was stated of it when a file gives its address to another', async () => {
  const { Stranger } = await inside((tx) =>
    sketch(tx, workspaceId, [{ name: 'Stranger', origin: 'esp', addresses: [ANN] }]),
  )
  const said = { code: 'TAX', points: 50, source: 'user', note: '' } as const
  await inside((tx) => stateInterest(tx, { ...by(), personId: Stranger! }, said))
  await take(`P-1,other@x.example,\n`)
  await importFile(
    homing,
    workspaceId,
    `external_id,email,other_emails\nP-1,other@x.example,${ANN}\n`,
  )
  expect(await statements()).toEqual(['TAX 50 user Ruth'])
})
