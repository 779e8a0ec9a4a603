import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  askMayWrite,
  consentOfPerson,
  correctAddress,
  endAddress,
  liftOptOut,
  recordEspOptOuts,
  recordOptOut,
  stateFacts,
  undoMerge,
  undoOutlookOf,
} from '../../src/consent/index.ts'
import type { Homing } from '../../src/homing.ts'
import { timelineOf } from '../../src/ledger/index.ts'
import {
  addAddress,
  addressesOfPerson,
  countPeople,
  exportPeople,
  listOwners,
  listPeople,
  makeAddressPrimary,
  mergePersons,
  personById,
  type MergeField,
} from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'
import { addressId, dumpOf, sketch, type Sketch } from './merge-world.ts'
import { importFile, peopleWorld } from './world.ts'

const NOW = Date.UTC(2026, 2, 4, 12)
const actor = { id: 'u1', name: 'Ruth' }

let at: TestDatabase
let homing: Homing
let workspaceId: number
let ids: Record<string, number>
let clock: number
beforeAll(async () => {
  at = await freshDatabase()
  homing = peopleWorld(at.database).homing
})
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'A firm')
  clock = NOW
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const people = async (...sketches: Sketch[]) => {
  ids = await inside((tx) => sketch(tx, workspaceId, sketches))
}
const by = (name: string) => ({
  workspaceId,
  personId: ids[name]!,
  actor,
  now: (clock += 1000),
})
const merge = async (kept: string, other: string, take: MergeField[] = []) => {
  const { mergeId } = await inside((tx) => mergePersons(tx, by(kept), { id: ids[other]!, take }))
  return mergeId
}
const undo = (mergeId: number) =>
  inside((tx) => undoMerge(tx, { workspaceId, mergeId, actor, now: (clock += 1000) }))
const dump = () => inside((tx) => dumpOf(tx, workspaceId))
const isOut = (name: string) =>
  inside(async (tx) => (await consentOfPerson(tx, workspaceId, ids[name]!)).isOptedOut)
const links = (name: string) =>
  inside(async (tx) =>
    (await addressesOfPerson(tx, workspaceId, ids[name]!)).map(
      (one) =>
        `${one.isPrimary ? '*' : ''}${one.endedAt === null ? one.address : `(${one.address})`}`,
    ),
  )
const names = (search?: string) =>
  inside(async (tx) => {
    const asked = { state: 'all' as const, limit: 50, ...(search !== undefined && { search }) }
    return (await listPeople(tx, workspaceId, asked)).items.map((row) => row.name)
  })
const espOptOut = async (address: string, occurredAt: number) => {
  await inside(async (tx) => {
    const { id: connectionId } =
      (await tx.selectFrom('connection').select('id').executeTakeFirst())
      ?? (await tx
        .insertInto('connection')
        .values({ workspace_id: workspaceId, connector: 'x', name: 'The ESP', status: 'active' })
        .returning('id')
        .executeTakeFirstOrThrow())
    await recordEspOptOuts(
      tx,
      workspaceId,
      [
        {
          addressId: await addressId(tx, workspaceId, address),
          occurredAt,
          reason: '',
          connectionId,
          campaignId: null,
          cause: 'wish',
          naturalKey: `${address} ${occurredAt}`,
        },
      ],
      occurredAt,
    )
  })
}

describe('a merge', () => {
  beforeEach(() =>
    people(
      { name: 'Ada', externalId: '1', addresses: ['ada@x.example'], organizations: ['Acme'] },
      {
        name: 'A. Example',
        externalId: '2',
        phone: '12',
        addresses: ['a@x.example', 'ada@x.example', '(old@x.example)'],
        organizations: ['Other', 'House of Example'],
      },
    ),
  )

  test('brings addresses and what is missing, and everything reads one person', async () => {
    await merge('Ada', 'A. Example', ['phone', 'name'])
    ids['A. Example (kept)'] = ids['Ada']!
    expect(await links('Ada')).toEqual(['*ada@x.example', 'a@x.example', '(old@x.example)'])
    const shown = await inside((tx) => personById(tx, workspaceId, ids['A. Example']!))
    expect(shown).toMatchObject({
      id: ids['Ada'],
      askedFor: ids['A. Example'],
      externalId: '1',
      name: 'A. Example',
      phone: '12',
      organizations: [{ name: 'Acme' }, { name: 'House of Example' }],
      mergedFrom: [{ id: ids['A. Example'], externalId: '2', mergedBy: 'Ruth', into: null }],
    })
    expect(await names()).toEqual(['A. Example'])
    expect(await inside((tx) => countPeople(tx, workspaceId))).toMatchObject({ people: 1 })
    expect(await inside((tx) => listOwners(tx, workspaceId))).toEqual([])
    const exported = await inside((tx) => exportPeople(tx, workspaceId, { limit: 10 }))
    expect(exported.items.map((row) => [row.external_id, row.email, row.organization])).toEqual([
      ['1', 'ada@x.example', 'Acme'],
      ['1', 'ada@x.example', 'House of Example'],
    ])
  })

  test('leaves the former name to be found by', async () => {
    await merge('Ada', 'A. Example')
    expect(await names('A. Exam')).toEqual(['Ada'])
  })

  test('is undone to the byte', async () => {
    await inside((tx) => recordOptOut(tx, by('Ada'), { reason: '', evidence: '' }))
    const before = await dump()
    const mergeId = await merge('Ada', 'A. Example', ['phone', 'name', 'jobTitle'])
    expect(await dump()).not.toBe(before)
    await undo(mergeId)
    expect(await dump()).toBe(before)
    await expect(undo(mergeId)).rejects.toMatchObject({ status: 409 })
  })

  test('moves the other way round, too, and is undone to the byte', async () => {
    const before = await dump()
    await undo(await merge('A. Example', 'Ada', ['name']))
    expect(await dump()).toBe(before)
  })

  test('brings back an address that was history, and gives it back as history', async () => {
    await people(
      { name: 'One', addresses: ['(x@x.example)'] },
      { name: 'Two', addresses: ['x@x.example'] },
    )
    const before = await dump()
    const mergeId = await merge('One', 'Two')
    expect(await links('One')).toEqual(['x@x.example'])
    await undo(mergeId)
    expect(await dump()).toBe(before)
  })

  test('refuses oneself, a stranger, and who was merged already', async () => {
    const self = inside((tx) => mergePersons(tx, by('Ada'), { id: ids['Ada']!, take: [] }))
    await expect(self).rejects.toMatchObject({ status: 422, field: 'otherId' })
    const stranger = inside((tx) => mergePersons(tx, by('Ada'), { id: 999_999, take: [] }))
    await expect(stranger).rejects.toMatchObject({ status: 422, field: 'otherId' })
    await merge('Ada', 'A. Example')
    await expect(merge('A. Example', 'Ada')).rejects.toMatchObject({ status: 409 })
    await expect(merge('Ada', 'A. Example')).rejects.toMatchObject({ status: 409 })
    const added = inside((tx) =>
      addAddress(tx, by('A. Example'), { address: 'z@x.example', isPrimary: false }),
    )
    await expect(added).rejects.toMatchObject({ status: 409 })
  })

  test('cannot be made a circle, not even in the table', async () => {
    await merge('Ada', 'A. Example')
    const set = (person: string, into: string) =>
      inside((tx) =>
        sql`update person set merged_into = ${ids[into]!} where id = ${ids[person]!}`.execute(tx),
      )
    await expect(set('Ada', 'A. Example')).rejects.toThrow('merged and stand for others')
    await expect(set('Ada', 'Ada')).rejects.toThrow()
  })

  test('counts nobody of a campaign twice, and shows what happened at every address', async () => {
    const campaign = async () =>
      (await inside((tx) => sql`select * from recipient order by address_id`.execute(tx))).rows
    await inside(async (tx) => {
      const { id } = await tx
        .insertInto('campaign')
        .values({ workspace_id: workspaceId, name: 'Letter', status: 'sent' })
        .returning('id')
        .executeTakeFirstOrThrow()
      const moment = new Date(Date.UTC(2026, 0, 5))
      await sql`select ensure_event_months(${moment}, ${moment})`.execute(tx)
      for (const address of ['ada@x.example', 'a@x.example']) {
        const addressOf = await addressId(tx, workspaceId, address)
        await sql`insert into recipient (workspace_id, campaign_id, address_id, sent)
          values (${workspaceId}, ${id}, ${addressOf}, 1)`.execute(tx)
        await sql`insert into event (occurred_at, key, workspace_id, address_id, campaign_id,
            receipt_id, kind)
          values (${moment}, ${addressOf}, ${workspaceId}, ${addressOf}, ${id}, 0, 1)`.execute(tx)
      }
    })
    const timeline = (name: string) =>
      inside(async (tx) => {
        const of = { workspaceId, personId: ids[name]! }
        return (await timelineOf(tx, of, { limit: 10 })).items.map((one) => one.address).sort()
      })
    const before = await campaign()
    // The address both use shows on both timelines, and is one recipient.
    expect(await timeline('Ada')).toEqual(['ada@x.example'])
    expect(await timeline('A. Example')).toEqual(['a@x.example', 'ada@x.example'])
    const mergeId = await merge('Ada', 'A. Example')
    expect(await timeline('Ada')).toEqual(['a@x.example', 'ada@x.example'])
    expect(await campaign()).toEqual(before)
    await undo(mergeId)
    expect(await campaign()).toEqual(before)
  })

  test('is reached by a file that names the other', async () => {
    await merge('Ada', 'A. Example')
    const file = 'external_id,name,email,phone,city\n2,A. Example,a@x.example,34,Bonn\n'
    const run = await importFile(homing, workspaceId, file)
    expect([run.people_created, run.people_updated]).toEqual([0, 1])
    const shown = await inside((tx) => personById(tx, workspaceId, ids['Ada']!))
    // The row of the one who was merged fills what is empty; the kept person's own row speaks.
    expect(shown).toMatchObject({ name: 'Ada', phone: '34', city: 'Bonn', externalId: '1' })
    expect(await links('Ada')).toEqual(['*ada@x.example', 'a@x.example', '(old@x.example)'])
    const again = `${file}1,Ada,ada@x.example,56,\n`
    await importFile(homing, workspaceId, again)
    const settled = await importFile(homing, workspaceId, again)
    expect([settled.people_created, settled.people_updated]).toEqual([0, 0])
    expect(await names()).toEqual(['Ada'])
  })

  test('speaks by the other where the kept person is in no file', async () => {
    await people(
      { name: 'b@x.example', origin: 'esp', addresses: ['b@x.example'] },
      { name: 'Bob', externalId: '7', addresses: ['bob@x.example'] },
    )
    await merge('b@x.example', 'Bob')
    const run = await importFile(
      homing,
      workspaceId,
      'external_id,name,email\n7,Bob B.,new@x.example\n',
    )
    expect([run.people_created, run.people_updated]).toEqual([0, 1])
    const shown = await inside((tx) => personById(tx, workspaceId, ids['Bob']!))
    expect(shown).toMatchObject({ name: 'Bob B.', origin: 'import', id: ids['b@x.example'] })
    expect(await links('b@x.example')).toEqual(['*new@x.example', 'bob@x.example', '(b@x.example)'])
  })
})

describe('chains and heaps', () => {
  beforeEach(() =>
    people(
      { name: 'A', addresses: ['a@x.example'] },
      { name: 'B', addresses: ['b@x.example', 'both@x.example'], phone: '1' },
      { name: 'C', addresses: ['c@x.example', 'both@x.example'], phone: '2' },
    ),
  )

  test('C into B into A is one person, and comes apart from the top', async () => {
    const before = await dump()
    const lower = await merge('B', 'C')
    const between = await dump()
    const upper = await merge('A', 'B')
    const shown = await inside((tx) => personById(tx, workspaceId, ids['C']!))
    expect(shown.id).toBe(ids['A'])
    expect(shown.mergedFrom.map((one) => [one.name, one.into?.name ?? null])).toEqual([
      ['B', null],
      ['C', 'B'],
    ])
    await expect(undo(lower)).rejects.toMatchObject({ status: 409 })
    await undo(upper)
    expect(await dump()).toBe(between)
    await undo(lower)
    expect(await dump()).toBe(before)
  })

  test('of two merged into one, what overlaps comes apart in reverse', async () => {
    const before = await dump()
    const first = await merge('A', 'B', ['phone'])
    const second = await merge('A', 'C')
    await expect(undo(first)).rejects.toMatchObject({ status: 409 })
    await undo(second)
    await undo(first)
    expect(await dump()).toBe(before)
  })

  test('and what does not overlap in any order', async () => {
    await people({ name: 'D', addresses: ['d@x.example'] }, { name: 'E' }, { name: 'F' })
    const before = await dump()
    const first = await merge('D', 'E')
    const second = await merge('D', 'F')
    await undo(first)
    await undo(second)
    expect(await dump()).toBe(before)
  })
})

describe('consent', () => {
  beforeEach(() =>
    people({ name: 'A', addresses: ['a@x.example'] }, { name: 'B', addresses: ['b@x.example'] }),
  )
  const lift = (name: string) =>
    inside((tx) => liftOptOut(tx, by(name), { evidence: 'wrote to us' }))
  const optOut = (name: string) =>
    inside((tx) => recordOptOut(tx, by(name), { reason: 'asked', evidence: '' }))

  test('the strictest holds, whoever was opted out, and nobody’s opt-in lifts the other’s', async () => {
    await optOut('B')
    await lift('A')
    await merge('A', 'B')
    expect(await isOut('A')).toBe(true)
    const may = await inside((tx) =>
      askMayWrite(
        tx,
        workspaceId,
        {
          channel: 'email',
          class: 'marketing',
          topicId: null,
          addresses: ['a@x.example', 'b@x.example'],
        },
        clock,
      ),
    )
    expect(may.map((one) => one.mayWrite)).toEqual([false, false])
    const listed = await inside((tx) =>
      listPeople(tx, workspaceId, { state: 'opted_out', limit: 9 }),
    )
    expect(listed.items.map((row) => row.name)).toEqual(['A'])
  })

  test('a consent of one is not the other’s where the firm needs one', async () => {
    await inside((tx) =>
      tx
        .insertInto('consent_policy')
        .values({ workspace_id: workspaceId, consent_needed: 'express' })
        .execute(),
    )
    const may = (address: string) =>
      inside(async (tx) => {
        const ask = {
          channel: 'email' as const,
          class: 'marketing' as const,
          topicId: null,
          addresses: [address],
        }
        return (await askMayWrite(tx, workspaceId, ask, clock))[0]!.mayWrite
      })
    await lift('B')
    expect([await may('a@x.example'), await may('b@x.example')]).toEqual([false, true])
    await merge('A', 'B')
    expect([await may('a@x.example'), await may('b@x.example')]).toEqual([false, true])
    await lift('A')
    expect([await may('a@x.example'), await may('b@x.example')]).toEqual([true, true])
  })

  test('every system is told what was stated of the one who was merged', async () => {
    const { id: topicId } = await inside((tx) =>
      tx
        .insertInto('topic')
        .values({ workspace_id: workspaceId, name: 'Tax' })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    const said = { personId: ids['B']!, addressId: null, optedIn: false, reason: '', evidence: '' }
    await inside((tx) =>
      stateFacts(tx, { workspaceId, source: 'api', actor: 'Test', now: clock }, [
        { ...said, scope: 'everything', cause: 'complaint', key: 'a' },
        { ...said, scope: 'topic', topicId, key: 'b' },
      ]),
    )
    const held = (view: string, column: string) =>
      inside(async (tx) => {
        const { rows } = await sql<{ id: number }>`
          select ${sql.ref(column)} as id from ${sql.table(view)} order by 1`.execute(tx)
        return rows.map((row) => row.id)
      })
    const b = await inside((tx) => addressId(tx, workspaceId, 'b@x.example'))
    const a = await inside((tx) => addressId(tx, workspaceId, 'a@x.example'))
    expect(await held('address_to_be_out', 'address_id')).toEqual([b])
    const mergeId = await merge('A', 'B')
    for (const view of ['address_to_be_out', 'address_to_leave']) {
      expect(await held(view, 'address_id'), view).toEqual([a, b])
    }
    for (const view of ['opted_out_person', 'opted_out_topic', 'complained_person']) {
      expect(await held(view, 'person_id'), view).toEqual([ids['A']])
    }
    await undo(mergeId)
    expect(await held('address_to_be_out', 'address_id')).toEqual([b])
    expect(await held('complained_person', 'person_id')).toEqual([ids['B']])
  })

  test('stated while merged, an opt-out holds for both afterwards', async () => {
    const mergeId = await merge('A', 'B')
    await optOut('B')
    expect((await inside((tx) => undoOutlookOf(tx, workspaceId, mergeId))).consent).toEqual([
      'B stays opted out of everything: learnt while they were one, and nobody knows of whom.',
    ])
    await undo(mergeId)
    expect([await isOut('A'), await isOut('B')]).toEqual([true, true])
    const { facts } = await inside((tx) => consentOfPerson(tx, workspaceId, ids['B']!))
    expect(facts.find((fact) => fact.personId === ids['B'])!.evidence).toContain('nobody knows')
  })

  test('learnt at the address of one while merged, it holds for both', async () => {
    const mergeId = await merge('A', 'B')
    await espOptOut('b@x.example', (clock += 1000))
    await undo(mergeId)
    expect([await isOut('A'), await isOut('B')]).toEqual([true, true])
  })

  test('known before, it comes apart with whom it was of', async () => {
    await espOptOut('b@x.example', (clock += 1000))
    const mergeId = await merge('A', 'B')
    expect(await isOut('A')).toBe(true)
    await undo(mergeId)
    expect([await isOut('A'), await isOut('B')]).toEqual([false, true])
  })

  test('lifted while merged, it is back for the one who was merged', async () => {
    await espOptOut('b@x.example', (clock += 1000))
    const mergeId = await merge('A', 'B')
    await lift('A')
    expect(await isOut('A')).toBe(false)
    expect((await inside((tx) => undoOutlookOf(tx, workspaceId, mergeId))).consent).toEqual([
      'B is opted out of everything again: it was lifted while they were one.',
    ])
    await undo(mergeId)
    expect([await isOut('A'), await isOut('B')]).toEqual([false, true])
  })

  test('carried when its address was ended, and lifted, it is back all the same', async () => {
    await espOptOut('b@x.example', (clock += 1000))
    const mergeId = await merge('A', 'B')
    const b = await inside((tx) => addressId(tx, workspaceId, 'b@x.example'))
    await inside((tx) => endAddress(tx, { ...by('A'), addressId: b }, { note: '' }))
    expect(await isOut('A')).toBe(true)
    await lift('A')
    await undo(mergeId)
    expect([await isOut('A'), await isOut('B')]).toEqual([false, true])
    expect(await links('B')).toEqual(['(b@x.example)'])
  })

  test('what came since stays with the kept person, and is told before', async () => {
    const mergeId = await merge('A', 'B')
    const b = await inside((tx) => addressId(tx, workspaceId, 'b@x.example'))
    await inside((tx) =>
      correctAddress(tx, { ...by('A'), addressId: b }, { address: 'new@x.example', note: '' }),
    )
    await inside((tx) => addAddress(tx, by('A'), { address: 'more@x.example', isPrimary: true }))
    const outlook = await inside((tx) => undoOutlookOf(tx, workspaceId, mergeId))
    expect(outlook).toMatchObject({
      addressesBack: ['b@x.example'],
      addressesEnded: ['b@x.example'],
      addressesStay: ['more@x.example', 'new@x.example'],
      consent: [],
      undoFirst: null,
    })
    await undo(mergeId)
    expect(await links('A')).toEqual(['*more@x.example', 'a@x.example', 'new@x.example'])
    expect(await links('B')).toEqual(['(b@x.example)'])
  })

  test('an address of the other’s history, used again while merged, stays with its opt-out', async () => {
    await people(
      { name: 'C', addresses: ['c@x.example'] },
      { name: 'D', addresses: ['d@x.example', '(old@x.example)'] },
    )
    const mergeId = await merge('C', 'D')
    await inside((tx) => addAddress(tx, by('C'), { address: 'old@x.example', isPrimary: false }))
    await espOptOut('old@x.example', (clock += 1000))
    const outlook = await inside((tx) => undoOutlookOf(tx, workspaceId, mergeId))
    expect(outlook).toMatchObject({
      addressesBack: ['d@x.example'],
      addressesStay: ['old@x.example'],
      consent: [expect.stringContaining('D stays opted out of everything')],
    })
    await undo(mergeId)
    expect([await isOut('C'), await isOut('D')]).toEqual([true, true])
    expect(await links('C')).toEqual(['*c@x.example', 'old@x.example'])
    expect(await links('D')).toEqual(['*d@x.example', '(old@x.example)'])
  })

  test('the primary address that goes back leaves another primary one', async () => {
    const mergeId = await merge('A', 'B')
    const b = await inside((tx) => addressId(tx, workspaceId, 'b@x.example'))
    await inside((tx) => makeAddressPrimary(tx, { ...by('A'), addressId: b }))
    expect(await links('A')).toEqual(['*b@x.example', 'a@x.example'])
    await undo(mergeId)
    expect(await links('A')).toEqual(['*a@x.example'])
    expect(await links('B')).toEqual(['*b@x.example'])
  })
})

describe('addresses of a person', () => {
  beforeEach(() =>
    people(
      { name: 'A', addresses: ['a@x.example', 'home@x.example'] },
      { name: 'B', addresses: ['home@x.example'] },
    ),
  )
  const change = async (name: string, address: string) => ({
    ...by(name),
    addressId: await inside((tx) => addressId(tx, workspaceId, address)),
  })

  test('tell who shares them, by name', async () => {
    const shown = await inside((tx) => addressesOfPerson(tx, workspaceId, ids['A']!))
    expect(shown.map((one) => [one.address, one.sharedWith, one.sharers])).toEqual([
      ['a@x.example', 0, []],
      ['home@x.example', 1, [{ id: ids['B'], name: 'B' }]],
    ])
  })

  test('are added, refused twice, and brought back from history', async () => {
    const add = (address: string, isPrimary = false) =>
      inside((tx) => addAddress(tx, by('B'), { address, isPrimary }))
    await add('B@x.example', true)
    expect(await links('B')).toEqual(['*B@x.example', 'home@x.example'])
    await expect(add('b@X.example')).rejects.toMatchObject({ status: 409, field: 'address' })
    await expect(add('no address')).rejects.toMatchObject({ status: 422, field: 'address' })
    const ended = await change('B', 'home@x.example')
    await inside((tx) => endAddress(tx, ended, { note: '' }))
    expect(await links('B')).toEqual(['*B@x.example', '(home@x.example)'])
    await add('home@x.example')
    expect(await links('B')).toEqual(['*B@x.example', 'home@x.example'])
  })

  test('ended, the next one is the primary one, and an opt-out goes on holding', async () => {
    await espOptOut('a@x.example', (clock += 1000))
    const ended = await change('A', 'a@x.example')
    await inside((tx) => endAddress(tx, ended, { note: 'left the firm' }))
    expect(await links('A')).toEqual(['*home@x.example', '(a@x.example)'])
    expect(await isOut('A')).toBe(true)
    expect(await isOut('B')).toBe(false)
    await expect(inside((tx) => endAddress(tx, ended, { note: '' }))).rejects.toMatchObject({
      status: 409,
    })
  })
})
