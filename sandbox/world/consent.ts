import type { Party, Permission } from './definition.ts'
import type { OptOut } from './story.ts'

/** What of a contact these rules decide. */
export interface Consent {
  permission: Permission
  optOut?: OptOut
  optIn: { at: number; source: Party }
}

/** An opt-out that is there stands, except that the contact's own outranks the account's. */
export function leave(consent: Consent, leaving: OptOut): void {
  const { permission, optOut } = consent
  const outranked = optOut?.source === 'Account' && leaving.source === 'Contact'
  if (permission === 'unsubscribed' && !outranked) return
  consent.permission = 'unsubscribed'
  consent.optOut = leaving
}

/**
 * Sets another permission than "unsubscribed". The account can take back its own opt-out; one that
 * came from the contact is lifted by the contact only, and stays otherwise.
 */
export function permit(
  consent: Consent,
  permission: Exclude<Permission, 'unsubscribed'>,
  act: { at: number; by: Party },
): void {
  if (consent.permission === 'unsubscribed') {
    if (consent.optOut?.source !== 'Account' && act.by !== 'Contact') return
    delete consent.optOut
    consent.optIn = { ...consent.optIn, at: act.at }
  }
  consent.permission = permission
}
