/** Group categories: what a recipient can leave without leaving everything. */
import {
  type CategoriesPart,
  childrenOf,
  cleanText,
  isRefusal,
  type RemoteCategory,
  type RemoteGroup,
  textOf,
  unreadable,
  type Vendor,
  type XmlElement,
} from '../../sdk/index.ts'
import { anyResultOf, parsed, post, TITLE } from './client.ts'

const ALL = 'GetAllGroupCategories'

/** A walk over those who left names every category in its cursor, so there is an end to them. */
const CATEGORIES_MAX = 2_000

/** The category of an id, as topics are mapped to it. */
export function categoryOf(id: string): RemoteGroup {
  return { kind: 'category', id }
}

/** The account's own listing. */
export const categories: CategoriesPart = { list: categoriesOf }

/**
 * All categories of the account, in the order of their ids. What their status means is not
 * documented, so it leaves none out. Throws Failure.
 */
export async function categoriesOf(vendor: Vendor): Promise<RemoteCategory[]> {
  const result = anyResultOf(ALL, parsed(await post(vendor, ALL, () => ({}))))
  const found = childrenOf(result, 'GroupCategory').map(readCategory)
  if (found.length > CATEGORIES_MAX) {
    throw unreadable(TITLE, `It has more than ${CATEGORIES_MAX} group categories.`)
  }
  return found.sort((a, b) => Number(a.id) - Number(b.id))
}

function readCategory(row: XmlElement): RemoteCategory {
  const id = textOf(row, 'ID')
  if (!isCategoryId(id)) throw unreadable(TITLE, 'A group category has no id.')
  return { id, name: cleanText(textOf(row, 'CategoryName')) || id }
}

/** Whether this is the id of a category; 0 is that of none. */
export function isCategoryId(id: string): boolean {
  return /^[1-9]\d{0,17}$/.test(id)
}

/** What was asked for; null where the vendor refuses it to the account. Throws other Failures. */
export async function unlessRefused<T>(asking: () => Promise<T>): Promise<T | null> {
  try {
    return await asking()
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
}
