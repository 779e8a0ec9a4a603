import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { actionsOfCampaign, addClickRule, matchLinks } from '../../src/interests/index.ts'
import {
  activityOf,
  campaignWindow,
  domainsOfCampaign,
  hoursOfCampaign,
  linksOfCampaign,
  logOf,
  readWithOfCampaign,
  recipientsOf,
  type Audience,
} from '../../src/ledger/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { prepareGround, SENT_AT, take, type Ground } from './world.ts'

const PAGE = 7
const PAGES_MAX = 100

let at: TestDatabase
let ground: Ground
beforeAll(async () => {
  at = await freshDatabase()
  ground = await prepareGround(at.database, at.workspaceId)
  await take(ground, happenings())
})
afterAll(() => at.close())

const DOMAINS = ['example.com', 'example.org', 'mail.example.net']
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Microsoft Outlook 16.0.1; Pro)',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
  'mobile',
  '',
  'Something else altogether',
]

/** 40 recipients; some react, some of them machines, some more than once, some bounce or leave. */
function happenings(): FeedbackEvent[] {
  const events: FeedbackEvent[] = []
  for (let person = 0; person < 40; person++) {
    const agent = AGENTS[person % AGENTS.length]
    const common = { address: `p${person}@${DOMAINS[person % 3]}`, activity: 'A1' }
    const minute = (m: number) => SENT_AT + m * 60_000 + person
    events.push({ ...common, kind: 'sent', occurredAt: SENT_AT })
    if (person % 11 === 5) {
      const bounce = { code: person % 2 ? 'B' : 'F', class: person % 2 ? 'hard' : 'soft' } as const
      events.push({ ...common, kind: 'bounce', occurredAt: minute(1), bounce })
      continue
    }
    // Scanners react at once, people later, some do both.
    if (person % 3 === 0)
      events.push({ ...common, kind: 'open', occurredAt: SENT_AT + 2_000, agent })
    for (let n = 0; n < person % 4; n++) {
      const isOther = n === 2 && { agent: 'computer' }
      events.push({ ...common, kind: 'open', occurredAt: minute(30 + 5 * n), agent, ...isOther })
    }
    if (person % 5 === 0) {
      for (const link of ['a', 'b', 'c'].slice(0, 1 + (person % 3))) {
        const url = `https://example.com/${link}`
        events.push({
          ...common,
          kind: 'click',
          occurredAt: minute(50 + link.charCodeAt(0)),
          agent,
          link: { url },
        })
      }
    }
    if (person % 13 === 7) events.push({ ...common, kind: 'forward', occurredAt: minute(70) })
    if (person % 9 === 4)
      events.push({ ...common, kind: 'opt_out', occurredAt: minute(80), reason: 'too many' })
    if (person === 12) events.push({ ...common, kind: 'complaint', occurredAt: minute(90) })
  }
  return events
}

async function all<Row>(
  pageAfter: (
    tx: Tx,
    page: { after?: string; limit: number },
  ) => Promise<{ items: Row[]; next: string | null }>,
): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const { items, next } = await at.database.inWorkspace(at.workspaceId, (tx) =>
      pageAfter(tx, { limit: PAGE, ...(after !== undefined && { after }) }),
    )
    rows.push(...items)
    if (next === null) return rows
    after = next
  }
  throw new Error('The pages did not end.')
}

const FIGURES = [
  'sent',
  'delivered',
  'opens',
  'clicks',
  'forwards',
  'bounces',
  'optOuts',
  'complaints',
] as const

test.each(['human', 'all'] as const)(
  'every figure is the length of its log (%s)',
  async (audience) => {
    const campaignId = ground.campaigns[0]!
    const window = await at.database.inWorkspace(at.workspaceId, (tx) =>
      campaignWindow(tx, campaignId, String),
    )
    const figures = audience === 'human' ? window.figures : window.allFigures
    for (const figure of FIGURES) {
      const rows = await all((tx, page) => logOf(tx, campaignId, { figure, audience, ...page }))
      const { count, total, rate, of } = figures[figure]
      expect(rows.length, figure).toBe(count)
      expect(new Set(rows.map((row) => row.addressId)).size, figure).toBe(count)
      expect(
        rows.reduce((sum, row) => sum + row.count, 0),
        figure,
      ).toBe(total)
      expect(count, figure).toBeGreaterThan(0)
      if (rate !== null) expect(rate).toBeLessThanOrEqual(1)
      if (rate !== null) expect(rate).toBeCloseTo(count / of!.count)
    }
  },
)

test('machines are in all and not in human, and are counted beside', async () => {
  const window = await at.database.inWorkspace(at.workspaceId, (tx) =>
    campaignWindow(tx, ground.campaigns[0]!, String),
  )
  expect(window.allFigures.opens.count).toBeGreaterThan(window.figures.opens.count)
  expect(window.machine.opens).toBe(window.allFigures.opens.total - window.figures.opens.total)
})

test('logs come newest first', async () => {
  const rows = await all((tx, page) =>
    logOf(tx, ground.campaigns[0]!, { figure: 'opens', audience: 'all', ...page }),
  )
  const times = rows.map((row) => row.firstAt!)
  expect(times).toEqual([...times].sort().reverse())
})

test.each(['human', 'all'] as const)(
  "a link's people are the rows of its log (%s)",
  async (audience: Audience) => {
    const campaignId = ground.campaigns[0]!
    const { items } = await at.database.inWorkspace(at.workspaceId, (tx) =>
      linksOfCampaign(tx, campaignId, audience),
    )
    expect(items.length).toBe(3)
    for (const { linkId, people, clicks } of items) {
      const rows = await all((tx, page) =>
        logOf(tx, campaignId, { figure: 'clicks', audience, linkId, ...page }),
      )
      expect(rows.length).toBe(people)
      expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(clicks)
    }
  },
)

test.each(['human', 'all'] as const)(
  "a domain's numbers are the rows of its logs, and add up to the figures (%s)",
  async (audience) => {
    const campaignId = ground.campaigns[0]!
    const { domains, window } = await at.database.inWorkspace(at.workspaceId, async (tx) => ({
      domains: await domainsOfCampaign(tx, campaignId, audience),
      window: await campaignWindow(tx, campaignId, String),
    }))
    expect(domains.rest).toBeNull()
    expect(domains.items.map(({ domain }) => domain).sort()).toEqual([...DOMAINS].sort())
    const figures = audience === 'human' ? window.figures : window.allFigures
    for (const figure of ['sent', 'delivered', 'bounces', 'opens', 'clicks'] as const) {
      const sum = domains.items.reduce((sum, row) => sum + row[figure], 0)
      expect(sum, figure).toBe(figures[figure].count)
      for (const { domain, [figure]: count } of domains.items) {
        const rows = await all((tx, page) =>
          logOf(tx, campaignId, { figure, audience, domain, ...page }),
        )
        expect(rows.length, `${figure} ${domain}`).toBe(count)
        expect(rows.every(({ address }) => address.endsWith(`@${domain}`))).toBe(true)
      }
    }
    const bounces = domains.items.map((row) => row.bounces)
    expect(bounces).toEqual([...bounces].sort((a, b) => b - a))
  },
)

test.each(['human', 'all'] as const)(
  'who opened and clicked with what are the rows of the log, machines apart (%s)',
  async (audience) => {
    const campaignId = ground.campaigns[0]!
    const { items, window } = await at.database.inWorkspace(at.workspaceId, async (tx) => ({
      items: (await readWithOfCampaign(tx, campaignId, audience)).items,
      window: await campaignWindow(tx, campaignId, String),
    }))
    expect(items.map(({ readWith }) => readWith).sort()).toEqual([
      '/',
      '/computer',
      '/phone',
      'Apple Mail/phone',
      'Outlook/computer',
    ])
    for (const figure of ['opens', 'clicks'] as const) {
      for (const { readWith, [figure]: count } of items) {
        const rows = await all((tx, page) =>
          logOf(tx, campaignId, { figure, audience, readWith, ...page }),
        )
        expect(rows.length, `${figure} ${readWith}`).toBe(count)
      }
    }
    const sum = (name: 'humanOpens' | 'machineOpens' | 'proxyOpens') =>
      items.reduce((all, row) => all + row[name], 0)
    expect(sum('humanOpens')).toBe(window.figures.opens.total)
    expect(sum('machineOpens')).toBe(window.machine.opens)
    expect(sum('proxyOpens')).toBe(window.proxyOpens.total)
  },
)

test("a click rule's people are the rows of its log, and their times its clicks", async () => {
  const { workspaceId } = at
  const [campaignId, another] = ground.campaigns
  const { items, rules, behind } = await at.database.inWorkspace(workspaceId, async (tx) => {
    const by = { workspaceId, actor: 'test', now: SENT_AT, appliesTo: 'all' as const }
    const rule = (name: string, path: string) => ({
      ...{ name, path, host: '', parameter: '', parameterValue: '', campaignId: null },
      outcomes: [
        { kind: 'action' as const, name, points: 5 },
        { kind: 'tag' as const, name },
      ],
    })
    await addClickRule(tx, by, rule('One link', '/a'))
    await addClickRule(tx, by, rule('Any link', '/*'))
    await addClickRule(tx, by, rule('None of them', '/elsewhere'))
    await matchLinks(tx, workspaceId)
    expect((await actionsOfCampaign(tx, workspaceId, another!)).items).toEqual([])
    return actionsOfCampaign(tx, workspaceId, campaignId!)
  })
  expect({ rules, behind }).toEqual({ rules: 3, behind: 0 })
  expect(items.map(({ rule }) => rule)).toEqual(['Any link', 'One link'])
  for (const { ruleId, people, clicks, outcomes } of items) {
    expect(outcomes.map(({ kind, points }) => `${kind} ${points}`)).toEqual(['action 5', 'tag 0'])
    for (const audience of ['human', 'all'] as const) {
      const asked = { figure: 'clicks' as const, audience, ruleId }
      const rows = await all((tx, page) => logOf(tx, campaignId!, { ...asked, ...page }))
      expect(rows.length).toBe(people)
      expect(new Set(rows.map((row) => row.addressId)).size).toBe(people)
      expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(clicks)
    }
  }
  const [any, one] = items
  expect(any!.clicks).toBeGreaterThan(one!.clicks)
  const { items: links } = await at.database.inWorkspace(workspaceId, (tx) =>
    linksOfCampaign(tx, campaignId!, 'human'),
  )
  const ofOne = links.find(({ url }) => url.endsWith('/a'))!
  const narrowed = { ruleId: any!.ruleId, linkId: ofOne.linkId }
  const rows = await all((tx, page) =>
    logOf(tx, campaignId!, { figure: 'clicks', audience: 'human', ...narrowed, ...page }),
  )
  expect(rows.length).toBe(ofOne.people)
})

test('the grid of recipients holds everybody once, with the totals of the logs', async () => {
  const campaignId = ground.campaigns[0]!
  const rows = await all((tx, page) => recipientsOf(tx, campaignId, page))
  expect(rows.length).toBe(40)
  const window = await at.database.inWorkspace(at.workspaceId, (tx) =>
    campaignWindow(tx, campaignId, String),
  )
  const { opens, clicks } = window.allFigures
  expect(rows.reduce((sum, row) => sum + row.totalOpens, 0)).toBe(opens.total)
  expect(rows.reduce((sum, row) => sum + row.totalClicks, 0)).toBe(clicks.total)
  expect(rows.filter((row) => row.bounced !== null).length).toBe(window.figures.bounces.count)
  const bounced = await all((tx, page) => recipientsOf(tx, campaignId, { ...page, bounced: true }))
  expect(bounced.length).toBe(window.figures.bounces.count)
})

test('activity over time sums up to the figures', async () => {
  const campaignId = ground.campaigns[0]!
  for (const audience of ['human', 'all'] as const) {
    const { points, after } = await at.database.inWorkspace(at.workspaceId, (tx) =>
      activityOf(tx, campaignId, { audience, step: 'hour' }),
    )
    const window = await at.database.inWorkspace(at.workspaceId, (tx) =>
      campaignWindow(tx, campaignId, String),
    )
    const figures = audience === 'human' ? window.figures : window.allFigures
    expect(points.reduce((sum, point) => sum + point.opens, 0)).toBe(figures.opens.total)
    expect(points.reduce((sum, point) => sum + point.clicks, 0)).toBe(figures.clicks.total)
    expect(after).toEqual({ opens: 0, clicks: 0 })
    const { items } = await at.database.inWorkspace(at.workspaceId, (tx) =>
      hoursOfCampaign(tx, campaignId, { audience, zone: 'America/New_York' }),
    )
    expect(items.reduce((sum, { opens }) => sum + opens, 0)).toBe(figures.opens.total)
    expect(items.reduce((sum, { clicks }) => sum + clicks, 0)).toBe(figures.clicks.total)
    // Sent on a Sunday at nine in UTC, which is five there.
    expect(items[0]).toMatchObject({ weekday: 7, hour: 5 })
  }
})

test('by the hour are the first three days, and what came later is told beside', async () => {
  const campaignId = ground.campaigns[1]!
  const common = { address: 'late@example.com', activity: 'A2' }
  const hour = (n: number) => SENT_AT + n * 3_600_000
  await take(ground, [
    { ...common, kind: 'sent', occurredAt: SENT_AT },
    { ...common, kind: 'open', occurredAt: hour(71) },
    { ...common, kind: 'open', occurredAt: hour(72) },
    { ...common, kind: 'click', occurredAt: hour(90), link: { url: 'https://example.com/a' } },
  ])
  const told = (step: 'hour' | 'day') =>
    at.database.inWorkspace(at.workspaceId, (tx) =>
      activityOf(tx, campaignId, { audience: 'all', step }),
    )
  const hours = await told('hour')
  expect(hours.points.map(({ at, opens }) => [at, opens])).toEqual([
    [new Date(hour(0)).toISOString(), 0],
    [new Date(hour(71)).toISOString(), 1],
  ])
  expect(hours.after).toEqual({ opens: 1, clicks: 1 })
  const days = await told('day')
  expect(days.points.reduce((sum, { opens }) => sum + opens, 0)).toBe(2)
})
