/** Communication preferences: which types of mailing a customer left. A type is a category here. */
import {
  element,
  elements,
  type RemoteGroup,
  textOf,
  unreadable,
  type Vendor,
  type XmlElement,
} from '../../sdk/index.ts'
import { ask, post, TITLE } from './client.ts'
import { isKey, safeKey } from './values.ts'

const OPT_OUT = 'OptOut'

export const isCategory = ({ kind, id }: RemoteGroup) => kind === 'category' && isKey(id)

/** Of these types those that the customer has not left: no word on one is no opt-out of it. */
export async function typesNotLeft(
  vendor: Vendor,
  customer: string,
  types: readonly RemoteGroup[],
): Promise<RemoteGroup[]> {
  if (types.length === 0) return []
  const result = await ask(vendor, {
    operation: 'GetAllCustomerCommunicationPreferences',
    parameters: { customerKey: safeKey(customer) },
  })
  const settings = new Map(result.children.map((one) => [keyOf(one), textOf(one, 'status')]))
  return types.filter(({ id }) => {
    const status = settings.get(id.toLowerCase())
    // A type that is not told any more is mailed to nobody.
    return status !== undefined && status !== OPT_OUT
  })
}

function keyOf(setting: XmlElement): string {
  const key = textOf(setting, 'mailing_list_key')
  if (!isKey(key)) throw unreadable(TITLE, 'A preference does not say which type it is of.')
  return key.toLowerCase()
}

/** Leaves types of mailing. The answer has nothing in it: whether it was kept must be looked at. */
export async function leaveTypes(
  vendor: Vendor,
  customer: string,
  types: readonly RemoteGroup[],
): Promise<void> {
  await post(vendor, {
    operation: 'SetCustomerCommunicationPreferences',
    parameters: {
      customerKey: safeKey(customer),
      preferences: types.map(({ id }) =>
        element('MailingListSetting', elements({ mailing_list_key: safeKey(id), status: OPT_OUT })),
      ),
    },
  })
}
