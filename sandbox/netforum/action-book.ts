/** A kind of action, with the interest that everybody shows who takes part in one. */
export interface ActionType {
  key: string
  code: string
  interest: string | undefined
}

export interface ActionSubType {
  key: string
  typeKey: string
  code: string
}

/** What a customer did. */
export interface CustomerAction {
  key: string
  customerKey: string
  typeKey: string
  action: string
  source: string
  date: string
  subTypeKeys: readonly string[]
}

/** An interest that a customer has shown by actions: nobody has entered it. */
export interface Interest {
  code: string
  implicit: boolean
  intensity: number
}

export interface ActionBook {
  types(): readonly ActionType[]
  subTypes(typeKey: string): readonly ActionSubType[]
  addType(type: ActionType): void
  addSubType(subType: ActionSubType): void
  /** With an interest of its type, that of the customer becomes stronger by one. */
  add(action: CustomerAction): void
  of(customerKey: string): readonly CustomerAction[]
  interestsOf(customerKey: string): readonly Interest[]
  size(): number
}

/** More actions than these are not kept. */
export const mostActions = 1_000_000

export function createActions(): ActionBook {
  const types = new Map<string, ActionType>()
  const subTypes: ActionSubType[] = []
  const actions = new Map<string, CustomerAction[]>()
  const interests = new Map<string, Map<string, Interest>>()
  let size = 0
  const strengthen = (customerKey: string, code: string) => {
    const own = interests.get(customerKey) ?? new Map<string, Interest>()
    const intensity = (own.get(code)?.intensity ?? 0) + 1
    own.set(code, { code, implicit: true, intensity })
    interests.set(customerKey, own)
  }
  return {
    types: () => [...types.values()],
    subTypes: (typeKey) => subTypes.filter((one) => one.typeKey === typeKey),
    addType: (type) => void types.set(type.key, type),
    addSubType: (subType) => void subTypes.push(subType),
    add: (action) => {
      const known = actions.get(action.customerKey)
      if (known === undefined) actions.set(action.customerKey, [action])
      else known.push(action)
      size += 1
      const interest = types.get(action.typeKey)?.interest
      if (interest !== undefined) strengthen(action.customerKey, interest)
    },
    of: (customerKey) => actions.get(customerKey) ?? [],
    interestsOf: (customerKey) => [...(interests.get(customerKey)?.values() ?? [])],
    size: () => size,
  }
}
