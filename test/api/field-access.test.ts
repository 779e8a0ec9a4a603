import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FIELD_IDS, type FieldId } from '../../src/accounts/fields/index.ts'
import { concealed } from '../../src/api/conceal.ts'
import { contract, markOf, type RouteName } from '../../src/api/contract/index.ts'
import { sql } from '../database.ts'
import { prepareGround, take } from '../ledger/world.ts'
import { freshHoming, type TestHoming } from './homing.ts'

const DAY = 24 * 3_600_000
let homing: TestHoming
let campaignId: number
const keys: Record<string, string> = {}

/** One campaign to two addresses: Ada opened, clicked and left with a reason; Ben bounced. */
beforeAll(async () => {
  homing = await freshHoming()
  for (const role of ['viewer', 'editor', 'administrator'] as const) {
    keys[role] = await homing.keyFor(role)
  }
  const { database, workspaceId } = homing
  const ground = await prepareGround(database, workspaceId)
  campaignId = ground.campaigns[0]!
  const at = homing.now() - DAY
  const event = { address: 'ada@example.com', activity: 'A1', occurredAt: at + 7_200_000 }
  await take(ground, [
    { ...event, kind: 'sent', occurredAt: at, contactId: 'c-1' },
    { ...event, kind: 'sent', occurredAt: at, address: 'ben@example.com' },
    { ...event, kind: 'open', agent: 'SomeMailer/7' },
    { ...event, kind: 'click', url: 'https://example.com/a', occurredAt: at + 7_300_000 },
    { ...event, kind: 'opt_out', reason: 'Too many', occurredAt: at + 7_400_000 },
    { ...event, kind: 'bounce', bounce: { class: 'hard', code: 'B' }, address: 'ben@example.com' },
  ] as never)
}, 60_000)
afterAll(() => homing.close())

/** Everything is told to viewers again. */
beforeEach(async () => {
  await homing.database.inWorkspace(homing.workspaceId, (tx) =>
    sql`delete from field_access`.execute(tx),
  )
  for (const field of ['agent', 'contactId'] as const) await choose(field, true)
})

async function ask(method: string, path: string, key: string, body?: unknown) {
  const response = await homing.ask(method, path, { key: keys[key]!, body })
  const text = await response.text()
  return { status: response.status, text, json: () => JSON.parse(text) }
}
const look = (path: string) => ask('GET', `/api/campaigns/${campaignId}${path}`, 'viewer')
const run = (definition: object, path = '/api/views/run') =>
  ask('POST', path, 'viewer', { definition: { version: 1, ...definition } })

async function choose(field: FieldId, isVisible: boolean, role = 'viewer') {
  const chosen = await ask('PUT', '/api/field-access', 'administrator', { role, field, isVisible })
  expect(chosen.status, chosen.text).toBe(200)
  return chosen.json()
}

describe('figures', () => {
  test('a hidden one is told by no window, no list, no sum, and no rate of it', async () => {
    const before = (await look('')).json()
    expect(before.figures.opens.count).toBe(1)
    expect(before.figures.optOuts.of).toEqual({ name: 'delivered', count: 1 })
    await choose('bounces', false)
    const { figures, allFigures, bounceClasses, esp } = (await look('')).json()
    expect(figures).toMatchObject({ sent: { count: 2 }, delivered: null, bounces: null })
    expect(figures.opens).toMatchObject({ count: 1, rate: null, of: null })
    expect(allFigures).toMatchObject({ delivered: null, bounces: null })
    expect([bounceClasses, esp?.delivered ?? null]).toEqual([null, null])
    const sum = (await ask('GET', '/api/campaigns/sum', 'viewer')).json()
    expect(sum.figures.delivered).toBeNull()
    const list = (await ask('GET', '/api/campaigns', 'viewer')).json()
    expect(list.items.every((row: typeof before) => row.figures.bounces === null)).toBe(true)
    const { points } = (await look('/activity')).json()
    expect(points.map((one: { bounces: unknown }) => one.bounces)).toEqual([null, null])
    expect(
      (await ask('GET', `/api/campaigns/${campaignId}`, 'editor')).json().figures.bounces.count,
    ).toBe(1)
  })

  test.each([
    ['opens', '/log?figure=opens'],
    ['opens', '/log.csv?figure=opens', 'editor'],
    ['clicks', '/links'],
    ['clicks', '/actions'],
    ['clicks', '/log?figure=clicks&linkId=1'],
    ['machines', '/log?figure=opens&audience=all'],
    ['bounces', '/recipients?bounced=true'],
    ['bounceReason', '/log?figure=bounces&bounceClass=hard'],
    ['address', '/log?figure=sent&search=ada'],
    ['totals', '/reconciliation'],
  ] as [FieldId, string, string?][])('%s hidden, %s is refused by its name', async (...row) => {
    const [field, path, role = 'viewer'] = row
    const whole = `/api/campaigns/${campaignId}${path}`
    expect((await ask('GET', whole, role)).status).toBe(200)
    await choose(field, false, role)
    const refused = await ask('GET', whole, role)
    expect([refused.status, refused.json().detail]).toEqual([403, expect.stringMatching(/hidden/)])
    expect(refused.json().remedy).toContain('Field access')
    expect((await ask('GET', whole, 'administrator')).status).toBe(200)
  })

  test('campaigns are not sorted by what is hidden, nor by a rate of it', async () => {
    await choose('bounces', false)
    for (const sort of ['delivered', 'bounces', 'opens']) {
      expect((await ask('GET', `/api/campaigns?sort=${sort}`, 'viewer')).status, sort).toBe(403)
    }
    expect((await ask('GET', '/api/campaigns?sort=forwards', 'viewer')).status).toBe(200)
  })
})

describe('columns', () => {
  test('of a log and of the grid, on screen and as CSV', async () => {
    const row = async () => (await look('/log?figure=optOuts')).json().items[0]
    expect(await row()).toMatchObject({ address: 'ada@example.com', detail: 'Too many' })
    await choose('address', false)
    await choose('optOutReason', false)
    expect(await row()).toMatchObject({ address: null, detail: null })
    await choose('address', false, 'editor')
    await choose('opens', false, 'editor')
    for (const path of ['log.csv?figure=sent', 'recipients.csv']) {
      const csv = await ask('GET', `/api/campaigns/${campaignId}/${path}`, 'editor')
      expect([csv.status, csv.text]).toEqual([
        200,
        expect.not.stringMatching(/ada@|address,|opens/),
      ])
    }
  })

  test('of the events of a recipient; what is not told is not counted by its rows', async () => {
    const { items } = (await look('/recipients')).json()
    const { addressId } = items.find(
      (one: { address: string }) => one.address === 'ada@example.com',
    )
    const events = async () =>
      (
        await ask('GET', `/api/events?campaignId=${campaignId}&addressId=${addressId}`, 'viewer')
      ).json().items as { kind: string; agent: string | null }[]
    expect((await events()).find(({ kind }) => kind === 'open')!.agent).toBe('SomeMailer/7')
    await choose('agent', false)
    expect((await events()).find(({ kind }) => kind === 'open')!.agent).toBeNull()
    await choose('opens', false)
    expect((await events()).map(({ kind }) => kind).sort()).toEqual(['click', 'opt_out', 'sent'])
  })

  test('as it ships, viewers see no device and no contact id, and everybody else does', async () => {
    await homing.database.inWorkspace(homing.workspaceId, (tx) =>
      sql`delete from field_access`.execute(tx),
    )
    const hidden = async (role: string) => (await ask('GET', '/api/session', role)).json().hidden
    expect(await hidden('viewer')).toEqual(['agent', 'contactId'])
    expect([await hidden('editor'), await hidden('administrator')]).toEqual([[], []])
  })
})

describe('views', () => {
  const OPENED = { column: 'opened', is: 'is', values: [true] }

  test('a hidden column is not offered, shown, compared, sorted, grouped or measured', async () => {
    await choose('opens', false)
    const { subjects } = (await ask('GET', '/api/views/catalogue', 'viewer')).json()
    const columns = Object.fromEntries(
      subjects.map((one: { id: string; columns: { id: string }[] }) => [
        one.id,
        one.columns.map(({ id }) => id),
      ]),
    )
    expect(columns.recipients).not.toContain('opened')
    expect(columns.campaigns).not.toContain('opens')
    const count = { is: 'count', key: 'n' }
    for (const asked of [
      { columns: ['opened'] },
      { columns: ['person'], where: OPENED },
      { columns: ['person'], sort: [{ by: 'first_open_at' }] },
      { group: { by: [{ column: 'opened' }], measures: [count] } },
      { group: { by: [], measures: [{ is: 'sum', column: 'opens', key: 'n' }] } },
      { group: { by: [], measures: [{ ...count, where: OPENED }] } },
      {
        group: {
          by: [],
          measures: [
            { is: 'rate', key: 'n', part: { is: 'count', where: OPENED }, whole: { is: 'count' } },
          ],
        },
      },
    ]) {
      for (const path of ['/api/views/run', '/api/views/size']) {
        const refused = await run({ subject: 'recipients', ...asked }, path)
        expect(refused.status, refused.text).toBe(422)
        expect(refused.json().detail).toContain('“Opens” is hidden from your role')
      }
    }
  })

  test('rows that would tell it by their number are left out, or the whole subject', async () => {
    const events = { subject: 'events', group: { by: [], measures: [{ is: 'count', key: 'n' }] } }
    const counted = async () => (await run(events)).json().rows[0][0]
    expect(await counted()).toBe(6)
    await choose('opens', false)
    expect(await counted()).toBe(5)
    await choose('clicks', false)
    expect(await counted()).toBe(4)
    const refused = await run({ subject: 'links', columns: ['campaign'] })
    expect([refused.status, refused.json().detail]).toEqual([
      403,
      'Clicked links: “Clicks” is hidden from your role.',
    ])
  })

  test('a saved view and one that ships say by name what they lack', async () => {
    const made = await ask('POST', '/api/views', 'editor', {
      ...{ name: 'Openers', seenBy: 'everybody' },
      definition: { version: 1, subject: 'recipients', columns: ['person'], where: OPENED },
    })
    const { id } = made.json()
    const runSaved = (view: string) => ask('POST', `/api/views/${view}/run`, 'viewer', {})
    expect((await runSaved(id)).json().rows).toHaveLength(1)
    await choose('opens', false)
    await choose('optOuts', false)
    expect((await runSaved(id)).json().detail).toContain('“Opens” is hidden')
    expect((await runSaved('who-opted-out')).json().detail).toContain('“Opt-outs” is hidden')
    await choose('opens', false, 'editor')
    expect((await ask('GET', `/api/views/${id}/view.csv`, 'editor')).status).toBe(422)
    const kept = await ask('POST', '/api/views', 'editor', {
      name: 'More openers',
      definition: { version: 1, subject: 'recipients', columns: ['person'], where: OPENED },
    })
    expect(kept.status).toBe(422)
  })
})

test('a segment does not count what is hidden, asked now or saved', async () => {
  const where = { about: 'mail', what: 'opens', by: 'human', campaignIds: [], when: { is: 'ever' } }
  const definition = { version: 1, where }
  const preview = () => ask('POST', '/api/person-lists/preview', 'viewer', { definition })
  expect((await preview()).status).toBe(200)
  const made = await ask('POST', '/api/person-lists', 'editor', {
    ...{ name: 'Openers', kind: 'segment', definition },
  })
  await choose('opens', false)
  expect((await preview()).status).toBe(403)
  const size = await ask('GET', `/api/person-lists/${made.json().id}/size`, 'viewer')
  expect([size.status, size.json().detail]).toEqual([403, '“Opens” is hidden from your role.'])
})

test('each choice is in the audit; once more changes nothing, and the contrary takes it back', async () => {
  await choose('opens', false)
  await choose('opens', false)
  await choose('opens', true)
  const { items } = (await ask('GET', '/api/audit?limit=2', 'administrator')).json()
  expect(items.map((one: { action: string }) => one.action)).toEqual(['show_field', 'hide_field'])
  expect(items[1].sentence).toContain('hid “Opens” from viewers')
  expect((await look('')).json().figures.opens.count).toBe(1)
})

test('the preview is what the role is told, field by field', async () => {
  for (const field of FIELD_IDS) {
    await choose(field, false)
    const seen = await ask(
      'GET',
      `/api/field-access/preview?role=viewer&campaignId=${campaignId}`,
      'administrator',
    )
    expect(seen.json().campaign).toEqual((await look('')).json())
    await choose(field, true)
  }
})

test('an assistant is told what its key may see', async () => {
  const call = async (name: string, asked: object) => {
    const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: asked } }
    const response = await homing.ask('POST', '/mcp', {
      key: keys.viewer!,
      body,
      headers: { accept: 'application/json, text/event-stream' },
    })
    return response.text()
  }
  const opens = /"opens\\*":\{\\*"count/
  expect(await call('show_campaign', { campaignId })).toMatch(opens)
  await choose('opens', false)
  expect(await call('show_campaign', { campaignId })).not.toMatch(opens)
  expect(await call('campaign_log', { campaignId, figure: 'opens' })).toContain('hidden from your')
})

test('what is marked is hidden wherever it stands; nothing is named that does not exist', () => {
  const everything = new Set(FIELD_IDS)
  const row = {
    ...{ addressId: 1, address: 'a@b', person: null, organization: null, owner: null },
    ...{ firstAt: null, lastAt: null, count: 1, detail: 'x', verdict: null, source: 'pull' },
    ...{ contactId: 'c', isOptedOut: false, hasComplained: false, isValid: true },
  }
  const { answer } = contract['campaigns.log']
  const told = concealed(
    answer,
    { items: [row], next: null },
    {
      hidden: everything,
      query: { figure: 'bounces' },
    },
  )
  expect(told.items[0]).toMatchObject({ address: null, detail: null, contactId: null, count: 1 })
  const whole = Object.keys(contract) as RouteName[]
  for (const name of whole) {
    const { tells = [] } = contract[name] as { tells?: readonly string[] }
    for (const field of tells) expect(FIELD_IDS).toContain(field)
  }
  expect(markOf(answer)).toBeUndefined()
})
