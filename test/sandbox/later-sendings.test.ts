import { expect, it } from 'vitest'
import { lawFirm, startSandbox, type Sandbox, type WorldDefinition } from '../../sandbox/index.ts'
import { held, subscribed, walk, write } from './client.ts'

const day = 86_400_000

/** The law firm's newest letter goes out two days after the start, and again five days later. */
function letterToCome(): WorldDefinition {
  const world = lawFirm(11, { companies: 30, households: 20, unattached: 10 })
  const summer = world.campaigns.find((one) => one.name === 'Summer client letter')
  const primary = summer?.activities[0]
  if (summer === undefined || primary === undefined) throw new Error('no letter')
  primary.sendAfter = 2 * day
  const activityId = '11111111-2222-4333-8444-555555555555'
  summer.activities.push({ ...primary, activityId, role: 'resend', sendAfter: 7 * day })
  return world
}

const begin = () =>
  startSandbox({
    world: letterToCome(),
    seed: 11,
    enforceLimits: false,
    confirmations: 0,
    now: Date.now() - 40 * day,
  })

function letter(sandbox: Sandbox) {
  const found = sandbox.truth().campaigns.find((one) => one.name === 'Summer client letter')
  const [primary, , resend] = found?.activities ?? []
  if (primary === undefined || resend === undefined) throw new Error('no letter')
  return { primary: primary.rows, resend: resend.rows }
}

it('goes to nobody who was unsubscribed, deleted or taken off, and to whoever came', async () => {
  const [plain, changed] = [await begin(), await begin()]
  const [list] = await walk(changed, '/v3/contact_lists?name=Client letter', 'lists')
  const list_ids = [String(list?.list_id)]
  const [out, gone, off, left] = subscribed(changed)
  const update_source = 'Account'
  await write(changed, `PUT /v3/contacts/${String(out?.contactId)}`, {
    update_source,
    email_address: { address: out?.address, permission_to_send: 'unsubscribed' },
  })
  await write(changed, `DELETE /v3/contacts/${String(gone?.contactId)}`)
  await write(changed, 'POST /v3/activities/remove_list_memberships', {
    source: { contact_ids: [off?.contactId] },
    list_ids,
  })
  changed.recipients.optOut(String(left?.contactId))
  const fresh = await write(changed, 'POST /v3/contacts', {
    create_source: 'Account',
    email_address: { address: 'fresh@postbox.example' },
    list_memberships: list_ids,
  })
  for (const one of [plain, changed]) one.clock.runUntilQuiet()
  const everybody = letter(plain).primary.sends.map((row) => row.contactId)
  const without = [out, gone, off, left].map((one) => String(one?.contactId))
  const expected = [...everybody.filter((id) => !without.includes(id)), fresh.body.contact_id]
  expect(everybody).toEqual(expect.arrayContaining(without))
  const sent = letter(changed).primary.sends.map((row) => row.contactId)
  expect([...sent].sort()).toEqual(expected.sort())
  await Promise.all([plain.close(), changed.close()])
})

it('is the same for everybody else, reactions and resend included', async () => {
  const [plain, changed] = [await begin(), await begin()]
  const [one] = subscribed(changed)
  changed.recipients.optOut(String(one?.contactId))
  for (const each of [plain, changed]) each.clock.runUntilQuiet()
  const others = (sandbox: Sandbox) => {
    const { primary, resend } = letter(sandbox)
    const rows = [...Object.values(primary), ...Object.values(resend)].flat()
    const kept = rows.filter((row) => row.contactId !== one?.contactId)
    return kept.map(({ kind, contactId, at, urlId = '' }) => {
      return `${kind} ${contactId} ${at - sandbox.world.start} ${urlId}`
    })
  }
  expect(others(changed).sort()).toEqual(others(plain).sort())
  await Promise.all([plain.close(), changed.close()])
})

it('leaves out whoever clicked to leave in an earlier letter, and writes to who came back', async () => {
  const sandbox = await begin()
  const [one, two] = subscribed(sandbox)
  const id = String(one?.contactId)
  sandbox.recipients.optOut(id)
  const list_ids = [...(one?.listIds ?? [])]
  await write(sandbox, `PUT /v3/contacts/resubscribe/${id}`, { list_ids })
  sandbox.clock.advance(day)
  expect(sandbox.recipients.confirm(id)).toBe(true)
  sandbox.clock.advance(2 * day)
  sandbox.recipients.optOut(String(two?.contactId))
  sandbox.clock.runUntilQuiet()
  const { primary, resend } = letter(sandbox)
  expect(primary.sends.map((row) => row.contactId)).toContain(id)
  const later = new Set(resend.sends.map((row) => row.contactId))
  const leftBefore = sandbox
    .truth()
    .contacts.filter((each) => Date.parse(each.optOut?.at ?? '') < sandbox.world.start + 7 * day)
  expect(leftBefore.length).toBeGreaterThan(2)
  expect(leftBefore.filter((each) => later.has(each.contactId))).toEqual([])
  expect(held(sandbox, id).permission).not.toBe('pending_confirmation')
  await sandbox.close()
})

it('an address that was written down first is not signed up a second time', async () => {
  const sandbox = await begin()
  const address = 'reader101@postbox.example'
  const email_address = { address, permission_to_send: 'unsubscribed' }
  const body = { create_source: 'Account', email_address }
  expect((await write(sandbox, 'POST /v3/contacts', body)).status).toBe(201)
  sandbox.clock.runUntilQuiet()
  const holders = sandbox.truth().contacts.filter((one) => one.address === address)
  expect(holders.map((one) => one.permission)).toEqual(['unsubscribed'])
  await sandbox.close()
})
