import { afterAll, beforeAll, expect, test } from 'vitest'
import { mailingWorld, type MailingWorld } from './world.ts'

const HOUR = 3_600_000

let world: MailingWorld
beforeAll(async () => {
  world = await mailingWorld()
})
afterAll(() => world.close())

test('a long read of its lists goes by turns, so that a draft somebody waits for has its own', async () => {
  const id = await world.make('A letter to many')
  await world.draft(id)
  const part = world.homing.connectors[0]!.audience!
  const { membersPage } = part
  const { enqueue } = world.homing.jobs
  const asked: string[] = []
  let pages = 0
  part.membersPage = async (vendor, list, cursor) => {
    pages += 1
    world.sandbox.clock.advance(6_000)
    world.later(6_000)
    const page = Number(cursor ?? 0)
    const raw = await membersPage!(vendor, list, null)
    return { ...raw, next: page < 4 ? String(page + 1) : null }
  }
  world.homing.jobs.enqueue = async (_, queue, data, key) => {
    if (queue === 'mailings') asked.push(`${JSON.stringify(data)} ${key}`)
  }
  try {
    await world.schedule(id, world.homing.now() + 48 * HOUR)
    const place = { workspaceId: world.by.workspaceId, campaignId: id }
    expect(pages).toBe(2)
    expect(asked.at(-1)).toBe(`${JSON.stringify(place)} ${place.workspaceId}:${id}`)
    expect((await world.show(id)).outcome).toMatch(/are being read/)
    await world.work(id)
    expect(pages).toBe(4)
    await world.work(id)
    expect(pages).toBe(5)
  } finally {
    Object.assign(part, { membersPage })
    world.homing.jobs.enqueue = enqueue
  }
  expect((await world.show(id)).heldStatus).toBe('scheduled')
})
