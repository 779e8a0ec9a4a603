import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRequestReferee, hasContract, specsDirectory } from '../../../sandbox/contract.ts'
import { changeDraft } from '../../../src/campaigns/index.ts'
import { adoptFound, mailingChoices, sendTest } from '../../../src/sync/index.ts'
import { html, made, sender } from '../../sandbox/campaign-tour.ts'
import { mailingWorld, type MailingWorld } from './world.ts'

let world: MailingWorld
const { signal } = new AbortController()
beforeAll(async () => {
  world = await mailingWorld()
})
afterAll(() => world.close())

const found = (name: string) =>
  world.inTx((tx) =>
    tx.selectFrom('campaign').select('id').where('name', '=', name).executeTakeFirstOrThrow(),
  )

test('a draft that was made at the ESP is adopted as it stands, and changed from here', async () => {
  await made(world.sandbox, 'Theirs')
  await world.sync({ kinds: ['activities'] })
  const { id } = await found('Theirs')
  await expect(world.draft(id)).rejects.toMatchObject({ status: 409 })
  await adoptFound(world.homing, world.by, { campaignId: id, signal })
  expect(await world.show(id)).toMatchObject({
    mailing: { name: 'Theirs', html, fromAddress: sender },
    heldStatus: 'draft',
    differences: [],
  })
  await expect(
    adoptFound(world.homing, world.by, { campaignId: id, signal }),
  ).rejects.toMatchObject({ status: 409 })
  await world.change(id, { description: 'Ours now', subject: 'Said from here' })
  await world.draft(id)
  expect(await world.show(id)).toMatchObject({ telling: 'idle', replaced: 0, differences: [] })
  expect(world.there('Theirs')).toHaveLength(1)
  expect(world.there('Theirs')[0]!.activities[0]!.subject).toBe('Said from here')
})

test('what was sent there is not adopted, and nothing of it is changed', async () => {
  const sent = await world.inTx((tx) =>
    tx.selectFrom('campaign').select(['id', 'name']).where('status', '=', 'sent').execute(),
  )
  await expect(
    adoptFound(world.homing, world.by, { campaignId: sent[0]!.id, signal }),
  ).rejects.toMatchObject({ status: 409, message: expect.stringContaining('as a draft no more') })
})

test('a test is sent of what the ESP holds, to as many as it takes, and kept nowhere', async () => {
  const id = await world.make('To be looked at')
  const ask = { campaignId: id, addresses: ['a@postbox.example'], message: 'Look', signal }
  await expect(sendTest(world.homing, world.by, ask)).rejects.toMatchObject({ field: 'version' })
  await world.draft(id)
  await sendTest(world.homing, world.by, ask)
  expect(world.there('To be looked at')[0]!.testSends).toMatchObject([
    { addresses: ['a@postbox.example'], personalMessage: 'Look' },
  ])
  const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@postbox.example`)
  await expect(sendTest(world.homing, world.by, { ...ask, addresses: many })).rejects.toMatchObject(
    { status: 422, field: 'addresses' },
  )
  expect(world.log.join('\n')).not.toContain('a@postbox.example')
})

test('lists and senders are read now', async () => {
  const { workspaceId } = world.by
  const place = { workspaceId, connectionId: world.connectionId, signal }
  const { lists, senders } = await mailingChoices(world.homing, place)
  expect(lists.map(({ id }) => id)).toEqual(world.lists.map(({ id }) => id))
  expect(senders).toContainEqual({ address: sender, isConfirmed: true })
})

test('somebody else’s newer words are not overwritten unseen', async () => {
  const id = await world.make('Of two people')
  await world.change(id, { subject: 'First' })
  await expect(
    world.inTx((tx) =>
      changeDraft(tx, world.homing, world.by, { campaignId: id, version: 1, subject: 'Second' }),
    ),
  ).rejects.toMatchObject({ status: 409, field: 'version' })
  expect((await world.show(id)).mailing.subject).toBe('First')
})

test('nothing was asked in all this that the vendor’s contract does not allow', ({ skip }) => {
  skip(!hasContract(), 'the vendor’s contract is not here (set HOMING_SPECS)')
  const judge = createRequestReferee(specsDirectory())
  const illegal = world.sandbox.requests
    .filter(({ path }) => path.startsWith('/v3/'))
    .flatMap((request) =>
      judge(request).problems.map((problem) => `${request.method} ${request.path}: ${problem}`),
    )
  expect(illegal).toEqual([])
})
