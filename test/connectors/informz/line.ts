import { informz } from '../../../src/connectors/esp/informz/index.ts'
import {
  childOf,
  element,
  elementAt,
  elements,
  parseXml,
  proofOf,
  type Vendor,
} from '../../../src/connectors/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

export const SETTINGS = {
  apiUrl: 'https://partner.informz.net',
  user: 'ada',
  brandId: '1234',
  brandName: 'Harrow & Co',
}

/** A vendor whose answers are scripted; asked lists the documents that went out. */
export function scripted(...outcomes: Outcome[]) {
  const proof = async () => proofOf({ password: 'p&ss' })
  const tokens = { current: proof, renew: proof }
  const lined = line(outcomes, { connector: informz, settings: SETTINGS, tokens })
  const vendor: Vendor = { settings: SETTINGS, http: lined.vendor, now: lined.clock.now }
  const asked = () => lined.asked.map(({ body }) => documentOf(body as string))
  return { vendor, asked, exchanges: lined.asked }
}

function documentOf(body: string) {
  const text = elementAt(parseXml('test', body), 'Body', 'PostInformzMessage', 'x')!.text
  return parseXml('test', text)
}

/** The grids of a request, each as its text without white space. */
export function gridsOf(document: ReturnType<typeof documentOf>) {
  const grids = childOf(document, 'Grids')?.children ?? []
  const words = (one: (typeof grids)[number]): string[] =>
    one.children.length === 0 ? [one.text] : one.children.flatMap(words)
  return grids.map((grid) => [grid.attributes['type'], ...words(grid)].join(' '))
}

export type Row = Record<string, string>
export type Told = readonly [type: string, ...rows: Row[]]

/** An answer of these grids, as the vendor shows one. */
export function answer(...grids: Told[]): string {
  const told = grids.map(([type, ...rows]) =>
    element(
      'Grid',
      rows.map((row, at) => element('Record', element('Fields', fieldsOf(row)), { row: at + 1 })),
      { type },
    ),
  )
  return inEnvelope(element('GridResponse', element('Grids', told)).xml)
}

export const good = (...grids: Told[]): Outcome => ({ status: 200, body: answer(...grids) })
export const bytes = (...grids: Told[]) => new TextEncoder().encode(answer(...grids))
export const count = (type: string, rows: number): Told => [type, { Count: String(rows) }]

/** An answer to an action. */
export function done(name: string, status: string, message = ''): Outcome {
  const told = element('ActionStatus', [element('Status', status), element('Message', message)])
  return responded(name, [element('Count', 1), told])
}

/** A success that tells something besides. */
export function answered(name: string, told: Row): Outcome {
  const status = element('ActionStatus', element('Status', 'success'))
  return responded(name, [...elements(told), status])
}

function responded(name: string, told: ReturnType<typeof elements>): Outcome {
  const responses = element('Responses', element(name, told))
  return { status: 200, body: inEnvelope(element('ActionResponse', responses).xml) }
}

/** A fault as the vendor answers it, with status 500. */
export function fault(code: string, reason = 'Not so.'): string {
  const told = element('InformzAAPIFault', [element('code', code), element('reason', reason)])
  return envelope(element('s:Fault', element('detail', told)))
}

function inEnvelope(document: string): string {
  const result = element('PostInformzMessageResult', document)
  return envelope(element('PostInformzMessageResponse', result))
}

function envelope(inner: ReturnType<typeof element>): string {
  const soap = { 'xmlns:s': 'http://schemas.xmlsoap.org/soap/envelope/' }
  return element('s:Envelope', element('s:Body', inner), soap).xml
}

function fieldsOf(row: Row) {
  return Object.entries(row).map(([name, value]) => element('Field', value, { element: name }))
}
