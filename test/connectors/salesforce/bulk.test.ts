import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts'
import { bulkBy } from '../../../src/connectors/crm/salesforce/bulk.ts'
import { salesforce } from '../../../src/connectors/crm/salesforce/index.ts'
import type { JobBook, OpenCampaign, ToldTarget } from '../../../src/connectors/index.ts'
import { campaignNamed, targetsOf } from '../told-targets.ts'
import { good, idOf, scripted } from './line.ts'
import { bookOfJobs, databaseOf, httpFor, lineTo } from './stage.ts'

const part = salesforce.activities!
const bulk = bulkBy({ tell: part.tell, shows: part.shows, rowsMin: 1 })

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ esp: 'salesforce', seed: 5 })
})
afterAll(async () => {
  httpFor(sandbox).close()
  await sandbox.close()
})

const line = () => lineTo(sandbox, { activityRecords: 'task' })

/** A campaign of its own with targets who are contacts. */
async function begin(name: string, most = 40) {
  const told = campaignNamed(name)
  const { id } = await part.openCampaign!(line(), told)
  const contacts = (await databaseOf(sandbox).live('Contact')).slice(0, most)
  const people = contacts.map((row) => ({
    module: 'Contact',
    recordId: row['Id'] as string,
    address: 'somebody@client.example',
  }))
  const campaign: OpenCampaign = { ...told, id }
  return { campaign, targets: targetsOf(campaign, people) }
}

const again = (targets: readonly ToldTarget[]) =>
  targets.map((target) => ({ ...target, wasTold: true }))

async function tasksOf({ id }: OpenCampaign) {
  return (await databaseOf(sandbox).live('Task')).filter((row) => row['WhatId'] === id)
}
const told = (targets: readonly ToldTarget[]) =>
  targets.reduce((sum, { activities }) => sum + activities.length, 0)

/** A book whose worker dies while it waits for the nth time. */
function dyingAt(book: JobBook, nth: number): JobBook {
  let waits = 0
  const wait = async () => {
    waits += 1
    if (waits === nth) throw new Error('The process died.')
  }
  return { ...book, wait }
}

describe('targets told by jobs', () => {
  // Waits: two for the members there are, two for those that are made, then for the tasks.
  it.each([3, 5, 6])('are there once where the worker died at its wait %i', async (nth) => {
    const { campaign, targets } = await begin(`Died at ${nth}`)
    const book = bookOfJobs()
    const dead = bulk.tell(line(), campaign, targets, dyingAt(book, nth))
    await expect(dead).rejects.toThrow('The process died.')
    expect(await book.kept()).toHaveLength(1)
    await bulk.settle(line(), book)
    expect(await book.kept()).toEqual([])
    const outcomes = await bulk.tell(line(), campaign, again(targets), book)
    expect(outcomes.filter(({ status }) => status !== 'taken')).toEqual([])
    expect(await bulk.shows(line(), campaign, targets, book)).not.toContain(false)
    expect(await tasksOf(campaign)).toHaveLength(told(targets))
  })

  it('are told by nobody else once their job was given up before it was closed', async () => {
    const { campaign, targets } = await begin('Stalled')
    const book = bookOfJobs()
    sandbox.faults.add({ kind: 'lost-answer', match: { method: 'PUT', path: '/batches' } })
    await expect(bulk.tell(line(), campaign, targets, book)).rejects.toMatchObject({
      kind: 'temporary',
    })
    const { id } = (await book.kept())[0]!
    await bulk.settle(line(), book)
    const closing = line().http.request({
      method: 'PATCH',
      url: `${sandbox.url}/services/data/v59.0/jobs/ingest/${id}`,
      json: { state: 'UploadComplete' },
    })
    await expect(closing).rejects.toMatchObject({ kind: 'refused' })
  })

  it('that were locked are sent again, and those refused say why', async () => {
    const { campaign, targets } = await begin('Locked')
    const database = databaseOf(sandbox)
    await database.lock('Task', 3)
    await database.remove('Contact', targets[1]!.recordId)
    const outcomes = await bulk.tell(line(), campaign, targets, bookOfJobs())
    expect(outcomes[1]).toEqual({ status: 'gone' })
    expect(outcomes.filter(({ status }) => status === 'taken')).toHaveLength(targets.length - 1)
    const there = targets.filter((_, at) => at !== 1)
    expect(await tasksOf(campaign)).toHaveLength(told(there))
  })

  it('of two addresses of one person are one member', async () => {
    const { campaign, targets } = await begin('Two addresses', 3)
    const other = { ...targetsOf(campaign, [{ ...targets[0]!, module: 'Contact' }])[0]! }
    const marked = { ...other, activities: other.activities.map(markedAnew) }
    const outcomes = await bulk.tell(line(), campaign, [...targets, marked], bookOfJobs())
    expect(outcomes.every(({ status }) => status === 'taken')).toBe(true)
    expect(await tasksOf(campaign)).toHaveLength(told([...targets, marked]))
  })
})

const markedAnew = (one: ToldTarget['activities'][number]) => ({
  ...one,
  mark: `f${one.mark.slice(1, -1)}0`,
})

describe('jobs at Salesforce', () => {
  const id = idOf('750', 1)
  const job = (state: string) => good({ id, state })
  const campaign: OpenCampaign = { ...campaignNamed('Spring'), id: idOf('701', 1) }
  const kept = (begunAt: number) => ({ ...bookOfJobs(), kept: async () => [{ id, begunAt }] })

  it('that do not end are given up after a day, and waited for until then', async () => {
    const waiting = scripted([job('InProgress')])
    const fresh = kept(waiting.vendor.now())
    await expect(bulk.settle(waiting.vendor, fresh)).rejects.toMatchObject({ kind: 'temporary' })
    expect(waiting.asked().length).toBeLessThan(60)
    const given = scripted([job('InProgress'), job('Aborted')])
    await bulk.settle(given.vendor, kept(given.vendor.now() - 25 * 3_600_000))
    expect(given.asked().map(({ method }) => method)).toEqual(['GET', 'PATCH'])
  })

  it('are left to others where the day has few left', async () => {
    const allowance = { Max: 15_000, Remaining: 1_000 }
    const line = scripted([good({ DailyBulkApiBatches: allowance })])
    const none = bulk.tell(line.vendor, campaign, [], bookOfJobs())
    await expect(none).rejects.toMatchObject({ kind: 'refused', whoMustAct: 'you' })
  })

  it('tell how many requests a day has', () => {
    const dayIn = (value: string) => salesforce.dayIn!(new Headers({ 'sforce-limit-info': value }))
    expect(dayIn('api-usage=10018/100000; api-bursts=1/750')).toBe(100_000)
    expect(dayIn('per-app-api-usage=17/250(appName=x)')).toBeNull()
    expect(dayIn('api-bursts=1/750')).toBeNull()
  })
})
