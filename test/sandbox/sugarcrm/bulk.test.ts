import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, connect, everything, start } from './client.ts'
import type { Call, Line, Sugar } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

interface Outcome {
  contents: Line & Sugar
  headers: unknown[]
  status: number
}

const bulk = async (requests: readonly object[]) =>
  (await call<Outcome[]>('POST /bulk', { requests })).body

it('carries requests out one after the other, and tells of each how it went', async () => {
  const log = { campaign_id: 'c', activity_type: 'viewed' }
  const data = JSON.stringify({ ...log, hits: 1 })
  const again = JSON.stringify({ ...log, hits: 2 })
  const outcomes = await bulk([
    { url: 'v11_20/CampaignLog/sync_key/a', method: 'PATCH', data },
    { url: '/v11_20/CampaignLog/sync_key/a', method: 'PATCH', data: again, headers: [] },
    { url: 'v11_20/CampaignLog/nobody', method: 'PUT', data },
    { url: 'v11_20/CampaignLog/count' },
  ])
  expect(outcomes.map((one) => one.status)).toEqual([201, 200, 404, 200])
  expect(outcomes[1]?.contents).toEqual(outcomes[0]?.contents)
  expect(outcomes[2]?.contents).toMatchObject({ error: 'not_found' })
  expect(outcomes[3]?.contents).toEqual({ record_count: 1 })
})

it('refuses what is not written as it must be, and goes on', async () => {
  const outcomes = await bulk([
    { url: 'v11_20/Notes', method: 'POST', data: { name: 'An object' } },
    { method: 'POST' },
    { url: 'v11_20/bulk', method: 'POST', data: '{"requests":[]}' },
    { url: 'v11_20/Notes', method: 'POST', data: '{"name":"A text"}' },
  ])
  expect(outcomes.map((one) => one.status)).toEqual([422, 422, 422, 200])
  expect(await everything(call, 'Notes')).toMatchObject([{ name: 'A text' }])
  expect((await call('POST /bulk', {})).body).toMatchObject({ error: 'missing_parameter' })
})

it('takes many thousand log rows, and gives them back in pages', { timeout: 120_000 }, async () => {
  const before = await everything(call, 'CampaignLog')
  const total = 10_000
  const size = 500
  for (let from = 0; from < total; from += size) {
    const requests = Array.from({ length: size }, (_, at) => ({
      url: `v11_20/CampaignLog/sync_key/many:${from + at}`,
      method: 'PATCH',
      data: JSON.stringify({ campaign_id: 'many', target_id: `t${from + at}`, hits: 1 }),
    }))
    const outcomes = await bulk(requests)
    expect(outcomes.every((one) => one.status === 201)).toBe(true)
  }
  const asked = { filter: [{ campaign_id: 'many' }], order_by: 'id:ASC', fields: 'id,target_id' }
  const rows = await everything(call, 'CampaignLog', asked)
  expect(new Set(rows.map((one) => one.target_id)).size).toBe(total)
  const { activities } = await button<{ activities: number }>(sandbox, 'GET /told')
  expect(activities).toBe(before.length + total)
})
