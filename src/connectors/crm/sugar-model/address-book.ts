import { Failure, type JsonObject, type Vendor } from '../../sdk/index.ts'

export type Flag = 'opt_out' | 'invalid_email'

/** Words of ours: an address has two flags and no word. */
export const OPTED_OUT = 'opt_out'
export const INVALID = 'invalid'

/** The addresses of one vendor, as it finds, spells and writes them. */
export interface AddressBook {
  title: string
  /** What to do where a flag is not as it was set. */
  remedy: string
  /** What a return does there. */
  resubscribe: string
  /** The records of an address: one, and more only where somebody wrote to the database by hand. */
  recordsOf(vendor: Vendor, address: string): Promise<JsonObject[]>
  /** Writes one flag of a record, and leaves all else as it is. */
  write(vendor: Vendor, id: string, change: { flag: Flag; isOn: boolean }): Promise<void>
  /** OPTED_OUT first, whatever else the address is. */
  permissionOf(record: JsonObject): string
  isYes(value: unknown): boolean
  momentIn(value: unknown): number | null
  safeId(id: unknown): string
  textIn(value: unknown): string
}

interface Change {
  flag: Flag
  isOn: boolean
  /** These records alone. */
  only?: readonly string[]
  /** What the address is where the flag stays as it was: "mailable". */
  before: keyof typeof sentences
}

/** What is said of an address whose flag stayed as it was. */
const sentences = {
  mailable: (title: string) => `${title} left the address mailable.`,
  'opted out': (title: string) => `${title} left the address opted out.`,
  valid: (title: string) => `${title} left the address valid.`,
  invalid: (title: string) => `${title} left the address invalid.`,
}

/**
 * Sets one flag of the address itself: one written to a person would be kept nowhere, or say who
 * has which addresses besides. What is so already is not written again, because each writing is a
 * later moment of both flags. Throws Failure where it is not so afterwards.
 */
export async function setFlag(
  book: AddressBook,
  vendor: Vendor,
  address: string,
  change: Change,
): Promise<void> {
  const { flag, isOn, only, before } = change
  const others = async () =>
    (await book.recordsOf(vendor, address))
      .filter((one) => book.isYes(one[flag]) !== isOn)
      .map(({ id }) => book.safeId(id))
      .filter((id) => only?.includes(id) ?? true)
  for (const id of await others()) await book.write(vendor, id, { flag, isOn })
  if ((await others()).length === 0) return
  throw new Failure('refused', sentences[before](book.title), {
    whoMustAct: 'you',
    remedy: book.remedy,
  })
}
