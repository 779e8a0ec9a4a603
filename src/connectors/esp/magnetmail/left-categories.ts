/** Who left a group category: the last part of the walk over opt-outs. */
import {
  type AddressesOf,
  childOf,
  childrenOf,
  element,
  elementAt,
  elements,
  FieldRefused,
  type JsonObject,
  type RawPage,
  type RemoteSuppression,
  textOf,
  unreadable,
  type Vendor,
  type XmlElement,
  XmlText,
} from '../../sdk/index.ts'
import { categoriesOf, categoryOf, isCategoryId, unlessRefused } from './categories.ts'
import { anyResultOf, farEnd, moment, numericId, parsed, post, TITLE } from './client.ts'
import { addressIn, leftAt, plain, recipientIn, textIn } from './values.ts'

/** The report, and what a cursor of its begins with. */
export const LEFT = 'GetUnsubscribeTracking'
const DETAILS = 'getRecipientDetails'

/** The root of a page as it is kept here: the report, and behind it the recipients it names. */
const ROOT = 'leftCategories'

/** Each row may cost a request more, for the address of a recipient nobody knows yet. */
const PAGE_ROWS = 50

/** Where the walk begins; null where there is no category, or listing them is refused. */
export async function firstLeft(vendor: Vendor): Promise<string | null> {
  const all = await unlessRefused(() => categoriesOf(vendor))
  return cursorOf(1, all?.map(({ id }) => id) ?? [])
}

function cursorOf(page: number, categories: readonly string[]): string | null {
  return categories.length === 0 ? null : `${LEFT} ${page} ${categories.join(',')}`
}

export interface LeftAsk {
  addressesOf?: AddressesOf | undefined
  from: number
  page: number
  /** The category whose page it is, and those after it. */
  categories: readonly string[]
}

/**
 * A page of those who left a category. The end of one is a page without any, as the vendor may cut
 * one; a report that is refused is such a page, so that no other opt-out is lost for it.
 */
export async function leftPage(vendor: Vendor, ask: LeftAsk): Promise<RawPage> {
  const [category, ...others] = ask.categories
  if (category === undefined) throw unreadable(TITLE, 'A cursor of its is none.')
  const report = await unlessRefused(() => leftReport(vendor, category, ask))
  const rows = report === null ? [] : rowsIn(parsed(report))
  if (rows.length > PAGE_ROWS) throw unreadable(TITLE, 'It has more rows than were asked for.')
  const named = rows.filter(isOfCategory).map((row) => textIn(row, 'RecipientId'))
  const ids = [...new Set(named.filter((one) => one !== ''))]
  const known = await ask.addressesOf?.(ids)
  const recipients: XmlText[] = []
  for (const id of ids) {
    const email = known?.get(id)
    const details = email === undefined ? await detailsOf(vendor, id) : undefined
    recipients.push(element('recipient', [...elements({ id, email }), details]))
  }
  const document = element(ROOT, [report && element('report', within(report)), ...recipients])
  const next = rows.length === 0 ? cursorOf(1, others) : cursorOf(ask.page + 1, ask.categories)
  return { body: new TextEncoder().encode(document.xml), next }
}

/** Criteria in the order of the WSDL; 0 is taken for any message and any group. */
export function leftReport(
  vendor: Vendor,
  category: string,
  { from, page }: Pick<LeftAsk, 'from' | 'page'>,
): Promise<Uint8Array> {
  return post(vendor, LEFT, () => ({
    criteria: elements({
      ...{ PageNo: page, PageSize: PAGE_ROWS },
      ...{ SearchStartDate: moment(from), SearchEndDate: moment(farEnd(vendor)) },
      ...{ MessageId: 0, GroupId: 0, GroupCategoryId: numericId(category) },
    }),
  }))
}

/** The vendor's answer about a recipient; undefined where it has none, or has it no more. */
async function detailsOf(vendor: Vendor, id: string): Promise<XmlText | undefined> {
  const recipient_id = numericId(id)
  const told = await unlessRefused(() =>
    post(vendor, DETAILS, (user_id) => ({ user_id, recipient_id })),
  )
  if (told === null) return undefined
  anyResultOf(DETAILS, parsed(told))
  return within(told)
}

/** A document as it came, but for the declaration that may stand before a root alone. */
function within(document: Uint8Array): XmlText {
  const text = new TextDecoder().decode(document)
  return new XmlText(text.replace(/^\s*<\?xml[^>]*\?>/, ''))
}

/** Whether a stored page is one of leftPage. Pure. */
export function isLeftPage(document: XmlElement): boolean {
  return document.name === ROOT
}

/** Pure: the rows of a page that name a category, each with its recipient as far as it is told. */
export function leftIn(document: XmlElement): (JsonObject | null)[] {
  const known = new Map(
    childrenOf(document, 'recipient').map((one) => {
      const envelope = childOf(one, 'Envelope')
      const details = envelope ? anyResultOf(DETAILS, envelope) : childOf(one, 'email') && one
      return [textOf(one, 'id'), details ? plain(details) : null]
    }),
  )
  const envelope = elementAt(document, 'report', 'Envelope')
  const rows = envelope ? rowsIn(envelope) : []
  return rows
    .filter(isOfCategory)
    .map((row) => row && { ...row, recipient: known.get(textIn(row, 'RecipientId')) ?? {} })
}

function rowsIn(report: XmlElement): (JsonObject | null)[] {
  const data = elementAt(anyResultOf(LEFT, report), 'data')
  return childrenOf(data, 'UnsubscribeTrackingData').map(plain)
}

/** What left something else, or everything, another report tells. A row that is nil stays in. */
function isOfCategory(row: JsonObject | null): boolean {
  return row === null || !/^0*$/.test(textIn(row, 'GroupCategoryId'))
}

/** Whether a row is one of leftIn, and no opt-out of everything. Pure. */
export function isLeft(row: JsonObject): boolean {
  return row['GroupCategoryId'] !== undefined
}

/** Of the category the row itself names, whichever was asked for. */
export function readLeft(row: JsonObject): RemoteSuppression {
  const category = textIn(row, 'GroupCategoryId')
  if (!isCategoryId(category)) {
    throw new FieldRefused('GroupCategoryId', 'This is no id of a group category.')
  }
  const contactId = textIn(row, 'RecipientId')
  return {
    address: addressIn(recipientIn(row), 'recipient.email'),
    ...{ ...leftAt(row['Date']), reason: '', by: '', group: categoryOf(category) },
    ...(contactId !== '' && { contactId }),
  }
}
