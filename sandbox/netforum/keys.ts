const shape = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i

/** A key as the database writes it; undefined for what is none. */
export function readKey(text: string): string | undefined {
  const parts = shape.exec(text.trim())
  return parts === null ? undefined : parts.slice(1).join('-').toLowerCase()
}

/**
 * What sorts as the database sorts keys. SQL Server looks at the last group first, then at the
 * fourth, and at the first three with their bytes turned round.
 */
export function orderOfKey(key: string): string {
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = key.split('-')
  return [fifth, fourth, turned(third), turned(second), turned(first)].join('')
}

function turned(group: string): string {
  return (group.match(/../g) ?? []).reverse().join('')
}
