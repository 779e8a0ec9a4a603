/** Unsub lists: each campaign names those whose addresses it is not sent to. */
import { Failure, type Vendor } from '../../sdk/index.ts'
import { call, idsIn, idOf, numberOf, rowsIn, TITLE } from './client.ts'
import { settingsOf } from './settings.ts'

/** More unsub lists would make an opt-out a day's work. */
const LISTS_MAX = 200

/**
 * The ids of the unsub lists that stand for everything: those that were entered, else all of the
 * account. Refused where it has none, or too many.
 */
export async function allUnsubLists(vendor: Vendor): Promise<string[]> {
  const { unsubListIds } = settingsOf(vendor.settings)
  if (unsubListIds !== '') return unsubListIds.split(/\s*,\s*/)
  const rows = rowsIn(await call(vendor, 'unsubList.all'))
  const ids = idsIn(rows.map(({ id }) => idOf(id)))
  if (ids.length > 0 && ids.length <= LISTS_MAX) return ids
  const sentence =
    ids.length === 0
      ? `The account at ${TITLE} has no unsub list.`
      : `The account at ${TITLE} has more than ${LISTS_MAX} unsub lists.`
  throw new Failure('refused', sentence, {
    whoMustAct: 'you',
    remedy: 'Homing opts people out by its unsub lists: make one there, or enter their numbers.',
  })
}

/** The unsub lists an address is on. */
export async function unsubListsOf(vendor: Vendor, address: string): Promise<string[]> {
  return idsIn(await call(vendor, 'unsubList.checkAll', address))
}

/** Puts an address on each of these unsub lists. */
export async function unsubscribe(
  vendor: Vendor,
  address: string,
  lists: readonly string[],
): Promise<void> {
  for (const id of lists) await call(vendor, 'unsubList.addAddress', address, numberOf(id))
}

/** Takes an address off each of these unsub lists. */
export async function takeBack(
  vendor: Vendor,
  address: string,
  lists: readonly string[],
): Promise<void> {
  for (const id of lists) await call(vendor, 'unsubList.removeAddress', address, numberOf(id))
}
