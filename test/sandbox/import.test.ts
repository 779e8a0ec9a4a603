import { afterEach, beforeEach, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { call, held, subscribed, walk, write, type Line } from './client.ts'

const world = lawFirm(9, { companies: 10, households: 8, unattached: 4 })
let sandbox: Sandbox
let lists: string[]

beforeEach(async () => {
  sandbox = await startSandbox({ world, seed: 9, enforceLimits: false })
  const found = await walk(sandbox, '/v3/contact_lists', 'lists')
  lists = found.map((one) => String(one.list_id))
})
afterEach(() => sandbox.close())

async function imported(import_data: object[], list_ids = lists.slice(3)): Promise<Line> {
  const body = { import_data, list_ids }
  const ordered = await write(sandbox, 'POST /v3/activities/contacts_json_import', body)
  expect(ordered.status).toBe(201)
  sandbox.clock.advance(1_800_000)
  return (await call(sandbox, `/v3/activities/${String(ordered.body.activity_id)}`)).body
}

it('adds with implied permission, updates in part, and revives', async () => {
  await write(sandbox, 'POST /v3/contact_custom_fields', { label: 'Client number', type: 'string' })
  const [known, gone] = subscribed(sandbox)
  await write(sandbox, `DELETE /v3/contacts/${String(gone?.contactId)}`)
  const report = await imported([
    {
      email: 'fresh@postbox.example',
      first_name: 'Fresh',
      phone: '555-0100',
      street: '1 Quay',
      street2: 'Floor 2',
      'cf:Client_number': 'C-7',
    },
    { email: String(known?.address).toUpperCase(), job_title: 'Notary' },
    { email: gone?.address },
  ])
  expect(report).toMatchObject({
    state: 'completed',
    activity_errors: [],
    status: {
      items_total_count: 3,
      person_count: 3,
      error_count: 0,
      correctable_count: 0,
      cannot_add_to_list_count: 0,
    },
  })
  const fresh = held(sandbox, 'fresh@postbox.example')
  expect(fresh).toMatchObject({
    permission: 'implicit',
    firstName: 'Fresh',
    customFields: { Client_number: 'C-7' },
    listIds: [lists[3]],
  })
  const target = `/v3/contacts/${fresh.contactId}?include=phone_numbers,street_addresses`
  expect((await call(sandbox, target)).body).toMatchObject({
    create_source: 'Account',
    email_address: { opt_in_source: 'Account' },
    phone_numbers: [{ phone_number: '555-0100', kind: 'other' }],
    street_addresses: [{ kind: 'home', street: '1 Quay Floor 2' }],
  })
  expect(held(sandbox, String(known?.contactId))).toMatchObject({
    jobTitle: 'Notary',
    lastName: known?.lastName,
    address: known?.address,
  })
  const back = held(sandbox, String(gone?.contactId))
  expect([back.deletedAt, back.listIds]).toEqual([undefined, [lists[3]]])
})

it('never changes the permission of an unsubscribed contact, and counts it', async () => {
  const [one, two] = subscribed(sandbox)
  sandbox.recipients.optOut(String(one?.contactId), 'Enough')
  sandbox.recipients.optOut(String(two?.contactId))
  await write(sandbox, `DELETE /v3/contacts/${String(two?.contactId)}`)
  const before = held(sandbox, String(one?.contactId))
  const rows = [{ email: one?.address, job_title: 'Judge' }, { email: two?.address }]
  const report = await imported(rows, lists)
  expect((report.status as Line).cannot_add_to_list_count).toBe(2)
  expect(held(sandbox, String(one?.contactId))).toEqual({ ...before, jobTitle: 'Judge' })
  expect(held(sandbox, String(two?.contactId))).toMatchObject({
    permission: 'unsubscribed',
    deletedAt: expect.any(String),
    listIds: [],
  })
})

it('tells correctable mistakes from others, and goes on', async () => {
  const report = await imported([
    { email: 'not an address' },
    { email: 'a@postbox.example', birthday_month: 3 },
    { email: 'b@postbox.example', anniversary: 'soon' },
    { email: 'c@postbox.example', first_name: 'x'.repeat(51) },
    { email: 'd@postbox.example', 'cf:Nothing': 'x' },
    { email: 'e@postbox.example' },
  ])
  expect(report.status).toMatchObject({ person_count: 6, correctable_count: 3, error_count: 2 })
  expect((report.activity_errors as string[]).map((one) => one.split(':')[0])).toEqual(
    [1, 2, 3, 4, 5].map((place) => `Contact ${place}`),
  )
  expect(held(sandbox, 'e@postbox.example').permission).toBe('implicit')
  expect(sandbox.truth().contacts.some((one) => one.address === 'a@postbox.example')).toBe(false)
})

it('twice is the same as once, and drops what lies beyond four megabytes', async () => {
  const rows = Array.from({ length: 300 }, (_, index) => ({
    email: `many${index}@postbox.example`,
    first_name: 'Many',
  }))
  await imported([...rows, ...rows])
  const once = sandbox.truth().contacts
  await imported(rows)
  expect(sandbox.truth().contacts).toEqual(once)
  const heavy = Array.from({ length: 450 }, (_, index) => ({
    email: `heavy${index}@postbox.example`,
    unknown: 'x'.repeat(10_000),
  }))
  const report = await imported(heavy)
  const count = Number((report.status as Line).person_count)
  expect(count).toBe(Math.floor((4 * 1024 * 1024) / 10_055))
  const unknown = ['00000000-0000-4000-8000-000000000000']
  const body = { import_data: [], list_ids: unknown }
  const refused = await write(sandbox, 'POST /v3/activities/contacts_json_import', body)
  expect(refused.status).toBe(400)
})
