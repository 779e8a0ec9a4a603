import { afterAll, beforeAll, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { call, held, write } from './client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  const world = lawFirm(14, { companies: 6, households: 4, unattached: 2 })
  sandbox = await startSandbox({ world, seed: 14, enforceLimits: false, confirmations: 0 })
})
afterAll(() => sandbox.close())

const control = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

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
