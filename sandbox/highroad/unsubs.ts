import { text, whole } from './asked.ts'
import { Refused } from './errors.ts'
import type { Method } from './methods.ts'
import type { UnsubList } from './unsub-book.ts'
import type { Vendor } from './vendor.ts'

export function unsubNumbered({ unsubs }: Vendor, id: number): UnsubList {
  const found = unsubs.all().find((one) => one.id === id)
  if (found === undefined) throw new Refused('There is no such unsubscribe list')
  return found
}

/** The methods of unsubscribe lists: of addresses, which need not be contacts. */
export const unsubMethods = {
  'unsubList.get': (vendor, [id]) => ({ ...unsubNumbered(vendor, whole(id, 'id')) }),
  'unsubList.addAddress': (vendor, [email, id], now) => {
    const list = unsubNumbered(vendor, whole(id, 'unsub_list_id'))
    vendor.unsubs.add(list.id, text(email, 'email'), now)
    return 1
  },
  'unsubList.removeAddress': (vendor, [email, id], now) => {
    const list = unsubNumbered(vendor, whole(id, 'unsub_list_id'))
    vendor.unsubs.remove(list.id, text(email, 'email'), now)
    return 1
  },
  'unsubList.check': (vendor, [email, id], now) => {
    const list = unsubNumbered(vendor, whole(id, 'unsub_list_id'))
    return vendor.unsubs.has(list.id, text(email, 'email'), now)
  },
  'unsubList.checkAll': ({ unsubs }, [email], now) => {
    const address = text(email, 'email')
    return unsubs.all().flatMap(({ id }) => (unsubs.has(id, address, now) ? [id] : []))
  },
} satisfies Record<string, Method>
