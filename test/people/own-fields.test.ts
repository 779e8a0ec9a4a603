import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Homing } from '../../src/homing.ts'
import { refuseUnknownNames } from '../../src/lists/people/refer.ts'
import {
  changeOwnField,
  changeOwnValues,
  defineOwnField,
  exportPeople,
  listOwnFields,
  listRefusals,
  mergePersons,
  ownOfPerson,
  partPersons,
} from '../../src/people/index.ts'
import { OWN_KINDS, readOwnValue, type OwnField } from '../../src/people/own-fields/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { whyPerson } from '../../src/why/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { importFile, peopleWorld } from './world.ts'

let at: TestDatabase
let homing: Homing
let workspaceId: number
beforeAll(async () => {
  at = await freshDatabase()
  homing = peopleWorld(at.database).homing
})
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'A firm')
  await inside(async (tx) => {
    for (const field of FIELDS) await defineOwnField(tx, by(), field)
  })
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const take = (file: string, isDryRun = false) => importFile(homing, workspaceId, file, isDryRun)
const by = () => ({ workspaceId, actor: 'Jo', now: homing.now() })

const field = (key: string, kind: OwnField['kind'], choices: string[] = []): OwnField => ({
  key,
  label: `The ${key}`,
  kind,
  choices,
})
const FIELDS = [
  field('note', 'text'),
  field('fee', 'number'),
  field('since', 'date'),
  field('vip', 'yes_no'),
  field('tier', 'choice', ['Gold', 'Silver']),
]
const HEADER = 'external_id,email,Note,fee,since,vip,tier\n'

async function own(externalId: string): Promise<Record<string, string>> {
  const { rows } = await inside((tx) =>
    sql<{ own: Record<string, string> }>`
      select own from person where external_id = ${externalId}`.execute(tx),
  )
  return rows[0]!.own
}

async function idOf(externalId: string): Promise<number> {
  const { rows } = await inside((tx) =>
    sql<{ id: number }>`select id from person where external_id = ${externalId}`.execute(tx),
  )
  return rows[0]!.id
}

describe('a value', () => {
  const read = (kind: OwnField['kind'], typed: string) =>
    readOwnValue({ kind, choices: ['Gold', 'Silver'] }, typed)

  test.each([
    ['text', '  two   words ', 'two words'],
    ['number', '1,234.50', '1234.5'],
    ['number', '-0.0', '0'],
    ['number', '+007', '7'],
    ['date', '2026-5-3', '2026-05-03'],
    ['date', '3.5.2026', '2026-05-03'],
    ['yes_no', 'TRUE', 'yes'],
    ['yes_no', 'nein', 'no'],
    ['choice', 'gold', 'Gold'],
  ] as const)('of kind %s typed as “%s” is kept as “%s”', (kind, typed, value) => {
    expect(read(kind, typed)).toEqual({ ok: true, value })
  })

  test.each([
    ['number', 'many'],
    ['number', '1.2.3'],
    ['date', '2026-02-30'],
    ['date', '05/03/2026'],
    ['yes_no', 'perhaps'],
    ['choice', 'Bronze'],
    ['text', 'x'.repeat(501)],
    ['text', 'a\0b'],
  ] as const)('of kind %s is not “%s”', (kind, typed) => {
    expect(read(kind, typed).ok).toBe(false)
  })

  test('is written in one way only: reading what was kept changes nothing', () => {
    const typed = fc.oneof(
      fc.string(),
      fc.double({ noNaN: true }).map(String),
      fc.date({ noInvalidDate: true }).map((day) => day.toISOString().slice(0, 10)),
      fc.constantFrom('Yes', 'ja', 'GOLD', '0'),
    )
    fc.assert(
      fc.property(fc.constantFrom(...OWN_KINDS), typed, (kind, text) => {
        const first = read(kind, text)
        if (first.ok) expect(read(kind, first.value)).toEqual(first)
      }),
    )
  })
})

describe('a file', () => {
  test('fills fields by their keys; an empty cell changes nothing', async () => {
    const first = await take(`${HEADER}P1,a@example.com,Likes tea,"1,200.50",2020-05-01,x,gold\n`)
    expect(first).toMatchObject({ people_created: 1, rows_refused: 0, message: null })
    const all = { note: 'Likes tea', fee: '1200.5', since: '2020-05-01', vip: 'yes', tier: 'Gold' }
    expect(await own('P1')).toEqual(all)
    expect(await take(`${HEADER}P1,a@example.com,,,,,\n`)).toMatchObject({ people_unchanged: 1 })
    expect(await take(`${HEADER}P1,a@example.com,,,,,Silver\n`)).toMatchObject({
      people_updated: 1,
    })
    expect(await own('P1')).toEqual({ ...all, tier: 'Silver' })
  })

  test('refuses a row whose value does not fit, with the field', async () => {
    const run = await take(`${HEADER}P1,a@example.com,,,,,Bronze\nP2,b@example.com,,,,,Gold\n`)
    expect(run).toMatchObject({ people_created: 1, rows_refused: 1 })
    const { items } = await inside((tx) =>
      listRefusals(tx, { workspaceId, importId: run.id }, { limit: 10 }),
    )
    expect(items).toMatchObject([
      { line: 2, field: 'tier', reason: '“Bronze” is none of: Gold, Silver.' },
    ])
  })

  test('of an export, taken in again, changes nothing', async () => {
    await take(`${HEADER}P1,a@example.com,Likes tea,-5,2020-05-01,no,Gold\n`)
    const { items } = await inside((tx) => exportPeople(tx, workspaceId, { limit: 10 }))
    expect(items).toMatchObject([{ own: { fee: '-5', vip: 'no' } }])
    const { fee, vip, tier } = items[0]!.own
    const again = `external_id,email,fee,vip,tier\nP1,a@example.com,${fee},${vip},${tier}\n`
    expect(await take(again)).toMatchObject({ people_unchanged: 1 })
  })

  test('fills no field that was retired, and says so', async () => {
    await inside((tx) => changeOwnField(tx, by(), { key: 'tier', isRetired: true }))
    const run = await take('external_id,email,tier\nP1,a@example.com,Gold\n')
    expect(run.message).toContain('“tier”')
    expect(await own('P1')).toEqual({})
  })

  test('a dry run writes nothing', async () => {
    await take('external_id,email,tier\nP1,a@example.com,Gold\n')
    expect(await take('external_id,email,tier\nP1,a@example.com,Silver\n', true)).toMatchObject({
      people_updated: 1,
    })
    expect(await own('P1')).toEqual({ tier: 'Gold' })
  })
})

describe('a colleague', () => {
  test('changes values; who wrote each stands in Why, the audit keeps none of them', async () => {
    const run = await take('external_id,email,tier,note\nP1,a@example.com,Gold,Tea\n')
    const personId = await idOf('P1')
    const actor = { id: 'user:1', name: 'Ruth' }
    await inside((tx) =>
      changeOwnValues(tx, { ...by(), actor, personId }, { tier: 'silver', note: '', fee: '5' }),
    )
    expect(await own('P1')).toEqual({ tier: 'Silver', fee: '5' })
    const { fields } = await inside((tx) => whyPerson(tx, { workspaceId, personId }))
    const tier = fields.find((one) => one.field === 'own:tier')
    expect(tier).toMatchObject({ label: 'The tier', value: 'Silver', writtenBy: 'Ruth' })
    expect(tier!.before).toMatchObject([{ value: 'Gold' }])
    expect(fields.find((one) => one.field === 'own:note')).toMatchObject({
      value: '',
      writtenBy: 'Ruth',
      before: [{ value: 'Tea' }],
    })
    const { rows } = await inside((tx) =>
      sql<{ text: string }>`
        select sentence || detail::text as text from audit
        where action = 'change_own_values'`.execute(tx),
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]!.text).toContain('The tier')
    expect(rows[0]!.text).not.toContain('Silver')
    expect(run.rows_refused).toBe(0)
  })

  test('is refused what does not fit, at its field', async () => {
    await take('external_id,email\nP1,a@example.com\n')
    const personId = await idOf('P1')
    const write = (values: Record<string, string>) =>
      inside((tx) => changeOwnValues(tx, { ...by(), personId }, values))
    await expect(write({ fee: 'much' })).rejects.toMatchObject({ status: 422 })
    await expect(write({ unheard_of: 'x' })).rejects.toMatchObject({ status: 422 })
    await inside((tx) => changeOwnField(tx, by(), { key: 'tier', isRetired: true }))
    await expect(write({ tier: 'Gold' })).rejects.toMatchObject({ status: 422 })
    expect(await own('P1')).toEqual({})
  })
})

describe('a definition', () => {
  test('keeps what people have when a choice goes or the field is retired', async () => {
    await take('external_id,email,tier\nP1,a@example.com,Gold\n')
    const personId = await idOf('P1')
    await inside((tx) => changeOwnField(tx, by(), { key: 'tier', choices: ['Silver'] }))
    expect(await own('P1')).toEqual({ tier: 'Gold' })
    await inside((tx) => changeOwnField(tx, by(), { key: 'tier', isRetired: true }))
    const shown = () => inside((tx) => ownOfPerson(tx, workspaceId, personId))
    expect((await shown()).map(({ key }) => key)).not.toContain('tier')
    await inside((tx) => changeOwnField(tx, by(), { key: 'tier', isRetired: false }))
    expect((await shown()).find(({ key }) => key === 'tier')).toMatchObject({ value: 'Gold' })
  })

  test.each([
    [{ ...field('email', 'text') }, 'means something else'],
    [{ ...field('surname', 'text') }, 'means something else'],
    [{ ...field('tier', 'text') }, 'already'],
    [{ ...field('grade', 'text'), label: 'the TIER' }, 'already'],
    [field('grade', 'choice'), 'answers'],
    [field('grade', 'choice', ['A', 'a']), 'twice'],
    [field('grade', 'text', ['A']), 'Only a choice'],
  ])('is refused: %o', async (wrong, why) => {
    await expect(inside((tx) => defineOwnField(tx, by(), wrong))).rejects.toThrow(why)
    const fields = await inside((tx) => listOwnFields(tx, workspaceId))
    expect(fields).toHaveLength(FIELDS.length)
  })
})

test('a merge fills what the kept person lacks, and its undoing gives that back', async () => {
  await take(`${HEADER}P1,a@example.com,,,,,Gold\nP2,b@example.com,Tea,7,,,Silver\n`)
  const [personId, otherId] = [await idOf('P1'), await idOf('P2')]
  const { mergeId } = await inside((tx) =>
    mergePersons(tx, { ...by(), personId }, { id: otherId, take: [] }),
  )
  expect(await own('P1')).toEqual({ tier: 'Gold', note: 'Tea', fee: '7' })
  await inside((tx) => changeOwnValues(tx, { ...by(), personId }, { fee: '8' }))
  await inside((tx) => partPersons(tx, { ...by(), mergeId }))
  expect(await own('P1')).toEqual({ tier: 'Gold', fee: '8' })
  expect(await own('P2')).toEqual({ note: 'Tea', fee: '7', tier: 'Silver' })
})

test('a segment names only fields there are, compared as their kind can be', async () => {
  const judge = (key: string, is: 'is' | 'before', values: string[]) =>
    inside((tx) =>
      refuseUnknownNames(
        tx,
        workspaceId,
        { version: 1, where: { all: [{ about: 'own_field', key, is, values }] } },
        'definition',
      ),
    )
  await judge('since', 'before', ['2026-01-01'])
  await judge('tier', 'is', ['Bronze'])
  await expect(judge('gone', 'is', ['x'])).rejects.toThrow('no field “gone”')
  await expect(judge('fee', 'before', ['2026-01-01'])).rejects.toThrow('holds no dates')
  await expect(judge('fee', 'is', ['1,000'])).rejects.toThrow('Write “1000”')
})
