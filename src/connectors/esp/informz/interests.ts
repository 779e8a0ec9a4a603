import { element, elements, Failure, type Vendor } from '../../sdk/index.ts'
import { act, askGrids, complaintOf, gridsIn, numericId, TITLE } from './client.ts'
import { INTERESTS } from './subscribers.ts'
import { textIn } from './values.ts'

/** Of one Subscribe (article 360032692392); the same is taken of Optout, which names no number. */
export const PEOPLE_MAX = 1000

/**
 * The names of interests by their ids, as actions know them by name alone. Throws
 * Failure('refused') where nobody is on one of them: then no grid tells its name.
 */
export async function interestNames(vendor: Vendor, ids: readonly string[]): Promise<string[]> {
  const { types, fields } = INTERESTS
  const page = { sort: INTERESTS.sort, from: 1, rows: 1 }
  const asked = ids.map((id) => ({
    ...{ type: types[0]!, fields, page },
    where: [['interest_id', 'EQ', numericId(id)]] as const,
  }))
  const rows = gridsIn(await askGrids(vendor, asked)).flatMap((grid) => grid.rows)
  const names = new Map(
    rows.map((row) => [textIn(row, 'interest_id'), textIn(row, 'interest_name')]),
  )
  return ids.map((id) => {
    const name = names.get(id)
    if (name) return name
    throw new Failure('refused', `${TITLE} shows no interest of number ${id} any more.`, {
      whoMustAct: 'you',
      remedy: 'Put somebody on it there, or choose another one.',
    })
  })
}

/** "Facilitates removing a subscriber from an interest" (article 360044601832). */
export async function takeOffInterests(
  vendor: Vendor,
  addresses: readonly string[],
  ids: readonly string[],
): Promise<void> {
  const inner = [namesOf(await interestNames(vendor, ids)), subscribersOf(addresses)]
  const words = complaintOf(await act(vendor, { name: 'Optout', inner, isSafe: true }))
  if (words === '') return
  throw new Failure('refused', `${TITLE} took nobody off the interest.`, {
    whoMustAct: 'you',
    remedy: 'Take them off there by hand.',
  })
}

export function namesOf(names: readonly string[]) {
  return element(
    'InterestNames',
    names.map((name) => element('InterestName', name)),
  )
}

/** Named by their addresses alone: an ID of the firm's CRM is not Homing's to give. */
export function subscribersOf(addresses: readonly string[]) {
  return element(
    'Subscribers',
    addresses.map((Email) => element('Subscriber', elements({ Email }))),
  )
}
