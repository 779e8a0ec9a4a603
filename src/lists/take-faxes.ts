import { sql } from 'kysely'
import type { RemoteContact } from '../connectors/index.ts'
import {
  erasedAmong,
  identifyAddresses,
  parseAddress,
  parseEmail,
  shareAddresses,
  type AddressMet,
} from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { ReadOf } from './reads.ts'

interface Told extends AddressMet {
  canonical: string
  beside: string
  besideId: number
  /** By which id the ESP knows it. */
  contactId: string
}

/**
 * Takes the fax numbers of contacts: each is of whoever uses the contact's e-mail address, and by
 * which id the ESP knows it is kept. mails: the e-mail addresses, by their canonical form.
 */
export async function takeFaxes(
  tx: Tx,
  { workspaceId, connectionId }: ReadOf,
  contacts: readonly RemoteContact[],
  mails: ReadonlyMap<string, number>,
): Promise<void> {
  const all = contacts.flatMap((one) => faxesOf(one, mails))
  if (all.length === 0) return
  const names = all.flatMap(({ canonical, beside }) => [canonical, beside])
  const erased = await erasedAmong(tx, names)
  const told = all.filter(({ canonical, beside }) => !erased.has(canonical) && !erased.has(beside))
  const met = new Map(told.map((one) => [one.canonical, one]))
  const ids = await identifyAddresses(tx, workspaceId, met)
  const faxes = told.map((one) => ({ ...one, addressId: ids.get(one.canonical)! }))
  await shareAddresses(tx, workspaceId, faxes)
  await sql`
    insert into contact_identity (workspace_id, connection_id, address_id, external_id)
    select distinct ${workspaceId}::integer, ${connectionId}::integer, f.address_id, f.external_id
    from unnest(${faxes.map(({ addressId }) => addressId)}::integer[],
      ${faxes.map(({ contactId }) => contactId)}::text[]) as f (address_id, external_id)
    where f.external_id <> '' order by 3, 4
    on conflict do nothing`.execute(tx)
}

function faxesOf(contact: RemoteContact, mails: ReadonlyMap<string, number>): Told[] {
  const mail = parseEmail(contact.address)
  const besideId = mail.ok ? mails.get(mail.canonical) : undefined
  if (!mail.ok || besideId === undefined) return []
  const name = { first: contact.firstName, last: contact.lastName }
  return (contact.faxes ?? []).flatMap((number) => {
    const parsed = parseAddress(number, 'fax')
    if (!parsed.ok) return []
    const { address, canonical } = parsed
    const beside = mail.canonical
    return [{ address, canonical, name, beside, besideId, contactId: contact.id }]
  })
}
