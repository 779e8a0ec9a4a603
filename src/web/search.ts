/** Search parameters of an address, as the screens read them: plain words, never JSON. */
export type Words<Name extends string> = { [Key in Name]?: string }

/** Keeps the named words of an address and nothing else: for a route's validateSearch. */
export function words<Name extends string>(...names: Name[]) {
  return (given: Record<string, unknown>): Words<Name> =>
    Object.fromEntries(
      names.flatMap((name) => {
        const word = given[name]
        return typeof word === 'string' && word !== '' ? [[name, word]] : []
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
