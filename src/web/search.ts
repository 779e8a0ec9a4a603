/** Search parameters of an address, as the screens read them: plain words, never JSON. */
export type Words<Name extends string> = { [Key in Name]?: string }

const ID_MAX = 2_147_483_647

/** Whether a word of an address can be the number of something. Pure. */
export function isId(word: string): boolean {
  return /^[1-9]\d{0,9}$/.test(word) && Number(word) <= ID_MAX
}

/**
 * Keeps the named words of an address and nothing else, for a route's validateSearch: nor an id
 * that can be none, of which the server would know nothing but that.
 */
export function words<Name extends string>(...names: Name[]) {
  return (given: Record<string, unknown>): Words<Name> =>
    Object.fromEntries(
      names.flatMap((name) => {
        const word = given[name]
        if (typeof word !== 'string' || word === '') return []
        return name.endsWith('Id') && !isId(word) ? [] : [[name, word]]
      }),
    ) as Words<Name>
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

export function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter(([, word]) => word !== undefined && word !== '')
  if (given.length === 0) return ''
  return '?' + new URLSearchParams(given.map(([name, word]) => [name, String(word)])).toString()
}
