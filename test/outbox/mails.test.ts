import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createUser, removeUser } from '../../src/accounts/index.ts'
import { lastMailOf, resumeOutbox, sendWaiting, writeMails } from '../../src/outbox/index.ts'
import { openMail } from '../../src/platform/mail/index.ts'
import { PASSWORD, someone } from '../accounts/world.ts'
import { smtpReceiver } from './smtp-receiver.ts'
import { outboxWorld, type OutboxWorld } from './world.ts'

let world: OutboxWorld
let smtp: Awaited<ReturnType<typeof smtpReceiver>>
let refusal: number | null
let userId: string

beforeAll(async () => {
  world = await outboxWorld()
})
beforeEach(async () => {
  await world.empty()
  refusal = null
  smtp = await smtpReceiver({ refuse: () => refusal })
  world.homing.mail = openMail({ url: smtp.url, from: 'Homing <homing@example.com>' })
  userId = await aUser('ada@example.com')
})
afterEach(async () => {
  world.homing.mail?.close()
  await smtp.close()
})
afterAll(() => world.close())

async function aUser(email: string) {
  const given = { name: 'Ada', email, password: PASSWORD, role: 'viewer' } as const
  return (await createUser(world.homing, someone(world.workspaceId), given)).id
}
const send = () => sendWaiting(world.homing, world.workspaceId)
const write = (more: { subject?: string; body?: string } = {}) =>
  world.database.inWorkspace(world.workspaceId, (tx) =>
    writeMails(tx, world.homing, world.workspaceId, [
      { userId, kind: 'alarm', subject: 'It stopped', body: 'Do this.', ...more },
    ]),
  )
const last = () => world.database.inWorkspace(world.workspaceId, (tx) => lastMailOf(tx, userId))

test('a mail reaches the user, from whom it should, once', async () => {
  await write({ body: 'Do this.\n.\nAnd “that”.' })
  await send()
  await send()
  expect(smtp.received).toHaveLength(1)
  const { from, to, text } = smtp.received[0]!
  expect([from, to]).toEqual(['homing@example.com', ['ada@example.com']])
  expect(text).toContain('Subject: It stopped')
  expect(text).toContain('Auto-Submitted: auto-generated')
  expect(text).toMatch(/Message-ID: <[0-9a-f-]{36}@homing>/)
  expect(await last()).toMatchObject({ status: 'sent', outcome: 'The mail server took it.' })
})

test('a header cannot be smuggled in by a name', async () => {
  await write({ subject: 'Letter\r\nBcc: victim@example.com\r\n\r\nHello' })
  await send()
  expect(smtp.received[0]!.to).toEqual(['ada@example.com'])
  expect(smtp.received[0]!.text).not.toMatch(/^Bcc:/m)
})

test('a server that is away is asked again, under the same Message-ID', async () => {
  refusal = 451
  await write()
  await send()
  expect(await last()).toMatchObject({ status: 'waiting' })
  expect((await last())!.outcome).toContain('451')
  refusal = null
  world.later(2 * 60_000)
  await send()
  expect(smtp.received).toHaveLength(1)
  expect(await last()).toMatchObject({ status: 'sent' })
})

test('a server that cannot be reached is no loss', async () => {
  await smtp.close()
  await write()
  await send()
  expect((await last())!.outcome).toContain('cannot be reached')
  expect((await last())!.status).toBe('waiting')
  smtp = await smtpReceiver()
  world.homing.mail = openMail({ url: smtp.url, from: 'homing@example.com' })
  world.later(2 * 60_000)
  await send()
  expect(smtp.received).toHaveLength(1)
})

test('an address the server refuses for good is given up at once, without the address in the log', async () => {
  refusal = 550
  await write()
  await send()
  expect(await last()).toMatchObject({ status: 'failed' })
  expect((await last())!.outcome).toContain('550')
  const warned = world.log.filter((line) => line.includes('a mail was not sent'))
  expect(warned).toHaveLength(1)
  expect(warned[0]).not.toContain('ada@example.com')
})

test('a mail written by a process that died is found by the minute', async () => {
  await write()
  await world.rows(`update mail set lease_until = now() + interval '10 minutes'`)
  await send()
  expect(smtp.received).toEqual([])
  await world.rows(`update mail set lease_until = now() - interval '1 second'`)
  const asked = world.asked()
  await world.database.inWorkspace(world.workspaceId, (tx) =>
    resumeOutbox(tx, world.homing, world.workspaceId),
  )
  expect(world.asked()).toBe(asked + 1)
  await send()
  expect(smtp.received).toHaveLength(1)
})

test('who has left is not written to', async () => {
  await write()
  await removeUser(world.homing, someone(world.workspaceId), userId)
  await send()
  expect(smtp.received).toEqual([])
})

test('where e-mail is off nothing is written', async () => {
  world.homing.mail?.close()
  delete world.homing.mail
  await write()
  expect(await world.rows('select 1 from mail')).toEqual([])
})
