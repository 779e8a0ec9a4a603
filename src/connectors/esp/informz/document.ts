/** Documents as Informz takes them: XML within a string within SOAP. Pure. */
import { element, keysIn, type XmlContent } from '../../sdk/index.ts'
import type { InformzSettings } from './settings.ts'

const NAMESPACE = 'http://partner.informz.net/aapi/2009/08/'

/** The one operation there is. */
export const SOAP_ACTION = `"${NAMESPACE}IInformzWebServiceContract/PostInformzMessage"`

export type Comparator = 'EQ' | 'GT' | 'GTE'

/** What is asked of one grid. */
export interface GridAsk {
  type: string
  /** A field may stand in one condition only. */
  where?: readonly (readonly [field: string, comparator: Comparator, value: string])[]
  fields: readonly string[]
  /** Rows are counted from 1; without an order, pages would mean nothing. */
  page?: { sort: string; from: number; rows: number }
}

/** A document of one kind ("GridRequest") in its envelope, once the proof is known. */
export function envelope(
  kind: string,
  settings: InformzSettings,
  inner: XmlContent,
): (proof: string) => string {
  return (proof) => {
    const document = element(
      kind,
      [
        element('Password', keysIn(proof)['password']),
        element('Brand', settings.brandName, { id: settings.brandId }),
        element('User', settings.user),
        inner,
      ],
      { xmlns: NAMESPACE },
    )
    const message = element('PostInformzMessage', element('x', document.xml), { xmlns: NAMESPACE })
    const soap = { 'xmlns:s': 'http://schemas.xmlsoap.org/soap/envelope/' }
    return element('s:Envelope', element('s:Body', message), soap).xml
  }
}

/** Elements stand in the order in which the vendor shows them. */
export function gridOf({ type, where = [], fields, page }: GridAsk) {
  const conditions = where.map(([field, comparator, value]) =>
    element(
      'Condition',
      element('Single', [
        element('DataElement', field),
        element('DataValue', value),
        element('Comparator', comparator),
      ]),
    ),
  )
  return element(
    'Grid',
    [
      conditions.length > 0 && element('Conditions', conditions),
      element(
        'ReturnFields',
        fields.map((field) => element('DataElement', field)),
      ),
      page && [
        element('SortField', page.sort, { order: 'asc' }),
        element('StartRow', page.from),
        element('NumberOfRows', page.rows),
      ],
    ].filter((part) => part !== false),
    { type },
  )
}
