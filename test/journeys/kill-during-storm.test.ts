import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDoor, type DoorProcess } from '../../bench/hooks/door-process.ts'
import { signedDelivery } from '../../bench/hooks/vendor.ts'
import { openDatabase } from '../../src/platform/database/index.ts'
import { MIGRATIONS } from '../template.ts'
import { build } from './processes.ts'

const ROUNDS = 3
const SENDERS = 20
/** Acknowledged deliveries after which the power goes: at once, early, in the middle of it. */
const KILLED_AFTER = [1, 60, 250]

const folder = mkdtempSync(join(tmpdir(), 'homing-storm-'))
const acknowledged = new Set<string>()
const unanswered: string[] = []
let door: DoorProcess | undefined

beforeAll(build, 180_000)
afterAll(async () => {
  await door?.end()
  await rm(folder, { recursive: true, force: true })
})

test('nothing that was acknowledged is missing after a kill, and nothing is there twice', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    door = await startDoor({ DATA_DIR: folder })
    const retried = unanswered.splice(0)
    const before = acknowledged.size
    const killed = killAfter(door, before + KILLED_AFTER[round]!)
    await Promise.all(
      Array.from({ length: SENDERS }, (_, sender) =>
        storm(door!.url, `r${round}_s${sender}`, sender === 0 ? retried : []),
      ),
    )
    await killed
    expect(acknowledged.size - before).toBeGreaterThanOrEqual(KILLED_AFTER[round]!)
  }
  // What got no answer is sent again, as vendors do, to a door that then ends in peace.
  door = await startDoor({ DATA_DIR: folder })
  for (const id of unanswered) expect(await send(door.url, id)).toBe(200)
  unanswered.forEach((id) => acknowledged.add(id))
  await door.end()

  const stored = await storedIds()
  expect(unanswered.length).toBeGreaterThan(0)
  expect(stored.length).toBe(new Set(stored).size)
  expect(new Set(stored)).toEqual(acknowledged)
}, 240_000)

/** Sends until the door is gone: first what an earlier round got no answer to. */
async function storm(url: string, name: string, retried: string[]): Promise<void> {
  for (let number = 0; ; number++) {
    const id = retried[number] ?? `msg_${name}_${number}`
    const status = await send(url, id)
    if (status === 200) acknowledged.add(id)
    else {
      unanswered.push(id, ...retried.slice(number + 1))
      return
    }
  }
}

/** The status, or 0 where no answer came. */
async function send(url: string, id: string): Promise<number> {
  const { body, headers } = signedDelivery(id, Date.now())
  try {
    return (await fetch(url, { method: 'POST', body, headers })).status
  } catch {
    return 0
  }
}

async function killAfter({ kill }: DoorProcess, count: number): Promise<void> {
  while (acknowledged.size < count) await new Promise((next) => setTimeout(next, 1))
  await kill()
}

/** The id in each body that is on disk, read by a process that has not seen the others. */
async function storedIds(): Promise<string[]> {
  const database = await openDatabase({ dataDir: folder, migrationsDir: MIGRATIONS })
  try {
    const owner = await database.engine.lendAsOwner()
    const { rows } = await owner.query<{ body: Uint8Array }>(
      `select body from receipt where stream = 'hook'`,
    )
    owner.release()
    return rows.map(({ body }) => /person\.(\w+)\.0@/.exec(gunzipSync(body).toString())![1]!)
  } finally {
    await database.close()
  }
}
