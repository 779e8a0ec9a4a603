import type { ContactState, World } from '../world/world.ts'

/** Whom the account does not write to, though they never asked for that. */
export interface SuppressionBook {
  /** Since when; undefined for somebody who is not suppressed. */
  since(state: ContactState): number | undefined
  suppress(contactId: string, at: number): void
}

/** To the world it is a contact on hold; nothing of this interface ends it. */
export function createSuppressions(world: World): SuppressionBook {
  const asked = new Map<string, number>()
  return {
    since: ({ contact, permission, createdAt }) => {
      const at = asked.get(contact.contactId)
      return at ?? (permission === 'temp_hold' ? createdAt : undefined)
    },
    suppress: (contactId, at) => {
      if (!asked.has(contactId)) asked.set(contactId, at)
      const happen = (state: ContactState) => {
        if (state.permission !== 'unsubscribed') state.permission = 'temp_hold'
      }
      world.edit(contactId, { at, by: 'Account', happen })
    },
  }
}
