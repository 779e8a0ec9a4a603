import { afterEach, expect, test } from 'vitest'
import { FIGURE_RULES, FIGURES } from '../../src/api/contract/figures.ts'
import { figuresAt } from '../../src/api/handlers/figures.ts'
import { connectors } from '../../src/connectors/index.ts'
import { addCountRows, figuresOf, type CountRow } from '../../src/ledger/figures.ts'
import { stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

let stub: Awaited<ReturnType<typeof stubServer>> | undefined

afterEach(async () => {
  const faults = stub?.faults ?? []
  await stub?.close()
  stub = undefined
  expect(faults).toEqual([])
})

async function against(answers: Parameters<typeof stubServer>[0]) {
  stub = await stubServer(answers)
  return { HOMING_URL: stub.url, HOMING_API_KEY: 'hmg_test' }
}

/** Sent to so many, none bounced, some opened. */
function counts(sent: number, opened: number): CountRow[] {
  const row = (kind: number, people: number): CountRow => ({
    ...{ kind, people, events: people, human_people: people, human_events: people },
    ...{ proxy_people: 0, proxy_events: 0 },
  })
  return [row(1, sent), row(0, sent), row(3, opened)]
}

function campaign(id: number, name: string, rows: CountRow[]) {
  return {
    ...{ id, name, subject: name, status: 'sent', sentAt: null, asOf: null, connection: null },
    ...{ isMadeHere: false, channel: 'email' as const, figures: figuresOf(rows, 'human') },
  }
}

const SPRING = counts(10, 4)
const SUMMER = counts(30, 6)

test('campaigns are listed by a rate, the most first; names from A on', async () => {
  const env = await against({ 'campaigns.list': () => ({ items: [], next: null }) })
  await tryCli(['campaigns', 'list', '--sort', 'clicks'], env)
  await tryCli(['campaigns', 'list', '--sort', 'name'], env)
  const asked = stub!.seen.map(({ query }) => [query['sort'], query['order']])
  expect(asked).toEqual([
    ['clicks', 'desc'],
    ['name', 'asc'],
  ])
  expect((await tryCli(['campaigns', 'list', '--sort', 'luck'], env)).exitCode).toBe(2)
})

test('campaigns stand side by side and together, by name or id, the best rate marked', async () => {
  const items = [campaign(3, 'Spring', SPRING), campaign(7, 'Summer', SUMMER)]
  const none = Object.fromEntries(FIGURES.map((name) => [name, [] as number[]]))
  const env = await against({
    'campaigns.list': () => ({ items: items.map((one) => ({ ...one, pulse: [] })), next: null }),
    'campaigns.compare': () => ({
      items,
      together: figuresOf(addCountRows([SPRING, SUMMER]), 'human'),
      best: { ...none, opens: [3] },
      curves: [],
    }),
  })
  const said = await tryCli(['campaigns', 'compare', 'Spring', '7'], env)
  expect(said).toMatchObject({ exitCode: 0, err: '' })
  expect(stub!.seen.at(-1)!.query).toEqual({ ids: '3,7', audience: 'human' })
  expect(said.out).toMatch(/Opens +4 \(40\.0 %\) \* +6 \(20\.0 %\) +10 \(25\.0 %\)/)
  const one = await tryCli(['campaigns', 'compare', '3', 'Spring'], env)
  expect(one.exitCode).toBe(2)
})

test('a figure is told with its rate and the words of the services', async () => {
  const { items } = figuresAt(connectors.filter(({ id }) => id === 'constant-contact'))
  const env = await against({ 'figures.list': () => ({ items, rules: FIGURE_RULES }) })
  const said = await tryCli(['figures', 'opens'], env)
  expect(said.out).toMatch(/Rate of +Delivered/)
  expect(said.out).toMatch(/Constant Contact +uniqueOpens: people, each once/)
  expect(said.out).not.toContain('Complaints')
  expect((await tryCli(['figures'], env)).out).toContain('ratios of sums')
})
