import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { askMayWrite, createTopic, recordOptOut } from '../../src/consent/index.ts'
import type { Homing } from '../../src/homing.ts'
import { listRefusals } from '../../src/people/index.ts'
import { csvLine } from '../../src/platform/csv.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'
import { importFile, peopleWorld } from './world.ts'

/** peopleWorld's clock. */
const NOW = Date.UTC(2026, 2, 4, 12)
const HEADER = 'email,consent,consent_topic,consent_date,consent_until,consent_evidence\n'

let at: TestDatabase
let homing: Homing
let workspaceId: number
let tax: number
beforeAll(async () => {
  at = await freshDatabase()
  homing = peopleWorld(at.database).homing
})
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'A firm')
  tax = await topic('Tax')
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const topic = (name: string) =>
  inside((tx) =>
    createTopic(
      tx,
      { workspaceId, actor: 'Ruth', now: NOW },
      { name, description: '', groupId: null, consentNeeded: null },
    ),
  ).then(({ id }) => id)
const take = (rows: string, isDryRun = false) =>
  importFile(homing, workspaceId, HEADER + rows, isDryRun)
const ask = (address: string, topicId: number | null = null) =>
  inside((tx) =>
    askMayWrite(
      tx,
      workspaceId,
      { channel: 'email', class: 'marketing', topicId, addresses: [address] },
      NOW,
    ),
  ).then(([answer]) => answer!)
const facts = () =>
  inside((tx) => tx.selectFrom('consent_fact').selectAll().orderBy('id').execute())
const figures = (run: Awaited<ReturnType<typeof take>>) => ({
  express: run.consent_express,
  implied: run.consent_implied,
  out: run.consent_out,
  lifts: run.consent_lifts,
  refused: run.rows_refused,
})

describe('consent in an import', () => {
  test('is taken over, told again changes nothing, and a dry run only counts', async () => {
    const rows =
      'ann@x.example,express,Tax,2026-01-05,,Signed form\n'
      + 'ben@x.example,implied,,2026-02-01,2027-02-01,Invoice 12\n'
      + 'cat@x.example,out,,,,Told us by telephone\n'
      + 'dan@x.example,express,,,,\n'
      + 'eve@x.example,,,,,\n'
    const expected = { express: 1, implied: 2, out: 1, lifts: 0, refused: 0 }
    expect(figures(await take(rows, true))).toEqual(expected)
    expect(await facts()).toEqual([])
    expect(figures(await take(rows))).toEqual(expected)
    const once = await facts()
    expect(await ask('ann@x.example', tax)).toMatchObject({ reason: 'express', mayWrite: true })
    expect(await ask('ann@x.example')).toMatchObject({ reason: 'no_objection', state: 'unknown' })
    const ben = await ask('ben@x.example')
    expect(ben).toMatchObject({ reason: 'implied', fact: { source: 'import', from: 'Test' } })
    expect(ben.fact!.expiresAt!.toISOString()).toBe('2027-02-01T00:00:00.000Z')
    expect(await ask('cat@x.example')).toMatchObject({ reason: 'opted_out', mayWrite: false })
    // Said to be express, but nothing shows it: implied at most, and it ends.
    expect(await ask('dan@x.example')).toMatchObject({ reason: 'implied' })
    await take(rows)
    expect(await facts()).toEqual(once)
  })

  test('lifts an opt-out with evidence and a later date only, and the dry run says how many', async () => {
    await take('ann@x.example,out,,2026-01-10,,\nben@x.example,out,,2026-01-10,,\n')
    const weak = 'ann@x.example,express,,2026-02-01,,\nben@x.example,express,,2025-02-01,,A form\n'
    expect(figures(await take(weak))).toMatchObject({ express: 1, implied: 1, lifts: 0 })
    expect((await ask('ann@x.example')).reason).toBe('opted_out')
    expect((await ask('ben@x.example')).reason).toBe('opted_out')
    const strong = 'ann@x.example,express,,2026-02-01,,Signed form\n'
    expect(figures(await take(strong, true))).toMatchObject({ express: 1, lifts: 1 })
    expect((await ask('ann@x.example')).reason).toBe('opted_out')
    expect(figures(await take(strong))).toMatchObject({ lifts: 1 })
    expect((await ask('ann@x.example')).reason).toBe('express')
  })

  test('is of the person and of each address, but for implied consent, which is the person’s', async () => {
    await take('ann@x.example,out,,2026-01-10,,\nben@x.example,implied,,2026-01-10,,An invoice\n')
    const subjects = (await facts()).map((one) => [
      one.is_explicit || one.opted_in,
      one.person_id !== null,
      one.address_id !== null,
    ])
    expect(subjects).toEqual([
      [false, true, false],
      [false, false, true],
      [true, true, false],
    ])
  })

  test('of several topics at once', async () => {
    const wine = await topic('Wine')
    await take('ann@x.example,out,tax; WINE,2026-01-10,,\n')
    expect((await ask('ann@x.example', tax)).reason).toBe('opted_out_topic')
    expect((await ask('ann@x.example', wine)).reason).toBe('opted_out_topic')
    expect((await ask('ann@x.example')).mayWrite).toBe(true)
  })

  test.each([
    ['consent', 'perhaps,,,,', '“perhaps” is none of: express, implied, out.'],
    ['consent', ',Tax,,,', 'There is a consent_topic without consent: express, implied or out.'],
    ['consent_topic', 'out,Golf,,,', 'There is no topic “Golf”. Make it under Topics first'],
    ['consent_date', 'express,,,,A form', 'Express consent needs the date it was given on'],
    ['consent_date', 'out,,3 May,,', '“3 May” is no date. Write it as 2026-05-03.'],
    ['consent_date', 'out,,2026-02-30,,', '“2026-02-30” is no date.'],
    ['consent_date', 'out,,2026-03-09,,', '“2026-03-09” lies in the future.'],
    ['consent_until', 'out,,,2026-03-09,', 'Only implied consent ends.'],
    ['consent_until', 'implied,,2026-01-02,2026-01-01,', 'The consent would end before it began.'],
  ])('a wrong %s is refused with the remedy: %s', async (field, cells, reason) => {
    const run = await take(`ann@x.example,${cells}\n`)
    const { items } = await inside((tx) =>
      listRefusals(tx, { workspaceId, importId: run.id }, { limit: 9 }),
    )
    expect(items).toMatchObject([{ field }])
    expect(items[0]!.reason).toContain(reason)
    expect(await facts()).toEqual([])
  })

  test('never weakens what is known, whatever the rows, but by evidence that is newer', async () => {
    const people = ['p0@x.example', 'p1@x.example', 'p2@x.example']
    const row = fc.record({
      email: fc.constantFrom(...people),
      consent: fc.constantFrom('express', 'implied', 'in', 'out', ''),
      consent_topic: fc.constantFrom('', 'Tax'),
      consent_date: fc.constantFrom('', '2025-01-01', '2026-01-05', '2026-02-01'),
      consent_until: fc.constantFrom('', '2027-01-01'),
      consent_evidence: fc.constantFrom('', 'A form'),
    })
    const columns = [
      'email',
      'consent',
      'consent_topic',
      'consent_date',
      'consent_until',
      'consent_evidence',
    ] as const
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(row, { maxLength: 6 }), { maxLength: 3 }),
        async (files) => {
          workspaceId = await makeWorkspace(at.database, 'A firm')
          tax = await topic('Tax')
          await take(people.map((email) => `${email},,,,,\n`).join(''))
          await inside(async (tx) => {
            const { id } = await tx
              .selectFrom('person')
              .select('id')
              .orderBy('id')
              .executeTakeFirstOrThrow()
            const by = { workspaceId, personId: id, actor: 'Ruth', now: Date.UTC(2026, 0, 10) }
            await recordOptOut(tx, by, { reason: '', evidence: '' })
          })
          for (const rows of files) {
            const before = await standing(people)
            const file =
              csvLine(columns) + rows.map((one) => csvLine(columns.map((c) => one[c]))).join('')
            await importFile(homing, workspaceId, file)
            const after = await standing(people)
            for (const [key, mayWrite] of after) {
              if (!mayWrite || before.get(key)!) continue
              const [email, matter] = key.split(' ')
              const hasEvidence = rows.some(
                (one) =>
                  one.email === email
                  && one.consent === 'express'
                  && one.consent_evidence !== ''
                  && one.consent_date > '2026-01-05'
                  && (one.consent_topic === '' || matter === 'tax'),
              )
              expect(hasEvidence, key).toBe(true)
            }
            await importFile(homing, workspaceId, file)
            expect(await standing(people)).toEqual(after)
          }
        },
      ),
      { numRuns: 15 },
    )
  })
})

async function standing(people: readonly string[]): Promise<Map<string, boolean>> {
  const all = new Map<string, boolean>()
  for (const email of people) {
    all.set(`${email} all`, (await ask(email)).mayWrite)
    all.set(`${email} tax`, (await ask(email, tax)).mayWrite)
  }
  return all
}
