import { afterEach, expect, test } from 'vitest'
import { aRun } from './answers.ts'
import { stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

const AT = '2026-05-03T09:00:00.000Z'

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

const PROOF = { at: AT, recipientsRead: 40, recipients: 40, mismatches: [] }
const FOUND = {
  campaign: { id: 3, name: 'Spring' },
  vendor: 'Constant Contact',
  isTold: true,
  standing: 'waiting',
  since: AT,
  checkedAt: AT,
  espAt: AT,
  asOf: AT,
  metrics: [
    {
      metric: 'uniqueOpens',
      at: AT,
      checkedAt: AT,
      esp: 30,
      espAt: AT,
      local: 20,
      comparable: 28,
      difference: 10,
      parts: [
        { reason: 'machine', count: 8 },
        { reason: 'late', count: 2 },
      ],
      standing: 'waiting',
      since: AT,
      definition: null,
    },
  ],
  retries: [{ kind: 'open', missing: 2, tries: 1, lastAt: AT, nextAt: AT }],
  proof: PROOF,
  openRunId: null,
}

test('a campaign is reconciled by a run, and each difference shown with its reasons', async () => {
  const env = await against({
    'reconciliation.start': () => aRun(),
    'runs.show': () => aRun({ status: 'done' }),
    'reconciliation.show': () => FOUND,
  })
  const said = await tryCli(['campaigns', 'reconcile', '3'], env)
  expect(said.exitCode).toBe(0)
  expect(said.out).toMatch(
    /People who opened\s+30\s+20\s+\+10\s+\+8 by machines.*\n\s+\+2 counted at another moment/,
  )
  expect(said.out).toContain('open: 2 rows missing after 1 try, next 2026-05-03 09:00 UTC')
  expect(said.out).toContain('40 of 40 recipients follow from the events')
  expect(stub!.seen.map(({ name }) => name)).toContain('reconciliation.start')
  const shown = await tryCli(['campaigns', 'reconcile', '3', '--no-run', '--json'], env)
  expect(JSON.parse(shown.out)).toEqual(FOUND)
  expect(stub!.seen.filter(({ name }) => name === 'reconciliation.start').length).toBe(1)
})

test('a run that fails is told, with what can still be seen', async () => {
  const env = await against({
    'reconciliation.start': () => aRun(),
    'runs.show': () => aRun({ status: 'failed', message: 'The service is down.' }),
  })
  const said = await tryCli(['campaigns', 'reconcile', '3'], env)
  expect(said.exitCode).toBe(1)
  expect(said.err).toContain('The service is down.')
  expect(said.err).toContain('--no-run')
})

test('without a campaign all are listed; a campaign’s counts can be rebuilt', async () => {
  const row = { standing: 'unexplained', unexplained: 6, checkedAt: AT, since: AT }
  const env = await against({
    'reconciliation.list': () => ({
      items: [
        { ...row, campaign: { id: 3, name: 'Spring', sentAt: AT }, isProofBroken: false },
        { ...row, campaign: { id: 2, name: 'Winter', sentAt: AT }, isProofBroken: true },
      ],
      next: null,
    }),
    'reconciliation.rebuild': () => PROOF,
  })
  const list = await tryCli(['campaigns', 'reconcile'], env)
  expect(list.out).toMatch(/3\s+Spring\s+unexplained\s+6/)
  expect(list.out).toMatch(/2\s+Winter\s+counts differ from the ledger/)
  const rebuilt = await tryCli(['campaigns', 'rebuild', '2'], env)
  expect(rebuilt.out).toContain('40 of 40 recipients follow from the events')
})
