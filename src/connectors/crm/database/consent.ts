import { asText, firstRows, relation, sql } from '../../../platform/sql/index.ts'
import {
  type ConsentPart,
  Failure,
  FieldRefused,
  type JsonObject,
  type RemoteConsent,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { ask, engineOf, TITLE } from './client.ts'
import { OK, OPTED_OUT, permissionOf } from './contacts.ts'
import { absence, isThere } from './outbox.ts'
import { columnsIn, ROWS_MAX, view } from './pages.ts'
import { addressesIn, PEOPLE } from './people.ts'
import { CHARS_MAX, idIn, isYes, momentIn } from './values.ts'
import { newestWish, tellWish, type Wish } from './wishes.ts'

export const consent: ConsentPart = {
  tellsNoLists: true,
  unmailableWords: [OPTED_OUT],
  rules: {
    optOut:
      'An opt-out is written as a row of the table of wishes. It holds for Homing at once, and for '
      + 'the CRM once the firm’s side has taken the row over and marked it as taken.',
    resubscribe:
      'A return is written as a row of the table of wishes, without asking anybody. It holds in '
      + 'the CRM once the firm’s side has taken the row over.',
  },
  find,
  async optOut(vendor, { id, address }, { mark, saidAt = null }) {
    const wish = { of: mark, wish: 'opt_out', personId: id, address, saidAt } as const
    await follow(vendor, address, await tellWish(vendor, wish))
  },
  resubscribe: {
    takes: 'at_once',
    // Nobody is taken off a list by an opt-out: there are none to be put on again.
    async call(vendor, { id, address }, _, { mark, saidAt = null } = { mark: '' }) {
      const wish = { of: mark, wish: 'return', personId: id, address, saidAt } as const
      await follow(vendor, address, await tellWish(vendor, wish))
    },
  },
}

async function find(vendor: Vendor, address: string): Promise<RemoteConsent | null> {
  try {
    return await found(vendor, address)
  } catch (error) {
    // A row that cannot be read is one that must be put right before anything is decided by it.
    if (error instanceof FieldRefused) throw unreadable(TITLE, `${error.field}: ${error.message}`)
    throw error
  }
}

async function found(vendor: Vendor, address: string): Promise<RemoteConsent | null> {
  const holders = await holdersOf(vendor, address)
  // The address is opted out once everybody is who has it.
  const holder = holders.find((one) => permissionOf(one) !== OPTED_OUT) ?? holders[0]
  if (holder === undefined) return null
  const canTell = await isThere(vendor, 'wishes')
  const wish = canTell ? await newestWish(vendor, address) : null
  const stands = standingOf(seenIn(holder), wish)
  const permission = permissionOf(holder)
  return {
    id: idIn(holder),
    address: spelledIn(holder, address)!,
    state: stands.isOut ? 'opted_out' : 'mailable',
    permission: stands.isOut ? OPTED_OUT : permission === OPTED_OUT ? OK : permission,
    optedOutAt: stands.isOut ? stands.at : null,
    ...(!canTell && { takesNoWish: absence(vendor, 'wishes') }),
    groups: [],
    record: holder,
  }
}

/** Everybody who has the address. Its own comparing may take more for the same than is. */
export async function holdersOf(vendor: Vendor, address: string): Promise<JsonObject[]> {
  const engine = engineOf(vendor)
  const there = await view(vendor, PEOPLE)
  const fields = ['email', 'email2', 'email3'].filter((name) => there.columns.has(name))
  const isTheirs = fields.map(
    (name) => sql`lower(${asText(engine, name, CHARS_MAX + 1)}) = lower(${address})`,
  )
  const rows = await ask(
    vendor,
    there.name,
    sql`select ${columnsIn(engine, PEOPLE, there)} from ${relation(there)}
      where ${sql.join(isTheirs, sql` or `)}
      order by ${sql.ref('id')} ${firstRows(engine, ROWS_MAX)}`,
  )
  return rows.filter((row) => !isYes(row, 'deleted') && spelledIn(row, address) !== undefined)
}

/** The address as the person's row spells it. */
function spelledIn(row: JsonObject, address: string): string | undefined {
  return addressesIn(row).find((one) => one.toLowerCase() === address.toLowerCase())
}

/** What the view itself says; isOut null: it does not tell. */
export interface Seen {
  isOut: boolean | null
  at: number | null
}

function seenIn(row: JsonObject): Seen {
  if (!('opted_out' in row)) return { isOut: null, at: null }
  return { isOut: isYes(row, 'opted_out'), at: momentIn(row['opted_out_at']) }
}

/**
 * How an address stands, by the view and by what was told last: a wish that was not taken over yet
 * holds against the view, but a return does not against an opt-out that is newer. Pure.
 */
export function standingOf(
  { isOut, at }: Seen,
  wish: Wish | null,
): { isOut: boolean; at: number | null } {
  if (wish === null) return { isOut: isOut ?? false, at }
  const isTold = wish.wish === 'opt_out'
  const told = { isOut: isTold, at: wish.saidAt }
  if (wish.takenAt === null) {
    const isNewer = isOut === true && at !== null && at > (wish.toldAt ?? 0)
    return !isTold && isNewer ? { isOut: true, at } : told
  }
  if (isOut === null) return told
  // Applied later than it was said, an opt-out of ours is as old as the wish.
  const isOurs = isTold && (at === null || at <= wish.takenAt)
  return { isOut, at: isOurs ? wish.saidAt : at }
}

/** A wish that was taken over must show: the row is not written a second time. */
async function follow(vendor: Vendor, address: string, told: Wish): Promise<void> {
  if (told.takenAt === null) return
  const found = await find(vendor, address)
  if (found === null || (found.state === 'opted_out') === (told.wish === 'opt_out')) return
  throw new Failure('refused', 'The wish was taken over, and the view does not show it.', {
    whoMustAct: 'you',
    remedy: 'Look at what takes rows over from the table of wishes, and at opted_out of the view.',
  })
}
