import type { MendPart, RawPage, Vendor } from './connector.ts'
import type { ReadPage, RemoteSuppression } from './feedback.ts'

/** The addresses of contacts by their ids, as far as the vendor told them of contacts it has. */
export type AddressesOf = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>

/** Whom the vendor writes to no more: opt-outs first of all, complaints and dead addresses. */
export interface SuppressionsPart {
  /** addressesOf: so that nobody has to be asked for whose rows tell an id alone. */
  page(
    vendor: Vendor,
    since: number | null,
    cursor: string | null,
    addressesOf?: AddressesOf,
  ): Promise<RawPage>
  read(body: Uint8Array): ReadPage<RemoteSuppression>
  reader: string
  mend?: MendPart<RemoteSuppression, void>
}
