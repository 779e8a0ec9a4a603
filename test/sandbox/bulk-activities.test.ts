import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { call, held, subscribed, walk, write, type Line } from './client.ts'

const day = 86_400_000
const nobody = '00000000-0000-4000-8000-000000000000'
const world = lawFirm(8, { companies: 20, households: 15, unattached: 10 })
let sandbox: Sandbox
let lists: string[]

beforeEach(async () => {
  sandbox = await startSandbox({ world, seed: 8, enforceLimits: false, confirmations: 0 })
  const found = await walk(sandbox, '/v3/contact_lists', 'lists')
  lists = found.map((one) => String(one.list_id))
})
afterEach(() => sandbox.close())

const order = (kind: string, body: object) => write(sandbox, `POST /v3/activities/${kind}`, body)
const status = async (id: unknown) => (await call(sandbox, `/v3/activities/${String(id)}`)).body

/** Orders a job, lets the clock run past it, and answers its final report. */
async function done(kind: string, body: object): Promise<Line> {
  const ordered = await order(kind, body)
  expect(ordered.status).toBe(201)
  sandbox.clock.advance(60_000)
  return status(ordered.body.activity_id)
}

describe('a job', () => {
  it('waits, works and is done, on the simulated clock', async () => {
    const many = subscribed(sandbox).slice(0, 60)
    const contact_ids = many.map((one) => one.contactId)
    const target = lists.slice(3, 4)
    const members = () =>
      sandbox.truth().contacts.filter((one) => one.listIds.includes(String(target[0]))).length
    const before = members()
    const fresh = many.filter((one) => !one.listIds.includes(String(target[0]))).length
    const { body } = await order('add_list_memberships', {
      source: { contact_ids },
      list_ids: target,
    })
    expect(body).toMatchObject({
      state: 'initialized',
      percent_done: 0,
      status: { items_total_count: many.length, items_completed_count: 0, list_count: 1 },
    })
    expect(members()).toBe(before)
    // Three seconds in the queue, then two and a hundredth for each item.
    sandbox.clock.advance(4_000 + many.length * 5)
    const half = await status(body.activity_id)
    expect(half.state).toBe('processing')
    expect(half.percent_done).toBe(50)
    expect(half).not.toHaveProperty('completed_at')
    expect(members()).toBeGreaterThan(before)
    expect(members()).toBeLessThan(before + fresh)
    sandbox.clock.runUntilQuiet()
    expect(await status(body.activity_id)).toMatchObject({
      state: 'completed',
      percent_done: 100,
      activity_errors: [],
      status: { items_total_count: many.length, items_completed_count: many.length, list_count: 1 },
    })
    expect(members()).toBe(before + fresh)
  })

  it('can be broken off: what was done stays done', async () => {
    const contact_ids = subscribed(sandbox).map((one) => one.contactId)
    const { body } = await order('contact_delete', { contact_ids: contact_ids.slice(0, 50) })
    const id = String(body.activity_id)
    sandbox.clock.advance(4_000)
    expect(sandbox.breakOff(id, 'failed')).toBe(true)
    const gone = () =>
      contact_ids.filter((one) => held(sandbox, one).deletedAt !== undefined).length
    const part = gone()
    expect(part).toBeGreaterThan(0)
    sandbox.clock.advance(day)
    expect(await status(id)).toMatchObject({ state: 'failed' })
    expect(gone()).toBe(part)
    expect(sandbox.breakOff(id, 'cancelled')).toBe(false)
  })

  it('is listed newest first, by state, and forgotten after ten days', async () => {
    const [one] = subscribed(sandbox)
    const source = { contact_ids: [one?.contactId] }
    const body = { source, list_ids: lists.slice(0, 1) }
    const first = await done('add_list_memberships', body)
    const second = (await order('remove_list_memberships', body)).body
    const listed = async (query: string) =>
      (await walk(sandbox, `/v3/activities?${query}`, 'activities')).map((line) => line.activity_id)
    expect(await listed('limit=1')).toEqual([second.activity_id, first.activity_id])
    expect(await listed('state=completed')).toEqual([first.activity_id])
    expect((await call(sandbox, '/v3/activities?state=asleep')).status).toBe(400)
    sandbox.clock.advance(10 * day)
    expect(await listed('limit=1')).toEqual([])
    const { status: code } = await call(sandbox, `/v3/activities/${String(first.activity_id)}`)
    expect(code).toBe(404)
  })

  it('is refused when a thousand others are waiting', async () => {
    for (let number = 0; number < 1000; number += 1) {
      const plan = () => []
      sandbox.world.jobs.order(
        { kind: 'contact_delete', size: 0, lists: 0, plan },
        sandbox.clock.now(),
      )
    }
    const body = { contact_ids: [nobody] }
    const refused = await order('contact_delete', body)
    expect([refused.status, refused.body.error_key]).toEqual([429, 'throttled'])
    sandbox.clock.advance(60_000)
    expect((await order('contact_delete', body)).status).toBe(201)
  })
})

describe('memberships', () => {
  it('go and come, whatever the permission, which stays', async () => {
    const [one, out, gone] = subscribed(sandbox)
    sandbox.recipients.optOut(String(out?.contactId))
    await write(sandbox, `DELETE /v3/contacts/${String(gone?.contactId)}`)
    const contact_ids = [one, out, gone].map((each) => String(each?.contactId))
    const body = { source: { contact_ids: [...contact_ids, nobody] }, list_ids: lists.slice(2) }
    const added = await done('add_list_memberships', body)
    expect(added.activity_errors).toEqual([`Contact ${nobody} was not found`])
    const states = () => contact_ids.map((id) => held(sandbox, id))
    expect(states().map((each) => each.permission)).toEqual([
      'implicit',
      'unsubscribed',
      'implicit',
    ])
    expect(states().every((each) => each.listIds.includes(String(lists[3])))).toBe(true)
    expect(held(sandbox, String(gone?.contactId)).deletedAt).toBeUndefined()
    await done('remove_list_memberships', { ...body, source: { contact_ids }, list_ids: lists })
    expect(states().flatMap((each) => each.listIds)).toEqual([])
    expect(states().map((each) => each.permission)).toEqual([
      'implicit',
      'unsubscribed',
      'implicit',
    ])
  })

  it('by list or by everybody active, with exceptions', async () => {
    const [except] = subscribed(sandbox).filter((one) => one.listIds.includes(String(lists[0])))
    const exclude = { contact_ids: [except?.contactId] }
    const [from, to] = [lists.slice(0, 1), lists.slice(3, 4)]
    await done('add_list_memberships', { source: { list_ids: from }, exclude, list_ids: to })
    const on = (list: string | undefined) =>
      sandbox.truth().contacts.filter((one) => one.listIds.includes(String(list)))
    const without = on(from[0]).filter((one) => !one.listIds.includes(String(to[0])))
    expect(without.map((one) => one.contactId)).toEqual([except?.contactId])
    const source = { all_active_contacts: true }
    await done('remove_list_memberships', { source, exclude, list_ids: from })
    const active = on(from[0]).filter((one) => ['explicit', 'implicit'].includes(one.permission))
    expect(active.map((one) => one.contactId)).toEqual([except?.contactId])
  })

  it.each([
    [{ source: {}, list_ids: [nobody] }, 400],
    [{ source: { contact_ids: [nobody], all_active_contacts: true }, list_ids: [nobody] }, 400],
    [{ source: { contact_ids: Array(501).fill(nobody) as string[] }, list_ids: [nobody] }, 400],
    [{ source: { tag_ids: [nobody] }, list_ids: [nobody] }, 400],
    [{ source: { contact_ids: [nobody] }, list_ids: [] }, 400],
    [{ source: { contact_ids: [nobody] }, list_ids: [nobody] }, 404],
  ])('refuses %j', async (body, code) => {
    expect((await order('remove_list_memberships', body)).status).toBe(code)
  })

  it('deletes the members of a list, or those that are named, not both', async () => {
    const report = await done('contact_delete', { list_ids: lists.slice(3) })
    const left = sandbox.truth().contacts.filter((one) => one.listIds.includes(String(lists[3])))
    expect(left).toEqual([])
    expect((report.status as Line).items_completed_count).toBeGreaterThan(0)
    const both = { list_ids: lists, contact_ids: [nobody] }
    expect((await order('contact_delete', both)).status).toBe(400)
  })
})
