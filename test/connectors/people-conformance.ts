/**
 * What every connector that brings people must do, proven against its CRM's simulator, as
 * conformance.ts does for what an ESP tells.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  type Connector,
  Failure,
  type RawPage,
  type RemoteRecord,
  type Vendor,
} from '../../src/connectors/index.ts'
import { EXPECTED, PASSING, sentenceOf, type WorldFault } from './conformance.ts'

/** A record of the CRM, told by the simulator and not through its API. */
export interface TrueRecord {
  module: string
  id: string
  changedAt: number
  isDeleted: boolean
}

export interface PeopleStage {
  connector: Connector
  /** A new line to the CRM, as after a restart. */
  vendor(): Vendor
  records(): Promise<TrueRecord[]>
  /** A user changes a record at the CRM, now. */
  change(record: TrueRecord): Promise<void>
  remove(record: TrueRecord): Promise<void>
  /** How often a page of people meets the fault; by default until heal. */
  misbehave(fault: WorldFault, times?: number): void
  heal(): void
  /** Faults this CRM cannot have, or tells in no way of its own. */
  lacks: readonly WorldFault[]
  /** It tells neither when a record changed nor which were deleted: each walk reads all. */
  tellsNoChanges?: true
  close(): Promise<void>
}

const WALK_MAX = 500

export function describePeople(name: string, start: () => Promise<PeopleStage>): void {
  describe(`${name}, as every CRM`, () => {
    let stage: PeopleStage
    beforeAll(async () => {
      stage = await start()
    })
    afterEach(() => stage.heal())
    afterAll(() => stage.close())

    const part = () => stage.connector.people!
    const module = (holds: string) => part().modules.findLast((one) => one.holds === holds)!.id
    const busiest = async () => {
      const counts = new Map<string, number>()
      for (const one of await stage.records()) {
        counts.set(one.module, (counts.get(one.module) ?? 0) + 1)
      }
      return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0]
    }

    it('is well in good weather', async () => {
      const health = await stage.connector.check(stage.vendor())
      expect(health.checks.filter((line) => !line.ok)).toEqual([])
      expect(health.account).not.toBe('')
    })

    it('says what it is: a CRM with organizations before persons', () => {
      expect(stage.connector.system).toBe('crm')
      const holds = part().modules.map((one) => one.holds)
      expect(holds).toEqual(holds.toSorted())
      expect(part().reader).toMatch(/^[a-z-]+\/[a-z-]+@\d+$/)
    })

    it('brings each record of each module once, oldest change first', async () => {
      const records = await stage.records()
      for (const { id, holds } of part().modules) {
        const rows = await walk(stage, id, null)
        const known = records.filter((one) => one.module === id)
        expect(rows.map(spell).sort(), id).toEqual(known.map(spellTrue).sort())
        const times = rows.map((row) => row.changedAt)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        const type = holds === 'persons' ? 'person' : 'organization'
        expect(new Set(rows.map((row) => row.type))).toEqual(new Set([type]))
      }
      expect(records.length).toBeGreaterThan(0)
    })

    it('goes on from every page boundary, on a new line, to the very same bytes', async () => {
      const ask = { module: await busiest(), since: null }
      const pages = await pagesOf(stage, ask.module, null)
      expect(pages.length).toBeGreaterThan(2)
      for (const { cursor, page } of pages.slice(0, 5)) {
        const again = await part().page(stage.vendor(), ask, cursor)
        expect(Buffer.from(again.body).equals(Buffer.from(page.body))).toBe(true)
        expect(again.next).toBe(page.next)
      }
    })

    it('tells since a moment what changed and what was deleted since, and nobody is missing', async ({
      skip,
    }) => {
      skip(stage.tellsNoChanges === true, 'this CRM tells no changes')
      for (const id of [module('organizations'), module('persons')]) {
        const known = (await stage.records()).filter((one) => one.module === id)
        const times = known.map((one) => one.changedAt).sort((a, b) => a - b)
        const middle = times[Math.floor(times.length / 2)]!
        await stage.change(known[0]!)
        await stage.remove(known[1]!)
        const since = (await stage.records()).filter(
          (one) => one.module === id && one.changedAt >= middle,
        )
        const rows = await walk(stage, id, middle)
        const told = new Set(rows.map(spell))
        expect(since.map(spellTrue).filter((one) => !told.has(one))).toEqual([])
        expect(rows.length).toBeLessThan(known.length)
        const gone = rows.filter((row) => row.type === 'deleted').map((row) => row.id)
        expect(gone).toContain(known[1]!.id)
      }
    })

    it('passes over nobody who stays while others change between two pages', async () => {
      const id = await busiest()
      const known = (await stage.records()).filter((one) => one.module === id && !one.isDeleted)
      const first = await part().page(stage.vendor(), { module: id, since: null }, null)
      const told = part().read(first.body, { module: id, since: null }).rows
      for (const { id } of told.slice(0, 3)) {
        await stage.change(known.find((one) => one.id === id)!)
      }
      const rest = await walk(stage, id, null, first.next)
      const all = new Set([...told, ...rest].map((row) => row.id))
      expect(known.filter((one) => !all.has(one.id))).toEqual([])
      if (stage.tellsNoChanges) return
      const moved = told.slice(0, 3).map((row) => row.id)
      expect(rest.map((row) => row.id)).toEqual(expect.arrayContaining(moved))
    })

    it.for(EXPECTED)('takes %s for %s', async ([fault, kind], { skip }) => {
      skip(stage.lacks.includes(fault), 'this CRM has no such fault')
      stage.misbehave(fault)
      const ask = { module: module('persons'), since: null }
      const failure = await part()
        .page(stage.vendor(), ask, null)
        .catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(Failure)
      expect(failure).toMatchObject({ kind })
      expect((failure as Failure).message).toMatch(sentenceOf(stage.connector))
    })

    it.each(PASSING)('gets over a single %s without losing or doubling anything', async (fault) => {
      const id = module('organizations')
      const known = (await stage.records()).filter((one) => one.module === id)
      stage.misbehave(fault, 1)
      expect((await walk(stage, id, null)).map(spell).sort()).toEqual(known.map(spellTrue).sort())
    })

    it('refuses malformed rows by field and reason, and reads the rest', async () => {
      const id = await busiest()
      const good = new Set((await walk(stage, id, null)).map(spell))
      stage.misbehave('malformed_rows', 1)
      const ask = { module: id, since: null }
      const { body } = await part().page(stage.vendor(), ask, null)
      const { rows, refused } = part().read(body, ask)
      expect(refused.length).toBeGreaterThan(0)
      for (const { field, reason } of refused) {
        expect(field).not.toBe('')
        expect(reason).toMatch(/\.$/)
      }
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.every((row) => good.has(spell(row)))).toBe(true)
    })
  })
}

async function pagesOf(
  stage: PeopleStage,
  module: string,
  since: number | null,
  from: string | null = null,
) {
  const pages: { cursor: string | null; page: RawPage }[] = []
  const vendor = stage.vendor()
  let cursor = from
  for (let count = 0; count < WALK_MAX; count++) {
    const page: RawPage = await stage.connector.people!.page(vendor, { module, since }, cursor)
    pages.push({ cursor, page })
    cursor = page.next
    if (cursor === null) return pages
  }
  throw new Error(`More than ${WALK_MAX} pages.`)
}

async function walk(
  stage: PeopleStage,
  module: string,
  since: number | null,
  from: string | null = null,
): Promise<RemoteRecord[]> {
  const pages = await pagesOf(stage, module, since, from)
  return pages.flatMap(({ page }) => {
    const { rows, refused } = stage.connector.people!.read(page.body, { module, since })
    expect(refused).toEqual([])
    return rows
  })
}

const spell = (row: RemoteRecord) => `${row.id} ${row.changedAt} ${row.type === 'deleted'}`
const spellTrue = (one: TrueRecord) => `${one.id} ${one.changedAt} ${one.isDeleted}`
