import type { ContactState } from '../world/world.ts'
import type { Struct } from '../xmlrpc/index.ts'
import { Refused } from './errors.ts'
import { readData, shownContact, writing } from './fields.ts'
import { contactId, contactNumbered, contactsAt, listNumbered } from './ids.ts'
import type { Vendor } from './vendor.ts'

const plainAddress = /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/

/**
 * Writes a contact down and answers its number. With `email` to dedupe by, one who is there is
 * written over; without, an address that is taken is refused, as it belongs to one contact here.
 */
export function createContact(
  vendor: Vendor,
  data: Struct,
  dedupeField: string | undefined,
  now: number,
): number {
  const { world, unsubs } = vendor
  const values = readData(vendor, data)
  const address = checkedAddress(values.get('email') ?? '')
  if (dedupeField !== undefined && dedupeField !== 'email') {
    throw new Refused('Contacts are told apart by email')
  }
  const there = world.holderOf(address, now)
  if (there !== undefined && there.deletedAt === undefined && dedupeField === undefined) {
    throw new Refused('There is a contact with that address')
  }
  const added = { address, permission: 'implicit', by: 'Account', listIds: [] } as const
  const id = there?.contact.contactId ?? world.create(added, now)
  const write = writing(world, values)
  edit(vendor, id, now, (state) => {
    delete state.deletedAt
    write(state)
  })
  unsubs.meet(address, now)
  return contactId(world.contactAt(id, now) as ContactState)
}

export function updateContact(vendor: Vendor, id: number, data: Struct, now: number): number {
  const { world } = vendor
  const { contact, address: old } = contactNumbered(world, id, now)
  const values = readData(vendor, data)
  const address = checkedAddress(values.get('email') ?? old)
  const holder = world.holderOf(address, now)
  if (holder !== undefined && holder.contact.contactId !== contact.contactId) {
    throw new Refused('There is a contact with that address')
  }
  const write = writing(world, values)
  edit(vendor, contact.contactId, now, (state) => {
    state.address = address
    write(state)
  })
  return id
}

/** Those of the table whose columns have those values, whatever the case. */
export function searchContacts(vendor: Vendor, search: Struct, now: number): Struct[] {
  const { world } = vendor
  const wanted = [...readData(vendor, search)]
  return contactsAt(world, now)
    .map((state) => shownContact(world, state))
    .filter((shown) => {
      return wanted.every(([name, value]) => {
        return String(shown[name]).toLowerCase() === value.toLowerCase()
      })
    })
}

/** Puts a contact on lists, or takes it off; whoever has left stays away all the same. */
export function changeLists(
  vendor: Vendor,
  id: number,
  change: { numbers: readonly number[]; on: boolean },
  now: number,
): void {
  const { world } = vendor
  const { contact } = contactNumbered(world, id, now)
  const ids = change.numbers.map((number) => listNumbered(world, number).listId)
  edit(vendor, contact.contactId, now, (state) => {
    const others = state.listIds.filter((one) => !ids.includes(one))
    state.listIds = change.on ? [...others, ...ids] : others
  })
}

function checkedAddress(address: string): string {
  if (!plainAddress.test(address)) throw new Refused('email is not an address')
  return address
}

function edit(
  { world }: Vendor,
  id: string,
  at: number,
  happen: (state: ContactState) => void,
): void {
  world.edit(id, { at, by: 'Account', happen })
}
