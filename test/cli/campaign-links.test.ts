import { afterEach, expect, test } from 'vitest'
import { Problem, stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

let stub: Awaited<ReturnType<typeof stubServer>> | undefined
afterEach(async () => {
  const faults = stub?.faults ?? []
  await stub?.close()
  expect(faults).toEqual([])
})

async function against(answers: Parameters<typeof stubServer>[0]) {
  stub = await stubServer(answers)
  return { HOMING_URL: stub.url, HOMING_API_KEY: 'hmg_test' }
}

const one = (more: object = {}) => ({
  ...{ connectionId: 3, connection: 'The CRM', title: 'SuiteCRM', isOn: true, canChoose: true },
  ...{ isLinked: false, remoteId: '', linkName: '', status: 'none', outcome: '', told: 0 },
  stays: null,
  ...more,
})

test('says which campaign of each CRM it is told to', async () => {
  const env = await against({
    'activities.inCrms': () => ({
      items: [one(), one({ isLinked: true, linkName: 'Spring fair', remoteId: 'k1', told: 1_512 })],
    }),
  })
  const { out } = await tryCli(['activities', 'of', '7'], env)
  expect(out).toMatch(/The CRM +is made for it/)
  expect(out).toMatch(/Spring fair +k1 +1,512/)
})

test('finds campaigns by words, and says where there are more', async () => {
  const items = [{ id: 'k1', name: 'Spring fair', day: '2026-05-20', status: 'Planning' }]
  const env = await against({ 'activities.find': () => ({ items, hasMore: true }) })
  const { out } = await tryCli(['activities', 'find', '3', 'spring', 'fair'], env)
  expect(out).toMatch(/k1 +Spring fair +2026-05-20 +Planning/)
  expect(out).toContain('There are more')
  expect(stub!.seen[0]!.query).toEqual({ words: 'spring fair' })
})

test('chooses one, or has one made, and says what stays where another was told', async () => {
  const env = await against({ 'activities.link': () => one() })
  await tryCli(['activities', 'link', '3', '7', 'k1'], env)
  await tryCli(['activities', 'link', '3', '7', 'k1', '--again'], env)
  await tryCli(['activities', 'link', '3', '7', '--made'], env)
  expect(stub!.seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { remoteId: 'k1' },
    { remoteId: 'k1', isAgain: true },
    { remoteId: null },
  ])
  expect((await tryCli(['activities', 'link', '3', '7'], env)).exitCode).not.toBe(0)
  expect((await tryCli(['activities', 'link', '3', '7', 'k1', '--made'], env)).exitCode).not.toBe(0)
  expect(stub!.seen).toHaveLength(3)
})

test('is refused in the words of the server', async () => {
  const detail = 'SuiteCRM keeps the campaign it was told of, with what 12 recipients did.'
  const env = await against({
    'activities.link': () => new Problem({ status: 409, title: 'Conflict', detail }),
  })
  const { exitCode, err } = await tryCli(['activities', 'link', '3', '7', 'k1'], env)
  expect(exitCode).not.toBe(0)
  expect(err).toContain('with what 12 recipients did')
})

test('chooses fields for figures, and says what is none', async () => {
  const chosen: object = {
    ...{ canBeTold: true, rule: '', modules: [{ id: 'contact', title: 'Contacts' }] },
    ...{ fields: { contact: { opens: 'cf_101' } }, told: 1_204, waiting: 3, failed: 0 },
    ...{ lastToldAt: null, fault: '' },
  }
  const env = await against({ 'activities.chooseFigures': () => chosen as never })
  const choose = (...words: string[]) =>
    tryCli(['activities', 'choose-figures', '3', ...words], env)
  const { out } = await choose('contact.opens=cf_101', 'lead.last_open=cf_202')
  expect(out).toContain('cf_101')
  expect(out).toContain('1,204')
  await choose('--none')
  expect(stub!.seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { fields: { contact: { opens: 'cf_101' }, lead: { last_open: 'cf_202' } } },
    { fields: {} },
  ])
  for (const words of [[], ['contact'], ['contact.opens=cf_1', '--none']]) {
    expect((await choose(...words)).exitCode).not.toBe(0)
  }
  expect(stub!.seen).toHaveLength(2)
})
