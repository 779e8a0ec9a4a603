import { afterAll, beforeAll, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { call, newest, report } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const control = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

it('moves the clock and says where it stands', async () => {
  const moved = await control('POST', 'clock', { advanceMs: 3_600_000 })
  expect(JSON.parse(moved.text)).toMatchObject({ world: 'law-firm', quiet: false, speed: 0 })
  const quiet = await control('POST', 'clock', { runUntilQuiet: true })
  expect(JSON.parse(quiet.text)).toMatchObject({ quiet: true })
  expect((await control('POST', 'clock', { backwards: 5 })).status).toBe(400)
})

it.each([
  ['constant-contact', 3],
  // What was sent again is a message of its own there.
  ['act-on', 4],
  ['emma', 4],
  ['informz', 4],
  ['magnetmail', 4],
  ['highroad', 3],
  ['hylafax', 3],
] as const)('%s says how many campaigns it has sent: %i', async (esp, sent) => {
  const other = await startSandbox({ esp })
  const status = await fetch(`${other.url}/_sandbox/status`)
  expect(await status.json()).toMatchObject({ sent })
  await other.close()
})

it('takes faults over HTTP, with a pattern between slashes', async () => {
  const path = '/tracking\\/(opens|clicks)/'
  const added = await control('POST', 'faults', { kind: 'html200', match: { path }, times: 2 })
  expect(added.status).toBe(201)
  expect(sandbox.faults.pending()).toMatchObject([{ kind: 'html200', left: 2 }])
  const answer = await fetch(sandbox.url + report(newest(sandbox).id, 'clicks'))
  expect(answer.headers.get('content-type')).toContain('text/html')
  expect((await control('DELETE', 'faults')).status).toBe(204)
  expect(sandbox.faults.pending()).toEqual([])
  expect((await control('POST', 'faults', { kind: 'meteor' })).status).toBe(400)
})

it('hands out the truth, the requests and the people', async () => {
  const truth = JSON.parse((await control('GET', 'truth')).text) as { campaigns: unknown[] }
  expect(truth.campaigns).toHaveLength(5)
  const { text } = await control('GET', 'people.csv')
  expect(text.split('\n')[0]).toBe(
    'external_id,kind,name,first_name,last_name,job_title,email,other_emails,organization,'
      + 'organization_kind,owner,owner_email,phone,city,country',
  )
  const requests = JSON.parse((await control('GET', 'requests')).text) as unknown[]
  expect(requests.length).toBe(sandbox.requests.length)
})

it('refuses the fifth call in a second over real HTTP, without a hint', async () => {
  const { accessToken } = sandbox.issueTokens()
  const calls = Array.from({ length: 7 }, () => call(sandbox, '/v3/account/summary', accessToken))
  const replies = await Promise.all(calls)
  expect(replies.filter((one) => one.status === 200)).toHaveLength(4)
  const refused = replies.find((one) => one.status === 429)
  expect(refused?.body).toEqual({ error_key: 'throttled', error_message: 'Too Many Requests' })
  const names = [...(refused?.headers.keys() ?? [])].join()
  expect(names).not.toMatch(/retry|ratelimit|rate-limit/i)
})

it('ends the day’s quota, and serves a world of one’s own', async () => {
  const world = lawFirm(3, { companies: 6, households: 4, unattached: 2 })
  const small = await startSandbox({ world, seed: 3, requestsPerDay: 2 })
  expect(small.world.definition.people.length).toBeLessThan(120)
  const { accessToken } = small.issueTokens()
  const statuses: number[] = []
  for (let time = 0; time < 3; time += 1) {
    statuses.push((await call(small, '/v3/contacts', accessToken)).status)
  }
  const { body } = await call(small, '/v3/contacts', accessToken)
  expect(statuses).toEqual([200, 200, 429])
  expect(body).toEqual({ error_key: 'quota_exceeded', error_message: 'Limit Exceeded' })
  await small.close()
})

it('shows campaigns with their runs, recipients and tests, by name', async () => {
  const { text } = await control('GET', 'campaigns?name=Spring%20client%20letter')
  const found = JSON.parse(text) as { lists: unknown; activities: { recipients: string[] }[] }[]
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ lists: [{ name: 'Client letter' }], testSends: [] })
  expect(found[0]?.activities.map((one) => one.recipients.length > 0)).toEqual([true, false, true])
})

it('lifts the limits, and sets them again', async () => {
  const { accessToken } = sandbox.issueTokens()
  const burst = async () => {
    const path = '/v3/account/summary'
    const calls = Array.from({ length: 8 }, () => call(sandbox, path, accessToken))
    return (await Promise.all(calls)).filter((one) => one.status === 429).length
  }
  expect((await control('POST', 'limits', { enforced: false })).status).toBe(204)
  expect(await burst()).toBe(0)
  expect((await control('POST', 'limits', { enforced: true })).status).toBe(204)
  expect(await burst()).toBeGreaterThan(0)
  expect((await control('POST', 'limits', { off: true })).status).toBe(400)
})
