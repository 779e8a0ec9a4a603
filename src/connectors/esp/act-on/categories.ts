/**
 * Subscription categories: what a contact can leave without leaving everything. Each call names one
 * by its name, so its name is its id here.
 */
import {
  asObject,
  type CategoriesPart,
  cleanText,
  PAGES_MAX,
  type RemoteConsent,
  type RemoteGroup,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { getArray, getPage, type OffsetPage, putForm, TITLE } from './client.ts'

const KIND = 'category'

/** The category of this name, as topics are mapped to it. */
export function categoryOf(name: string): RemoteGroup {
  return { kind: KIND, id: name }
}

/** As many as an account can have here; more would be no categories. */
const CATEGORIES_MAX = 2_000

/** The account's own listing, so that one is known before anybody has left it. */
export const categories: CategoriesPart = {
  async list(vendor) {
    const names = await categoryNames(vendor)
    if (names.length > CATEGORIES_MAX) {
      throw unreadable(TITLE, `It has more than ${CATEGORIES_MAX} subscription categories.`)
    }
    return names.map((name) => ({ id: name, name }))
  },
}

/** A message is told a category by its id and not by its name; null where there is none of it. */
export async function categoryId(vendor: Vendor, name: string): Promise<string | null> {
  const told = await getArray(vendor, '/subscription/category')
  const found = told.map(asObject).find((one) => cleanText(one?.['name']) === name)
  const id = found?.['id']
  return typeof id === 'number' ? String(id) : cleanText(id)
}

/** The names of all categories the account has, in the order of their letters. */
export async function categoryNames(vendor: Vendor): Promise<string[]> {
  const told = await getArray(vendor, '/subscription/category')
  const names = told.map((one) => cleanText(asObject(one)?.['name']))
  if (names.includes(null)) throw unreadable(TITLE, 'A subscription category has no name.')
  return [...new Set(names as string[])].sort()
}

/** Who has left a category, a page from an offset on; it cannot be limited by time. */
export function leftPage(vendor: Vendor, category: string, offset: number): Promise<OffsetPage> {
  return getPage(vendor, '/subscription/optout', { query: { category }, offset, rows: 'result' })
}

/** Those of the groups that are categories of the account which an address has not left. */
export async function keptOf(
  vendor: Vendor,
  address: string,
  groups: readonly RemoteGroup[],
): Promise<RemoteGroup[]> {
  const wanted = groups.filter(({ kind }) => kind === KIND)
  if (wanted.length === 0) return []
  const names = await categoryNames(vendor)
  const kept: RemoteGroup[] = []
  for (const group of wanted) {
    if (names.includes(group.id) && !(await hasLeft(vendor, address, group.id))) kept.push(group)
  }
  return kept
}

async function hasLeft(vendor: Vendor, address: string, category: string): Promise<boolean> {
  const wanted = address.toLowerCase()
  let offset: number | null = 0
  for (let count = 0; offset !== null; count++) {
    if (count === PAGES_MAX) throw unreadable(TITLE, 'Those who left a category have no end.')
    const page: OffsetPage = await leftPage(vendor, category, offset)
    const left = page.rows.map((row) => asObject(row)?.['email'])
    if (left.some((one) => typeof one === 'string' && one.toLowerCase() === wanted)) return true
    offset = page.nextOffset
  }
  return false
}

/** Takes an address out of categories; everything else it gets as before. */
export async function leave(
  vendor: Vendor,
  { address: email }: RemoteConsent,
  groups: readonly RemoteGroup[],
): Promise<void> {
  for (const { id: category } of groups) {
    // Left out, the action is an opt-in.
    await putForm(vendor, '/subscription/optout', { email, category, action: 'optout' })
  }
}
