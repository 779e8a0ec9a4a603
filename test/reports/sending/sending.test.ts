import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changeUser, removeUser } from '../../../src/accounts/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { MailFault, type Letter } from '../../../src/platform/mail/index.ts'
import {
  allowOutside,
  beginDue,
  failingSchedules,
  listSchedules,
  listSendings,
  makeSchedule,
  makeView,
  sendDue,
  sendNow,
} from '../../../src/reports/index.ts'
import { ATTACHMENT_BYTES_MAX } from '../../../src/reports/sending/attachment.ts'
import { viewDefinition } from '../../../src/reports/definitions/index.ts'
import { someone } from '../../accounts/world.ts'
import { outboxWorld, START, type OutboxWorld } from '../../outbox/world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let world: OutboxWorld
let sent: Letter[]
let send: (letter: Letter) => Promise<void>
let ruth: string
let sam: string

beforeAll(async () => {
  world = await outboxWorld()
  world.homing.mail = { from: 'homing@example.com', send: (letter) => send(letter), close() {} }
  await world.empty()
  ruth = await user('Ruth', 'editor')
  sam = await user('Sam', 'viewer')
}, 60_000)
afterAll(() => world.close())

beforeEach(async () => {
  world.later(START - world.homing.now())
  await owned('truncate view_schedule, saved_view, view_policy, person cascade')
  await owned(`insert into person (workspace_id, origin, name)
    values (${world.workspaceId}, 'user', 'Ada')`)
  sent = []
  send = async (letter) => void sent.push(letter)
})

async function owned(script: string) {
  const owner = await world.database.engine.lendAsOwner()
  try {
    await owner.script(script)
  } finally {
    owner.release()
  }
}

/** Somebody who never signs in: a password costs time. */
async function user(name: string, role: 'editor' | 'viewer') {
  const id = name.toLowerCase()
  await owned(`insert into user_account (id, name, email)
      values ('${id}', '${name}', '${id}@example.com');
    insert into membership (workspace_id, user_id, role)
      values (${world.workspaceId}, '${id}', '${role}')`)
  return id
}

function inside<T>(work: (at: { tx: Tx; change: ReturnType<typeof by> }) => Promise<T>) {
  return world.database.inWorkspace(world.workspaceId, (tx) => work({ tx, change: by() }))
}

function by(role: 'editor' | 'administrator' = 'editor') {
  const { workspaceId, homing } = world
  return { workspaceId, actor: { id: ruth, role, name: 'Ruth' }, now: homing.now() }
}

const EVERYBODY = viewDefinition.parse({ version: 1, subject: 'people', columns: ['person'] })

/** A view of Ruth's, sent to her and Sam at two every day; it is twelve now. */
async function scheduled(more: object = {}) {
  return inside(async ({ tx, change }) => {
    const view = await makeView(tx, change, {
      ...{ name: 'Everybody', description: '', definition: EVERYBODY, seenBy: 'owner', roles: [] },
    })
    const { id } = await makeSchedule(tx, change, view.id, {
      ...{ every: 'day', onDay: null, atHour: 14, parameters: {}, format: 'csv' },
      ...{ skipsEmpty: false, isPaused: false, readers: [{ userId: ruth }, { userId: sam }] },
      ...more,
    })
    return id
  })
}

const look = () =>
  inside(({ tx }) => beginDue(tx, world.homing, world.workspaceId)).then(() =>
    sendDue(world.homing, world.workspaceId),
  )
const sendings = (id: number) =>
  inside(async ({ tx, change }) => (await listSendings(tx, change.actor, id, { limit: 9 })).items)
const failing = () => inside(({ tx }) => failingSchedules(tx))

describe('a view that is sent', () => {
  test('goes once when it is due, to each reader, with what is found then', async () => {
    const id = await scheduled()
    await look()
    expect(sent).toEqual([])
    world.later(2 * HOUR)
    await Promise.all([look(), look()])
    await look()
    expect(sent.map(({ to }) => to).toSorted()).toEqual(['ruth@example.com', 'sam@example.com'])
    const [{ subject, attachment }] = sent as [Letter]
    expect([subject, attachment?.name]).toEqual(['Everybody', 'Everybody.csv'])
    expect(attachment!.content.toString()).toContain('Ada')
    expect(await sendings(id)).toMatchObject([{ status: 'sent', rows: 1, tries: 1 }])
    // After three days of silence it goes once more, not three times.
    world.later(3 * DAY)
    await look()
    expect(sent).toHaveLength(4)
    expect(await failing()).toEqual([])
  })

  test('goes at once when somebody says so, and not where nothing is found, if wished', async () => {
    const id = await scheduled({ skipsEmpty: true })
    await owned('truncate person cascade')
    await inside(({ tx, change }) => sendNow(tx, world.homing, change, id))
    await look()
    expect(sent).toEqual([])
    expect(await sendings(id)).toMatchObject([{ status: 'empty', isByHand: true, rows: null }])
  })

  test('is told by a link where it is too large for a mail', async () => {
    const id = await scheduled({ readers: [{ userId: ruth }] })
    await owned(`insert into person (workspace_id, origin, name) select ${world.workspaceId}, 'user',
      repeat('x', 100000) from generate_series(1, ${Math.ceil(ATTACHMENT_BYTES_MAX / 100_000)})`)
    world.later(2 * HOUR)
    await look()
    expect(sent[0]!.attachment).toBeUndefined()
    expect(sent[0]!.text).toContain('where you sign in')
    expect(await sendings(id)).toMatchObject([{ status: 'sent', isLinked: true }])
  })
})

describe('what goes wrong', () => {
  test('a letter that was not taken is tried again, and one that was is not', async () => {
    const id = await scheduled()
    send = async (letter) => {
      if (letter.to.startsWith('sam')) throw new MailFault('Busy.', false)
      sent.push(letter)
    }
    world.later(2 * HOUR)
    await look()
    expect(await sendings(id)).toMatchObject([{ status: 'waiting', outcome: 'Busy.' }])
    send = async (letter) => void sent.push(letter)
    world.later(HOUR)
    await look()
    expect(sent.map(({ to }) => to)).toEqual(['ruth@example.com', 'sam@example.com'].toSorted())
    expect(await sendings(id)).toMatchObject([{ status: 'sent', tries: 2 }])
  })

  test('one that was begun when the process died is never sent twice, and is a problem', async () => {
    const id = await scheduled({ readers: [{ userId: sam }] })
    send = async () => {
      throw new Error('The process died.')
    }
    world.later(2 * HOUR)
    await look()
    send = async (letter) => void sent.push(letter)
    world.later(HOUR)
    await look()
    expect(sent).toEqual([])
    expect(await sendings(id)).toMatchObject([
      { status: 'failed', letters: [{ status: 'unknown' }] },
    ])
    expect(await failing()).toMatchObject([{ view: 'Everybody', isStopped: false }])
  })

  test('one that broke over the letter may have arrived: not again', async () => {
    const id = await scheduled({ readers: [{ userId: sam }] })
    send = async () => {
      throw new MailFault('It broke.', false, { isInDoubt: true })
    }
    world.later(2 * HOUR)
    await look()
    expect(await sendings(id)).toMatchObject([
      { status: 'failed', letters: [{ status: 'unknown' }] },
    ])
  })

  test('other addresses only where an administrator allows them, at the moment of sending', async () => {
    const readers = [{ address: 'Client@elsewhere.example' }]
    await expect(scheduled({ readers })).rejects.toThrow('users of Homing only')
    const allow = (may: boolean) => inside(({ tx, change }) => allowOutside(tx, change, may))
    await allow(true)
    const id = await scheduled({ readers })
    world.later(2 * HOUR)
    await look()
    expect(sent.map(({ to }) => to)).toEqual(['Client@elsewhere.example'])
    await allow(false)
    world.later(DAY)
    await look()
    expect(sent).toHaveLength(1)
    expect((await sendings(id))[0]).toMatchObject({
      status: 'failed',
      outcome: expect.stringContaining('not allowed'),
    })
  })

  test('an owner who may not export any more, or is gone, ends it with a problem', async () => {
    const id = await scheduled()
    const accounts = { ...world, now: world.homing.now }
    const admin = someone(world.workspaceId)
    await changeUser(accounts, admin, { userId: ruth, role: 'viewer' })
    world.later(2 * HOUR)
    await look()
    expect(sent).toEqual([])
    expect(await failing()).toMatchObject([
      { id, isStopped: true, reason: expect.stringContaining('export') },
    ])
    await removeUser(accounts, admin, ruth)
    world.later(DAY)
    await look()
    expect(sent).toEqual([])
    const all = await inside(({ tx }) => listSchedules(tx, by('administrator').actor, { limit: 9 }))
    expect(all.items).toMatchObject([{ status: 'stopped', nextAt: null, viewName: 'Everybody' }])
  })
})
