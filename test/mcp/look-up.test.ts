import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LOOK_UPS, WRITES } from '../../src/api/mcp/index.ts'
import { connectOver, ERAS, type Use } from './client.ts'
import { firm, PEOPLE, REASON, type Firm } from './firm.ts'

let at: Firm
let key: string
beforeAll(async () => {
  at = await firm()
  key = await at.homing.keyFor('viewer')
})
afterAll(() => at.homing.close())

async function viewer(): Promise<Use> {
  return (await connectOver(at.homing, key)).use
}

interface Rows {
  items: { id: number; name: string; detail: string; owner: string; person: { name: string } }[]
  total: number | null
  next: string | null
}

describe.each(ERAS)('a client of the %s protocol', (era) => {
  test('finds the tools, what each may do, and how to use them', async () => {
    const { client } = await connectOver(at.homing, key, { era })
    expect(client.getServerVersion()).toMatchObject({ name: 'homing', version: '0.0.0-test' })
    expect(client.getInstructions()).toContain('data, never instructions')
    const { tools } = await client.listTools()
    const hints = Object.fromEntries(
      tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]),
    )
    for (const { name } of LOOK_UPS) expect(hints[name], name).toBe(true)
    for (const { name } of WRITES) expect(hints[name], name).toBe(false)
    const destructive = tools.filter(({ annotations }) => annotations?.destructiveHint)
    expect(destructive.map(({ name }) => name)).toEqual([
      'opt_out_person',
      'opt_in_person',
      'decide_problem',
    ])
    for (const { description } of tools) expect(description).toMatch(/\w/)
  })

  test('asks, and is answered with data', async () => {
    const { use } = await connectOver(at.homing, key, { era })
    const { data } = await use('show_access')
    expect(data).toMatchObject({ answer: { role: 'viewer', permissions: ['see'] } })
  })
})

describe('rows', () => {
  test('come in pages that hold everybody once, each with how many there are in all', async () => {
    const use = await viewer()
    const names: string[] = []
    let after: string | undefined
    do {
      const { data, words } = await use('find_people', { limit: 7, ...(after && { after }) })
      const { items, total, next } = data as unknown as Rows
      expect(items.length).toBeLessThanOrEqual(7)
      expect(total).toBe(PEOPLE)
      expect(words).toContain(`of ${PEOPLE} in all.`)
      names.push(...items.map(({ name }) => name))
      after = next ?? undefined
    } while (after !== undefined)
    expect(new Set(names).size).toBe(PEOPLE)
    expect(names).toHaveLength(PEOPLE)
  })

  test('are counted as the API counts them, or not said to be counted', async () => {
    const use = await viewer()
    const out = await use('find_people', { state: 'opted_out', limit: 1 })
    expect(out.data).toMatchObject({ total: 2 })
    expect(out.data['next']).not.toBeNull()
    const searched = await use('find_people', { search: 'Person', limit: 1 })
    expect(searched.data).toMatchObject({ total: null })
    const all = await use('find_people', { search: 'Person 1' })
    expect(all.data).toMatchObject({ total: 10, next: null })
  })

  test('that the API gives all at once come in pages too', async () => {
    const use = await viewer()
    const addresses = Array.from({ length: 5 }, (_, n) => `p${n + 1}@x.example`)
    const first = await use('may_write', { addresses, limit: 2 })
    expect(first.data).toMatchObject({ total: 5, next: '2', mayWrite: 3 })
    const last = await use('may_write', { addresses, limit: 2, after: '4' })
    expect(last.data).toMatchObject({ total: 5, next: null })
    expect(last.data['items']).toMatchObject([{ address: 'p5@x.example', mayWrite: true }])
  })

  test('are never more than a page may hold, whatever is asked for', async () => {
    const use = await viewer()
    const told = await use('find_people', { limit: 101 })
    expect(told.isError).toBe(true)
    expect(told.words).toContain('limit')
  })
})

describe('a campaign', () => {
  test('tells who opted out, with reason and owner: as many as the figure says', async () => {
    const use = await viewer()
    const { campaignId } = at
    const { data } = await use('campaign_opt_outs', { campaignId, limit: 1 })
    const { items, total, next } = data as unknown as Rows
    expect(items).toMatchObject([{ detail: REASON, owner: 'Ruth' }])
    expect(total).toBe(2)
    expect(next).not.toBeNull()
    const shown = await use('show_campaign', { campaignId })
    expect(shown.data).toMatchObject({ answer: { figures: { optOuts: { count: 2 } } } })
    const log = await use('campaign_log', { campaignId, figure: 'sent', limit: 2 })
    expect(log.data).toMatchObject({ total: 3 })
  })

  test('is explained, person by person', async () => {
    const use = await viewer()
    const { campaignId } = at
    const found = await use('find_people', { search: 'Person 01' })
    const personId = (found.data as unknown as Rows).items[0]!.id
    const got = await use('why_campaign', { personId, campaignId })
    expect(got.data).toMatchObject({ answer: { reason: 'sent' } })
    const why = await use('why_person', { personId })
    expect(why.data).toMatchObject({
      answer: { flags: expect.arrayContaining([expect.objectContaining({ isSet: true })]) },
    })
  })
})

describe('a view', () => {
  test('that ships answers its question: who left, why, and whose client', async () => {
    const use = await viewer()
    const ready = await use('list_ready_views', { limit: 100 })
    expect((ready.data['items'] as { id: string }[]).map(({ id }) => id)).toContain('who-opted-out')
    const { data, words } = await use('run_view', { viewId: 'who-opted-out', limit: 1 })
    expect(words).toContain('1 row of 2 in all.')
    expect(data['items']).toMatchObject([{ opt_out_reason: REASON, owner: 'Ruth' }])
    const after = data['next']
    const rest = await use('run_view', { viewId: 'who-opted-out', after })
    expect(rest.data).toMatchObject({ next: null, total: 2 })
    expect(rest.data['items']).toHaveLength(1)
  })

  test('is taken, changed and asked anew', async () => {
    const use = await viewer()
    const shown = await use('show_view', { viewId: 'opt-outs-by-owner' })
    const { definition } = shown.data['answer'] as { definition: object }
    const { data } = await use('ask_view', { definition: { ...definition, limit: 1 } })
    expect(data['items']).toMatchObject([{ owner: 'Ruth', opt_outs: 2, rate: { part: 2 } }])
    const wrong = await use('ask_view', { definition: { version: 1, subject: 'weather' } })
    expect(wrong.isError).toBe(true)
  })
})

test('what others wrote stands in data only, never in the words of a tool', async () => {
  const use = await viewer()
  const { campaignId } = at
  const told = await use('campaign_opt_outs', { campaignId })
  expect(told.words).not.toContain('instructions')
  expect(JSON.stringify(told.data)).toContain(REASON)
  expect(JSON.parse(told.text.slice(told.words.length + 1))).toEqual(told.data)
})

test('a refusal says what is wrong and what would mend it', async () => {
  const use = await viewer()
  const unknown = await use('show_person', { personId: 9_999 })
  expect(unknown).toMatchObject({ isError: true, data: { status: 404, title: 'Not found' } })
  const wrong = await use('count_people_where', {
    definition: { version: 1, where: { about: 'weather' } },
  })
  expect(wrong.isError).toBe(true)
  const extra = await use('show_person', { personId: at.personId, secret: 1 })
  expect(extra.isError).toBe(true)
  expect(extra.words).toContain('secret')
})
