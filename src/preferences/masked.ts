/**
 * An address as its owner knows it again and nobody else learns it: j***@example.com. One letter
 * stands only where there are more.
 */
export function masked(address: string): string {
  const at = address.lastIndexOf('@')
  const local = [...address.slice(0, at)]
  return `${local.length > 1 ? local[0] : ''}***${address.slice(at)}`
}
