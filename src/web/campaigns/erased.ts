/** What stands in the place of an erased address ends so: no mail can ever reach it. */
const ENDING = '@erased.invalid'

/** Whether an address is the pseudonym of somebody who was erased. */
export function isErased(address: string): boolean {
  return address.endsWith(ENDING)
}
