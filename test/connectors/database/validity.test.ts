import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { database } from '../../../src/connectors/crm/database/index.ts'
import {
  type ToldState,
  validityOf,
  wordOf,
} from '../../../src/connectors/crm/database/told-validity.ts'
import { fc } from '../../property.ts'
import { describeValidity, type ValidityStage } from '../validity-conformance.ts'
import { type Firm, mariaDbFirm, postgresFirm, simulatedSqlServerFirm } from './firm.ts'
import { hasMariaDb } from './mariadb-server.ts'
import { insert, lineTo, momentOf, NOW } from './stage.ts'

type Line = ReturnType<typeof lineTo>

/** Eight persons; the first two have one address. */
async function furnished(open: () => Promise<Firm>) {
  const firm = await open()
  const rows = Array.from({ length: 8 }, (_, at) => [
    ...[`p${at}`, momentOf(NOW - 60_000), `p${Math.max(1, at)}@client.example`],
    ...[false, false, false],
  ])
  await insert(firm, 'own_people (id, changed_at, email, opted_out, invalid, deleted)', rows)
  return firm
}

/** The firm's own job, as docs/database.md has it; later: on its clock. */
async function takeOver(firm: Firm, later: number): Promise<void> {
  const now = momentOf(NOW + later)
  for (const { email, wish } of await firm.run(
    'select * from homing_wishes where taken_at is null order by told_at',
  )) {
    const set = 'update own_people set opted_out = ?, changed_at = ? where lower(email) = lower(?)'
    await firm.run(set, [wish === 'opt_out', now, String(email)])
  }
  for (const { email, person_id, state } of await firm.run(
    'select * from homing_validity where taken_at is null order by turn',
  )) {
    await firm.run(
      'update own_people set invalid = ?, changed_at = ? where id = ? and lower(email) = lower(?)',
      [state === 'invalid', now, String(person_id), String(email)],
    )
  }
  for (const table of ['homing_wishes', 'homing_validity']) {
    await firm.run(`update ${table} set taken_at = ? where taken_at is null`, [now])
  }
}

async function startStage(open: () => Promise<Firm>): Promise<ValidityStage> {
  const firm = await furnished(open)
  const line = lineTo(firm)
  let later = 0
  return {
    connector: database,
    vendor: line.vendor,
    addresses: async () => ['p1', 'p3', 'p4', 'p5'].map((name) => `${name}@client.example`),
    flag: async (address, { optOut, invalid }) => {
      const now = momentOf(NOW + (later += 1000))
      const set = (column: string, value: boolean) =>
        firm.run(`update own_people set ${column} = ?, changed_at = ? where lower(email) = ?`, [
          ...[value, now, address],
        ])
      if (optOut !== undefined) await set('opted_out', optOut)
      if (invalid !== undefined) await set('invalid', invalid)
    },
    holders: async (address) => {
      await takeOver(firm, (later += 1000))
      const rows = await firm.run(
        'select opted_out, invalid from own_people where lower(email) = ? and deleted = ?',
        [address, false],
      )
      return rows.map((row) => ({
        optOut: Boolean(row['opted_out']),
        invalid: Boolean(row['invalid']),
      }))
    },
    people: () => firm.run('select id, email, name, deleted from own_people order by id'),
    advance: (ms) => {
      later += ms
    },
    close: async () => {
      line.close()
      await firm.close()
    },
  }
}

describeValidity('a PostgreSQL database', () => startStage(postgresFirm))
describeValidity('SQL Server (simulated)', () => startStage(simulatedSqlServerFirm))
if (hasMariaDb) describeValidity('a MariaDB database', () => startStage(mariaDbFirm))

describe('what was told of an address that the firm’s side has not taken over yet', () => {
  const ask = { reason: 'hard bounce', mark: '1a2b3c4d', since: NOW }
  const part = database.validity!
  let firm: Firm
  let line: Line
  beforeAll(async () => {
    firm = await furnished(postgresFirm)
    line = lineTo(firm)
  })
  afterAll(async () => {
    line.close()
    await firm.close()
  })

  test('holds, the last one of several, and no wish is written for it (traps 9 and 10)', async () => {
    const states = async () => (await part.find(line.vendor(), 'p1@client.example'))!
    await part.invalidate(line.vendor(), await states(), ask)
    expect(await states()).toMatchObject({ state: 'invalid', permission: 'invalid' })
    await part.invalidate(line.vendor(), await states(), ask)
    expect(await firm.run('select mark from homing_validity')).toHaveLength(2)
    await part.validate(line.vendor(), await states(), (await states()).marks)
    expect(await states()).toMatchObject({ state: 'mailable', marks: [] })
    await part.invalidate(line.vendor(), await states(), ask)
    expect(await states()).toMatchObject({ state: 'invalid' })
    expect(await firm.run('select mark from homing_wishes')).toEqual([])
    await takeOver(firm, 1000)
    const people = await firm.run('select invalid from own_people order by id')
    expect(people.map((row) => Boolean(row['invalid'])).slice(0, 3)).toEqual([true, true, false])
    expect(await states()).toMatchObject({ state: 'invalid' })
  })

  test('without the table, and of a second address, it says why nothing is told', async () => {
    await firm.run(`update own_people set email2 = 'other@client.example' where id = 'p6'`)
    const second = await part.find(line.vendor(), 'other@client.example')
    expect(second).toMatchObject({ state: 'mailable', cannot: expect.stringMatching(/first/) })
    await firm.run('drop table homing_validity')
    const fresh = lineTo(firm)
    const found = await part.find(fresh.vendor(), 'p3@client.example')
    expect(found!.cannot).toMatch(/no table homing_validity/)
    fresh.close()
  })
})

test('a mark is ours only if it came with our row, and the view has the word once it was taken', () => {
  const row = fc.record({
    state: fc.constantFrom('invalid' as const, 'valid' as const),
    address: fc.constant('a@b.example'),
    turn: fc.constant(1),
    word: fc.constant('1a2b3c4d'),
    toldAt: fc.constant(100),
    takenAt: fc.option(fc.constant(200), { nil: null }),
  })
  const seen = fc.record({
    isInvalid: fc.constantFrom(true, false, null),
    at: fc.option(fc.constantFrom(50, 150, 200, 250), { nil: null }),
  })
  fc.assert(
    fc.property(seen, fc.array(row, { maxLength: 1 }), (view, told: ToldState[]) => {
      const stands = validityOf(view, told)
      const [last] = told
      if (last === undefined) expect(stands.isInvalid).toBe(view.isInvalid ?? false)
      else if (last.takenAt !== null && view.isInvalid !== null) {
        expect(stands.isInvalid).toBe(view.isInvalid)
      } else if (last.state === 'invalid') expect(stands.isInvalid).toBe(true)
      if (stands.word !== undefined) expect(last?.state).toBe('invalid')
      if (view.isInvalid && view.at === 250) expect(stands.word).toBeUndefined()
      // One that is being taken off comes home as ours.
      if (!stands.isInvalid && last?.state === 'valid') expect(wordOf(view, told)).toBeUndefined()
    }),
  )
  const off = { state: 'valid', word: '', toldAt: 300, takenAt: null } as const
  const on = { state: 'invalid', word: '1a2b3c4d', toldAt: 100, takenAt: 200 } as const
  const both = [off, on].map((one, at) => ({ ...one, address: 'a', turn: 2 - at }))
  expect(wordOf({ isInvalid: true, at: 200 }, both)).toBe('1a2b3c4d')
  expect(wordOf({ isInvalid: true, at: 400 }, both)).toBeUndefined()
})
