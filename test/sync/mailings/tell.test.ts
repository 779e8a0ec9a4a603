import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rememberCampaign } from '../../../src/campaigns/index.ts'
import { recordOptOut } from '../../../src/consent/index.ts'
import { listProblems } from '../../../src/ledger/index.ts'
import { addMembers, makePersonList, removeMembers } from '../../../src/lists/index.ts'
import { tellConnection, UNTOLD } from '../../../src/sync/index.ts'
import { html, sender } from '../../sandbox/campaign-tour.ts'
import { call, write } from '../../sandbox/client.ts'
import { sql } from '../../database.ts'
import { mailingWorld, type MailingWorld } from './world.ts'

const HOUR = 3_600_000

let world: MailingWorld
let name: string
let count = 0
beforeAll(async () => {
  world = await mailingWorld()
})
beforeEach(() => {
  name = `Letter no. ${++count}, so it is`
})
afterAll(() => world.close())

const campaigns = () =>
  world.inTx((tx) => tx.selectFrom('campaign').select(['id', 'name', 'status']).execute())
const isOurs = (one: { name: string }) => one.name.startsWith(name)
const identities = (campaignId: number) =>
  world.inTx((tx) =>
    tx
      .selectFrom('campaign_identity')
      .select(['kind', 'external_id', 'role'])
      .where('campaign_id', '=', campaignId)
      .orderBy('kind', 'desc')
      .orderBy('role')
      .execute(),
  )
/** What the inbox says of this test's campaigns. */
const problems = async () => {
  const { items } = await world.inTx((tx) => listProblems(tx, { limit: 50, status: 'open' }))
  return items.filter((one) => one.cause === UNTOLD && one.sentence.startsWith(name))
}
const inHours = (hours: number) => world.homing.now() + hours * HOUR

describe('a campaign made here', () => {
  test('is held by its ESP as it is written: content, lists and all, read back', async () => {
    const id = await world.make(name)
    await world.draft(id)
    const shown = await world.show(id)
    expect(shown).toMatchObject({
      telling: 'idle',
      outcome: '',
      heldStatus: 'draft',
      toldVersion: 1,
      differences: [],
    })
    const [there] = world.there(name)
    expect(there).toMatchObject({ fromEmail: sender, html, preheader: 'In two minutes' })
    expect(there!.lists.map(({ listId }) => listId)).toEqual([world.lists[0]!.id])
    expect(shown.externalId).toBe(there!.campaignId)
    expect(await problems()).toEqual([])
  })

  test('told again without a change is told nothing; a change is told, and only that', async () => {
    const id = await world.make(name)
    await world.draft(id)
    const before = world.writes().length
    await world.draft(id)
    expect(world.writes()).toHaveLength(before)
    await world.change(id, { subject: 'What is newer' })
    expect(await world.show(id)).toMatchObject({ version: 2, toldVersion: 1 })
    await world.draft(id)
    expect(world.writes().slice(before)).toEqual(['PUT /v3/emails/activities/ID'])
    await world.change(id, { name: `${name} of winter`, lists: world.lists.slice(1, 2) })
    await world.draft(id)
    expect(world.writes().slice(before + 1)).toEqual([
      'PATCH /v3/emails/ID',
      'PUT /v3/emails/activities/ID',
      'PUT /v3/emails/activities/ID',
    ])
    expect(await world.show(id)).toMatchObject({ toldVersion: 3, differences: [] })
    expect(world.there(`${name} of winter`)).toHaveLength(1)
  })

  test('with a footer of its own has it there', async () => {
    const fields = {
      organizationName: 'Harrowgate',
      addressLine1: '2 Side Street',
      countryCode: 'US',
      stateCode: 'WI',
      city: 'Milwaukee',
      postalCode: '53202',
    }
    const id = await world.make(name, { fields })
    await world.draft(id)
    expect(await world.show(id)).toMatchObject({ telling: 'idle', differences: [] })
  })
})

describe('one campaign, never two', () => {
  test.each(['lost-answer', 'timeout'] as const)(
    'after %s the draft is found, and no other is made',
    async (kind) => {
      const id = await world.make(name)
      const fault = kind === 'timeout' ? { kind, applied: true, holdMs: 50 } : { kind }
      world.sandbox.faults.add({ ...fault, match: { method: 'POST', path: /\/emails$/ } })
      await world.draft(id)
      expect(await world.show(id)).toMatchObject({ telling: 'waiting', externalId: null })
      await world.work(id)
      expect(world.there(name)).toHaveLength(1)
      expect(await world.show(id)).toMatchObject({
        telling: 'idle',
        externalId: world.there(name)[0]!.campaignId,
        differences: [],
      })
    },
  )

  test('where the discovery of campaigns meets the draft before its maker does', async () => {
    const id = await world.make(name)
    world.sandbox.faults.add({
      kind: 'lost-answer',
      match: { method: 'POST', path: /\/emails$/ },
    })
    await world.draft(id)
    await world.sync({ kinds: ['activities'] })
    const ours = (await campaigns()).filter(isOurs)
    expect(ours).toEqual([{ id, name, status: 'draft' }])
    await world.work(id)
    expect(await world.show(id)).toMatchObject({ telling: 'idle', differences: [] })
    expect(world.there(name)).toHaveLength(1)
  })

  test('and what is written here is not overwritten by what is discovered', async () => {
    const id = await world.make(name)
    await world.draft(id)
    await world.change(id, { subject: 'Not told yet' })
    await world.sync({ kinds: ['activities'] })
    expect((await world.show(id)).mailing.subject).toBe('Not told yet')
    expect((await campaigns()).filter(isOurs)).toHaveLength(1)
  })

  test('whose name another one has there is refused, and that one is left alone', async () => {
    const first = await world.make(name)
    await world.draft(first)
    const second = await world.make(name, { subject: 'Another' })
    const before = world.writes().length
    await world.draft(second)
    expect(await world.show(second)).toMatchObject({
      telling: 'failed',
      outcome: `Constant Contact has another campaign named “${name}”.`,
      externalId: null,
    })
    expect(world.writes()).toHaveLength(before)
    expect(await problems()).toHaveLength(1)
    await world.change(second, { name: `${name} for friends` })
    await world.draft(second)
    expect(await world.show(second)).toMatchObject({ telling: 'idle', outcome: '' })
    expect(await problems()).toEqual([])
  })
})

describe('a draft the ESP does not let change', () => {
  const refuseUpdates = (times: number) =>
    world.sandbox.faults.add({
      kind: 'status',
      status: 400,
      body: [{ error_key: 'x', error_message: 'It cannot be changed.' }],
      match: { method: 'PUT', path: /\/emails\/activities/ },
      times,
    })

  test('is replaced by another: one live draft, both identities kept', async () => {
    const id = await world.make(name)
    await world.draft(id)
    const old = (await world.show(id)).externalId!
    refuseUpdates(1)
    await world.change(id, { html: html.replace('News', 'Other news') })
    await world.draft(id)
    const shown = await world.show(id)
    expect(shown).toMatchObject({ telling: 'idle', replaced: 1, toRemove: [], differences: [] })
    expect(world.there(name).map(({ campaignId }) => campaignId)).toEqual([shown.externalId])
    const kept = (await identities(id)).filter(({ kind }) => kind === 'campaign')
    expect(kept).toEqual([
      { kind: 'campaign', external_id: shown.externalId, role: '' },
      { kind: 'campaign', external_id: old, role: 'replaced' },
    ])
    await world.sync({ kinds: ['activities'] })
    expect((await campaigns()).filter(isOurs)).toHaveLength(1)
    expect(await world.show(id)).toMatchObject({ status: 'draft' })
  })

  test('and that was removed there is made anew when it is told again', async () => {
    const id = await world.make(name)
    await world.draft(id)
    const { externalId } = await world.show(id)
    await write(world.sandbox, `DELETE /v3/emails/${externalId}`)
    await world.sync({ kinds: ['activities'] })
    expect(await world.show(id)).toMatchObject({ status: 'draft' })
    await expect(world.schedule(id, 'now')).resolves.toBeUndefined()
    expect(await world.show(id)).toMatchObject({
      telling: 'failed',
      outcome: 'Constant Contact has no draft of it any more, so nothing was scheduled.',
    })
    await world.draft(id)
    expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'draft' })
    expect(world.there(name)).toHaveLength(1)
  })

  test('for a reason that holds for any draft is told by the ESP’s own words', async () => {
    const id = await world.make(name, { fromAddress: 'nobody@elsewhere.example' })
    await world.draft(id)
    expect(await world.show(id)).toMatchObject({ telling: 'failed', externalId: null })
    expect((await world.show(id)).outcome).toContain('Constant Contact refused what was asked. It')
    expect(world.there(name)).toEqual([])
    expect(await problems()).toMatchObject([{ whoMustAct: 'you' }])
    await world.discard(id)
    expect(await problems()).toEqual([])
    expect(await world.show(id)).toMatchObject({ status: 'removed', telling: 'idle' })
  })
})

describe('what is missing is refused before any call', () => {
  const asked = () => world.sandbox.requests.length

  test('with the sentence people know, naming the field', async () => {
    const id = await world.make(name, { subject: '' })
    const before = asked()
    await expect(world.draft(id)).rejects.toMatchObject({
      status: 422,
      field: 'subject',
      message:
        'Unable to create the external campaign for the following reason : '
        + 'Campaign subject is required and has not been provided',
    })
    await world.change(id, { subject: 'x', description: ' ' })
    await expect(world.draft(id)).rejects.toMatchObject({
      field: 'description',
      message:
        'Unable to create the external campaign for the following reason : '
        + 'Campaign description is required and has not been provided',
    })
    expect(asked()).toBe(before)
    expect(await world.show(id)).toMatchObject({ wish: 'kept', telling: 'idle' })
  })

  test('and so is a sending without lists, untold, or where the ESP holds something else', async () => {
    const id = await world.make(name, { lists: [] })
    await expect(world.schedule(id, 'now')).rejects.toMatchObject({ field: 'lists' })
    await world.change(id, { lists: world.lists.slice(0, 1) })
    await expect(world.schedule(id, 'now')).rejects.toMatchObject({
      field: 'version',
      message: expect.stringContaining('does not hold this campaign yet'),
    })
    await world.draft(id)
    await world.change(id, { subject: 'Newer' })
    await expect(world.schedule(id, 'now')).rejects.toMatchObject({
      message: expect.stringContaining('holds an earlier version'),
    })
    await world.draft(id)
    await expect(world.schedule(id, world.homing.now() - 1)).rejects.toMatchObject({ field: 'at' })
    const { externalId } = await world.show(id)
    const { body } = await call(world.sandbox, `/v3/emails/${externalId}`)
    const [mail] = body.campaign_activities as { campaign_activity_id: string }[]
    const path = `/v3/emails/activities/${mail!.campaign_activity_id}`
    const header = { from_name: 'X', from_email: sender, reply_to_email: sender, subject: 'Newer' }
    await write(world.sandbox, `PUT ${path}`, { ...header, contact_list_ids: [] })
    await world.schedule(id, inHours(2))
    expect(await world.show(id)).toMatchObject({ telling: 'failed', wish: 'drafted' })
    const { differences } = await world.show(id)
    expect(differences.map(({ field }) => field)).toEqual(['preheader', 'fromName', 'lists'])
    expect(differences.at(-1)).toEqual({
      field: 'lists',
      here: world.lists[0]!.name,
      there: 'nobody',
    })
  })
})

describe('a campaign is sent', () => {
  test('at its moment, to its lists; its news comes home; it is changed no more', async () => {
    const id = await world.make(name, { lists: world.lists })
    await world.draft(id)
    await world.schedule(id, inHours(2))
    expect(await world.show(id)).toMatchObject({
      status: 'scheduled',
      telling: 'idle',
      heldStatus: 'scheduled',
      heldSendAt: Math.floor((await world.show(id)).sendAt!),
    })
    await expect(world.change(id, { subject: 'No' })).rejects.toMatchObject({
      status: 409,
      message: 'This campaign is scheduled.',
    })
    // The sandbox's clock stood still while this file ran; an hour more is room enough.
    world.sandbox.clock.advance(3 * HOUR)
    world.later(3 * HOUR)
    await world.work(id)
    expect((await world.show(id)).status).toMatch(/sending|sent/)
    world.sandbox.clock.advance(2 * HOUR)
    world.later(2 * HOUR)
    await world.work(id)
    expect((await world.show(id)).status).toBe('sent')
    const { rows } = await world.inTx((tx) =>
      sql<{ campaign_id: number }>`
        select campaign_id from run where started_from = 'schedule'`.execute(tx),
    )
    expect(rows).toEqual([{ campaign_id: id }])
    await expect(world.change(id, { subject: 'No' })).rejects.toMatchObject({ status: 409 })
    const [sent] = world.there(name)
    expect(sent!.activities[0]!.recipients.length).toBeGreaterThan(0)
  })

  test('but not while somebody on a suppression list is on one of its lists', async () => {
    await world.sync({ kinds: ['lists', 'contacts'] })
    const { workspaceId } = world.by
    const change = () => ({ workspaceId, actor: world.by, now: world.homing.now() })
    const list = world.lists[0]!
    const personId = await world.inTx(async (tx) => {
      const { rows } = await sql<{ id: number }>`
        select pa.person_id as id from list l join list_member m on m.list_id = l.id
        join person_address pa on pa.address_id = m.address_id and pa.ended_at is null
        where l.external_id = ${list.id} and m.gone_at is null order by 1 limit 1`.execute(tx)
      return rows[0]!.id
    })
    const asked = { name: 'Never', description: '', kind: 'suppression', definition: null } as const
    const never = await world.inTx((tx) => makePersonList(tx, change(), asked))
    await world.inTx((tx) => addMembers(tx, change(), never.id, { personIds: [personId] }))
    const id = await world.make(name)
    await world.draft(id)
    const before = world.writes().length
    await world.schedule(id, inHours(2))
    expect(world.writes().slice(before)).toEqual([])
    expect(await world.show(id)).toMatchObject({
      telling: 'failed',
      heldStatus: 'draft',
      outcome: 'One member of its lists must get no campaign, so nothing was scheduled.',
    })
    expect(await problems()).toHaveLength(1)
    await world.inTx((tx) => removeMembers(tx, change(), never.id, { personIds: [personId] }))
    // An opt-out the ESP was not told yet holds it up too.
    const said = { workspaceId, personId, actor: world.by, now: world.homing.now() }
    await world.inTx((tx) => recordOptOut(tx, said, { reason: 'said so', evidence: 'call' }))
    await world.schedule(id, inHours(2))
    expect(world.writes().slice(before)).toEqual([])
    expect((await world.show(id)).outcome).toBe(
      'One member of its lists opted out, and Constant Contact does not know it yet.',
    )
    await tellConnection(world.homing, { workspaceId, connectionId: world.connectionId })
    await world.schedule(id, inHours(2))
    expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'scheduled' })
    expect(await problems()).toEqual([])
  })

  test('once, where the answer to “at once” was lost', async () => {
    const id = await world.make(name)
    await world.draft(id)
    world.sandbox.faults.add({
      kind: 'lost-answer',
      match: { method: 'POST', path: /\/schedules$/ },
    })
    const before = world.writes().length
    await world.schedule(id, 'now')
    await world.work(id)
    expect((await world.show(id)).status).toMatch(/sending|sent/)
    expect(
      world
        .writes()
        .slice(before)
        .filter((line) => line.endsWith('/schedules')),
    ).toHaveLength(1)
  })

  test('not after all: taken back, it is a draft that can be changed and discarded', async () => {
    const id = await world.make(name)
    await world.draft(id)
    await world.schedule(id, inHours(2))
    await world.cancel(id)
    expect(await world.show(id)).toMatchObject({
      status: 'draft',
      wish: 'drafted',
      outcome: 'It is a draft at Constant Contact again.',
    })
    await world.change(id, { subject: 'Better' })
    await world.draft(id)
    await world.discard(id)
    expect(await world.show(id)).toMatchObject({ status: 'removed', telling: 'idle' })
    expect(world.there(name)).toEqual([])
    await world.sync({ kinds: ['activities'] })
    expect((await world.show(id)).mailing.subject).toBe('Better')
    expect(await problems()).toEqual([])
  })

  test('and cannot be called back once it is on its way', async () => {
    const id = await world.make(name)
    await world.draft(id)
    await world.schedule(id, 'now')
    await expect(world.cancel(id)).rejects.toMatchObject({ status: 409 })
  })
})

test('a campaign found at the ESP is as it was: discovered, and overwritten by what is told', async () => {
  await world.sync({ kinds: ['activities'] })
  const one = (await campaigns()).find(({ name }) => !name.startsWith('Letter no. '))
  const { rows } = await world.inTx((tx) =>
    sql<{ external_id: string }>`
      select external_id from campaign_identity
      where campaign_id = ${one!.id} and kind = 'campaign'`.execute(tx),
  )
  const { workspaceId } = world.by
  const told = {
    id: rows[0]!.external_id,
    name: 'Told anew',
    status: 'sent' as const,
    updatedAt: null,
    createdAt: null,
    subject: 'S',
    fromName: '',
    fromAddress: '',
    sentAt: null,
    activities: [],
  }
  await world.inTx((tx) => rememberCampaign(tx, workspaceId, world.connectionId, told))
  expect((await campaigns()).find(({ id }) => id === one!.id)).toMatchObject({ name: 'Told anew' })
})
