import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { call, held, subscribed, walk, write, type Line } from './client.ts'

const hour = 3_600_000
let sandbox: Sandbox
let lists: string[]
let untouched: ReturnType<typeof subscribed>

beforeAll(async () => {
  const world = lawFirm(5, { companies: 20, households: 15, unattached: 10 })
  sandbox = await startSandbox({ world, seed: 5, enforceLimits: false, confirmations: 0 })
  untouched = subscribed(sandbox)
  const found = await walk(sandbox, '/v3/contact_lists', 'lists')
  lists = found.map((one) => String(one.list_id))
})
afterAll(() => sandbox.close())

/** Somebody whom no other test has touched. */
function somebody() {
  const found = untouched.pop()
  if (found === undefined) throw new Error('the world is too small')
  return found
}

const put = (contactId: string, body: object) =>
  write(sandbox, `PUT /v3/contacts/${contactId}`, { update_source: 'Account', ...body })
const out = { permission_to_send: 'unsubscribed', opt_out_reason: 'Asked by telephone' }

describe('PUT /contacts/{id}', () => {
  it('clears what is left out, and keeps subresources and address', async () => {
    const one = somebody()
    const before = await call(sandbox, `/v3/contacts/${one.contactId}?include=phone_numbers`)
    const { status, body } = await put(one.contactId, { first_name: 'Ada' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ first_name: 'Ada', update_source: 'Account' })
    expect(body).not.toHaveProperty('last_name')
    expect(held(sandbox, one.contactId)).toMatchObject({
      address: one.address,
      listIds: one.listIds,
      lastName: '',
      permission: 'implicit',
    })
    const after = await call(sandbox, `/v3/contacts/${one.contactId}?include=phone_numbers`)
    expect(after.body.phone_numbers).toEqual(before.body.phone_numbers)
  })

  it('unsubscribes, and a second time changes neither date nor source', async () => {
    const one = somebody()
    const body = { email_address: { address: one.address, ...out } }
    const first = await put(one.contactId, body)
    expect(first.body.email_address).toMatchObject({
      permission_to_send: 'unsubscribed',
      opt_out_source: 'Account',
      opt_out_reason: 'Asked by telephone',
    })
    const since = String((first.body.email_address as Line).opt_out_date)
    sandbox.clock.advance(hour)
    const again = await put(one.contactId, body)
    expect((again.body.email_address as Line).opt_out_date).toBe(since)
    const before = encodeURIComponent(new Date(Date.parse(since) - 1).toISOString())
    const target = `/v3/contacts?status=unsubscribed&optout_after=${before}`
    const gone = await walk(sandbox, target, 'contacts')
    expect(gone.map((line) => line.contact_id)).toContain(one.contactId)
    expect(held(sandbox, one.contactId).listIds).toEqual(one.listIds)
  })

  it('lets the account take back its own opt-out, and not the contact’s', async () => {
    const [mine, theirs] = [somebody(), somebody()]
    const address = (one: { address: string }, permission: string) => ({
      email_address: { address: one.address, permission_to_send: permission },
    })
    await put(mine.contactId, address(mine, 'unsubscribed'))
    await put(mine.contactId, address(mine, 'implicit'))
    expect(held(sandbox, mine.contactId)).toMatchObject({ permission: 'implicit' })
    expect(held(sandbox, mine.contactId).optOut).toBeUndefined()

    expect(sandbox.recipients.optOut(theirs.contactId, 'Too many')).toBe(true)
    const answer = await put(theirs.contactId, { ...address(theirs, 'explicit'), first_name: 'Z' })
    expect(answer.status).toBe(200)
    expect(held(sandbox, theirs.contactId)).toMatchObject({
      firstName: 'Z',
      permission: 'unsubscribed',
      optOut: { source: 'Contact', reason: 'Too many' },
    })
    await put(theirs.contactId, { ...address(theirs, 'explicit'), update_source: 'Contact' })
    expect(held(sandbox, theirs.contactId).permission).toBe('explicit')
  })

  it('the contact’s own opt-out outranks the account’s', async () => {
    const one = somebody()
    await put(one.contactId, { email_address: { address: one.address, ...out } })
    sandbox.recipients.optOut(one.contactId, 'Really')
    await put(one.contactId, { email_address: { address: one.address, ...out } })
    expect(held(sandbox, one.contactId).optOut).toMatchObject({
      source: 'Contact',
      reason: 'Really',
    })
  })

  it('changes the address unless it is somebody else’s, and keeps the opt-out', async () => {
    const [one, other] = [somebody(), somebody()]
    await put(one.contactId, { email_address: { address: one.address, ...out } })
    const upper = other.address.toUpperCase()
    const clash = await put(one.contactId, { email_address: { address: upper } })
    expect([clash.status, clash.body]).toEqual([
      409,
      [
        {
          error_key: 'contacts.api.conflict',
          error_message: `Validation failed: Email already exists for contact ${other.contactId}`,
        },
      ],
    ])
    await put(one.contactId, { email_address: { address: 'new@postbox.example' } })
    expect(held(sandbox, 'new@postbox.example').permission).toBe('unsubscribed')
    const found = await walk(sandbox, `/v3/contacts?email=${one.address}&status=all`, 'contacts')
    expect(found).toEqual([])
    const free = { create_source: 'Account', email_address: { address: one.address } }
    expect((await write(sandbox, 'POST /v3/contacts', free)).status).toBe(201)
  })

  it.each([
    [{ update_source: 'Robot' }, 'update_source'],
    [{ email_address: { address: 'nobody' } }, 'email_address.address'],
    [
      { email_address: { address: 'a@b.example', permission_to_send: 'yes' } },
      'permission_to_send',
    ],
    [{ first_name: 'x'.repeat(51) }, 'first_name'],
    [{ birthday_month: 4 }, 'birthday_day'],
    [{ anniversary: 'yesterday' }, 'anniversary'],
    [{ list_memberships: ['00000000-0000-4000-8000-000000000000'] }, 'unknown list'],
    [{ custom_fields: [{ custom_field_id: '00000000-0000-4000-8000-000000000000' }] }, 'field'],
    [{ taggings: ['00000000-0000-4000-8000-000000000000'] }, 'tag'],
    [{ sms_channel: { full_sms_address: '+17815551212' } }, 'not simulated'],
  ])('refuses %j and changes nothing', async (wrong, named) => {
    const [one] = subscribed(sandbox)
    const { status, body } = await put(String(one?.contactId), wrong)
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toContain(named)
    expect(subscribed(sandbox)[0]).toEqual(one)
  })

  it('does not know everybody, nor every JSON', async () => {
    expect((await put('00000000-0000-4000-8000-000000000000', {})).status).toBe(404)
    const { accessToken } = sandbox.issueTokens()
    const [one] = subscribed(sandbox)
    const broken = await fetch(`${sandbox.url}/v3/contacts/${String(one?.contactId)}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${accessToken}` },
      body: '{"update_source":',
    })
    expect(broken.status).toBe(400)
  })
})

describe('DELETE and revival', () => {
  it('deletes once, off all lists, and holds the address', async () => {
    const one = somebody()
    expect((await write(sandbox, `DELETE /v3/contacts/${one.contactId}`)).status).toBe(204)
    const { deletedAt } = held(sandbox, one.contactId)
    sandbox.clock.advance(hour)
    expect((await write(sandbox, `DELETE /v3/contacts/${one.contactId}`)).status).toBe(204)
    expect(held(sandbox, one.contactId)).toMatchObject({ deletedAt, listIds: [] })
    expect(await walk(sandbox, `/v3/contacts?email=${one.address}`, 'contacts')).toEqual([])
    const shown = await walk(
      sandbox,
      `/v3/contacts?email=${one.address}&status=deleted`,
      'contacts',
    )
    expect(shown[0]).toMatchObject({ deleted_at: deletedAt?.slice(0, 10) })
    const post = { create_source: 'Account', email_address: { address: one.address } }
    expect((await write(sandbox, 'POST /v3/contacts', post)).status).toBe(409)
    const { status } = await write(
      sandbox,
      'DELETE /v3/contacts/00000000-0000-4000-8000-000000000000',
    )
    expect(status).toBe(404)
  })

  it('revives by PUT from the account only, and never with a weaker permission', async () => {
    const one = somebody()
    await put(one.contactId, { email_address: { address: one.address, ...out } })
    await write(sandbox, `DELETE /v3/contacts/${one.contactId}`)
    const back = { first_name: 'Back', list_memberships: lists.slice(0, 1) }
    expect((await put(one.contactId, { ...back, update_source: 'Contact' })).status).toBe(400)
    expect((await put(one.contactId, back)).status).toBe(200)
    const now = held(sandbox, one.contactId)
    expect(now).toMatchObject({ permission: 'unsubscribed', listIds: lists.slice(0, 1) })
    expect(now.deletedAt).toBeUndefined()
  })
})

describe('POST /contacts', () => {
  const create = (body: object) =>
    write(sandbox, 'POST /v3/contacts', { create_source: 'Account', ...body })

  it('creates, with what was sent in the answer', async () => {
    const { status, body } = await create({
      email_address: { address: 'Ines@postbox.example' },
      first_name: 'Ines',
      birthday_month: 2,
      birthday_day: 29,
      list_memberships: lists.slice(0, 2),
      phone_numbers: [{ phone_number: '+1-555-555-5555', kind: 'mobile' }],
      street_addresses: [{ kind: 'home', city: 'Turku', postal_code: '20100' }],
      notes: [{ content: 'Met at the seminar.' }],
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      email_address: { address: 'Ines@postbox.example', permission_to_send: 'implicit' },
      birthday_day: 29,
      create_source: 'Account',
      list_memberships: lists.slice(0, 2),
      phone_numbers: [{ kind: 'mobile', create_source: 'Account' }],
      street_addresses: [{ kind: 'home', city: 'Turku' }],
      notes: [{ content: 'Met at the seminar.' }],
    })
    const same = await create({ email_address: { address: 'ines@postbox.example' } })
    expect(same.status).toBe(409)
  })

  it('creates somebody who must not be written to', async () => {
    const address = 'never@postbox.example'
    await create({ email_address: { address, permission_to_send: 'unsubscribed' } })
    expect(held(sandbox, address)).toMatchObject({
      permission: 'unsubscribed',
      optOut: { source: 'Account', reason: '' },
    })
  })

  it('needs a name or an address, a source, and JSON', async () => {
    expect((await create({})).status).toBe(400)
    expect((await create({ job_title: 'Notary' })).status).toBe(400)
    expect((await write(sandbox, 'POST /v3/contacts', { first_name: 'A' })).status).toBe(400)
    const nameOnly = await create({ last_name: 'Nomail' })
    expect(nameOnly.status).toBe(201)
    expect(nameOnly.body).not.toHaveProperty('email_address')
    const { accessToken } = sandbox.issueTokens()
    const plain = await fetch(`${sandbox.url}/v3/contacts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'text/plain' },
      body: '{}',
    })
    expect(plain.status).toBe(415)
  })
})
