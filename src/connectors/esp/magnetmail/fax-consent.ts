import {
  element,
  elements,
  type FaxConsentPart,
  type JsonObject,
  type RemoteConsent,
  type Vendor,
} from '../../sdk/index.ts'
import { ask, nil } from './client.ts'
import { UNSAID } from './groups.ts'
import { findByFax, getsNoFaxes } from './recipients.ts'
import { textIn } from './values.ts'

/** What a recipient who gets no faxes is called here. */
const NO_FAXES = 'no faxes'

/** Who gets no faxes: a number may be several recipients', and is held back for all of them. */
export const faxConsent: FaxConsentPart = { find, optOut }

async function find(
  vendor: Vendor,
  number: string,
  ids: readonly string[],
): Promise<RemoteConsent | null> {
  const rows = await findByFax(vendor, number, ids)
  const row = rows.find((one) => !getsNoFaxes(one)) ?? rows[0]
  if (row === undefined) return null
  return {
    id: textIn(row, 'id'),
    address: textIn(row, 'fax'),
    state: getsNoFaxes(row) ? 'opted_out' : 'mailable',
    permission: getsNoFaxes(row) ? NO_FAXES : '',
    optedOutAt: null,
    groups: [],
    record: rows,
  }
}

/** Numbers go as they are spelled there: how they are compared is not documented. */
async function optOut(vendor: Vendor, { record }: RemoteConsent): Promise<void> {
  const rows = (record as JsonObject[]).filter((row) => !getsNoFaxes(row))
  const numbers = [...new Set(rows.map((row) => textIn(row, 'fax')))]
  const recipients = numbers.map((fax) =>
    element('Recipient', [...elements({ fax }), ...UNSAID.map(nil)]),
  )
  await ask(vendor, 'uploadSuppressionList', () => ({
    suppressionlist: [
      ...elements({ suppressby: 'Fax', type: 'Fax' }),
      element('recipients', recipients),
    ],
  }))
}
