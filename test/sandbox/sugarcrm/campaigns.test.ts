import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { button, connect, filter, listNamed, start } from './client.ts'
import type { Call, Line, Page, Sugar } from './client.ts'

let sandbox: Sandbox
let call: Call
beforeAll(async () => {
  sandbox = await start()
  call = connect(sandbox)
}, 60_000)
afterAll(() => sandbox.close())

interface Linked {
  record: Sugar
  related_record: Sugar
  related_records: Sugar[]
}

const members = async (list: string, link = 'contacts') =>
  (await call<Page>(`GET /ProspectLists/${list}/link/${link}?max_num=1000&fields=id,email`)).body
    .records
const someone = async (count: number) =>
  (await filter(call, 'Contacts', { max_num: count })).body.records.map((one) => one.id)

it('has the lists of the ESP, one that is exempt, and their members by module', async () => {
  const { body } = await filter(call, 'ProspectLists', { max_num: 100 })
  const named = body.records.filter((one) => one.list_type === 'default').map((one) => one.name)
  expect(named).toEqual(
    expect.arrayContaining(sandbox.world.definition.lists.map((one) => one.name)),
  )
  const exempt = body.records.find((one) => one.list_type === 'exempt')
  expect((await members(exempt?.id ?? '')).length).toBeGreaterThan(5)
  const letter = await listNamed(call, 'Client letter')
  const path = `/ProspectLists/${letter.id}/link/contacts`
  const { record_count: count } = (await call<{ record_count: number }>(`GET ${path}/count`)).body
  expect(await members(letter.id)).toHaveLength(Math.min(count, 1000))
  const page = (await call<Page>(`GET ${path}?max_num=10&offset=5&order_by=last_name:asc`)).body
  expect(page).toMatchObject({ next_offset: 15 })
  const named2 = page.records[0]?.last_name
  const found = await call<Page>(`GET ${path}/filter?filter[0][last_name]=${named2}`)
  expect(found.body.records.map((one) => one.last_name)).toContain(named2)
})

it('links one, many, and unlinks; again changes nothing, nor any date', async () => {
  const list = (await call('POST /ProspectLists', { name: 'Guests', list_type: 'default' })).body
  const [first = '', second = '', third = ''] = await someone(3)
  const before = (await call(`GET /Contacts/${first}`)).body.date_modified
  sandbox.clock.advance(60_000)
  const path = `/ProspectLists/${list.id}/link`
  const one = await call<Linked>(`POST ${path}/contacts/${first}`)
  expect(one).toMatchObject({ status: 200, body: { record: { id: list.id } } })
  expect(one.body.related_record.id).toBe(first)
  const ids = [first, second, { id: third, role: 'guest' }]
  const many = await call<Linked>(`POST ${path}`, { link_name: 'contacts', ids })
  expect(many.body.related_records.map((row) => row.id)).toEqual([first, second, third])
  expect((await members(list.id)).map((row) => row.id).sort()).toEqual(
    [first, second, third].sort(),
  )
  expect(many.body.record.entry_count).toBe(3)
  expect((await call(`GET /Contacts/${first}`)).body.date_modified).toBe(before)
  expect((await call(`DELETE ${path}/contacts/${first}`)).status).toBe(200)
  expect((await call(`DELETE ${path}/contacts/${first}`)).status).toBe(404)
  expect(await members(list.id)).toHaveLength(2)
})

it('links those before an id that nobody has, and says not found', async () => {
  const list = (await call('POST /ProspectLists', { name: 'Half' })).body
  const [first = ''] = await someone(1)
  const path = `/ProspectLists/${list.id}/link`
  const given = { link_name: 'contacts', ids: [first, 'nobody'] }
  expect(await call(`POST ${path}`, given)).toMatchObject({ status: 404 })
  expect(await members(list.id)).toHaveLength(1)
  expect((await call(`POST ${path}`, { link_name: 'nothing', ids: [first] })).status).toBe(404)
  expect((await call(`POST ${path}`, { ids: [first] })).status).toBe(422)
  // A filter of what is behind a link cannot be posted: that would link a record of that id.
  expect((await call(`POST ${path}/contacts/filter`, { filter: [] })).status).toBe(404)
})

it('gives a campaign its list and its log, and tells of it', async () => {
  const campaign = (await call('POST /Campaigns', { name: 'Spring', campaign_type: 'Email' })).body
  const list = await listNamed(call, 'Client letter')
  await call(`POST /Campaigns/${campaign.id}/link/prospectlists/${list.id}`)
  const lists = await call<Page>(`GET /Campaigns/${campaign.id}/link/prospectlists`)
  expect(lists.body.records.map((one) => one.id)).toEqual([list.id])
  const [target_id = ''] = await someone(1)
  const row = { campaign_id: campaign.id, target_id, target_type: 'Contacts', hits: 1 }
  const log = await call('POST /CampaignLog', { ...row, activity_type: 'viewed' })
  await call(`PUT /CampaignLog/${log.body.id}`, { hits: 4 })
  const found = await filter(call, 'CampaignLog', {
    filter: [{ campaign_id: campaign.id }, { target_id }],
  })
  expect(found.body.records).toMatchObject([{ id: log.body.id, hits: 4 }])
  const entries = await call<Page>(`GET /Campaigns/${campaign.id}/link/log_entries`)
  expect(entries.body.records.map((one) => one.id)).toEqual([log.body.id])
  expect(await button(sandbox, 'GET /told')).toMatchObject({ campaigns: 1, activities: 1 })
  const totals = { impressions: 10, tracker_count: 2 }
  const told = (await call(`PUT /Campaigns/${campaign.id}`, totals)).body
  expect(told).toMatchObject(totals)
})

it('creates or changes a record by the key of an outer system', async () => {
  const row = { campaign_id: 'c', activity_type: 'link', hits: 1 }
  const path = '/CampaignLog/sync_key/homing:1'
  const first = await call<{ record: string }>(`PATCH ${path}`, row)
  expect(first.status).toBe(201)
  const second = await call<{ record: string }>(`PATCH ${path}`, { hits: 2 })
  expect(second).toEqual({ status: 200, body: first.body })
  const { body } = await call(`GET ${path}`)
  expect(body).toMatchObject({ id: first.body.record, sync_key: 'homing:1', hits: 2 })
  const [id = ''] = await someone(1)
  const set = await call<Line>(`PATCH /integrate/Contacts/${id}/sync_key/p:1`)
  expect(set.body).toEqual({ success: true })
  expect((await call('GET /integrate/Contacts/sync_key/p:1')).body.id).toBe(id)
  expect((await call('POST /Contacts', { last_name: 'Thief', sync_key: 'p:1' })).status).toBe(422)
  expect((await call<{ record: string }>(`DELETE ${path}`)).body.record).toBe(first.body.record)
  expect(await call<Line>(`GET ${path}`)).toMatchObject({
    status: 422,
    body: {
      error: 'invalid_parameter',
      error_message: 'Could not find record with sync_key::homing:1 in module: CampaignLog',
    },
  })
  expect((await call(`PATCH ${path}`, row)).status).toBe(201)
})

it('lets administrators alone use those keys', async () => {
  await button(sandbox, 'POST /rights', { admin: false })
  const denied = await call('PATCH /CampaignLog/sync_key/homing:9', { hits: 1 })
  expect(denied).toMatchObject({ status: 403, body: { error: 'not_authorized' } })
  await button(sandbox, 'POST /rights', { admin: true })
})

it('writes to the timeline of a person', async () => {
  const [contact_id = ''] = await someone(1)
  const note = { name: 'Opened the letter', contact_id, parent_type: 'Contacts' }
  const { body } = await call('POST /Notes', { ...note, parent_id: contact_id })
  const notes = (await call<Page>(`GET /Contacts/${contact_id}/link/notes`)).body.records
  expect(notes.map((one) => one.id)).toEqual([body.id])
})
