import { z } from 'zod'
import type { Vendor } from './connector.ts'
import type { Mailing, RemoteMailing } from './mailings.ts'
import { cleanText } from './values.ts'

/**
 * An ESP that takes no content from outside, and sends copies of a mailing that somebody prepared
 * there: the master. What is written of a campaign is then which one, and whom it goes to. Verbs
 * throw Failure; those that read are repeated without harm, and send is called at most once for a
 * wish.
 */
export interface CopiesPart {
  /** How the ESP behaves, in sentences for people, shown beside the form. */
  rules: readonly string[]
  /** What a copy can be made of, the newest first, and only so many. */
  masters(vendor: Vendor): Promise<MasterMailing[]>
  /** The master as it stands now, with content: what would go out; null where there is none. */
  master(vendor: Vendor, id: string): Promise<RemoteMailing | null>
  /** The ids of all copies of a master that are there now. */
  copiesOf(vendor: Vendor, masterId: string): Promise<string[]>
  /** Whether a copy goes to just these lists. */
  goesTo(vendor: Vendor, copyId: string, lists: readonly string[]): Promise<boolean>
  /** A copy as it stands now; null where there is none. */
  read(vendor: Vendor, id: string): Promise<RemoteMailing | null>
  /** Sends a copy to lists, at once; answers its id. */
  send(vendor: Vendor, masterId: string, lists: readonly string[]): Promise<{ id: string }>
  /** Stops a copy that has not begun to go out. Absent: a person does that at the ESP. */
  unschedule?(vendor: Vendor, held: RemoteMailing): Promise<void>
}

export interface MasterMailing {
  id: string
  name: string
  subject: string
  /** Epoch milliseconds; null where it is not told. */
  createdAt: number | null
}

/** What a campaign that is a copy says of its own: which mailing it is a copy of, by its id. */
export const COPY_FIELDS = z.strictObject({
  master: z.string().trim().max(200).optional().meta({ title: 'Mailing to copy' }),
})

/** Which mailing a campaign is to be a copy of; null where none is chosen. */
export function masterOf({ fields }: Pick<Mailing, 'fields'>): string | null {
  return cleanText(fields['master'])
}
