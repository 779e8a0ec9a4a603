import { afterEach, describe, expect, test } from 'vitest'
import { rebuildCampaign } from '../../../src/ledger/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { listReconciliations, proveAgain, reconciliationHistory } from '../../../src/sync/index.ts'
import { sql } from '../../database.ts'
import { reconciledWorld, TINY, type ReconciledWorld } from './world.ts'

const HOUR = 3_600_000
const OPENS = '/tracking/opens'
const UNEXPLAINED = "A difference to the ESP's totals has no explanation"

let world: ReconciledWorld
afterEach(() => world.close())

const list = () =>
  world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    listReconciliations(tx, { limit: 50 }),
  )

describe('a quiet world', () => {
  test('agrees or says exactly why not, keeps its history, and is proved', async () => {
    // Large enough that somebody has a scanner before the mailbox.
    world = await reconciledWorld({ companies: 40, households: 30, unattached: 10 })
    await world.sync()
    const spring = await world.shown(/Spring/)
    const truth = world.sandbox.truth().campaigns.find(({ name }) => /Spring/.test(name))!
    for (const { metric, parts, difference, esp, local } of spring.metrics) {
      expect(esp - local, metric).toBe(difference)
      expect(parts.reduce((sum, part) => sum + part.count, 0)).toBe(difference)
    }
    const reasons = new Set(spring.metrics.flatMap(({ parts }) => parts.map((p) => p.reason)))
    expect([...reasons].sort()).toEqual(['definition', 'machine'])
    const resends = truth.activities.find(({ role }) => role === 'resend')!.totals.sends
    expect(resends).toBeGreaterThan(0)
    expect(await world.reasons(/Spring/, 'sent')).toBe(`definition ${resends}`)
    expect(await world.reasons(/Spring/, 'bounces')).toBe('')
    expect((await list()).items.map(({ standing }) => standing)).not.toContain('unexplained')
    expect(spring.proof).toMatchObject({ mismatches: [] })
    expect(spring.proof!.recipientsRead).toBe(spring.proof!.recipients)

    // Found again: nothing is added to the history, only when it was last found.
    world.later(2 * HOUR)
    const springId = await world.campaignId(/Spring/)
    await world.sync({ campaignId: springId, from: 'user' })
    const history = await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
      reconciliationHistory(tx, springId, { metric: 'sent', limit: 10 }),
    )
    expect(history.items.length).toBe(1)
    const { at, checkedAt } = history.items[0]!
    expect(Date.parse(checkedAt) - Date.parse(at)).toBeGreaterThanOrEqual(2 * HOUR)
    // Asked for by its activities, the vendor tells how many complained; never who.
    const complaints = truth.activities.reduce((sum, { totals }) => sum + totals.abuse, 0)
    const told = complaints === 0 ? '' : `no_rows ${complaints}`
    expect(await world.reasons(/Spring/, 'complaints')).toBe(told)
  }, 120_000)

  test('kept counts that differ from the ledger are a problem until they are rebuilt', async () => {
    world = await reconciledWorld()
    await world.sync()
    const id = await world.campaignId(/Winter/)
    const { workspaceId } = world.by
    const inWorkspace = <T>(work: (tx: Tx) => Promise<T>) =>
      world.test.database.inWorkspace(workspaceId, work)
    await inWorkspace((tx) =>
      sql`update recipient set opens = opens + 1, human_opens = human_opens + 1
        where campaign_id = ${id} and address_id = (
          select min(address_id) from recipient where campaign_id = ${id} and opens > 0)`.execute(
        tx,
      ),
    )
    await world.sync({ campaignId: id, from: 'user' })
    const broken = await world.shown(/Winter/)
    expect(broken.proof!.mismatches.map(({ place, kind }) => `${place} ${kind}`)).toEqual([
      'recipients open',
      'counts open',
    ])
    expect(await world.causes()).toContain('Kept counts differ from the ledger')
    expect((await list()).items[0]).toMatchObject({ campaign: { id }, isProofBroken: true })
    // Nothing was repaired behind anybody's back.
    const again = await inWorkspace((tx) => proveAgain(tx, { workspaceId, now: Date.now() }, id))
    expect(again.mismatches.length).toBe(2)
    await inWorkspace((tx) => rebuildCampaign(tx, workspaceId, id))
    const whole = await inWorkspace((tx) => proveAgain(tx, { workspaceId, now: Date.now() }, id))
    expect(whole.mismatches).toEqual([])
    expect(await world.causes()).not.toContain('Kept counts differ from the ledger')
  }, 120_000)
})

/** Whoever asks has a short stream read to its end at once; the schedule waits. */
const SCHEDULED = { from: 'schedule' } as const

describe('rows that are not told', () => {
  test('are late, then found by reading to the end', async () => {
    world = await reconciledWorld()
    world.sandbox.faults.add({ kind: 'late-rows', every: 5, match: { path: OPENS }, times: 1e6 })
    await world.sync()
    expect(await world.reasons(/Winter/, 'opens')).toMatch(/late \d/)
    expect((await world.shown(/Winter/)).standing).toBe('waiting')
    expect((await world.shown(/Winter/)).retries).toMatchObject([{ kind: 'open', tries: 1 }])
    expect(await world.causes()).toEqual([])
    world.sandbox.faults.clear()
    await world.sync()
    expect(await world.differences()).toEqual([])
    expect(await world.reasons(/Winter/, 'opens')).not.toMatch(/late/)
    expect((await world.shown(/Winter/)).retries).toEqual([])
  }, 120_000)

  test('and never will be, become a problem and are asked for less and less', async () => {
    world = await reconciledWorld()
    const fault = { kind: 'late-rows', every: 5, match: { path: OPENS }, times: 1e6 } as const
    world.sandbox.faults.add(fault)
    for (let pull = 0; pull < 3; pull++) await world.sync(SCHEDULED)
    world.asked(OPENS)
    world.later(HOUR / 2)
    await world.sync(SCHEDULED)
    // Only what is fresh: the pages of a stream that stays short are left alone for now.
    const calm = world.asked(OPENS)
    world.later(HOUR)
    await world.sync(SCHEDULED)
    expect(world.asked(OPENS)).toBeGreaterThan(calm)
    expect(await world.causes()).toEqual([])

    world.later(24 * HOUR)
    await world.sync(SCHEDULED)
    expect(await world.reasons(/Winter/, 'opens')).toMatch(/unexplained \d/)
    expect(await world.causes()).toEqual([UNEXPLAINED, UNEXPLAINED, UNEXPLAINED])
    expect((await list()).items[0]).toMatchObject({ standing: 'unexplained' })

    // A vendor that says it keeps rows for so many days has said why it no longer tells them.
    const [hurried] = world.homing.connectors
    const retention = { days: 30, isDocumented: true, source: 'the test' }
    Object.assign(world.homing, {
      connectors: [{ ...hurried, feedback: { ...hurried!.feedback!, retention } }],
    })
    world.later(HOUR)
    await world.sync({ campaignId: await world.campaignId(/Winter/), from: 'user' })
    expect(await world.reasons(/Winter/, 'opens')).toMatch(/outside_window \d/)
    expect((await world.causes()).length).toBe(2)

    world.sandbox.faults.clear()
    world.later(100 * HOUR)
    await world.sync(SCHEDULED)
    expect(await world.differences()).toEqual([])
    expect(await world.causes()).toEqual([])
  }, 240_000)
})

describe('totals', () => {
  test('that run ahead wait a day; that shrink are told as taken back', async () => {
    world = await reconciledWorld()
    const match = { path: '/stats/email_campaigns/' }
    world.sandbox.faults.add({ kind: 'skewed-totals', stats: { em_bounces: 2 }, match, times: 9 })
    await world.sync()
    expect(await world.reasons(/Winter/, 'bounces')).toBe('late 2')
    expect(await world.causes()).toEqual([])
    world.later(25 * HOUR)
    await world.sync()
    expect(await world.reasons(/Winter/, 'bounces')).toBe('unexplained 2')
    expect(await world.causes()).toContain(UNEXPLAINED)

    world.sandbox.faults.clear()
    world.sandbox.faults.add({ kind: 'skewed-totals', stats: { em_sends: -3 }, match, times: 9 })
    world.later(25 * HOUR)
    await world.sync()
    expect(await world.reasons(/Winter/, 'bounces')).toBe('')
    expect(await world.reasons(/Winter/, 'sent')).toBe('taken_back -3')
    expect(await world.causes()).toEqual([])
    const winterId = await world.campaignId(/Winter/)
    const history = await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
      reconciliationHistory(tx, winterId, { metric: 'bounces', limit: 10 }),
    )
    expect(history.items.map(({ standing }) => standing)).toEqual([
      'agrees',
      'unexplained',
      'waiting',
    ])
  }, 120_000)

  test('count an activity the vendor does not list: asked by activity, it shows', async () => {
    world = await reconciledWorld()
    world.sandbox.faults.add({
      kind: 'hidden-activity',
      role: 'resend',
      match: { path: '/v3/emails/' },
      times: 1e6,
    })
    await world.sync()
    const spring = world.sandbox.truth().campaigns.find(({ name }) => /Spring/.test(name))!
    const resend = spring.activities.find(({ role }) => role === 'resend')!
    expect(await world.reasons(/Spring/, 'sent')).toBe(`late ${resend.totals.sends}`)
    world.later(25 * HOUR)
    await world.sync()
    expect(await world.reasons(/Spring/, 'sent')).toBe(`activity_unknown ${resend.totals.sends}`)
    expect(await world.causes()).toEqual([])
  }, 120_000)
})

test('a row that cannot be read is the reason; its stream is read again as it ages, for the vendor may mend it', async () => {
  world = await reconciledWorld()
  world.sandbox.faults.add({
    kind: 'malformed-row',
    variant: 'impossible-date',
    replace: true,
    match: { path: '/tracking/bounces' },
    times: 1e6,
  })
  await world.sync()
  const shown = await world.shown(/Winter/)
  const bounces = shown.metrics.find(({ metric }) => metric === 'bounces')!
  expect(bounces.parts).toEqual([{ reason: 'parked', count: 1 }])
  expect(shown.retries).toEqual([])
  expect(await world.causes()).toContain('A time that cannot be right')

  world.sandbox.faults.clear()
  await world.sync({ from: 'schedule' })
  expect(await world.differences()).not.toEqual([])
  await world.inWorkspace((tx) =>
    sql`update stream set deep_at = deep_at - interval '100 days'`.execute(tx),
  )
  await world.sync({ from: 'schedule' })
  expect(await world.differences()).toEqual([])
}, 120_000)

test('while rows arrive and the vendor counts, the news after its count is told as late', async () => {
  world = await reconciledWorld(TINY, false)
  world.sandbox.clock.advance(HOUR)
  // Hours go by once the totals were told: what is read after is more than they count.
  const [hurried] = world.homing.connectors
  const { totals } = hurried!
  const read: typeof totals = {
    ...totals!,
    async read(...asked) {
      const told = await totals!.read(...asked)
      world.sandbox.clock.advance(6 * HOUR)
      return told
    },
  }
  Object.assign(world.homing, { connectors: [{ ...hurried, totals: read }] })
  await world.sync()
  Object.assign(world.homing, { connectors: [hurried] })
  const opens = (await world.shown(/Summer/)).metrics.find(({ metric }) => metric === 'opens')!
  expect(opens.comparable).toBeGreaterThan(opens.esp)
  expect(opens.parts.find(({ reason }) => reason === 'late')!.count).toBe(
    opens.esp - opens.comparable,
  )
  expect(await world.causes()).toEqual([])
  await world.sync()
  expect((await list()).items.map(({ standing }) => standing)).not.toContain('waiting')
  expect(await world.differences()).toEqual([])
}, 120_000)
