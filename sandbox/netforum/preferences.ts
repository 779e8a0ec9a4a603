import { childrenOf, type Element } from '../soap/index.ts'
import { keyIn, part, text } from './asked.ts'
import { children, made } from './elements.ts'
import { wrong } from './errors.ts'
import { readKey } from './keys.ts'
import { statuses, type MailingType } from './preference-book.ts'
import type { Operation, Vendor } from './vendor.ts'

/** GetSubscriptionMailingTypes: what a customer may subscribe to. */
export const subscriptionMailingTypes: Operation = ({ preferences }) =>
  preferences.types('subscription').map(typeElement)

/** GetPromotionalMailingTypes: what a customer gets unless it says no. */
export const promotionalMailingTypes: Operation = ({ preferences }) =>
  preferences.types('promotional').map(typeElement)

function typeElement({ key, name, category }: MailingType): Element {
  return made('MailingList', { primary_key: key, name, category })
}

/** GetAllCustomerCommunicationPreferences: a setting for each type. */
export const allPreferences: Operation = (vendor, asked) => {
  const customerKey = customerIn(vendor, asked)
  return vendor.preferences
    .types()
    .map((type) => made('MailingListSetting', setting(vendor, customerKey, type)))
}

/** GetCustomerCommunicationPreference: the setting for one type. */
export const onePreference: Operation = (vendor, asked) => {
  const type = typeWith(vendor, keyIn(asked, 'preferenceTypeKey'))
  return children(setting(vendor, customerIn(vendor, asked), type))
}

/** SetCustomerCommunicationPreferences: writes all that are given, or none of them. */
export const setPreferences: Operation = (vendor, asked) => {
  const customerKey = customerIn(vendor, asked)
  const array = part(asked, 'preferences')
  const settings = childrenOf(array, 'MailingListSetting').map((one) => settingIn(vendor, one))
  if (settings.length === 0) throw wrong('preferences holds no setting')
  for (const { type, preference } of settings) {
    vendor.preferences.set(customerKey, type.key, preference)
  }
  return []
}

function settingIn(vendor: Vendor, given: Element) {
  const status = statuses.find((one) => one === text(given, 'status'))
  if (status === undefined) throw wrong('status is none of its words')
  const key = text(given, 'mailing_list_key')
  const name = text(given, 'mailing_list_name')
  const type = key === '' ? typeCalled(vendor, name) : typeWith(vendor, readKey(key))
  return { type, preference: { status, emailKey: readKey(text(given, 'email_key')) ?? '' } }
}

function setting({ preferences }: Vendor, customerKey: string, type: MailingType) {
  const { status, emailKey } = preferences.of(customerKey, type.key)
  return {
    mailing_list_key: type.key,
    mailing_list_name: type.name,
    mailing_list_category: type.category,
    status,
    email_key: emailKey === '' ? undefined : emailKey,
  }
}

function customerIn({ db }: Vendor, asked: Element): string {
  const key = keyIn(asked, 'customerKey')
  if (db.rows('co_customer').find(key) === undefined) throw wrong('There is no such customer')
  return key
}

function typeWith({ preferences }: Vendor, key: string | undefined): MailingType {
  return known(preferences.types().find((one) => one.key === key))
}

function typeCalled({ preferences }: Vendor, name: string): MailingType {
  return known(preferences.types().find((one) => one.name === name))
}

function known(type: MailingType | undefined): MailingType {
  if (type === undefined) throw wrong('There is no such mailing list')
  return type
}
