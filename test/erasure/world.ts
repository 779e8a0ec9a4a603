import { readdir, readFile, stat } from 'node:fs/promises'
import { execFileSync } from 'node:child_process'
import { gunzipSync } from 'node:zlib'
import { carryOutErasures, startErasure } from '../../src/erasure/index.ts'
import type { Homing } from '../../src/homing.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { sql, type TestDatabase } from '../database.ts'
import { receiptsWorld, row, type ReceiptsWorld } from '../ledger/receipts-world.ts'
import { SENT_AT } from '../ledger/world.ts'

export const ADMIN = { id: 'u1', name: 'Olive Owner' }
export const at = (minutes: number) => new Date(SENT_AT + minutes * 60_000).toISOString()

export interface ErasureWorld extends ReceiptsWorld {
  /** Erases and carries it out; answers the erasure's id. */
  erase(personId: number, name: string): Promise<number>
  personAt(address: string): Promise<number>
  ask<Row>(text: string): Promise<Row[]>
}

/** A firm with pages from Constant Contact, and everything an erasure needs. */
export async function erasureWorld(database: TestDatabase): Promise<ErasureWorld> {
  const world = await receiptsWorld(database)
  const homing: Homing = { ...world.homing, secrets: new Secrets(Buffer.alloc(32, 3)) }
  const { workspaceId } = world.by
  return {
    ...world,
    homing,
    async erase(personId, confirm) {
      const { id } = await startErasure(homing, { workspaceId, personId, actor: ADMIN, confirm })
      await carryOutErasures(homing)
      return id
    },
    personAt: (address) =>
      world.inWorkspace(async (tx) => {
        const { rows } = await sql<{ id: number }>`
          select pa.person_id as id from address a
          join person_address pa on pa.workspace_id = a.workspace_id and pa.address_id = a.id
          where a.workspace_id = ${workspaceId} and a.canonical = ${address}`.execute(tx)
        return rows[0]!.id
      }),
    ask: (text) => world.inWorkspace(async (tx) => (await sql.raw<never>(text).execute(tx)).rows),
  }
}

/** A mailing's pages: who got it, opened, clicked, bounced and left. */
export async function mailing(world: ErasureWorld): Promise<void> {
  const name = { first_name: 'Ada', last_name: 'Lovelace-Byron' }
  await world.arrive([row('ada', name), row('ben'), row('cleo')])
  await world.arrive(
    [
      row('ada', { ...name, created_time: at(60), device_type: 'desktop' }, 'open'),
      row('ben', { created_time: at(61), device_type: 'desktop' }, 'open'),
    ],
    { stream: 'events', activity: 'A1', kind: 'open' },
  )
  const click = (who: string, minutes: number, url: string, more: object = {}) =>
    row(who, { tracking_activity_type: 'em_clicks', created_time: at(minutes), link_url: url, ...more })
  await world.arrive(
    [
      click('ada', 62, 'https://example.com/offer'),
      click('ben', 63, 'https://example.com/offer'),
      click('ada', 64, 'https://example.com/me?email=ada%40example.com&t=77', { url_id: 'L2' }),
      click('ada', 65, 'https://example.com/only/ada-was-here'),
      click('cleo', 66, 'https://example.com/me?email=ada%40example.com&t=78'),
    ],
    { stream: 'events', activity: 'A1', kind: 'click' },
  )
  await world.arrive(
    [
      row('ada', { ...name, created_time: at(90), opt_out_reason: 'I, Ada, had enough' }, 'opt_out'),
      row('ben', { created_time: at(91), opt_out_reason: 'Too many mails' }, 'opt_out'),
    ],
    { stream: 'events', activity: 'A1', kind: 'opt_out' },
  )
  await world.arrive(
    [
      {
        contact_id: 'contact-ada',
        ...name,
        job_title: 'Countess',
        phone_numbers: [{ phone_number: '+44 20 7946 0123', kind: 'home' }],
        email_address: {
          address: 'Ada@Example.com',
          permission_to_send: 'unsubscribed',
          opt_out_date: at(92),
          opt_out_reason: 'Private to Ada',
        },
      },
    ],
    { stream: 'opt-outs' },
  )
  await world.read()
}

/** Everything a database holds as one text, with the pages unpacked: where a needle would be seen. */
export async function dumpOf(database: TestDatabase): Promise<string> {
  const parts: string[] = []
  const { engine } = database.database
  const session = await engine.lendAsOwner()
  try {
    const { rows: tables } = await session.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not c.relispartition
         and n.nspname in ('public', 'pgboss')`,
    )
    for (const { name } of tables) {
      const { rows } = await session.query<Record<string, unknown>>(`select * from ${name}`)
      for (const one of rows) {
        for (const value of Object.values(one)) {
          if (value instanceof Uint8Array) parts.push(unpacked(value))
        }
        parts.push(JSON.stringify(one))
      }
    }
  } finally {
    session.release()
  }
  if (database.url !== undefined) {
    const dump = execFileSync('pg_dump', ['--no-owner', database.url], { maxBuffer: 1 << 28 })
    parts.push(dump.toString('utf8'))
  }
  return parts.join('\n')
}

function unpacked(value: Uint8Array): string {
  const bytes = Buffer.from(value)
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  return (isPacked ? gunzipSync(bytes) : bytes).toString('latin1')
}

export async function filesUnder(folder: string): Promise<Buffer[]> {
  const found: Buffer[] = []
  for (const name of await readdir(folder, { recursive: true })) {
    const path = `${folder}/${name}`
    if ((await stat(path)).isFile()) found.push(await readFile(path))
  }
  return found
}
