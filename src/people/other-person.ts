import { Refused } from '../platform/refused.ts'

/** Looks a second person up: one who is not there is a fault of the request, not of its address. */
export async function otherPerson<T>(otherId: number, look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 404) throw error
    throw new Refused(422, `There is no person ${otherId} here.`, { field: 'otherId' })
  }
}
