export const statuses = ['OptIn', 'OptOut', 'Undefined'] as const
export type Status = (typeof statuses)[number]

/** A kind of mailing to which customers say yes or no. */
export interface MailingType {
  key: string
  name: string
  category: string
  kind: 'subscription' | 'promotional'
}

export interface Preference {
  status: Status
  emailKey: string
}

/** What each customer wants; nobody has said anything about most types. */
export interface PreferenceBook {
  types(kind?: MailingType['kind']): readonly MailingType[]
  add(type: MailingType): void
  of(customerKey: string, typeKey: string): Preference
  set(customerKey: string, typeKey: string, preference: Preference): void
}

export function createPreferences(): PreferenceBook {
  const types = new Map<string, MailingType>()
  const kept = new Map<string, Map<string, Preference>>()
  return {
    types: (kind) => [...types.values()].filter((one) => kind === undefined || one.kind === kind),
    add: (type) => void types.set(type.key, type),
    of: (customerKey, typeKey) =>
      kept.get(customerKey)?.get(typeKey) ?? { status: 'Undefined', emailKey: '' },
    set: (customerKey, typeKey, preference) => {
      const own = kept.get(customerKey) ?? new Map<string, Preference>()
      own.set(typeKey, preference)
      kept.set(customerKey, own)
    },
  }
}
