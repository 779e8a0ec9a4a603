import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { call, held, subscribed, walk, write, type Line } from './client.ts'

const nobody = '00000000-0000-4000-8000-000000000000'
const world = lawFirm(10, { companies: 10, households: 8, unattached: 4 })
let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ world, seed: 10, enforceLimits: false })
})
afterEach(() => sandbox.close())

const names = async (query = '') =>
  (await walk(sandbox, `/v3/contact_lists${query}`, 'lists')).map((one) => one.name)

describe('lists', () => {
  it('are created and changed; a PUT forgets what it leaves out', async () => {
    const input = { name: 'Wine club', description: 'Red', favorite: true }
    const made = await write(sandbox, 'POST /v3/contact_lists', input)
    expect([made.status, made.body]).toMatchObject([201, input])
    expect((await write(sandbox, 'POST /v3/contact_lists', input)).status).toBe(409)
    expect(await names()).toContain('Wine club')
    const target = `PUT /v3/contact_lists/${String(made.body.list_id)}`
    sandbox.clock.advance(1000)
    const { body } = await write(sandbox, target, { name: 'Wine' })
    expect(body).toMatchObject({ name: 'Wine', favorite: false })
    expect(body).not.toHaveProperty('description')
    expect(body.updated_at).not.toBe(body.created_at)
    expect((await write(sandbox, target, { name: 'Events' })).status).toBe(400)
    expect((await write(sandbox, target, { favorite: true })).status).toBe(400)
    const unknown = `PUT /v3/contact_lists/${nobody}`
    expect((await write(sandbox, unknown, { name: 'x' })).status).toBe(404)
  })

  it('are deleted later, with their memberships and without their members', async () => {
    const [list] = await walk(sandbox, '/v3/contact_lists?name=Events', 'lists')
    const id = String(list?.list_id)
    const members = subscribed(sandbox).filter((one) => one.listIds.includes(id))
    const ordered = await write(sandbox, `DELETE /v3/contact_lists/${id}`)
    expect(ordered.status).toBe(202)
    expect(ordered.headers.get('location')).toBe(
      `/v3/activities/${String(ordered.body.activity_id)}`,
    )
    expect(await names()).toContain('Events')
    sandbox.clock.runUntilQuiet()
    expect(await names()).not.toContain('Events')
    expect(await names('?status=deleted')).toEqual(['Events'])
    expect(await names('?status=all')).toContain('Events')
    expect(members.length).toBeGreaterThan(0)
    for (const { contactId } of members) {
      expect(held(sandbox, contactId).listIds).not.toContain(id)
      expect(held(sandbox, contactId).permission).not.toBe('unsubscribed')
    }
    expect((await write(sandbox, `DELETE /v3/contact_lists/${id}`)).status).toBe(404)
  })
})

describe('custom fields', () => {
  const create = (body: object) => write(sandbox, 'POST /v3/contact_custom_fields', body)

  it('are created with their choices, renamed, and removed from contacts', async () => {
    const choices = [{ choice_label: 'Red' }, { choice_label: 'White', display_order: 2 }]
    const made = await create({ label: 'Favourite wine', type: 'single_select', choices })
    expect(made).toMatchObject({ status: 201, body: { name: 'Favourite_wine' } })
    expect(made.body.choices).toMatchObject([{ choice_id: 1 }, { choice_id: 2 }])
    const again = { label: 'Favourite wine', type: 'string' }
    expect((await create(again)).status).toBe(409)
    expect((await create({ label: 'Other', type: 'colour' })).status).toBe(400)
    const id = String(made.body.custom_field_id)
    const renamed = await write(sandbox, `PUT /v3/contact_custom_fields/${id}`, {
      label: 'Wine',
      choices: [{ choice_id: 2, choice_label: 'Blanc' }, { choice_label: 'Rosé' }],
    })
    expect(renamed.body.choices).toMatchObject([
      { choice_id: 2, choice_label: 'Blanc' },
      { choice_id: 3, choice_label: 'Rosé' },
    ])
    const [one] = subscribed(sandbox)
    await write(sandbox, `PUT /v3/contacts/${String(one?.contactId)}`, {
      update_source: 'Account',
      custom_fields: [{ custom_field_id: id, choice_ids: ['2'], value: 'Blanc' }],
    })
    expect(held(sandbox, String(one?.contactId)).customFields).toEqual({ Wine: 'Blanc' })
    expect((await write(sandbox, `DELETE /v3/contact_custom_fields/${id}`)).status).toBe(204)
    expect((await call(sandbox, `/v3/contact_custom_fields/${id}`)).status).toBe(404)
    const target = `/v3/contacts/${String(one?.contactId)}?include=custom_fields`
    expect((await call(sandbox, target)).body.custom_fields).toEqual([])
  })

  it('are at most a hundred, in pages, and can be deleted in bulk', async () => {
    for (let number = 0; number < 100; number += 1) {
      await create({ label: `Field ${number}`, type: 'string' })
    }
    expect((await create({ label: 'One more', type: 'string' })).status).toBe(400)
    const all = await walk(sandbox, '/v3/contact_custom_fields?limit=30', 'custom_fields')
    expect(all).toHaveLength(100)
    const custom_field_ids = all.slice(0, 99).map((one) => one.custom_field_id)
    const path = 'POST /v3/activities/custom_fields_delete'
    expect((await write(sandbox, path, { custom_field_ids })).status).toBe(201)
    sandbox.clock.runUntilQuiet()
    const { body } = await call(sandbox, '/v3/contact_custom_fields')
    expect((body.custom_fields as Line[]).map((one) => one.label)).toEqual(['Field 99'])
    expect((await write(sandbox, path, { custom_field_ids: [nobody] })).status).toBe(404)
  })
})
