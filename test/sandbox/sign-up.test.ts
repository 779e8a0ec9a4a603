import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { call, held, subscribed, walk, write, type Line } from './client.ts'

const hour = 3_600_000
const world = lawFirm(6, { companies: 20, households: 15, unattached: 10 })
let sandbox: Sandbox
let lists: string[]

async function begin(options: object): Promise<void> {
  sandbox = await startSandbox({ world, seed: 6, enforceLimits: false, ...options })
  const found = await walk(sandbox, '/v3/contact_lists', 'lists')
  lists = found.map((one) => String(one.list_id))
}

const signUp = (email_address: string, more: object = {}) =>
  write(sandbox, 'POST /v3/contacts/sign_up_form', {
    email_address,
    list_memberships: lists.slice(3, 4),
    ...more,
  })

describe('POST /contacts/sign_up_form', () => {
  beforeAll(() => begin({ confirmations: 0 }))
  afterAll(() => sandbox.close())

  it('creates, then updates the same contact in part', async () => {
    const first = await signUp('jo@postbox.example', { first_name: 'Jo', last_name: 'Berg' })
    expect([first.status, first.body.action]).toEqual([201, 'created'])
    const second = await signUp('JO@postbox.example', {
      last_name: 'Bergström',
      list_memberships: lists.slice(0, 1),
      phone_number: '555-0199',
    })
    expect([second.status, second.body]).toEqual([
      200,
      { contact_id: first.body.contact_id, action: 'updated' },
    ])
    expect(held(sandbox, 'jo@postbox.example')).toMatchObject({
      firstName: 'Jo',
      lastName: 'Bergström',
      permission: 'explicit',
      listIds: [lists[3], lists[0]],
    })
    const id = String(first.body.contact_id)
    const { body } = await call(sandbox, `/v3/contacts/${id}`)
    expect(body.email_address).toMatchObject({ opt_in_source: 'Contact' })
  })

  it('makes permission explicit, after an opt-out and a deletion too', async () => {
    // This route and the importer take shorter addresses than the others.
    const [gone, left] = subscribed(sandbox).filter((one) => one.address.length <= 50)
    await write(sandbox, `DELETE /v3/contacts/${String(gone?.contactId)}`)
    sandbox.recipients.optOut(String(left?.contactId))
    for (const one of [gone, left]) {
      expect((await signUp(String(one?.address))).body.action).toBe('updated')
      const now = held(sandbox, String(one?.contactId))
      expect(now.permission).toBe('explicit')
      expect([now.optOut, now.deletedAt]).toEqual([undefined, undefined])
    }
  })

  it('adds lists up to fifty, and not beyond', async () => {
    const list_memberships: unknown[] = []
    for (let number = 0; number < 50; number += 1) {
      const { body } = await write(sandbox, 'POST /v3/contact_lists', { name: `List ${number}` })
      list_memberships.push(body.list_id)
    }
    expect((await signUp('many@postbox.example', { list_memberships })).status).toBe(201)
    expect((await signUp('many@postbox.example', { list_memberships })).status).toBe(200)
    expect((await signUp('many@postbox.example')).status).toBe(400)
    expect(held(sandbox, 'many@postbox.example').listIds).toEqual(list_memberships)
  })

  it('needs an address and a known list', async () => {
    expect((await signUp('x'.repeat(40) + '@postbox.example')).status).toBe(400)
    expect((await signUp('a@postbox.example', { list_memberships: [] })).status).toBe(400)
    const unknown = ['00000000-0000-4000-8000-000000000000']
    expect((await signUp('a@postbox.example', { list_memberships: unknown })).status).toBe(400)
  })
})

describe('confirmation mails', () => {
  beforeEach(() => begin({ confirmedOptIn: true, confirmations: 0 }))

  it('holds a new contact back until it confirms', async () => {
    const { body } = await signUp('kim@postbox.example')
    const id = String(body.contact_id)
    const shown = async () => (await call(sandbox, `/v3/contacts/${id}`)).body.email_address as Line
    expect(await shown()).toMatchObject({
      permission_to_send: 'pending_confirmation',
      confirm_status: 'pending',
    })
    expect(sandbox.recipients.confirm(id)).toBe(true)
    expect(sandbox.recipients.confirm(id)).toBe(false)
    expect(await shown()).toMatchObject({
      permission_to_send: 'explicit',
      confirm_status: 'confirmed',
    })
    await sandbox.close()
  })

  it('invites an unsubscribed contact back once; its own answer puts it on the lists', async () => {
    const [one] = subscribed(sandbox)
    const id = String(one?.contactId)
    const put = () =>
      write(sandbox, `PUT /v3/contacts/resubscribe/${id}`, { list_ids: lists.slice(2, 3) })
    expect((await put()).status).toBe(400)
    sandbox.recipients.optOut(id, 'By mistake')
    expect((await put()).status).toBe(200)
    expect((await put()).status).toBe(409)
    sandbox.clock.advance(100 * hour)
    expect(held(sandbox, id).permission).toBe('unsubscribed')
    expect(sandbox.recipients.confirm(id)).toBe(true)
    expect(held(sandbox, id)).toMatchObject({ permission: 'explicit' })
    expect(held(sandbox, id).listIds).toContain(lists[2])
    sandbox.recipients.optOut(id)
    expect(held(sandbox, id).permission).toBe('unsubscribed')
    expect((await put()).status).toBe(409)
    await sandbox.close()
  })

  it('is answered by some of the recipients, hours later', async () => {
    await sandbox.close()
    await begin({ confirmations: 0.5 })
    const asked = subscribed(sandbox).slice(0, 40)
    for (const { contactId } of asked) {
      sandbox.recipients.optOut(contactId)
      const list_ids = lists.slice(0, 1)
      await write(sandbox, `PUT /v3/contacts/resubscribe/${contactId}`, { list_ids })
    }
    const back = () => asked.filter((one) => held(sandbox, one.contactId).optOut === undefined)
    expect(back()).toEqual([])
    sandbox.clock.runUntilQuiet()
    expect(back().length).toBeGreaterThan(10)
    expect(back().length).toBeLessThan(30)
    await sandbox.close()
  })
})
