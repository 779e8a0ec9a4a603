/** Finds contacts by an address they have or had, whatever the case. */
export interface AddressBook {
  note(address: string, contactId: string): void
  /** Everybody who ever had this address; who has it now is for the caller to see. */
  candidates(address: string): readonly string[]
}

export function createAddressBook(): AddressBook {
  const byAddress = new Map<string, string[]>()
  const key = (address: string) => address.toLowerCase()
  return {
    note: (address, contactId) => {
      const known = byAddress.get(key(address)) ?? []
      if (address !== '' && !known.includes(contactId)) {
        byAddress.set(key(address), [...known, contactId])
      }
    },
    candidates: (address) => byAddress.get(key(address)) ?? [],
  }
}
