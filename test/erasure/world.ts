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
    row(who, {
      tracking_activity_type: 'em_clicks',
      created_time: at(minutes),
      link_url: url,
      ...more,
    })
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
      row(
        'ada',
        { ...name, created_time: at(90), opt_out_reason: 'I, Ada, had enough' },
        'opt_out',
      ),
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

/** Of each of these no letter may be left. */
export const ADAS = [
  ...['ada@example', 'ada%40example', 'ada\\u0040example', 'lovelace', 'contact-ada', 'countess'],
  ...['7946 0123', 'i, ada', 'private to ada', 'ada-was-here', 'ada@@example', 'crm-ada-1'],
]

/** Those of the needles that stand in the dump, with what stands around. */
export function foundIn(dump: string, needles: readonly string[] = ADAS): string[] {
  const text = dump.toLowerCase()
  return needles.flatMap((needle) => {
    const place = text.indexOf(needle)
    return place < 0 ? [] : [`${needle}: ${dump.slice(Math.max(0, place - 200), place + 100)}`]
  })
}

/**
 * Everything a database holds, or one firm in it, as one text, with the pages unpacked: where a
 * needle would be seen.
 */
export async function dumpOf({ database, url }: TestDatabase, of?: number): Promise<string> {
  const parts: string[] = []
  const session = await database.engine.lendAsOwner()
  try {
    const { rows: tables } = await session.query<{ name: string; owned: boolean }>(
      `select c.oid::regclass::text as name, exists (select from pg_attribute a
         where a.attrelid = c.oid and a.attname = 'workspace_id') as owned
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not c.relispartition
         and n.nspname in ('public', 'pgboss')`,
    )
    for (const { name, owned } of tables) {
      const one = owned && of !== undefined ? ` where workspace_id = ${of}` : ''
      const { rows } = await session.query<Record<string, unknown>>(`select * from ${name}${one}`)
      for (const value of rows.flatMap((line) => Object.values(line))) {
        parts.push(value instanceof Uint8Array ? unpacked(value) : JSON.stringify(value))
      }
    }
  } finally {
    session.release()
  }
  if (url !== undefined && of === undefined) {
    const dump = execFileSync('pg_dump', ['--no-owner', url], { maxBuffer: 1 << 28 })
    parts.push(dump.toString('utf8'))
  }
  return parts.join('\n')
}

function unpacked(value: Uint8Array): string {
  const bytes = Buffer.from(value)
  // What was drawn at random, a sealed key say, may begin with the first two of them as well.
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08
  return (isPacked ? gunzipSync(bytes) : bytes).toString('latin1')
}
