import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConstantContact } from '../../sandbox/constant-contact/app.ts'
import {
  createAnswerReferee,
  createRequestReferee,
  hasContract,
  specsDirectory,
} from '../../sandbox/contract.ts'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { writeCampaigns } from './campaign-tour.ts'
import { call, subscribed, walk, write, type Line, type Reply } from './client.ts'

const present = hasContract()
if (!present) console.warn(`SKIPPED: no Constant Contact contract below ${specsDirectory()}`)

const nobody = '00000000-0000-4000-8000-000000000000'
let sandbox: Sandbox
let judge: ReturnType<typeof createAnswerReferee>
/** What was asked, what came back, and the status it should have had. */
let tour: { request: string; expected: number; reply: Reply }[]

async function go(request: string, expected: number, body?: unknown): Promise<Line> {
  const reply = await write(sandbox, request, body)
  tour.push({ request, expected, reply })
  return reply.body
}

beforeAll(async () => {
  const world = lawFirm(13, { companies: 10, households: 8, unattached: 4 })
  sandbox = await startSandbox({ world, seed: 13, enforceLimits: false })
  tour = []
  // The contract is a long text, so it is read once.
  if (present) judge = createAnswerReferee(specsDirectory())
})
afterAll(() => sandbox.close())

/** Every write that is simulated, with all its properties. */
async function writeEverything(): Promise<void> {
  const field = await go('POST /v3/contact_custom_fields', 201, {
    label: 'Favourite wine',
    type: 'multi_select',
    metadata: { display_type: 'checkbox' },
    version: 1,
    choices: [{ choice_label: 'Red', display_order: 1 }],
  })
  const fieldId = String(field.custom_field_id)
  await go(`PUT /v3/contact_custom_fields/${fieldId}`, 200, {
    label: 'Wine',
    choices: [{ choice_id: 1, choice_label: 'Rouge', display_order: 1 }],
  })
  const list = await go('POST /v3/contact_lists', 201, {
    name: 'Wine club',
    description: 'Once a month',
    favorite: true,
  })
  const listId = String(list.list_id)
  await go(`PUT /v3/contact_lists/${listId}`, 200, { name: 'Wine', favorite: false })
  await writeContacts(listId, fieldId)
  await writeCampaigns(sandbox, listId, go)
  await orderJobs(listId, fieldId)
}

async function writeContacts(listId: string, fieldId: string): Promise<void> {
  const details = {
    first_name: 'Debora',
    last_name: 'Lang',
    job_title: 'Musician',
    company_name: 'Acme Corp.',
    birthday_month: 11,
    birthday_day: 24,
    anniversary: '2006-11-15',
    custom_fields: [{ custom_field_id: fieldId, value: 'Red', choice_ids: ['1'] }],
    phone_numbers: [{ phone_number: '+1-555-555-5555', kind: 'home' }],
    street_addresses: [{ kind: 'home', street: '1 Road', city: 'Chicago', postal_code: '60609' }],
    list_memberships: [listId],
    taggings: [],
    notes: [{ note_id: nobody, created_at: '2026-01-01T00:00:00Z', content: 'Resubscribed.' }],
  }
  const made = await go('POST /v3/contacts', 201, {
    ...details,
    create_source: 'Account',
    email_address: { address: 'dlang@postbox.example', permission_to_send: 'implicit' },
  })
  const id = String(made.contact_id)
  const leaving = { permission_to_send: 'unsubscribed', opt_out_reason: 'Moved away' }
  const address = 'debora@postbox.example'
  await go(`PUT /v3/contacts/${id}`, 200, {
    ...details,
    update_source: 'Contact',
    email_address: { address, ...leaving },
  })
  await go(`PUT /v3/contacts/resubscribe/${id}`, 200, { list_ids: [listId] })
  const signUp = {
    email_address: address,
    first_name: 'Debora',
    phone_number: '555-1212',
    list_memberships: [listId],
    custom_fields: [{ custom_field_id: fieldId, value: 'White' }],
    street_address: { kind: 'work', city: 'Waltham' },
  }
  await go('POST /v3/contacts/sign_up_form', 200, signUp)
  const other = { ...signUp, email_address: 'new@postbox.example' }
  await go('POST /v3/contacts/sign_up_form', 201, other)
  await go(`DELETE /v3/contacts/${id}`, 204)
}

async function orderJobs(listId: string, fieldId: string): Promise<void> {
  const [first, second] = subscribed(sandbox).map((one) => one.contactId)
  await go('POST /v3/activities/contacts_json_import', 201, {
    import_data: [{ email: 'a@postbox.example', first_name: 'A' }, { email: 'wrong' }],
    list_ids: [listId],
  })
  await go('POST /v3/activities/add_list_memberships', 201, {
    source: { all_active_contacts: true },
    exclude: { contact_ids: [first] },
    list_ids: [listId],
  })
  await go('POST /v3/activities/remove_list_memberships', 201, {
    source: { contact_ids: [second] },
    list_ids: [listId],
  })
  await go('POST /v3/activities/contact_delete', 201, { contact_ids: [second, nobody] })
  const removal = { custom_field_ids: [fieldId] }
  await go('POST /v3/activities/custom_fields_delete', 201, removal)
  await go('POST /v3/activities/list_delete', 201, { list_ids: [listId] })
  const list = await go('POST /v3/contact_lists', 201, { name: 'Short-lived' })
  await go(`DELETE /v3/contact_lists/${String(list.list_id)}`, 202)
  const field = { label: 'Short-lived', type: 'string' }
  const { custom_field_id } = await go('POST /v3/contact_custom_fields', 201, field)
  await go(`DELETE /v3/contact_custom_fields/${String(custom_field_id)}`, 204)
}

describe.skipIf(!present)('writes under the vendor’s contract', () => {
  it('every write that is simulated, in both directions', async () => {
    await writeEverything()
    for (const { request, expected, reply } of tour) {
      expect({ request, status: reply.status }).toEqual({ request, status: expected })
      const [method = '', path = ''] = request.split(' ')
      const { problems } = judge({ method, path, status: reply.status, body: reply.body })
      expect({ request, problems }).toEqual({ request, problems: [] })
    }
    const referee = createRequestReferee(specsDirectory())
    const writes = sandbox.requests.filter((one) => one.method !== 'GET')
    expect(writes).toHaveLength(tour.length)
    for (const one of writes) {
      expect({ path: one.path, ...referee(one) }).toMatchObject({ path: one.path, problems: [] })
    }
    const toured = new Set(tour.map(({ request }) => request.replace(/[0-9a-f-]{36}/, ':id')))
    expect([...toured].sort()).toEqual(writeRoutes())
  })

  it('jobs at every stage, and contacts with everything that was written', async () => {
    const include = 'custom_fields,list_memberships,phone_numbers,street_addresses,notes'
    const look = async () => {
      for (const target of ['/v3/activities', `/v3/contacts?limit=500&include=${include}`]) {
        const { status, body } = await call(sandbox, target)
        const path = target.split('?')[0] as string
        expect(judge({ method: 'GET', path, status, body }).problems).toEqual([])
      }
    }
    await look()
    const states = new Set<unknown>()
    for (let time = 0; time < 40; time += 1) {
      sandbox.clock.advance(700)
      const jobs = await walk(sandbox, '/v3/activities', 'activities')
      for (const job of jobs) states.add(job.state)
      if (time % 8 === 0) await look()
    }
    sandbox.clock.runUntilQuiet()
    await look()
    expect([...states].sort()).toEqual(['completed', 'initialized', 'processing'])
  })

  it('refusals in both shapes', async () => {
    const [one] = subscribed(sandbox)
    const taken = { create_source: 'Account', email_address: { address: one?.address } }
    const refused: [string, number, unknown][] = [
      ['POST /v3/contacts', 400, {}],
      ['POST /v3/contacts', 409, taken],
      [`PUT /v3/contacts/${nobody}`, 404, { update_source: 'Account' }],
      [`DELETE /v3/contacts/${nobody}`, 404, undefined],
      [`PUT /v3/contacts/resubscribe/${String(one?.contactId)}`, 400, { list_ids: [nobody] }],
      ['POST /v3/activities/contact_delete', 400, {}],
      ['POST /v3/emails', 400, { name: 'x' }],
      [`PATCH /v3/emails/${nobody}`, 404, { name: 'x' }],
      [`DELETE /v3/emails/${nobody}`, 404, undefined],
      [`POST /v3/emails/activities/${nobody}/schedules`, 404, { scheduled_date: '0' }],
    ]
    for (const [request, expected, body] of refused) {
      const reply = await write(sandbox, request, body)
      const [method = '', path = ''] = request.split(' ')
      expect([request, reply.status]).toEqual([request, expected])
      expect(judge({ method, path, status: expected, body: reply.body }).problems).toEqual([])
    }
    const path = '/v3/contacts'
    const { status, body } = await write(sandbox, `POST ${path}`, taken, 'nonsense')
    expect(status).toBe(401)
    expect(judge({ method: 'POST', path, status, body }).problems).toEqual([])
  })
})

function writeRoutes(): string[] {
  const app = createConstantContact({} as Parameters<typeof createConstantContact>[0])
  const routes = app.routes.filter((one) => !['GET', 'ALL'].includes(one.method))
  const api = routes.filter((one) => one.path.startsWith('/v3/'))
  return [...new Set(api.map((one) => `${one.method} ${one.path}`))].sort()
}
