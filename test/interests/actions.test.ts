import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import type { Homing } from '../../src/homing.ts'
import {
  actionsOfCampaign,
  addClickRule,
  changeClickRule,
  clickRules,
  fitsPattern,
  interestsOfPerson,
  linksBehind,
  previewPattern,
  readLink,
  removeClickRule,
  saveInterest,
  stateInterest,
  withdrawInterest,
  type AppliesTo,
  type RuleWords,
} from '../../src/interests/index.ts'
import {
  carryOutTask,
  matchNewLinks,
  rebuild,
  showTask,
  withMatching,
} from '../../src/ledger/index.ts'
import { listPeople } from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { NOW, prepareGround, SENT_AT, take, type Ground } from '../ledger/world.ts'

const DAY = 86_400_000
const TAX = 'https://example.com/tax/2026'
const NEWS = 'https://news.example.com/?utm_campaign=spring'

let at: TestDatabase
let homing: Homing
let ground: Ground
beforeAll(async () => {
  at = await freshDatabase()
  const jobs = { enqueue: async () => undefined }
  homing = { database: at.database, jobs, now: () => NOW } as unknown as Homing
})
beforeEach(async () => {
  ground = await prepareGround(at.database, await makeWorkspace(at.database, 'Clicks'))
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) =>
  at.database.inWorkspace(ground.workspaceId, work)
const by = () => ({ workspaceId: ground.workspaceId, actor: 'test', now: NOW })
const change = (appliesTo: AppliesTo) => ({ ...by(), appliesTo })
const settle = () => matchNewLinks(homing, ground.workspaceId)

const click = (url: string, day: number, more: Partial<FeedbackEvent> = {}): FeedbackEvent => ({
  kind: 'click',
  activity: 'A1',
  address: 'ada@example.com',
  occurredAt: SENT_AT + day * DAY,
  link: { url },
  ...more,
})

const rule = (more: Partial<RuleWords> = {}): RuleWords => ({
  name: 'Tax letter',
  host: '',
  path: '/tax/*',
  parameter: '',
  parameterValue: '',
  campaignId: null,
  outcomes: [{ kind: 'action', name: 'Read about tax', points: 5 }],
  ...more,
})

async function actions(): Promise<string[]> {
  const { rows } = await inside((tx) =>
    sql<{ line: string }>`
      select concat_ws(' | ', a.address, l.url, c.rule, c.kind, c.name, c.points,
        to_char(c.occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')) as line
      from customer_action c join address a on a.id = c.address_id join link l on l.id = c.link_id
      order by 1`.execute(tx),
  )
  return rows.map((row) => row.line)
}

async function personId(address = 'ada@example.com'): Promise<number> {
  const { rows } = await inside((tx) =>
    sql<{ id: number }>`select pa.person_id as id from person_address pa
      join address a on a.id = pa.address_id where a.canonical = ${address}`.execute(tx),
  )
  return rows[0]!.id
}

describe('a click rule', () => {
  test('raises one action for each click of a person, and none for a machine', async () => {
    await inside((tx) => addClickRule(tx, change('all'), rule()))
    await take(ground, [
      click(TAX, 1),
      click(TAX, 1),
      click(TAX, 2, { agent: 'Barracuda' }),
      click('https://example.com/other', 3),
    ])
    expect(await actions()).toEqual([])
    await settle()
    expect(await actions()).toEqual([
      'ada@example.com | https://example.com/tax/2026 | Tax letter | action | Read about tax | 5'
        + ' | 2026-05-04 09:00:00',
    ])
    await take(ground, [click(TAX, 1)])
    await settle()
    expect(await actions()).toHaveLength(1)
  })

  test('loses the action with the verdict: a click turns out to be a scanner’s', async () => {
    await inside((tx) => addClickRule(tx, change('all'), rule()))
    await take(ground, [click(TAX, 1)])
    await settle()
    expect(await actions()).toHaveLength(1)
    // The send was told late: the click came within seconds of it.
    await take(ground, [
      {
        ...click(TAX, 1),
        kind: 'sent',
        link: undefined as never,
        occurredAt: SENT_AT + DAY - 2_000,
      },
    ])
    expect(await actions()).toEqual([])
  })

  test('counts from now on, or the past too; a change keeps what the old one raised', async () => {
    await take(ground, [click(TAX, 1), click(NEWS, 2)])
    const id = await inside((tx) => addClickRule(tx, change('new'), rule()))
    await settle()
    expect(await actions()).toEqual([])
    const all = await inside((tx) => changeClickRule(tx, change('all'), id, rule()))
    await settle()
    expect(await actions()).toEqual([])
    await inside((tx) => removeClickRule(tx, change('all'), all))
    const old = await inside((tx) => addClickRule(tx, change('all'), rule()))
    await settle()
    expect(await actions()).toHaveLength(1)
    const news = rule({ path: '', host: '*.example.com', parameter: 'utm_campaign' })
    await inside((tx) => changeClickRule(tx, change('new'), old, news))
    await settle()
    expect(await actions()).toHaveLength(1)
    const [live, ended] = await inside((tx) => clickRules(tx, ground.workspaceId))
    expect(live).toMatchObject({ appliesFrom: new Date(NOW), appliesUntil: null, links: 1 })
    expect(ended).toMatchObject({ appliesFrom: null, appliesUntil: new Date(NOW), links: 1 })
    await inside((tx) => changeClickRule(tx, { ...change('all'), now: NOW + 1 }, live!.id, news))
    await settle()
    expect(await actions()).toHaveLength(1)
  })

  test('of one campaign counts only there', async () => {
    const campaignId = ground.campaigns[1]!
    await inside((tx) => addClickRule(tx, change('all'), rule({ path: '', campaignId })))
    await take(ground, [click(TAX, 1), click(TAX, 2, { activity: 'A2' })])
    await settle()
    expect(await actions()).toHaveLength(1)
  })

  test('is told of in its campaign: whose clicks counted, how often, and what each raised', async () => {
    const { items: interests } = await inside((tx) =>
      saveInterest(tx, by(), { code: 'TAX', name: 'Tax law', halfLifeDays: null }),
    )
    const outcomes = [
      { kind: 'interest' as const, interestId: interests[0]!.id, points: 10 },
      { kind: 'tag' as const, name: 'Tax reader' },
    ]
    const id = await inside((tx) => addClickRule(tx, change('all'), rule({ outcomes })))
    await take(ground, [
      click(TAX, 1),
      click(TAX, 2),
      click(TAX, 2, { address: 'ben@example.com', agent: 'Barracuda' }),
      click(TAX, 3, { activity: 'A2' }),
    ])
    const told = () =>
      inside((tx) => actionsOfCampaign(tx, ground.workspaceId, ground.campaigns[0]!))
    expect(await told()).toEqual({ items: [], rules: 1, behind: 1 })
    await settle()
    await inside((tx) => removeClickRule(tx, change('new'), id))
    await settle()
    expect(await told()).toEqual({
      items: [
        {
          ...{ ruleId: id, rule: 'Tax letter', people: 1, clicks: 2 },
          ...{ appliesFrom: null, appliesUntil: new Date(NOW) },
          outcomes: [
            { kind: 'interest', name: 'Tax law', code: 'TAX', points: 10 },
            { kind: 'tag', name: 'Tax reader', code: null, points: 0 },
          ],
        },
      ],
      ...{ rules: 0, behind: 0 },
    })
  })

  test('is matched with all links as a task, which says how far it is', async () => {
    await take(ground, [click(TAX, 1), click(NEWS, 2)])
    const task = await withMatching(
      homing,
      { workspaceId: ground.workspaceId, name: 'Jo' },
      'Match links',
      (tx) => addClickRule(tx, change('all'), rule()),
    )
    expect(task).toMatchObject({ kind: 'match_links', total: 2 })
    await carryOutTask(homing, { workspaceId: ground.workspaceId, taskId: task.id })
    expect(await inside((tx) => showTask(tx, task.id))).toMatchObject({ status: 'done', done: 2 })
    expect(await inside((tx) => linksBehind(tx, ground.workspaceId))).toBe(0)
    expect(await actions()).toHaveLength(1)
  })

  test('can be tried before it is made', async () => {
    await take(ground, [
      click(TAX, 1),
      click(TAX, 2, { address: 'ben@example.com' }),
      click(TAX, 3, { agent: 'Barracuda' }),
      click(NEWS, 2),
    ])
    const pattern = { host: '', path: '/tax/*', parameter: '', parameterValue: '' }
    const preview = await inside((tx) => previewPattern(tx, ground.workspaceId, pattern, null))
    expect(preview).toEqual({
      links: 1,
      clicks: 2,
      addresses: 2,
      sample: [{ url: TAX, clicks: 2 }],
      isAll: true,
    })
  })

  test('that fits every link, or names what is not there, is refused', async () => {
    const refused = (words: Partial<RuleWords>) =>
      inside((tx) => addClickRule(tx, change('new'), rule(words))).catch((error: unknown) => error)
    expect(await refused({ path: '' })).toMatchObject({ status: 422, field: 'host' })
    expect(await refused({ path: 'tax' })).toMatchObject({ status: 422, field: 'path' })
    expect(await refused({ campaignId: 999_999 })).toMatchObject({ status: 404 })
    const outcomes = [{ kind: 'interest', interestId: 999_999, points: 1 }] as const
    expect(await refused({ outcomes: [...outcomes] })).toMatchObject({ status: 404 })
  })
})

describe('the interests of a person', () => {
  test('come of clicks and statements, explained one by one, and find the person', async () => {
    const { items } = await inside((tx) =>
      saveInterest(tx, by(), { code: 'TAX', name: 'Tax law', halfLifeDays: 10 }),
    )
    const interestId = items[0]!.id
    await inside((tx) =>
      addClickRule(
        tx,
        change('all'),
        rule({
          outcomes: [
            { kind: 'interest', interestId, points: 10 },
            { kind: 'tag', name: 'Tax reader' },
          ],
        }),
      ),
    )
    await take(ground, [click(TAX, 7), click(NEWS, 7, { address: 'ben@example.com' })])
    await settle()
    const id = await personId()
    const now = SENT_AT + 17 * DAY
    const statement = { code: 'tax', points: 8, source: 'user', note: 'on the phone' } as const
    await inside((tx) => stateInterest(tx, { ...by(), now, personId: id }, statement))
    const found = await inside((tx) => interestsOfPerson(tx, ground.workspaceId, id, now))
    expect(found.tags).toEqual(['Tax reader'])
    expect(found.interests).toHaveLength(1)
    const [tax] = found.interests
    expect(tax).toMatchObject({ code: 'TAX', halfLifeDays: 10, isStated: true })
    expect(tax!.score).toBeCloseTo(8 + 5)
    expect(tax!.evidence).toMatchObject([
      { points: 8, worth: 8, statedBy: 'test', note: 'on the phone', link: null },
      { points: 10, rule: 'Tax letter', link: TAX, campaign: { name: 'Letter C1' } },
    ])
    expect(tax!.evidence[1]!.worth).toBeCloseTo(5)

    const listed = async () =>
      (
        await inside((tx) =>
          listPeople(tx, ground.workspaceId, { state: 'all', interest: 'TAX', limit: 10 }),
        )
      ).items.map((one) => one.id)
    expect(await listed()).toEqual([id])
    const { statedId } = tax!.evidence[0]!
    await inside((tx) => withdrawInterest(tx, { ...by(), personId: id }, statedId!))
    expect(await listed()).toEqual([id])
    await inside((tx) => sql`delete from click_rule`.execute(tx))
    expect(await listed()).toEqual([])
  })
})

test('actions are the human clicks on fitting links, in whatever order all of it came', async () => {
  const URLS = [TAX, NEWS, 'https://example.com/tax/', 'https://shop.example/a?x=1', 'nonsense']
  const PATTERNS = [
    { path: '/tax*' },
    { path: '', host: '*.example.com' },
    { path: '', parameter: 'x' },
    { path: '*', campaignId: 1 },
  ]
  const event = fc
    .record({
      url: fc.constantFrom(...URLS),
      hours: fc.integer({ min: 0, max: 200 }),
      activity: fc.constantFrom('A1', 'A2'),
      address: fc.constantFrom('ada@example.com', 'ben@example.com'),
      isSend: fc.boolean(),
      isScanner: fc.boolean(),
    })
    .map(({ url, hours, activity, address, isSend, isScanner }): FeedbackEvent => {
      const occurredAt = SENT_AT + hours * 3_600_000
      if (isSend) return { kind: 'sent', activity, address, occurredAt: occurredAt - 2_000 }
      // One happening has one agent.
      const agent = isScanner && url === TAX ? { agent: 'Barracuda' } : {}
      return { kind: 'click', activity, address, occurredAt, link: { url }, ...agent }
    })
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(event, {
        minLength: 1,
        maxLength: 20,
        selector: (one) =>
          [one.kind, one.activity, one.address, one.occurredAt, one.link?.url].join(),
      }),
      fc.uniqueArray(fc.constantFrom(...PATTERNS), { minLength: 1 }),
      fc.nat(20),
      async (events, patterns, when) => {
        ground = await prepareGround(at.database, await makeWorkspace(at.database, 'Any order'))
        const words = patterns.map((pattern, place) =>
          rule({
            ...pattern,
            name: `Rule ${place}`,
            campaignId: 'campaignId' in pattern ? ground.campaigns[1]! : null,
          }),
        )
        await take(ground, events.slice(0, when))
        await settle()
        for (const one of words) await inside((tx) => addClickRule(tx, change('all'), one))
        await settle()
        await take(ground, [...events].reverse())
        await settle()
        const { rows: human } = await inside((tx) =>
          sql<{ url: string; name: string }>`
            select l.url, c.name from event e join link l on l.id = e.link_id
            join campaign c on c.id = e.campaign_id
            where e.kind = 4 and not exists (select from verdict v
              where v.address_id = e.address_id and v.occurred_at = e.occurred_at
                and v.key = e.key)`.execute(tx),
        )
        const wanted = human.flatMap(({ url, name }) =>
          words
            .filter((one) => one.campaignId === null || name === 'Letter C2')
            .filter((one) => {
              const link = readLink(url)
              return link !== null && fitsPattern(link, one)
            })
            .map((one) => `${url} | ${one.name}`),
        )
        const lines = (await actions()).map((line) => line.split(' | ').slice(1, 3).join(' | '))
        expect(lines.sort()).toEqual(wanted.sort())
        const before = await actions()
        await rebuild(at.database, ground.workspaceId)
        expect(await actions()).toEqual(before)
      },
    ),
    { numRuns: 15, verbose: 1 },
  )
}, 120_000)
