/** What is common to all requests: the one address, and what stands in an answer. */
import {
  childrenOf,
  element,
  elementAt,
  type JsonObject,
  parseXml,
  textOf,
  unreadable,
  type Vendor,
  type XmlContent,
  type XmlElement,
} from '../../sdk/index.ts'
import { envelope, type GridAsk, gridOf, SOAP_ACTION } from './document.ts'
import { SERVICE, settingsOf } from './settings.ts'

export const TITLE = 'Informz'

/** Asks one or more grids in one request; the answer as it came. */
export function askGrids(vendor: Vendor, grids: readonly GridAsk[]): Promise<Uint8Array> {
  const inner = element('Grids', grids.map(gridOf))
  return post(vendor, { kind: 'GridRequest', inner, isSafe: true })
}

/** An action, and whether twice is as good as once. */
interface Action {
  name: string
  inner: XmlContent
  isSafe: boolean
}

/** Does one thing; answers the element of the same name that tells what became of it. */
export async function act(vendor: Vendor, { name, inner, isSafe }: Action): Promise<XmlElement> {
  const actions = element('Actions', element(name, inner))
  const body = await post(vendor, { kind: 'ActionRequest', inner: actions, isSafe })
  const done = elementAt(documentIn(body), 'Responses', name)
  if (!done) throw unreadable(TITLE, `It does not say what became of ${name}.`)
  return done
}

interface Document {
  kind: string
  inner: XmlContent
  isSafe: boolean
}

async function post(vendor: Vendor, { kind, inner, isSafe }: Document): Promise<Uint8Array> {
  const settings = settingsOf(vendor.settings)
  const answer = await vendor.http.request({
    method: 'POST',
    url: `${settings.apiUrl}${SERVICE}`,
    headers: { soapaction: SOAP_ACTION },
    text: { type: 'text/xml; charset=utf-8', body: envelope(kind, settings, inner) },
    isSafe,
  })
  return answer.body
}

/** The document within an answer; Failure('unreadable') where there is none. Pure. */
function documentIn(body: Uint8Array): XmlElement {
  const path = ['Body', 'PostInformzMessageResponse', 'PostInformzMessageResult']
  const result = elementAt(parseXml(TITLE, body), ...path)
  if (!result) throw unreadable(TITLE, 'It holds no document.')
  return parseXml(TITLE, result.text.trim())
}

/** A grid as it was answered: rows by the names of their fields, in lower case. */
export interface Grid {
  type: string
  rows: JsonObject[]
  /** How many rows fit the conditions, where that was asked instead of the rows. */
  count: number | null
}

/** The grids of an answer, fresh or stored, in order. Failure('unreadable') for none. Pure. */
export function gridsIn(body: Uint8Array): Grid[] {
  const document = documentIn(body)
  const grids = childrenOf(elementAt(document, 'Grids'), 'Grid')
  if (document.name !== 'GridResponse' || grids.length === 0) {
    throw unreadable(TITLE, 'It has no grid.')
  }
  return grids.map((grid) => {
    const rows = childrenOf(grid, 'Record').map(rowOf)
    const count = rows.length === 1 ? countIn(rows[0]!) : null
    return { type: grid.attributes['type'] ?? '', rows: count === null ? rows : [], count }
  })
}

/** The vendor's spelling of a field changes from grid to grid (Open_Date, open_date). */
function rowOf(record: XmlElement): JsonObject {
  const fields = childrenOf(elementAt(record, 'Fields'), 'Field')
  return Object.fromEntries(
    fields.map(({ attributes, text }) => [
      (attributes['element'] ?? '').toLowerCase(),
      text.trim(),
    ]),
  )
}

function countIn(row: JsonObject): number | null {
  const told = row['count']
  const isAlone = Object.keys(row).length === 1
  return isAlone && typeof told === 'string' && /^\d{1,12}$/.test(told) ? Number(told) : null
}

/** What an action says of itself; '' is its success. */
export function complaintOf(done: XmlElement): string {
  const status = elementAt(done, 'ActionStatus')
  if (textOf(status, 'Status').toLowerCase() === 'success') return ''
  return textOf(status, 'Message') || 'no reason'
}

/** An id as the value of a condition. */
export function numericId(id: string): string {
  if (!/^\d{1,18}$/.test(id)) throw unreadable(TITLE, 'An id it gave cannot be an id.')
  return id
}
