import { isId } from '../search.ts'

/** What stands in an address where a number of Homing's own does not. */
const SPELT: Readonly<Record<string, RegExp>> = {
  // A view that ships with Homing has a word.
  viewId: /^(?:[1-9]\d{0,8}|[a-z][a-z0-9-]{1,59})$/,
  // Its time, its key and its address: the server says of one that is none that there is no event.
  eventId: /^.+$/,
}

/**
 * Whether an address can lead to a page, by the ids in it: one that cannot be an id is a mistyped
 * address, and nobody is asked for what it would show. Other parameters are anything. Pure.
 */
export function leadsSomewhere(params: Readonly<Record<string, string | undefined>>): boolean {
  return Object.entries(params).every(([name, value = '']) => {
    if (!name.endsWith('Id')) return true
    return SPELT[name]?.test(value) ?? isId(value)
  })
}
