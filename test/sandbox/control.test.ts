import { afterAll, beforeAll, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { call, held, newest, report, write } from './client.ts'

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

it('lets recipients answer and leave, and breaks a job off', async () => {
  const [one] = sandbox.truth().contacts.filter((each) => each.permission === 'implicit')
  const id = String(one?.contactId)
  const list_ids = [sandbox.truth().lists[0]?.listId]
  const nothing = await control('POST', `contacts/${id}/confirm`)
  expect(nothing.status).toBe(404)
  const left = await control('POST', `contacts/${id}/opt-out`, { reason: 'Enough' })
  expect(left.status).toBe(204)
  const address = encodeURIComponent(String(one?.address).toUpperCase())
  const holders = await control('GET', `contacts?address=${address}`)
  expect(JSON.parse(holders.text)).toMatchObject([
    { contactId: id, permission: 'unsubscribed', optOut: { source: 'Contact', reason: 'Enough' } },
  ])
  expect((await write(sandbox, `PUT /v3/contacts/resubscribe/${id}`, { list_ids })).status).toBe(
    200,
  )
  expect((await control('POST', `contacts/${id}/confirm`)).status).toBe(204)
  expect(held(sandbox, id).permission).toBe('explicit')
  const body = { source: { contact_ids: [id] }, list_ids }
  const job = await write(sandbox, 'POST /v3/activities/remove_list_memberships', body)
  const path = `activities/${String(job.body.activity_id)}`
  expect((await control('POST', path, { state: 'completed' })).status).toBe(400)
  expect((await control('POST', path, { state: 'cancelled' })).status).toBe(204)
  expect((await call(sandbox, `/v3/${path}`)).body.state).toBe('cancelled')
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
