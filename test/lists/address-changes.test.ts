import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RemoteContact } from '../../src/connectors/index.ts'
import { consentOfPerson, endAddress, recordEspOptOuts } from '../../src/consent/index.ts'
import type { Homing } from '../../src/homing.ts'
import { listProblems } from '../../src/ledger/index.ts'
import { endRead, endSettledDoubts, openRead, stageContacts } from '../../src/lists/index.ts'
import { addressesOfPerson, decideReplacement, mergePersons } from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { addressId, sketch, type Sketch } from '../people/merge-world.ts'
import { importFile, peopleWorld } from '../people/world.ts'

let at: TestDatabase
let homing: Homing
let workspaceId: number
let connectionId: number
let ids: Record<string, number>
beforeAll(async () => {
  at = await freshDatabase()
  homing = peopleWorld(at.database).homing
})
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'A firm')
  connectionId = await inside(async (tx) => {
    const { id } = await tx
      .insertInto('connection')
      .values({ workspace_id: workspaceId, connector: 'x', name: 'Letters', status: 'active' })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const people = async (...sketches: Sketch[]) => {
  ids = await inside((tx) => sketch(tx, workspaceId, sketches))
}
const optOut = (address: string) =>
  inside(async (tx) =>
    recordEspOptOuts(
      tx,
      workspaceId,
      [
        {
          addressId: await addressId(tx, workspaceId, address),
          occurredAt: 1000,
          reason: '',
          connectionId,
          campaignId: null,
          cause: 'wish',
          naturalKey: address,
        },
      ],
      1000,
    ),
  )
const isOut = (name: string) =>
  inside(async (tx) => (await consentOfPerson(tx, workspaceId, ids[name]!)).isOptedOut)
const everybody = () =>
  inside(async (tx) => {
    const { rows } = await sql<{ who: string }>`
      select concat_ws(' ', p.name, (select string_agg(case
          when pa.ended_at is not null then '(' || a.canonical || ')'
          when pa.is_primary then '*' || a.canonical else a.canonical end, ' ' order by a.canonical)
        from person_address pa join address a on a.id = pa.address_id
        where pa.person_id = p.id)) as who
      from person p order by p.id`.execute(tx)
    return rows.map((row) => row.who)
  })
const problems = (status: 'open' | 'resolved' = 'open') =>
  inside(async (tx) => {
    const { items } = await listProblems(tx, { status, limit: 50 })
    return items.map((one) => one.sentence)
  })

/** Reads the account's contacts, each by id and address, as a run would. */
async function read(contacts: Record<string, string>) {
  const of = { workspaceId, connectionId, kind: 'contacts' as const, runId: null! }
  const rows = Object.entries(contacts).map(([id, address]): RemoteContact => ({
    id,
    address,
    firstName: '',
    lastName: '',
    jobTitle: '',
    company: '',
    permission: '',
    lists: [],
    values: {},
  }))
  const { id } = await inside((tx) => openRead(tx, of))
  await inside((tx) => stageContacts(tx, { ...of, readId: id }, { rows, refused: [], next: null }))
  return inside((tx) => endRead(tx, { ...of, id, refused: 0 }))
}

describe('a contact that reports another address', () => {
  test('is the same person, whose old address becomes history; nobody is doubled', async () => {
    await people({ name: 'Ann', externalId: '1', addresses: ['ann@x.example'] })
    await read({ k1: 'ann@x.example' })
    await read({ k1: 'ann@new.example' })
    expect(await everybody()).toEqual(['Ann *ann@new.example (ann@x.example)'])
    expect(await problems()).toEqual([])
    await read({ k1: 'ann@new.example' })
    expect(await everybody()).toEqual(['Ann *ann@new.example (ann@x.example)'])
  })

  test('stays opted out', async () => {
    await people({ name: 'Ann', addresses: ['ann@x.example'] })
    await optOut('ann@x.example')
    await read({ k1: 'ann@x.example' })
    await read({ k1: 'ann@new.example' })
    expect(await isOut('Ann')).toBe(true)
    const { facts } = await inside((tx) => consentOfPerson(tx, workspaceId, ids['Ann']!))
    expect(facts[0]).toMatchObject({ personId: ids['Ann'], optedIn: false, from: 'Letters' })
  })

  test('that somebody else uses is told, and nothing is merged or ended', async () => {
    await people(
      { name: 'Ann', externalId: '1', addresses: ['ann@x.example'] },
      { name: 'Bob', externalId: '2', addresses: ['bob@x.example'] },
    )
    await read({ k1: 'ann@x.example' })
    await read({ k1: 'bob@x.example' })
    const untouched = ['Ann *ann@x.example', 'Bob *bob@x.example']
    expect(await everybody()).toEqual(untouched)
    const sentence = 'Letters says that Ann has a new address, but Bob may be meant as well.'
    expect(await problems()).toEqual([sentence])
    await read({ k1: 'bob@x.example' })
    expect(await problems()).toEqual([sentence])
    await inside(async (tx) => {
      const change = { workspaceId, personId: ids['Ann']!, actor: 'Test', now: 1 }
      await mergePersons(tx, change, { id: ids['Bob']!, take: [] })
      await endSettledDoubts(tx, workspaceId)
    })
    expect(await problems()).toEqual([])
  })

  test('of a shared one is told: it is not known which of them moved', async () => {
    await people(
      { name: 'Ann', addresses: ['home@x.example'] },
      { name: 'Bob', addresses: ['home@x.example'] },
    )
    await read({ k1: 'home@x.example' })
    await read({ k1: 'new@x.example' })
    expect((await everybody()).slice(0, 2)).toEqual(['Ann *home@x.example', 'Bob *home@x.example'])
    expect(await problems()).toEqual([
      'Letters says that Ann has a new address, but Bob may be meant as well.',
    ])
    await inside(async (tx) => {
      const old = await addressId(tx, workspaceId, 'home@x.example')
      const change = { workspaceId, personId: ids['Ann']!, addressId: old, actor: 'T', now: 1 }
      await endAddress(tx, change, { note: '' })
      await endSettledDoubts(tx, workspaceId)
    })
    expect(await problems()).toEqual([])
  })

  test('while another contact takes the old one is two contacts, and nothing is replaced', async () => {
    await people({ name: 'Ann', addresses: ['ann@x.example'] })
    await read({ k1: 'ann@x.example' })
    await read({ k1: 'ann@new.example', k2: 'ann@x.example' })
    expect((await everybody())[0]).toBe('Ann *ann@x.example')
  })
})

describe('an id at the ESP', () => {
  const others = { k7: 'cy@x.example', k8: 'di@x.example', k9: 'ed@x.example' }
  const two: Sketch[] = [
    { name: 'Ann', externalId: '1', addresses: ['ann@x.example'] },
    { name: 'Bob', externalId: '2', addresses: ['bob@x.example'] },
  ]

  test('used again after its contact was deleted is somebody else’s', async () => {
    await people(...two)
    await optOut('ann@x.example')
    await read({ k1: 'ann@x.example', ...others })
    await read(others)
    await read({ k1: 'bob@x.example', ...others })
    expect((await everybody()).slice(0, 2)).toEqual(['Ann *ann@x.example', 'Bob *bob@x.example'])
    expect([await isOut('Ann'), await isOut('Bob')]).toEqual([true, false])
    expect(await problems()).toEqual([])
  })

  test('that outlives another in a merge there merges and opts out nobody here', async () => {
    await people(...two)
    await optOut('bob@x.example')
    await read({ k1: 'ann@x.example', k2: 'bob@x.example', ...others })
    await read({ k1: 'bob@x.example', ...others })
    expect((await everybody()).slice(0, 2)).toEqual(['Ann *ann@x.example', 'Bob *bob@x.example'])
    expect([await isOut('Ann'), await isOut('Bob')]).toEqual([false, true])
    await read({ k2: 'ann@x.example', ...others })
    expect((await everybody()).slice(0, 2)).toEqual(['Ann *ann@x.example', 'Bob *bob@x.example'])
    expect([await isOut('Ann'), await isOut('Bob')]).toEqual([false, true])
  })
})

describe('a file that says another address of an external id', () => {
  const HEADER = 'external_id,name,email,other_emails\n'
  const take = (file: string) => importFile(homing, workspaceId, HEADER + file)

  test('ends the old one and carries its opt-out', async () => {
    await people({ name: 'Ann', externalId: '1', addresses: ['ann@x.example', 'own@x.example'] })
    await optOut('ann@x.example')
    await take('1,Ann,ann@new.example,\n')
    expect(await everybody()).toEqual(['Ann *ann@new.example (ann@x.example) own@x.example'])
    expect(await isOut('Ann')).toBe(true)
    // The file of the day before does not bring the old one back.
    await take('1,Ann,ann@x.example,\n')
    expect(await everybody()).toEqual(['Ann *ann@new.example (ann@x.example) own@x.example'])
  })

  test('keeps the old one where it is still in the row, or already was not the first', async () => {
    await people({ name: 'Ann', externalId: '1', addresses: ['ann@x.example', 'own@x.example'] })
    await take('1,Ann,ann@new.example,ann@x.example\n')
    await take('1,Ann,own@x.example,\n')
    expect(await everybody()).toEqual(['Ann ann@new.example ann@x.example *own@x.example'])
  })

  test('that is somebody else’s gives both the address, ends nothing and is told', async () => {
    await people(
      { name: 'Ann', externalId: '1', addresses: ['ann@x.example'] },
      { name: 'Bob', externalId: '2', addresses: ['bob@x.example'] },
    )
    await take('1,Ann,bob@x.example,\n')
    expect(await everybody()).toEqual(['Ann ann@x.example *bob@x.example', 'Bob *bob@x.example'])
    expect(await problems()).toEqual([
      'Import says that Ann has a new address, but Bob may be meant as well.',
    ])
    const shown = await inside((tx) => addressesOfPerson(tx, workspaceId, ids['Ann']!))
    expect(shown[0]).toMatchObject({ address: 'bob@x.example', sharers: [{ name: 'Bob' }] })
  })

  test('says nothing in a dry run', async () => {
    await people({ name: 'Ann', externalId: '1', addresses: ['ann@x.example'] })
    await importFile(homing, workspaceId, `${HEADER}1,Ann,ann@new.example,\n`, true)
    expect(await everybody()).toEqual(['Ann *ann@x.example'])
  })
})

test('is never decided where somebody else is known by one of the two', () => {
  const user = fc.record({ personId: fc.integer({ min: 1, max: 4 }), isShadow: fc.boolean() })
  const users = fc.uniqueArray(user, { maxLength: 3, selector: (one) => one.personId })
  fc.assert(
    fc.property(users, users, (old, fresh) => {
      const decided = decideReplacement(old, fresh, new Set())
      if (decided.kind !== 'replace') return
      expect(old.map((one) => one.personId)).toEqual([decided.personId])
      expect(fresh.every((one) => one.isShadow)).toBe(true)
      expect(decided.shadowIds).not.toContain(decided.personId)
    }),
  )
})
