import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Fault, type Sandbox } from '../../sandbox/index.ts'
import { letter, made, ordered } from './campaign-tour.ts'
import { held, subscribed, walk, write } from './client.ts'

const world = lawFirm(12, { companies: 10, households: 8, unattached: 4 })
let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ world, seed: 12, enforceLimits: false })
})
afterEach(() => sandbox.close())

const match = { method: 'PUT', path: /\/v3\/contacts\// }
const leave = (one: { contactId: string; address: string }, signal?: AbortSignal) =>
  fetch(`${sandbox.url}/v3/contacts/${one.contactId}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${sandbox.issueTokens().accessToken}` },
    body: JSON.stringify({
      update_source: 'Account',
      email_address: { address: one.address, permission_to_send: 'unsubscribed' },
    }),
    ...(signal && { signal }),
  })

function somebody() {
  const [one] = subscribed(sandbox)
  if (one === undefined) throw new Error('nobody is there')
  return one
}

const permission = (one: { contactId: string }) => held(sandbox, one.contactId).permission

describe('a write that was not processed', () => {
  it.each([{ kind: 'reset' }, { kind: 'timeout' }] as Fault[])('%o', async (fault) => {
    const one = somebody()
    sandbox.faults.add({ ...fault, match })
    await expect(leave(one, AbortSignal.timeout(200))).rejects.toThrow()
    expect(permission(one)).toBe('implicit')
  })

  it.each([
    [{ kind: 'throttle' }, 429],
    [{ kind: 'quota' }, 429],
    [{ kind: 'missing-scope' }, 403],
    [{ kind: 'server-error', status: 502 }, 502],
    [{ kind: 'expired-token' }, 401],
  ] as [Fault, number][])('%o', async (fault, status) => {
    const one = somebody()
    sandbox.faults.add({ ...fault, match })
    expect((await leave(one)).status).toBe(status)
    expect(permission(one)).toBe('implicit')
  })
})

describe('a write that was processed all the same', () => {
  it.each([{ kind: 'lost-answer' }, { kind: 'timeout', applied: true }] as Fault[])(
    '%o, and again without effect',
    async (fault) => {
      const one = somebody()
      sandbox.faults.add({ ...fault, match })
      await expect(leave(one, AbortSignal.timeout(200))).rejects.toThrow()
      const first = held(sandbox, one.contactId)
      expect(first.permission).toBe('unsubscribed')
      sandbox.clock.advance(3_600_000)
      expect((await leave(one)).status).toBe(200)
      expect(held(sandbox, one.contactId)).toEqual(first)
      const puts = sandbox.requests.filter((request) => request.method === 'PUT')
      expect(puts.map((request) => request.fault)).toEqual([fault.kind, undefined])
      expect(puts[0]?.body).toEqual(puts[1]?.body)
    },
  )

  it('a server error', async () => {
    const one = somebody()
    sandbox.faults.add({ kind: 'server-error', status: 500, applied: true, match })
    expect((await leave(one)).status).toBe(500)
    expect(permission(one)).toBe('unsubscribed')
  })

  it('twice: the answer is that of the second', async () => {
    sandbox.faults.add({ kind: 'repeated-request' })
    const body = {
      create_source: 'Account',
      email_address: { address: 'twice@postbox.example' },
    }
    const answer = await write(sandbox, 'POST /v3/contacts', body)
    const { contactId } = held(sandbox, 'twice@postbox.example')
    expect(answer.status).toBe(409)
    expect(JSON.stringify(answer.body)).toContain(contactId)
    const import_data = [{ email: 'bulk@postbox.example' }]
    const [list] = sandbox.truth().lists
    sandbox.faults.add({ kind: 'repeated-request' })
    const bulk = { import_data, list_ids: [list?.listId] }
    await write(sandbox, 'POST /v3/activities/contacts_json_import', bulk)
    sandbox.clock.advance(60_000)
    expect(sandbox.world.jobs.all()).toHaveLength(2)
    const there = sandbox.truth().contacts.filter((one) => one.address === 'bulk@postbox.example')
    expect(there).toHaveLength(1)
  })
})

it('counts writes like all calls, and needs the scope for them', async () => {
  const strict = await startSandbox({ world, seed: 12, requestsPerDay: 2 })
  const { accessToken } = strict.issueTokens()
  const post = (first_name: string) =>
    write(strict, 'POST /v3/contacts', { create_source: 'Account', first_name }, accessToken)
  const answers = [await post('A'), await post('B'), await post('C')]
  expect(answers.map((one) => one.status)).toEqual([201, 201, 429])
  expect(answers[2]?.body.error_key).toBe('quota_exceeded')
  expect(strict.truth().contacts.filter((one) => one.firstName === 'C')).toEqual([])
  await strict.close()
})

describe('campaigns, where an answer never came', () => {
  const named = (name: string) => sandbox.campaigns().filter((one) => one.name === name)

  it('the campaign is there, and its name is taken when it is written again', async () => {
    sandbox.faults.add({ kind: 'lost-answer', match: { method: 'POST', path: '/v3/emails' } })
    await expect(write(sandbox, 'POST /v3/emails', letter('Autumn news'))).rejects.toThrow()
    expect((await write(sandbox, 'POST /v3/emails', letter('Autumn news'))).status).toBe(409)
    expect(named('Autumn news')).toHaveLength(1)
  })

  it('a schedule that is ordered again is refused, and the letter goes out once', async () => {
    const lists = await walk(sandbox, '/v3/contact_lists', 'lists')
    const { id } = await made(sandbox, 'Autumn news')
    sandbox.faults.add({ kind: 'repeated-request', match: { path: '/schedules' } })
    const listIds = lists.map((one) => String(one.list_id))
    expect((await ordered(sandbox, id, listIds, '0')).status).toBe(400)
    sandbox.clock.runUntilQuiet()
    const [found] = named('Autumn news')
    expect(found?.activities[0]?.runs).toHaveLength(1)
    const recipients = found?.activities[0]?.recipients ?? []
    expect(recipients.length).toBeGreaterThan(10)
    expect(new Set(recipients).size).toBe(recipients.length)
  })
})
