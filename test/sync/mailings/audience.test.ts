import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addMissing,
  audienceProof,
  audienceRows,
  changeAudiencePolicy,
  FATES,
  sendAllTheSame,
  takeOffLists,
  type Group,
} from '../../../src/audience/index.ts'
import { wakeMailing } from '../../../src/campaigns/index.ts'
import { recordOptOut } from '../../../src/consent/index.ts'
import { addMembers, makePersonList } from '../../../src/lists/index.ts'
import { mailingsToTell, pushConnection, tellConnection } from '../../../src/sync/index.ts'
import { sql } from '../../database.ts'
import { write } from '../../sandbox/client.ts'
import { mailingWorld, type MailingWorld } from './world.ts'

const HOUR = 3_600_000

let world: MailingWorld
let name: string
let count = 0
beforeAll(async () => {
  world = await mailingWorld()
  // Pauses pass at once, and the ESP's time with them.
  const sleep = async (ms: number) => {
    world.sandbox.clock.advance(ms)
    world.later(ms)
  }
  Object.assign(world.homing, { sleep })
  await signUp(Array.from({ length: 12 }, (_, n) => `regular${n}@elsewhere.example`))
  await world.sync({ kinds: ['lists', 'contacts'] })
})
beforeEach(() => {
  name = `Proof no. ${++count}, so it is`
})
afterAll(() => world.close())

const of = (campaignId: number) => ({ workspaceId: world.by.workspaceId, campaignId })
const place = () => ({ workspaceId: world.by.workspaceId, connectionId: world.connectionId })
const inHours = (hours: number) => world.homing.now() + hours * HOUR
const proof = async (id: number) => (await world.inTx((tx) => audienceProof(tx, of(id))))!
const rows = async (id: number, group?: Group, reason?: string) => {
  const ask = { limit: 1_000, ...(group && { group }), ...(reason && { reason }) }
  return (await world.inTx((tx) => audienceRows(tx, of(id), ask))).items
}
const change = () => ({
  workspaceId: world.by.workspaceId,
  actor: world.by,
  now: world.homing.now(),
})
const later = (ms: number) => {
  world.sandbox.clock.advance(ms)
  world.later(ms)
}
const optOut = (personId: number) =>
  world.inTx((tx) => {
    const said = { workspaceId: world.by.workspaceId, personId, actor: world.by }
    return recordOptOut(tx, { ...said, now: world.homing.now() }, { reason: 'x', evidence: 'call' })
  })
/** Strangers sign up at the ESP, past Homing. */
const signUp = async (addresses: string[], list = world.lists[0]!.id) => {
  for (const email_address of addresses) {
    const body = { email_address, list_memberships: [list] }
    const { status } = await write(world.sandbox, 'POST /v3/contacts/sign_up_form', body)
    expect(status).toBeLessThan(300)
  }
}
/** The ESP's members of a list who may be written to, past its API. */
const there = (list: string) =>
  world.sandbox
    .truth()
    .contacts.filter((one) => one.listIds.includes(list) && one.deletedAt === undefined)
    .map((one) => one.address)
    .sort()
/** Works as the processes would, until the campaign waits for nobody but a person. */
const work = async (id: number, turns = 12) => {
  for (let turn = 0; turn < turns; turn++) {
    await pushConnection(world.homing, place())
    await mailingsToTell(world.homing, world.by.workspaceId)
    await world.inTx((tx) => wakeMailing(tx, of(id)))
    await world.work(id)
    const { telling, outcome } = await world.show(id)
    if (telling !== 'waiting' || !/push \d/.test(outcome)) return
    later(61_000)
  }
}
/** Each count is the length of its list, and the fates add up to everybody. */
async function addsUp(id: number) {
  const shown = await proof(id)
  let sum = 0
  for (const { fate, reason, count } of shown.counts) {
    expect(FATES).toContain(fate)
    const behind = (await rows(id, fate)).filter((row) => row.reason === reason)
    expect(behind.length, `${fate} ${reason}`).toBe(count)
    sum += count
  }
  expect(sum).toBe(shown.chosen)
  expect((await rows(id)).length).toBe(shown.chosen)
  expect((await rows(id, 'intended')).length).toBe(shown.intended)
  expect((await rows(id, 'stranger')).length).toBe(shown.strangers)
  expect((await rows(id, 'barred')).length).toBe(shown.barred)
  const fateOf = (fate: string) =>
    shown.counts.filter((one) => one.fate === fate).reduce((all, one) => all + one.count, 0)
  return { ...shown, fateOf }
}

describe('a campaign to lists of the ESP', () => {
  test('five strangers are reported, hold it, are taken off, and the proof adds up', async () => {
    const id = await world.make(name)
    await world.draft(id)
    const five = [1, 2, 3, 4, 5].map((n) => `stranger${n}.of.${count}@elsewhere.example`)
    await signUp(five)
    await world.schedule(id, inHours(3))
    const held = await world.show(id)
    expect(held).toMatchObject({ telling: 'waiting', wish: 'scheduled', heldStatus: 'draft' })
    expect(held.outcome).toBe(
      'It is not sent yet. 5 contacts on its lists at Constant Contact were not chosen here.',
    )
    expect((await rows(id, 'stranger')).map((row) => row.address).sort()).toEqual(five)
    const before = await addsUp(id)
    expect(before).toMatchObject({ strangers: 5, barred: 0, source: 'service_lists' })
    const lists = (await world.show(id)).lists.map((list) => list.id)
    const ask = { ...of(id), connectionId: world.connectionId, lists, by: world.by }
    const now = world.homing.now()
    const push = await world.inTx((tx) =>
      takeOffLists(tx, world.homing.connectors, { ...ask, now }),
    )
    expect(push).not.toBeNull()
    await work(id)
    expect(there(lists[0]!).filter((address) => five.includes(address))).toEqual([])
    expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'scheduled' })
    // Taken off a list, they are contacts as before: nobody was unsubscribed.
    const contacts = world.sandbox.truth().contacts.filter((one) => five.includes(one.address))
    expect(contacts.map((one) => one.permission)).not.toContain('unsubscribed')
    later(4 * HOUR)
    await world.work(id)
    later(30 * HOUR)
    await world.work(id)
    await world.sync({ campaignId: id })
    const after = await addsUp(id)
    const [sent] = world.there(name)
    expect(after.strangers).toBe(0)
    expect(after.strangersSent).toBe(0)
    expect(after.fateOf('sent')).toBe(sent!.activities[0]!.recipients.length)
    expect(after.fateOf('sent_against')).toBe(0)
    expect(after.intended).toBe(
      ['sent', 'missing', 'unmailable_there', 'not_told_yet', 'no_send_told']
        .map(after.fateOf)
        .reduce((a, b) => a + b),
    )
  })

  test('somebody sends it all the same; strangers who got it are listed', async () => {
    const id = await world.make(name)
    await world.draft(id)
    const address = `guest.of.${count}@elsewhere.example`
    await signUp([address])
    await world.schedule(id, inHours(3))
    expect(await world.show(id)).toMatchObject({ telling: 'waiting', heldStatus: 'draft' })
    const said = { ...of(id), by: world.by, reason: 'A guest of the firm', now: world.homing.now() }
    await world.inTx((tx) => sendAllTheSame(tx, said))
    await work(id)
    expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'scheduled' })
    later(4 * HOUR)
    await world.work(id)
    later(30 * HOUR)
    await world.sync({ campaignId: id })
    const shown = await addsUp(id)
    expect(shown.allowed).toEqual({ by: world.by.name, reason: 'A guest of the firm' })
    expect((await rows(id, 'stranger_sent')).map((row) => row.address)).toEqual([address])
    expect(shown.strangersSent).toBe(1)
  })

  test('who opts out later does not get it: the service knows, or it is taken back', async () => {
    const id = await world.make(name)
    await world.draft(id)
    await world.schedule(id, inHours(3))
    expect(await world.show(id)).toMatchObject({ heldStatus: 'scheduled' })
    const [first, second] = await rows(id, 'intended')
    await optOut(first!.personId!)
    await tellConnection(world.homing, place())
    await mailingsToTell(world.homing, world.by.workspaceId)
    await world.work(id)
    expect(await world.show(id)).toMatchObject({ wish: 'scheduled', heldStatus: 'scheduled' })
    expect((await rows(id, 'skipped')).find((row) => row.key === first!.key)).toMatchObject({
      reason: 'opted_out',
      lateAt: expect.any(String),
    })
    expect((await addsUp(id)).barred).toBe(0)
    // Another one, of whom the service is not told in time.
    await optOut(second!.personId!)
    await mailingsToTell(world.homing, world.by.workspaceId)
    await world.work(id)
    expect(await world.show(id)).toMatchObject({ wish: 'scheduled', heldStatus: 'scheduled' })
    expect((await addsUp(id)).barred).toBe(1)
    later(11 * 60_000)
    await work(id)
    expect(await world.show(id)).toMatchObject({
      wish: 'drafted',
      telling: 'failed',
      heldStatus: 'draft',
      outcome: expect.stringContaining('Somebody on its lists must not get it any more'),
    })
    expect((await addsUp(id)).takenBack).toContain('was taken back')
    await tellConnection(world.homing, place())
    await world.schedule(id, inHours(3))
    expect(await world.show(id)).toMatchObject({ telling: 'idle', heldStatus: 'scheduled' })
    await world.cancel(id)
  })
})

describe('a campaign to lists of our own', () => {
  const ownList = async (personIds: number[], kind: 'static' | 'suppression' = 'static') => {
    const asked = { name: `${name} ${kind}`, description: '', kind, definition: null }
    const list = await world.inTx((tx) => makePersonList(tx, change(), asked))
    await world.inTx((tx) => addMembers(tx, change(), list.id, { personIds }))
    return list.id
  }
  const someone = () =>
    world.inTx(async (tx) => {
      const { rows: found } = await sql<{ id: number }>`
        select distinct pa.person_id as id from contact k join person_address pa
          on pa.address_id = k.address_id and pa.ended_at is null
        where k.gone_at is null and k.permission in ('explicit', 'implicit')
          and not exists (select from opted_out_person o where o.person_id = pa.person_id)
          and not exists (select from person_address o where o.address_id = pa.address_id
            and o.person_id <> pa.person_id)
        order by 1 limit 8`.execute(tx)
      expect(found.length).toBeGreaterThan(4)
      return found.map((row) => row.id)
    })

  test.each([null, 'lost-answer'] as const)(
    'has a list made, filled and set, once, whatever answer is lost (%s)',
    async (fault) => {
      const people = await someone()
      const lists = [await ownList(people)]
      const without = [await ownList(people.slice(0, 1), 'suppression')]
      const id = await world.make(name, { whom: { lists, without, topicId: null }, lists: [] })
      await world.draft(id)
      if (fault !== null) {
        const match = { method: 'POST', path: /\/contact_lists$/ }
        world.sandbox.faults.add({ kind: fault, match })
      }
      await world.schedule(id, inHours(3))
      await work(id)
      const shown = await world.show(id)
      expect(shown).toMatchObject({ telling: 'idle', heldStatus: 'scheduled', outcome: '' })
      expect(shown.lists).toMatchObject([{ name: `${name} (Homing ${id})` }])
      const made = world.sandbox.world.lists.all().filter((one) => one.name.startsWith(name))
      expect(made).toHaveLength(1)
      const intended = (await rows(id, 'intended')).map((row) => row.address!.toLowerCase()).sort()
      expect(there(shown.lists[0]!.id)).toEqual(intended)
      const [campaign] = world.there(name)
      expect(campaign!.lists.map((one) => one.listId)).toEqual([shown.lists[0]!.id])
      expect(await addsUp(id)).toMatchObject({
        source: 'own_lists',
        chosen: people.length - 1,
        intended: people.length - 1,
        strangers: 0,
      })
      // Somebody opts out now: taken off the list at once.
      const [late] = await rows(id, 'intended')
      await optOut(late!.personId!)
      await mailingsToTell(world.homing, world.by.workspaceId)
      await world.work(id)
      await work(id)
      expect(await world.show(id)).toMatchObject({ wish: 'scheduled', heldStatus: 'scheduled' })
      expect(there(shown.lists[0]!.id)).toEqual(
        (await rows(id, 'intended')).map((row) => row.address!.toLowerCase()).sort(),
      )
      expect(intended).toHaveLength((await addsUp(id)).intended + 1)
      await world.cancel(id)
    },
  )

  test('the missing are told, and put on the list when somebody asks', async () => {
    const as = { actor: world.by, now: world.homing.now() }
    const holding = { holdStrangers: true, holdMissing: true }
    await world.inTx((tx) => changeAudiencePolicy(tx, { ...of(0), ...as }, holding))
    const people = await someone()
    const whom = { lists: [await ownList(people)], without: [], topicId: null }
    const id = await world.make(name, { whom, lists: [] })
    await world.draft(id)
    await world.schedule(id, inHours(3))
    await work(id)
    const { lists } = await world.show(id)
    const list = lists[0]!.id
    const gone = there(list).slice(0, 2)
    const ids = world.sandbox
      .truth()
      .contacts.filter((one) => gone.includes(one.address))
      .map((one) => one.contactId)
    await write(world.sandbox, 'POST /v3/activities/remove_list_memberships', {
      source: { contact_ids: ids },
      list_ids: [list],
    })
    later(5 * 60_000)
    await world.cancel(id)
    await world.schedule(id, inHours(3))
    await work(id)
    // The push of the new schedule goes by what Homing last knew of the list.
    expect((await addsUp(id)).counts).toContainEqual(
      expect.objectContaining({ fate: 'missing', count: 2 }),
    )
    const ask = { ...of(id), connectionId: world.connectionId, lists: [list], by: world.by }
    await world.inTx((tx) =>
      addMissing(tx, world.homing.connectors, { ...ask, now: world.homing.now() }),
    )
    await work(id)
    expect((await rows(id, 'missing')).length).toBe(0)
    expect(there(list)).toEqual(
      (await rows(id, 'intended')).map((row) => row.address!.toLowerCase()).sort(),
    )
  })
})
