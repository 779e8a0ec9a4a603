import type { ModuleName } from './modules.ts'
import { stamp, type Row, type Rows } from './rows.ts'

/** One address of one record. */
interface Holding {
  addressId: string
  holder: Holder
  primary: boolean
  removed: boolean
}

export interface Holder {
  module: ModuleName
  id: string
}

export interface Flags {
  optOut: boolean
  invalid: boolean
}

/** An address that is written to a record, with its flags. */
export interface Assigned {
  address: string
  flags: Flags
  primary: boolean
}

/** Who has which address. The flags are the address's, so that whoever shares it shares them. */
export interface AddressBook {
  find(address: string): Row | undefined
  /** A row was written as such, not by way of a person. */
  note(row: Row): void
  /** The record's addresses, its primary one first. */
  of(beanId: string): readonly Row[]
  /** Those it has or had: the vendor's search by address does not look at which. */
  ever(beanId: string): readonly Row[]
  holders(addressId: string): readonly Holder[]
  /**
   * Gives the record addresses, the first as its primary one. An address that is known already gets
   * these flags: a create without flags lifts an opt-out.
   */
  give(holder: Holder, addresses: readonly string[], flags: Flags): void
  /** The record has these addresses from now on and no others; the flags go to the addresses. */
  assign(holder: Holder, addresses: readonly Assigned[]): void
  /** The record is deleted. */
  drop(beanId: string): void
}

interface Means {
  rows: Rows
  now: () => number
  newId: () => string
}

export function createAddresses({ rows, now, newId }: Means): AddressBook {
  const holdings = new Map<string, Holding[]>()
  const byAddress = new Map<string, Holding[]>()
  const byCaps = new Map<string, Row>()
  const of = (beanId: string) => (holdings.get(beanId) ?? []).filter((one) => !one.removed)
  const rowsOf = (some: readonly Holding[]) =>
    [...some]
      .sort((a, b) => Number(b.primary) - Number(a.primary))
      .flatMap(({ addressId }) => rows.live(addressId) ?? [])
  const find = (address: string) => {
    const caps = address.trim().toUpperCase()
    const known = byCaps.get(caps)
    return known?.email_address_caps === caps && known.deleted === '0' ? known : undefined
  }
  const note = (row: Row) => void byCaps.set(row.email_address_caps ?? '', row)
  const enter = (address: string, flags: Flags) => {
    const known = find(address)
    if (known !== undefined) return flagged(known, address, flags, stamp(now()))
    const row = newAddress(newId(), address, flags, stamp(now()))
    rows.add(row)
    note(row)
    return row
  }
  const hold = (holding: Holding) => {
    const { addressId, holder } = holding
    holdings.set(holder.id, [...(holdings.get(holder.id) ?? []), holding])
    byAddress.set(addressId, [...(byAddress.get(addressId) ?? []), holding])
  }
  const assign = (holder: Holder, addresses: readonly Assigned[]) => {
    for (const one of holdings.get(holder.id) ?? []) one.removed = true
    for (const { address, flags, primary } of addresses) {
      const addressId = enter(address, flags).id
      const held = holdings.get(holder.id)?.find((one) => one.addressId === addressId)
      if (held !== undefined) Object.assign(held, { primary, removed: false })
      else hold({ addressId, holder, primary, removed: false })
    }
  }
  return {
    find,
    note,
    of: (beanId) => rowsOf(of(beanId)),
    ever: (beanId) => rowsOf(holdings.get(beanId) ?? []),
    holders: (addressId) =>
      (byAddress.get(addressId) ?? []).flatMap((one) => (one.removed ? [] : one.holder)),
    give: (holder, addresses, flags) => {
      addresses.forEach((address, index) => {
        hold({ addressId: enter(address, flags).id, holder, primary: index === 0, removed: false })
      })
    },
    assign,
    drop: (beanId) => {
      for (const one of holdings.get(beanId) ?? []) one.removed = true
    },
  }
}

function newAddress(id: string, address: string, flags: Flags, at: string): Row {
  return {
    id,
    email_address: address.trim(),
    email_address_caps: address.trim().toUpperCase(),
    invalid_email: flag(flags.invalid),
    opt_out: flag(flags.optOut),
    confirm_opt_in: 'not-opt-in',
    confirm_opt_in_date: null,
    confirm_opt_in_sent_date: null,
    confirm_opt_in_fail_date: null,
    date_created: at,
    date_modified: at,
    deleted: '0',
  }
}

function flagged(row: Row, address: string, { optOut, invalid }: Flags, at: string): Row {
  const next = {
    email_address: address.trim(),
    opt_out: flag(optOut),
    invalid_email: flag(invalid),
  }
  const same = Object.entries(next).every(([name, value]) => row[name] === value)
  return same ? row : Object.assign(row, next, { date_modified: at })
}

export function flag(on: boolean): string {
  return on ? '1' : '0'
}
