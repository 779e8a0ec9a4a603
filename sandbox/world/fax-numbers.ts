import { createRandom } from '../random.ts'

/**
 * The fax number a person has in this world, as an American office writes it down: always the same
 * for an address, and seldom that of two.
 */
export function faxNumberOf(address: string): string {
  const random = createRandom(`fax/${address.toLowerCase()}`)
  const part = (low: number, high: number) => String(random.int(low, high))
  return `1${part(201, 989)}${part(201, 989)}${part(1000, 9999)}`
}
