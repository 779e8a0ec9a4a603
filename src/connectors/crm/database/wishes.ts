/** The table of wishes: one row each, which the firm's side takes over and marks as taken. */
import { firstRows, relation, sql } from '../../../platform/sql/index.ts'
import { FieldRefused, type JsonObject, unreadable, type Vendor } from '../../sdk/index.ts'
import { ask, engineOf, TITLE } from './client.ts'
import { markFrom, rowsByMark, tellRows } from './outbox.ts'
import { columnsIn, view } from './pages.ts'
import { momentIn, textIn } from './values.ts'

export interface Wish {
  wish: 'opt_out' | 'return'
  saidAt: number | null
  toldAt: number | null
  /** When the firm's side applied it; null: not yet. */
  takenAt: number | null
}

/** Wishes of one address that are looked at: the newest decides. */
const WISHES_MAX = 20

/** The newest wish that was told of an address; null: none. */
export async function newestWish(vendor: Vendor, address: string): Promise<Wish | null> {
  const engine = engineOf(vendor)
  const there = await view(vendor, 'wishes')
  // Without the moment of telling there is no newest: the last of them in no order would decide.
  if (!there.columns.has('told_at')) {
    throw unreadable(TITLE, `${there.name} has no column told_at.`)
  }
  const rows = await ask(
    vendor,
    there.name,
    sql`select ${columnsIn(engine, 'wishes', there)} from ${relation(there)}
      where lower(${sql.ref('email')}) = lower(${address})
      order by ${sql.ref('told_at')} desc ${firstRows(engine, WISHES_MAX)}`,
  )
  const own = rows.filter((row) => textIn(row, 'email').toLowerCase() === address.toLowerCase())
  return own[0] === undefined ? null : wishIn(own[0])
}

export interface ToldWish {
  /** Of what is told: the same wish has the same row, however often it is told. */
  of: string
  wish: Wish['wish']
  personId: string
  address: string
  saidAt: number | null
}

/** Tells a wish, once; answers how it stands there now. */
export async function tellWish(vendor: Vendor, told: ToldWish): Promise<Wish> {
  const { of, wish, address, saidAt } = told
  const mark = markFrom([of, wish, address.toLowerCase(), saidAt])
  const row = {
    mark,
    person_id: told.personId,
    email: told.address,
    wish: told.wish,
    said_at: { at: told.saidAt ?? vendor.now() },
    told_at: { at: vendor.now() },
  }
  await tellRows(vendor, 'wishes', { rows: [row], isOnce: true })
  const back = (await rowsByMark(vendor, 'wishes', [mark])).get(mark)
  if (back === undefined) throw unreadable(TITLE, 'It does not show the wish that it took.')
  return wishIn(back)
}

function wishIn(row: JsonObject): Wish {
  const wish = textIn(row, 'wish')
  if (wish !== 'opt_out' && wish !== 'return') throw new FieldRefused('wish', 'This is no wish.')
  return {
    wish,
    saidAt: momentIn(row['said_at']),
    toldAt: momentIn(row['told_at']),
    takenAt: momentIn(row['taken_at']),
  }
}
